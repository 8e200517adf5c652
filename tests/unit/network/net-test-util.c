/* SPDX-License-Identifier: MIT */
#include "net-test-util.h"

#include "ic/ic-candid.h"
#include "ic/ic-cbor.h"
#include <string.h>

IcPrincipal
test_principal (const char *text)
{
  g_autoptr (GError) error = NULL;
  IcPrincipal principal;

  ic_principal_from_text (&principal, text, &error);
  g_assert_no_error (error);
  return principal;
}

IcEd25519Identity *
test_identity (guint n)
{
  guint8 seed[32] = { 0 };

  memcpy (seed, &n, sizeof n);
  seed[31] = 0x5a;
  return ic_ed25519_identity_new_from_seed (seed);
}

IcPrincipal
test_identity_principal (IcEd25519Identity *identity)
{
  IcPrincipal principal;

  ic_identity_get_principal (IC_IDENTITY (identity), &principal);
  return principal;
}

static gboolean
on_too_late (gpointer user_data)
{
  g_error ("the test waits in vain");
  return G_SOURCE_REMOVE;
}

void
test_run_until (const gboolean *done)
{
  guint guard = g_timeout_add_seconds (60, on_too_late, NULL);

  while (!*done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
}

GBytes *
test_sign (IcEd25519Identity *identity, IcRequest *request)
{
  g_autoptr (GBytes) to_sign = ic_request_get_signed_bytes (request);
  g_autoptr (GBytes) signature = NULL;
  IcEnvelope envelope = { .request = request };
  GBytes *bytes;

  if (identity != NULL)
    {
      gsize len;
      gconstpointer data = g_bytes_get_data (to_sign, &len);

      signature = ic_ed25519_identity_sign_sync (identity, data, len);
      envelope.sender_pubkey = ic_identity_get_public_key_der (IC_IDENTITY (identity));
      envelope.sender_sig = signature;
    }
  bytes = ic_envelope_encode (&envelope);
  ic_request_free (request);
  return bytes;
}

static GBytes *
next_nonce (void)
{
  static guint64 counter;

  counter++;
  return g_bytes_new (&counter, sizeof counter);
}

IcRequest *
test_call (IcEd25519Identity *identity,
           const char *canister_id,
           const char *method,
           GBytes *arg,
           guint64 expiry_ns)
{
  IcPrincipal canister = test_principal (canister_id);
  IcPrincipal sender = identity != NULL ? test_identity_principal (identity)
                                        : IC_PRINCIPAL_ANONYMOUS;
  g_autoptr (GBytes) nonce = next_nonce ();

  return ic_request_new_call (&canister, method, arg, &sender, expiry_ns, nonce);
}

IcRequest *
test_query (IcEd25519Identity *identity,
            const char *canister_id,
            const char *method,
            GBytes *arg,
            guint64 expiry_ns)
{
  IcPrincipal canister = test_principal (canister_id);
  IcPrincipal sender = identity != NULL ? test_identity_principal (identity)
                                        : IC_PRINCIPAL_ANONYMOUS;

  return ic_request_new_query (&canister, method, arg, &sender, expiry_ns, NULL);
}

IcRequest *
test_read_state (IcEd25519Identity *identity, const char *text, guint64 expiry_ns)
{
  g_auto (GStrv) labels = g_strsplit (text, "/", -1);
  g_autoptr (GPtrArray) paths = net_paths_new ();
  GPtrArray *path = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  IcPrincipal sender = identity != NULL ? test_identity_principal (identity)
                                        : IC_PRINCIPAL_ANONYMOUS;

  for (guint i = 0; labels[i] != NULL; i++)
    {
      IcPrincipal principal;

      /* A principal's text stands for its bytes. */
      if (strchr (labels[i], '-') != NULL && ic_principal_from_text (&principal, labels[i], NULL))
        g_ptr_array_add (path, g_bytes_new (principal.bytes, principal.len));
      else
        g_ptr_array_add (path, g_bytes_new (labels[i], strlen (labels[i])));
    }
  g_ptr_array_add (paths, path);
  return ic_request_new_read_state (paths, &sender, expiry_ns, NULL);
}

typedef struct
{
  NetResponse *response;
  gboolean done;
} Wait;

static void
on_handled (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Wait *wait = user_data;

  wait->response = net_replica_handle_finish (NET_REPLICA (object), result, &error);
  g_assert_no_error (error);
  wait->done = TRUE;
}

NetResponse *
test_handle (NetReplica *replica, NetEndpoint endpoint, const char *target, GBytes *body)
{
  IcPrincipal principal = test_principal (target);
  Wait wait = { 0 };

  net_replica_handle_async (replica, endpoint, &principal, body, NULL, on_handled, &wait);
  g_bytes_unref (body);
  test_run_until (&wait.done);
  return wait.response;
}

static cbor_item_t *
load (const NetResponse *response)
{
  g_autoptr (GError) error = NULL;
  gsize len;
  gconstpointer bytes = g_bytes_get_data (response->body, &len);
  cbor_item_t *map;

  if (response->status != 200)
    g_error ("status %u: %.*s", response->status, (int)len, (const char *)bytes);
  map = ic_cbor_load (bytes, len, NULL, &error);
  g_assert_no_error (error);
  return map;
}

GBytes *
test_response_get_bytes (const NetResponse *response, const char *name)
{
  cbor_item_t *map = load (response);
  cbor_item_t *item = ic_cbor_map_get (map, name);
  GBytes *bytes = item != NULL ? ic_cbor_get_bytes (item, name, NULL) : NULL;

  cbor_decref (&map);
  return bytes;
}

char *
test_response_get_text (const NetResponse *response, const char *name)
{
  cbor_item_t *map = load (response);
  cbor_item_t *item = ic_cbor_map_get (map, name);
  char *text = item != NULL ? ic_cbor_get_text (item, name, NULL) : NULL;

  cbor_decref (&map);
  return text;
}

/* The group chat's messages */

static IcCandidType *
app_message_type (void)
{
  g_autoptr (IcCandidType) text = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidType) boolean = ic_candid_type_new_primitive (IC_CANDID_BOOL);
  g_autoptr (IcCandidType) record = ic_candid_type_new_record ();
  IcCandidType *variant = ic_candid_type_new_variant ();

  ic_candid_type_add_field (record, "name", text);
  ic_candid_type_add_field (record, "message", text);
  ic_candid_type_add_field (record, "isTyping", boolean);
  ic_candid_type_add_field (variant, "GroupMessage", record);
  ic_candid_type_add_field (variant, "JoinedChat", text);
  return variant;
}

static GBytes *
encode_app_message (const char *tag, IcCandidValue *content)
{
  g_autoptr (IcCandidType) type = app_message_type ();
  g_autoptr (IcCandidValue) value = ic_candid_value_new_variant_take (tag, content);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = ic_candid_encode_one (type, value, &error);

  g_assert_no_error (error);
  return bytes;
}

GBytes *
test_group_message (const char *name, const char *text)
{
  IcCandidValue *record = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (record, "name", ic_candid_value_new_text (name));
  ic_candid_value_record_set_take (record, "message", ic_candid_value_new_text (text));
  ic_candid_value_record_set_take (record, "isTyping", ic_candid_value_new_bool (FALSE));
  return encode_app_message ("GroupMessage", record);
}

GBytes *
test_joined_chat (const char *name)
{
  return encode_app_message ("JoinedChat", ic_candid_value_new_text (name));
}

char *
test_group_message_text (GBytes *content)
{
  g_autoptr (IcCandidType) type = app_message_type ();
  g_autoptr (GError) error = NULL;
  gsize len;
  gconstpointer bytes = g_bytes_get_data (content, &len);
  g_autoptr (IcCandidValue) value = ic_candid_decode_one (bytes, len, type, NULL, &error);
  IcCandidValue *record;

  g_assert_no_error (error);
  record = ic_candid_value_variant_get (value, "GroupMessage");
  return record != NULL ? g_strdup (ic_candid_value_get_text (
                              ic_candid_value_record_get (record, "message"), NULL))
                        : NULL;
}
