/* SPDX-License-Identifier: MIT */
#include "ic-derivation.h"

#include "ic-ecdsa-identity.h"
#include "ic-error.h"
#include "ic-hd-key.h"
#include "ic-mnemonic.h"
#include "ic-i18n.h"

#define COIN_TYPE 223 /* the Internet Computer's, SLIP-44 */
#define N_STEPS   5
#define H         IC_HD_HARDENED

static const struct
{
  const char *id;
  IcHdCurve curve;
  const char *path; /* nullable: no derivation, the seed itself */
  guint32 steps[N_STEPS];
} derivations[] = {
  [IC_DERIVATION_DFX] = { "dfx",
                          IC_HD_SECP256K1,
                          "m/44'/223'/0'/0/0",
                          { 44 | H, COIN_TYPE | H, 0 | H, 0, 0 } },
  [IC_DERIVATION_AGENT_JS_ED25519] = { "agent-js-ed25519", IC_HD_ED25519, NULL, { 0 } },
  [IC_DERIVATION_ICP_CLI_ED25519] = { "icp-cli-ed25519",
                                      IC_HD_ED25519,
                                      "m/44'/223'/0'/0'/0'",
                                      { 44 | H, COIN_TYPE | H, 0 | H, 0 | H, 0 | H } },
  [IC_DERIVATION_ICP_CLI_P256] = { "icp-cli-p256",
                                   IC_HD_P256,
                                   "m/44'/223'/0'/0/0",
                                   { 44 | H, COIN_TYPE | H, 0 | H, 0, 0 } },
};

G_STATIC_ASSERT (G_N_ELEMENTS (derivations) == IC_N_DERIVATIONS);

/**
 * ic_derivation_get_id:
 * @derivation: a derivation
 *
 * Returns: (transfer none): a name for files and settings; it never changes
 */
const char *
ic_derivation_get_id (IcDerivation derivation)
{
  g_return_val_if_fail (derivation < IC_N_DERIVATIONS, NULL);

  return derivations[derivation].id;
}

/**
 * ic_derivation_from_id:
 * @id: what ic_derivation_get_id() gave
 * @derivation: (out): which one it is
 *
 * Returns: %FALSE if it is none
 */
gboolean
ic_derivation_from_id (const char *id, IcDerivation *derivation)
{
  g_return_val_if_fail (id != NULL, FALSE);

  for (guint i = 0; i < IC_N_DERIVATIONS; i++)
    {
      if (!g_str_equal (id, derivations[i].id))
        continue;
      *derivation = i;
      return TRUE;
    }
  return FALSE;
}

/**
 * ic_derivation_get_path:
 * @derivation: a derivation
 *
 * Returns: (transfer none) (nullable): its path in the usual form, to be shown; %NULL if it has none
 */
const char *
ic_derivation_get_path (IcDerivation derivation)
{
  g_return_val_if_fail (derivation < IC_N_DERIVATIONS, NULL);

  return derivations[derivation].path;
}

/**
 * ic_identity_new_from_seed:
 * @seed: of ic_mnemonic_to_seed(), 64 bytes
 * @derivation: how to make a key of it
 * @error: IC_ERROR_KEY for a seed of another length or of no use
 *
 * Returns: (transfer full): the identity
 */
IcIdentity *
ic_identity_new_from_seed (const IcSecret *seed, IcDerivation derivation, GError **error)
{
  g_autoptr (IcSecret) node = NULL;
  const guint8 *key;

  g_return_val_if_fail (derivation < IC_N_DERIVATIONS, NULL);

  if (ic_secret_get_len (seed) != IC_MNEMONIC_SEED_BYTES)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_KEY, _ ("seed of %zu bytes, not %d"),
                   ic_secret_get_len (seed), IC_MNEMONIC_SEED_BYTES);
      return NULL;
    }
  if (derivations[derivation].path == NULL)
    return IC_IDENTITY (ic_ed25519_identity_new_from_seed (ic_secret_get_const (seed)));

  node = ic_hd_key_derive (derivations[derivation].curve, seed, derivations[derivation].steps,
                           N_STEPS, error);
  if (node == NULL)
    return NULL;
  key = ic_secret_get_const (node);
  switch (derivations[derivation].curve)
    {
    case IC_HD_SECP256K1:
      return (IcIdentity *)ic_secp256k1_identity_new (key, error);
    case IC_HD_P256:
      return (IcIdentity *)ic_p256_identity_new (key, error);
    case IC_HD_ED25519:
    default:
      return IC_IDENTITY (ic_ed25519_identity_new_from_seed (key));
    }
}

/**
 * ic_identity_new_from_mnemonic:
 * @phrase: a recovery phrase
 * @passphrase: (nullable): its optional passphrase
 * @derivation: how to make a key of them
 * @error: as of ic_mnemonic_to_seed() and ic_identity_new_from_seed()
 *
 * Takes milliseconds: not for the main thread.
 *
 * Returns: (transfer full): the identity
 */
IcIdentity *
ic_identity_new_from_mnemonic (IcSecret *phrase,
                               IcSecret *passphrase,
                               IcDerivation derivation,
                               GError **error)
{
  g_autoptr (IcSecret) seed = ic_mnemonic_to_seed (phrase, passphrase, error);

  return seed != NULL ? ic_identity_new_from_seed (seed, derivation, error) : NULL;
}

typedef struct
{
  IcSecret *phrase;
  IcSecret *passphrase;
  IcDerivation derivation;
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
  IcIdentity *identity = ic_identity_new_from_mnemonic (job->phrase, job->passphrase,
                                                        job->derivation, &error);

  if (identity != NULL)
    g_task_return_pointer (task, identity, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * ic_identity_new_from_mnemonic_async:
 * @phrase: a recovery phrase
 * @passphrase: (nullable): its optional passphrase
 * @derivation: how to make a key of them
 * @cancellable: (nullable): to give up
 * @callback: called from the main loop
 * @user_data: for @callback
 *
 * ic_identity_new_from_mnemonic() in a thread.
 */
void
ic_identity_new_from_mnemonic_async (IcSecret *phrase,
                                     IcSecret *passphrase,
                                     IcDerivation derivation,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->phrase = ic_secret_ref (phrase);
  job->passphrase = passphrase != NULL ? ic_secret_ref (passphrase) : NULL;
  job->derivation = derivation;
  g_task_set_source_tag (task, ic_identity_new_from_mnemonic_async);
  g_task_set_task_data (task, job, (GDestroyNotify)job_free);
  g_task_run_in_thread (task, derive_in_thread);
}

/**
 * ic_identity_new_from_mnemonic_finish:
 * @result: what the callback was given
 * @error: G_IO_ERROR_CANCELLED, or as of ic_identity_new_from_mnemonic()
 *
 * Returns: (transfer full): the identity
 */
IcIdentity *
ic_identity_new_from_mnemonic_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ic_identity_new_from_mnemonic_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
