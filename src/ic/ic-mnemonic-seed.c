/* SPDX-License-Identifier: MIT */
#include "ic-mnemonic.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "ic-error.h"
#include "ic-mnemonic-private.h"
#include "ic-i18n.h"

/* BIP39, "From mnemonic to seed". */
#define N_ROUNDS    2048
#define SALT_PREFIX "mnemonic"

static IcSecret *
make_salt (IcSecret *passphrase, GError **error)
{
  g_autoptr (IcSecret) none = ic_secret_new (0);
  g_autoptr (IcSecret)
      normal = ic_mnemonic_decompose (passphrase != NULL ? passphrase : none, error);
  IcSecret *salt;
  guint8 *bytes;

  if (normal == NULL)
    return NULL;
  salt = ic_secret_new (strlen (SALT_PREFIX) + ic_secret_get_len (normal));
  bytes = ic_secret_get_data (salt);
  memcpy (bytes, SALT_PREFIX, strlen (SALT_PREFIX));
  memcpy (bytes + strlen (SALT_PREFIX), ic_secret_get_const (normal), ic_secret_get_len (normal));
  return salt;
}

/**
 * ic_mnemonic_to_seed:
 * @phrase: a recovery phrase; spaces and capitals as for ic_mnemonic_validate()
 * @passphrase: (nullable): BIP39's optional passphrase, UTF-8; it is normalized here
 * @error: IC_ERROR_MNEMONIC if the phrase is not valid or the passphrase is no text
 *
 * PBKDF2-HMAC-SHA512 with 2048 rounds. Takes milliseconds: not for the main thread.
 *
 * Returns: (transfer full): the seed, 64 bytes
 */
IcSecret *
ic_mnemonic_to_seed (IcSecret *phrase, IcSecret *passphrase, GError **error)
{
  g_autoptr (IcSecret) password = NULL;
  g_autoptr (IcSecret) salt = NULL;
  g_autoptr (IcSecret) seed = NULL;
  gnutls_datum_t key, salt_data;
  int status;

  g_return_val_if_fail (phrase != NULL, NULL);

  password = ic_mnemonic_normalize (ic_secret_get_text (phrase), NULL, error);
  if (password == NULL)
    return NULL;
  salt = make_salt (passphrase, error);
  if (salt == NULL)
    return NULL;

  key.data = ic_secret_get_data (password);
  key.size = ic_secret_get_len (password);
  salt_data.data = ic_secret_get_data (salt);
  salt_data.size = ic_secret_get_len (salt);
  seed = ic_secret_new (IC_MNEMONIC_SEED_BYTES);
  status = gnutls_pbkdf2 (GNUTLS_MAC_SHA512, &key, &salt_data, N_ROUNDS, ic_secret_get_data (seed),
                          IC_MNEMONIC_SEED_BYTES);
  ic_secret_wipe_stack ();
  if (status < 0)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_MNEMONIC, _ ("GnuTLS does not derive a seed: %s"),
                   gnutls_strerror (status));
      return NULL;
    }
  return g_steal_pointer (&seed);
}

typedef struct
{
  IcSecret *phrase;
  IcSecret *passphrase;
} Job;

static void
job_free (Job *job)
{
  ic_secret_unref (job->phrase);
  g_clear_pointer (&job->passphrase, ic_secret_unref);
  g_free (job);
}

static void
derive_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;
  IcSecret *seed = ic_mnemonic_to_seed (job->phrase, job->passphrase, &error);

  if (seed != NULL)
    g_task_return_pointer (task, seed, (GDestroyNotify)ic_secret_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * ic_mnemonic_to_seed_async:
 * @phrase: as for ic_mnemonic_to_seed()
 * @passphrase: (nullable): as there
 * @cancellable: (nullable): to give up
 * @callback: called from the main loop
 * @user_data: for @callback
 *
 * ic_mnemonic_to_seed() in a thread.
 */
void
ic_mnemonic_to_seed_async (IcSecret *phrase,
                           IcSecret *passphrase,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->phrase = ic_secret_ref (phrase);
  job->passphrase = passphrase != NULL ? ic_secret_ref (passphrase) : NULL;
  g_task_set_source_tag (task, ic_mnemonic_to_seed_async);
  g_task_set_task_data (task, job, (GDestroyNotify)job_free);
  g_task_run_in_thread (task, derive_in_thread);
}

/**
 * ic_mnemonic_to_seed_finish:
 * @result: what the callback was given
 * @error: G_IO_ERROR_CANCELLED, or as of ic_mnemonic_to_seed()
 *
 * Returns: (transfer full): the seed, 64 bytes
 */
IcSecret *
ic_mnemonic_to_seed_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ic_mnemonic_to_seed_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
