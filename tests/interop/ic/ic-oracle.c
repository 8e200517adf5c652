/* SPDX-License-Identifier: MIT */

/* Answers questions about src/ic, one a line on stdin: a command and its arguments, separated by
 * spaces; bytes as hex, nothing as "-". The answer is one line, "ok VALUE" or "error CODE MESSAGE". */
#include "../lib/oracle-main.h"

#include "ic/ic-bytes.h"
#include "ic/ic-delegation.h"
#include "ic/ic-envelope.h"
#include "ic/ic-error.h"

#include <string.h>

static gboolean
is_nothing (const char *argument)
{
  return g_str_equal (argument, "-");
}

/* Items joined by commas. */
static GPtrArray *
parse_list (const char *argument, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_auto (GStrv) items = g_strsplit (argument, ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    {
      GBytes *item = ic_bytes_from_hex (items[i], error);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (list, item);
    }
  return g_steal_pointer (&list);
}

/* Lists joined by slashes. */
static GPtrArray *
parse_paths (const char *argument, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_auto (GStrv) items = is_nothing (argument) ? NULL : g_strsplit (argument, "/", -1);

  for (guint i = 0; items != NULL && items[i] != NULL; i++)
    {
      GPtrArray *path = parse_list (items[i], error);

      if (path == NULL)
        return NULL;
      g_ptr_array_add (paths, path);
    }
  return g_steal_pointer (&paths);
}

static IcEd25519Identity *
parse_seed (const char *argument, GError **error)
{
  return ic_ed25519_identity_new_from_hex (argument, error);
}

/* principal-text BYTES */
static char *
principal_text (char **args, GError **error)
{
  g_autoptr (GBytes) bytes = is_nothing (args[0]) ? g_bytes_new (NULL, 0)
                                                  : ic_bytes_from_hex (args[0], error);
  IcPrincipal principal;

  if (bytes == NULL || !ic_principal_from_bytes (&principal, g_bytes_get_data (bytes, NULL),
                                                 g_bytes_get_size (bytes), error))
    return NULL;
  return ic_principal_to_text (&principal);
}

/* principal-bytes TEXT */
static char *
principal_bytes (char **args, GError **error)
{
  IcPrincipal principal;

  if (!ic_principal_from_text (&principal, args[0], error))
    return NULL;
  return ic_hex_encode (principal.bytes, principal.len);
}

/* self-authenticating DER */
static char *
self_authenticating (char **args, GError **error)
{
  g_autoptr (GBytes) der = ic_bytes_from_hex (args[0], error);
  IcPrincipal principal;

  if (der == NULL)
    return NULL;
  ic_principal_self_authenticating (&principal, g_bytes_get_data (der, NULL),
                                    g_bytes_get_size (der));
  return ic_principal_to_text (&principal);
}

static IcEnvelope *
parse_envelope (const char *argument, GError **error)
{
  g_autoptr (GBytes) cbor = ic_bytes_from_hex (argument, error);

  return cbor != NULL ? ic_envelope_decode (cbor, error) : NULL;
}

/* request-id ENVELOPE */
static char *
request_id (char **args, GError **error)
{
  g_autoptr (IcEnvelope) envelope = parse_envelope (args[0], error);
  guint8 id[IC_HASH_BYTES];

  if (envelope == NULL)
    return NULL;
  ic_request_get_id (envelope->request, id);
  return ic_hex_encode (id, sizeof id);
}

/* check NOW_NS ENVELOPE: its sender */
static char *
check (char **args, GError **error)
{
  g_autoptr (IcEnvelope) envelope = parse_envelope (args[1], error);

  if (envelope == NULL ||
      !ic_envelope_check (envelope, g_ascii_strtoull (args[0], NULL, 10), error))
    return NULL;
  return ic_principal_to_text (&envelope->request->sender);
}

/* encode-again ENVELOPE */
static char *
encode_again (char **args, GError **error)
{
  g_autoptr (IcEnvelope) envelope = parse_envelope (args[0], error);
  g_autoptr (GBytes) cbor = NULL;

  if (envelope == NULL)
    return NULL;
  cbor = ic_envelope_encode (envelope);
  return ic_bytes_to_hex (cbor);
}

/* verify DER MESSAGE SIGNATURE */
static char *
verify (char **args, GError **error)
{
  g_autoptr (GBytes) der = ic_bytes_from_hex (args[0], error);
  g_autoptr (GBytes) message = der != NULL ? ic_bytes_from_hex (args[1], error) : NULL;
  g_autoptr (GBytes) signature = message != NULL ? ic_bytes_from_hex (args[2], error) : NULL;
  g_autoptr (IcPublicKey) key = signature != NULL ? ic_public_key_new_from_der (der, error) : NULL;
  gsize message_len, signature_len;
  gconstpointer message_bytes, signature_bytes;

  if (key == NULL)
    return NULL;
  message_bytes = g_bytes_get_data (message, &message_len);
  signature_bytes = g_bytes_get_data (signature, &signature_len);
  if (!ic_public_key_verify (key, message_bytes, message_len, signature_bytes, signature_len,
                             error))
    return NULL;
  return g_strdup (ic_key_algorithm_to_string (ic_public_key_get_algorithm (key)));
}

static IcDelegation *
parse_delegation (GBytes *pubkey,
                  const char *expiration,
                  const char *targets_list,
                  const char *permissions,
                  GError **error)
{
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  g_autoptr (GPtrArray) targets = NULL;

  if (!is_nothing (targets_list) && !(targets = parse_list (targets_list, error)))
    return NULL;
  return ic_delegation_new (pubkey, g_ascii_strtoull (expiration, NULL, 10), targets,
                            is_nothing (permissions) ? NULL : permissions, none);
}

/* delegation-message DER EXPIRATION TARGETS PERMISSIONS */
static char *
delegation_message (char **args, GError **error)
{
  g_autoptr (GBytes) der = ic_bytes_from_hex (args[0], error);
  g_autoptr (IcDelegation)
      hop = der != NULL ? parse_delegation (der, args[1], args[2], args[3], error) : NULL;
  g_autoptr (GBytes) message = NULL;

  if (hop == NULL)
    return NULL;
  message = ic_delegation_get_signed_bytes (hop);
  return ic_bytes_to_hex (message);
}

typedef struct
{
  gboolean done;
  GBytes *envelope;
  GError *error;
} Signing;

static void
signed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Signing *signing = data;

  signing->envelope = ic_envelope_sign_finish (result, &signing->error);
  signing->done = TRUE;
}

static char *
sign_request (const IcRequest *request, IcIdentity *identity, GError **error)
{
  Signing signing = { FALSE };
  char *hex;

  ic_envelope_sign_async (request, identity, NULL, signed_cb, &signing);
  while (!signing.done)
    g_main_context_iteration (NULL, TRUE);
  if (signing.envelope == NULL)
    {
      g_propagate_error (error, signing.error);
      return NULL;
    }
  hex = ic_bytes_to_hex (signing.envelope);
  g_bytes_unref (signing.envelope);
  return hex;
}

/* TYPE CANISTER METHOD ARG PATHS EXPIRY NONCE */
static IcRequest *
parse_request (char **args, const IcPrincipal *sender, GError **error)
{
  guint64 expiry_ns = g_ascii_strtoull (args[5], NULL, 10);
  g_autoptr (GBytes) arg = is_nothing (args[3]) ? g_bytes_new (NULL, 0)
                                                : ic_bytes_from_hex (args[3], error);
  g_autoptr (GBytes) nonce = is_nothing (args[6]) ? NULL : ic_bytes_from_hex (args[6], error);
  g_autoptr (GPtrArray) paths = parse_paths (args[4], error);
  IcPrincipal canister;

  if (!ic_principal_from_text (&canister, args[1], error))
    return NULL;
  if (g_str_equal (args[0], "call"))
    return ic_request_new_call (&canister, args[2], arg, sender, expiry_ns, nonce);
  if (g_str_equal (args[0], "query"))
    return ic_request_new_query (&canister, args[2], arg, sender, expiry_ns, nonce);
  return ic_request_new_read_state (paths, sender, expiry_ns, nonce);
}

/* sign SEED REQUEST...; SEED "-" for nobody */
static char *
sign (char **args, GError **error)
{
  g_autoptr (IcEd25519Identity) identity = NULL;
  g_autoptr (IcRequest) request = NULL;
  IcPrincipal sender = IC_PRINCIPAL_ANONYMOUS;

  if (!is_nothing (args[0]))
    {
      identity = parse_seed (args[0], error);
      if (identity == NULL)
        return NULL;
      ic_identity_get_principal (IC_IDENTITY (identity), &sender);
    }
  request = parse_request (args + 1, &sender, error);
  if (request == NULL)
    return NULL;
  return sign_request (request, IC_IDENTITY (identity), error);
}

/* sign-delegated SEEDS EXPIRATION TARGETS PERMISSIONS REQUEST...: from the first seed to the last */
static char *
sign_delegated (char **args, GError **error)
{
  g_auto (GStrv) seeds = g_strsplit (args[0], ",", -1);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_autoptr (IcDelegationIdentity) identity = NULL;
  g_autoptr (IcRequest) request = NULL;
  IcPrincipal sender;

  for (guint i = 0; seeds[i] != NULL; i++)
    {
      IcEd25519Identity *key = parse_seed (seeds[i], error);

      if (key == NULL)
        return NULL;
      g_ptr_array_add (keys, key);
    }
  for (guint i = 0; i + 1 < keys->len; i++)
    {
      IcIdentity *next = g_ptr_array_index (keys, i + 1);
      g_autoptr (GBytes) message = NULL;
      IcDelegation *hop = parse_delegation (ic_identity_get_public_key_der (next), args[1], args[2],
                                            args[3], error);

      if (hop == NULL)
        return NULL;
      message = ic_delegation_get_signed_bytes (hop);
      g_bytes_unref (hop->signature);
      hop->signature = ic_ed25519_identity_sign_sync (g_ptr_array_index (keys, i),
                                                      g_bytes_get_data (message, NULL),
                                                      g_bytes_get_size (message));
      g_ptr_array_add (chain, hop);
    }

  identity = ic_delegation_identity_new (
      g_ptr_array_index (keys, keys->len - 1),
      ic_identity_get_public_key_der (g_ptr_array_index (keys, 0)), chain);
  ic_identity_get_principal (IC_IDENTITY (identity), &sender);
  request = parse_request (args + 4, &sender, error);
  if (request == NULL)
    return NULL;
  return sign_request (request, IC_IDENTITY (identity), error);
}

static const OracleCommand commands[] = {
  { "principal-text", 1, principal_text },
  { "principal-bytes", 1, principal_bytes },
  { "self-authenticating", 1, self_authenticating },
  { "request-id", 1, request_id },
  { "check", 2, check },
  { "encode-again", 1, encode_again },
  { "verify", 3, verify },
  { "delegation-message", 4, delegation_message },
  { "sign", 8, sign },
  { "sign-delegated", 11, sign_delegated },
};

static char *
answer_line (const char *line, GError **error)
{
  return oracle_dispatch (commands, G_N_ELEMENTS (commands), line, error);
}

int
main (void)
{
  return oracle_main (answer_line);
}
