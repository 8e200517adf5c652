/* SPDX-License-Identifier: MIT */
#include "ic-pem.h"

#include <string.h>

#include "ic-error.h"
#include "ic-pem-private.h"
#include "ic-i18n.h"

typedef enum
{
  FORM_SEC1,
  FORM_PKCS8,
  FORM_ENCRYPTED,
  FORM_PARAMETERS,
  FORM_OTHER
} Form;

static const struct
{
  const char *label;
  Form form;
  /* Translators: what a file holds, in the sentence "file holds %s; the Internet Computer takes …" */
  const char *name; /* of FORM_OTHER */
} forms[] = {
  { "EC PRIVATE KEY", FORM_SEC1, NULL },
  { "PRIVATE KEY", FORM_PKCS8, NULL },
  { "ENCRYPTED PRIVATE KEY", FORM_ENCRYPTED, NULL },
  { "EC PARAMETERS", FORM_PARAMETERS, NULL },
  { "RSA PRIVATE KEY", FORM_OTHER, N_ ("an RSA key") },
  { "DSA PRIVATE KEY", FORM_OTHER, N_ ("a DSA key") },
  { "OPENSSH PRIVATE KEY", FORM_OTHER, N_ ("a key of OpenSSH") },
  { "PUBLIC KEY", FORM_OTHER, N_ ("a public key without its private one") },
  { "EC PUBLIC KEY", FORM_OTHER, N_ ("a public key without its private one") },
  { "RSA PUBLIC KEY", FORM_OTHER, N_ ("a public key without its private one") },
  { "CERTIFICATE", FORM_OTHER, N_ ("a certificate without a private key") },
  { "TRUSTED CERTIFICATE", FORM_OTHER, N_ ("a certificate without a private key") },
  { "CERTIFICATE REQUEST", FORM_OTHER, N_ ("a certificate request") },
  { "PGP PRIVATE KEY BLOCK", FORM_OTHER, N_ ("a key of OpenPGP") },
};

static guint
find_form (const char *label)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (forms) && !g_str_equal (label, forms[i].label))
    i++;
  return i;
}

/* The blocks of a file that matter. */
typedef struct
{
  guint n_keys;
  IcPemBlock key;
  Form form;
  gboolean has_parameters;
  IcPemBlock parameters;
  gboolean has_other;
  IcPemBlock other; /* the first that is of no use */
} Contents;

static gboolean
read_contents (const char *text, gsize len, Contents *out, GError **error)
{
  const char *p = text;
  const char *end = text + len;
  IcPemBlock block;
  g_autoptr (GError) local = NULL;

  memset (out, 0, sizeof *out);
  for (guint n = 0; ic_pem_next_block (&p, end, &block, &local); n++)
    {
      guint i = find_form (block.label);
      Form form = i < G_N_ELEMENTS (forms) ? forms[i].form : FORM_OTHER;

      if (n == IC_PEM_MAX_BLOCKS)
        return ic_pem_refuse (error, IC_ERROR_KEY, _ ("key file has more than %d blocks"),
                              IC_PEM_MAX_BLOCKS) != NULL;
      if (form == FORM_PARAMETERS && out->n_keys == 0)
        {
          out->has_parameters = TRUE;
          out->parameters = block;
        }
      else if (form == FORM_OTHER && !out->has_other)
        {
          out->has_other = TRUE;
          out->other = block;
        }
      else if (form != FORM_PARAMETERS && form != FORM_OTHER)
        {
          out->n_keys++;
          out->key = block;
          out->form = form;
        }
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gpointer
refuse_other (const IcPemBlock *block, GError **error)
{
  guint i = find_form (block->label);

  if (i < G_N_ELEMENTS (forms))
    return ic_pem_refuse (
        error, IC_ERROR_KEY_UNSUPPORTED,
        _ ("file holds %s; the Internet Computer takes private keys for Ed25519, and "
           "for ECDSA on secp256k1 or P-256"),
        _ (forms[i].name));
  return ic_pem_refuse (error, IC_ERROR_KEY_UNSUPPORTED,
                        _ ("file holds a \"%s\", which is no private key that is known here"),
                        block->label);
}

/* A file that is no PEM at all: what may it be? */
static gpointer
refuse_stranger (const char *text, gsize len, GError **error)
{
  static const char utf16[] = "\xff\xfe";

  if (len >= 2 && memcmp (text, utf16, 2) == 0)
    return ic_pem_refuse (error, IC_ERROR_KEY_UNSUPPORTED,
                          _ ("file is text in UTF-16; save it as UTF-8 or plain text"));
  if (len >= 2 && text[0] == IC_DER_SEQUENCE && (text[1] & 0x80) != 0)
    return ic_pem_refuse (error, IC_ERROR_KEY_UNSUPPORTED,
                          _ ("file is binary, perhaps a key in DER form; convert it: openssl pkey "
                             "-inform DER -in FILE -out NEW.pem"));
  if (!g_utf8_validate (text, len, NULL))
    return ic_pem_refuse (
        error, IC_ERROR_KEY_UNSUPPORTED,
        _ ("file is binary; if it is an identity.pem.encrypted of dfx, take the key "
           "out with: dfx identity export NAME > identity.pem"));
  if (memmem (text, len, "\"delegations\"", strlen ("\"delegations\"")) != NULL)
    return ic_pem_refuse (
        error, IC_ERROR_KEY_UNSUPPORTED,
        _ ("this is a delegation chain, not a key: import it as a delegation, with "
           "its session key"));
  return ic_pem_refuse (error, IC_ERROR_KEY,
                        _ ("no key found: a key file begins with -----BEGIN ... PRIVATE KEY-----"));
}

static IcIdentity *
parse_key (const Contents *contents, IcSecret *passphrase, GError **error)
{
  g_autoptr (IcSecret) der = ic_pem_block_decode (&contents->key, error);
  g_autoptr (IcSecret) parameters = NULL;
  g_autoptr (IcSecret) plain = NULL;

  if (der == NULL)
    return NULL;
  switch (contents->form)
    {
    case FORM_SEC1:
      if (contents->has_parameters)
        {
          parameters = ic_pem_block_decode (&contents->parameters, error);
          if (parameters == NULL)
            return NULL;
        }
      return ic_pem_parse_sec1 (der, parameters, error);
    case FORM_PKCS8:
      return ic_pem_parse_pkcs8 (der, error);
    case FORM_ENCRYPTED:
      plain = ic_pem_decrypt_pkcs8 (der, passphrase, error);
      return plain != NULL ? ic_pem_parse_pkcs8 (plain, error) : NULL;
    case FORM_PARAMETERS:
    case FORM_OTHER:
    default:
      g_assert_not_reached ();
    }
}

/**
 * ic_pem_import:
 * @contents: a whole key file, or what a person pasted
 * @passphrase: (nullable): for an encrypted key; not looked at otherwise
 * @error: IC_ERROR_KEY_PASSPHRASE_NEEDED: ask for it and call again;
 *   IC_ERROR_KEY_PASSPHRASE_WRONG; IC_ERROR_KEY_UNSUPPORTED: a key, certificate or file of another
 *   kind, which the text names; IC_ERROR_KEY: malformed, or no key in it
 *
 * PEM of SEC 1 and PKCS#8 (plain, or encrypted by PBES2) for secp256k1, P-256 and Ed25519, and the
 * JSON form of the JavaScript packages. May take seconds if encrypted: not for the main thread.
 *
 * Returns: (transfer full): the identity of the one private key in it
 */
IcIdentity *
ic_pem_import (IcSecret *contents, IcSecret *passphrase, GError **error)
{
  const char *text;
  gsize len;
  Contents found;

  g_return_val_if_fail (contents != NULL, NULL);

  text = ic_secret_get_text (contents);
  len = ic_secret_get_len (contents);
  if (len > IC_PEM_MAX_BYTES)
    return ic_pem_refuse (error, IC_ERROR_KEY, _ ("file of %zu bytes is no key file"), len);
  if (strspn (text, " \t\r\n") == len)
    return ic_pem_refuse (error, IC_ERROR_KEY, _ ("key file is empty"));
  if (text[strspn (text, " \t\r\n")] == '[')
    return ic_pem_parse_json (text, len, error);

  if (!read_contents (text, len, &found, error))
    return NULL;
  if (found.n_keys > 1)
    return ic_pem_refuse (error, IC_ERROR_KEY,
                          _ ("file holds %u private keys: leave the one in it that is meant"),
                          found.n_keys);
  if (found.n_keys == 1)
    return parse_key (&found, passphrase, error);
  if (found.has_other)
    return refuse_other (&found.other, error);
  if (found.has_parameters)
    return ic_pem_refuse (error, IC_ERROR_KEY, _ ("file names a curve, but holds no key"));
  return refuse_stranger (text, len, error);
}

typedef struct
{
  IcSecret *contents;
  IcSecret *passphrase;
} Job;

static void
job_free (Job *job)
{
  ic_secret_unref (job->contents);
  g_clear_pointer (&job->passphrase, ic_secret_unref);
  g_free (job);
}

static void
import_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;
  IcIdentity *identity = ic_pem_import (job->contents, job->passphrase, &error);

  if (identity != NULL)
    g_task_return_pointer (task, identity, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * ic_pem_import_async:
 * @contents: a whole key file
 * @passphrase: (nullable): for an encrypted key
 * @cancellable: (nullable): to give up at once; what was begun runs to its end in its thread
 * @callback: called from the main loop
 * @user_data: for @callback
 *
 * ic_pem_import() in a thread.
 */
void
ic_pem_import_async (IcSecret *contents,
                     IcSecret *passphrase,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (contents != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  job = g_new0 (Job, 1);
  job->contents = ic_secret_ref (contents);
  job->passphrase = passphrase != NULL ? ic_secret_ref (passphrase) : NULL;
  g_task_set_source_tag (task, ic_pem_import_async);
  g_task_set_task_data (task, job, (GDestroyNotify)job_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, import_in_thread);
}

/**
 * ic_pem_import_finish:
 * @result: what the callback was given
 * @error: G_IO_ERROR_CANCELLED, or as of ic_pem_import()
 *
 * Returns: (transfer full): the identity
 */
IcIdentity *
ic_pem_import_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ic_pem_import_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
