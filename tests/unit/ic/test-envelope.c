/* SPDX-License-Identifier: MIT */
#include "ic-test-keys.h"

#include "ic/ic-bytes.h"
#include "ic/ic-cbor.h"
#include "ic/ic-clock.h"
#include "ic/ic-envelope.h"
#include "ic/ic-error.h"

#include <string.h>

#define EXPIRY_NS G_GUINT64_CONSTANT (1685570400000000000)
#define NOW_NS    (EXPIRY_NS - 60 * IC_NS_PER_S)

typedef struct
{
  GMainLoop *loop;
  GBytes *envelope;
  GError *error;
} Signing;

static void
signed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Signing *signing = data;

  signing->envelope = ic_envelope_sign_finish (result, &signing->error);
  g_main_loop_quit (signing->loop);
}

static GBytes *
sign (const IcRequest *request, IcIdentity *identity, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Signing signing = { loop };

  ic_envelope_sign_async (request, identity, cancellable, signed_cb, &signing);
  g_assert_null (signing.envelope);
  g_main_loop_run (loop);
  if (signing.error != NULL)
    g_propagate_error (error, signing.error);
  return signing.envelope;
}

static IcEd25519Identity *
make_identity (guint8 fill)
{
  guint8 seed[32];

  memset (seed, fill, sizeof seed);
  return ic_ed25519_identity_new_from_seed (seed);
}

static IcRequest *
make_call (IcIdentity *identity, guint64 expiry_ns)
{
  const IcPrincipal canister = { 10, { 0, 0, 0, 0, 0, 0, 0, 7, 1, 1 } };
  g_autoptr (GBytes) arg = g_bytes_new_static ("DIDL\x00\x00", 6);
  g_autoptr (GBytes) nonce = g_bytes_new_static ("0123456789abcdef", 16);
  IcPrincipal sender = IC_PRINCIPAL_ANONYMOUS;

  if (identity != NULL)
    ic_identity_get_principal (identity, &sender);
  return ic_request_new_call (&canister, "ws_open", arg, &sender, expiry_ns, nonce);
}

static GPtrArray *
make_paths (guint n_paths, guint n_labels)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);

  for (guint i = 0; i < n_paths; i++)
    {
      GPtrArray *path = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

      for (guint j = 0; j < n_labels; j++)
        g_ptr_array_add (path, g_bytes_new_static ("label", 5));
      g_ptr_array_add (paths, path);
    }
  return paths;
}

static void
assert_check (IcEnvelope *envelope, guint64 now_ns, int code)
{
  g_autoptr (GError) error = NULL;
  gboolean valid = ic_envelope_check (envelope, now_ns, &error);

  if (code < 0)
    {
      g_assert_no_error (error);
      g_assert_true (valid);
    }
  else
    {
      g_assert_false (valid);
      g_assert_error (error, IC_ERROR, code);
    }
}
#define VALID (-1)

/* Made with @icp-sdk/core 6.1.0: the chain of test-delegation.c signs a call of ws_open. */
static void
test_agent_js (void)
{
  g_autoptr (IcEd25519Identity) leaf = make_identity (2);
  g_autoptr (IcTestKey) root = ic_test_key_new (IC_KEY_ED25519, 0);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_autoptr (IcDelegationIdentity) identity = NULL;
  g_autoptr (GBytes) arg = g_bytes_new_static ("\x01\x02\x03", 3);
  g_autoptr (IcRequest) request = NULL;
  g_autoptr (GBytes) cbor = NULL;
  g_autoptr (IcEnvelope) envelope = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hex = NULL;
  IcPrincipal canister, sender;

  g_assert_true (ic_principal_from_text (&canister, "ryjl3-tyaaa-aaaaa-aaaba-cai", NULL));
  g_ptr_array_add (targets, g_bytes_new (canister.bytes, canister.len));
  g_ptr_array_add (chain,
                   ic_test_key_delegate (root, ic_identity_get_public_key_der (IC_IDENTITY (leaf)),
                                         EXPIRY_NS, targets, NULL));
  identity = ic_delegation_identity_new (IC_IDENTITY (leaf), ic_test_key_get_der (root), chain);
  ic_identity_get_principal (IC_IDENTITY (identity), &sender);
  request = ic_request_new_call (&canister, "ws_open", arg, &sender, EXPIRY_NS, NULL);
  cbor = sign (request, IC_IDENTITY (identity), NULL, &error);
  g_assert_no_error (error);

  envelope = ic_envelope_decode (cbor, &error);
  g_assert_no_error (error);
  hex = ic_bytes_to_hex (envelope->sender_sig);
  g_assert_cmpstr (hex, ==,
                   "9289bd1b469e7ddb47f2cd4172eeafdef951f7d856fa54543ff916688c670cb4"
                   "e5835e6c1be5ffccfe07016ee69202cdd6303b4d2d60b2fd32aa07f2d2299008");
  assert_check (envelope, NOW_NS, VALID);
}

static void
test_anonymous (void)
{
  g_autoptr (GPtrArray) paths = make_paths (2, 2);
  g_autoptr (GBytes) arg = g_bytes_new_static ("", 0);
  const IcPrincipal canister = { 1, { 9 } };
  g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_request_free);

  g_ptr_array_add (requests, make_call (NULL, EXPIRY_NS));
  g_ptr_array_add (requests, ic_request_new_query (&canister, "q", arg, &IC_PRINCIPAL_ANONYMOUS,
                                                   EXPIRY_NS, NULL));
  g_ptr_array_add (requests,
                   ic_request_new_read_state (paths, &IC_PRINCIPAL_ANONYMOUS, EXPIRY_NS, NULL));

  for (guint i = 0; i < requests->len; i++)
    {
      IcRequest *request = g_ptr_array_index (requests, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) cbor = sign (request, NULL, NULL, &error);
      g_autoptr (IcEnvelope) envelope = ic_envelope_decode (cbor, &error);
      guint8 id[IC_HASH_BYTES], again[IC_HASH_BYTES];

      g_assert_no_error (error);
      g_assert_null (envelope->sender_pubkey);
      g_assert_null (envelope->sender_sig);
      ic_request_get_id (request, id);
      ic_request_get_id (envelope->request, again);
      g_assert_cmpmem (id, sizeof id, again, sizeof again);
      assert_check (envelope, NOW_NS, VALID);
      /* Only calls of nobody expire. */
      assert_check (envelope, EXPIRY_NS + 1, i == 0 ? (int)IC_ERROR_REQUEST_EXPIRY : VALID);

      envelope->sender_sig = g_bytes_new_static ("", 0);
      assert_check (envelope, NOW_NS, IC_ERROR_REQUEST_SIGNATURE);
    }
}

static void
test_wrong_identity (void)
{
  g_autoptr (IcEd25519Identity) a = make_identity (1);
  g_autoptr (IcEd25519Identity) b = make_identity (2);
  g_autoptr (IcRequest) request = make_call (IC_IDENTITY (a), EXPIRY_NS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (sign (request, IC_IDENTITY (b), NULL, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
  g_clear_error (&error);
  g_assert_null (sign (request, NULL, NULL, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (sign (request, IC_IDENTITY (a), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_expiry (void)
{
  const guint64 window = 330 * IC_NS_PER_S;
  g_autoptr (IcEd25519Identity) identity = make_identity (1);
  g_autoptr (IcRequest) request = make_call (IC_IDENTITY (identity), EXPIRY_NS);
  g_autoptr (GBytes) cbor = sign (request, IC_IDENTITY (identity), NULL, NULL);
  g_autoptr (IcEnvelope) envelope = ic_envelope_decode (cbor, NULL);

  assert_check (envelope, EXPIRY_NS, VALID);
  assert_check (envelope, EXPIRY_NS + 1, IC_ERROR_REQUEST_EXPIRY);
  assert_check (envelope, EXPIRY_NS - window, VALID);
  assert_check (envelope, EXPIRY_NS - window - 1, IC_ERROR_REQUEST_EXPIRY);
  assert_check (envelope, 0, IC_ERROR_REQUEST_EXPIRY);
  assert_check (envelope, G_MAXUINT64, IC_ERROR_REQUEST_EXPIRY);
  envelope->request->ingress_expiry_ns = G_MAXUINT64;
  assert_check (envelope, NOW_NS, IC_ERROR_REQUEST_EXPIRY);
}

static void
test_faults (void)
{
  g_autoptr (IcEd25519Identity) identity = make_identity (1);
  g_autoptr (IcEd25519Identity) stranger = make_identity (3);
  g_autoptr (IcRequest) request = make_call (IC_IDENTITY (identity), EXPIRY_NS);
  g_autoptr (GBytes) cbor = sign (request, IC_IDENTITY (identity), NULL, NULL);
  g_autoptr (GBytes) rubbish = g_bytes_new_static ("rubbish", 7);

  for (guint fault = 0; fault < 6; fault++)
    {
      g_autoptr (IcEnvelope) envelope = ic_envelope_decode (cbor, NULL);
      int code = IC_ERROR_REQUEST_SIGNATURE;

      switch (fault)
        {
        case 0:
          g_clear_pointer (&envelope->sender_pubkey, g_bytes_unref);
          break;
        case 1:
          g_clear_pointer (&envelope->sender_sig, g_bytes_unref);
          break;
        case 2: /* somebody else's key */
          g_bytes_unref (envelope->sender_pubkey);
          envelope->sender_pubkey = g_bytes_ref (
              ic_identity_get_public_key_der (IC_IDENTITY (stranger)));
          break;
        case 3: /* a key that is none, owned by its sender */
          g_bytes_unref (envelope->sender_pubkey);
          envelope->sender_pubkey = g_bytes_ref (rubbish);
          ic_principal_self_authenticating (&envelope->request->sender, "rubbish", 7);
          code = IC_ERROR_DER;
          break;
        case 4: /* the anonymous sender with a signature */
          envelope->request->sender = IC_PRINCIPAL_ANONYMOUS;
          break;
        default: /* another method */
          envelope->request->method_name[0] = 'W';
          break;
        }
      assert_check (envelope, NOW_NS, code);
    }
}

/* A chain that permits queries signs queries and reads, no calls; targets hold for calls and queries. */
static void
test_delegated (void)
{
  g_autoptr (IcTestKey) root = ic_test_key_new (IC_KEY_P256, 0);
  g_autoptr (IcEd25519Identity) leaf = make_identity (2);
  const IcPrincipal canister = { 1, { 9 } }, other = { 1, { 8 } };
  g_autoptr (GBytes) arg = g_bytes_new_static ("", 0);
  g_autoptr (GPtrArray) paths = make_paths (1, 1);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  IcPrincipal sender;
  gsize len;
  gconstpointer der = g_bytes_get_data (ic_test_key_get_der (root), &len);

  ic_principal_self_authenticating (&sender, der, len);
  g_ptr_array_add (targets, g_bytes_new (canister.bytes, canister.len));

  for (guint i = 0; i < 8; i++)
    {
      gboolean queries_only = i & 1;
      g_autoptr (GPtrArray)
          chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
      g_autoptr (IcDelegationIdentity) identity = NULL;
      g_autoptr (IcRequest) request = NULL;
      g_autoptr (GBytes) cbor = NULL;
      g_autoptr (IcEnvelope) envelope = NULL;
      int code = VALID;

      g_ptr_array_add (
          chain, ic_test_key_delegate (root, ic_identity_get_public_key_der (IC_IDENTITY (leaf)),
                                       NOW_NS + 1, targets, queries_only ? "queries" : NULL));
      identity = ic_delegation_identity_new (IC_IDENTITY (leaf), ic_test_key_get_der (root), chain);
      switch (i / 2)
        {
        case 0:
          request = ic_request_new_call (&canister, "m", arg, &sender, EXPIRY_NS, NULL);
          code = queries_only ? (int)IC_ERROR_REQUEST_DELEGATION : VALID;
          break;
        case 1:
          request = ic_request_new_query (&canister, "m", arg, &sender, EXPIRY_NS, NULL);
          break;
        case 2:
          request = ic_request_new_read_state (paths, &sender, EXPIRY_NS, NULL);
          break;
        default:
          request = ic_request_new_query (&other, "m", arg, &sender, EXPIRY_NS, NULL);
          code = IC_ERROR_REQUEST_DELEGATION;
          break;
        }
      cbor = sign (request, IC_IDENTITY (identity), NULL, NULL);
      envelope = ic_envelope_decode (cbor, NULL);
      assert_check (envelope, NOW_NS, code);
      assert_check (envelope, NOW_NS + 2, IC_ERROR_REQUEST_DELEGATION);
    }
}

/* No bit of a signed envelope can be changed unnoticed. */
static void
test_flipped_bits (void)
{
  g_autoptr (IcTestKey) root = ic_test_key_new (IC_KEY_SECP256K1, 0);
  g_autoptr (IcEd25519Identity) leaf = make_identity (2);
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (IcDelegationIdentity) identity = NULL;
  g_autoptr (IcRequest) request = NULL;
  g_autoptr (GBytes) cbor = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize len;
  guint n_decoded = 0;

  g_ptr_array_add (targets, g_bytes_new_static ("\0\0\0\0\0\0\0\7\1\1", 10));
  g_ptr_array_add (chain,
                   ic_test_key_delegate (root, ic_identity_get_public_key_der (IC_IDENTITY (leaf)),
                                         EXPIRY_NS, targets, "all"));
  identity = ic_delegation_identity_new (IC_IDENTITY (leaf), ic_test_key_get_der (root), chain);
  request = make_call (IC_IDENTITY (identity), EXPIRY_NS);
  cbor = sign (request, IC_IDENTITY (identity), NULL, NULL);
  bytes = g_memdup2 (g_bytes_get_data (cbor, NULL), g_bytes_get_size (cbor));
  len = g_bytes_get_size (cbor);

  for (gsize bit = 0; bit < len * 8; bit++)
    {
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (IcEnvelope) envelope = NULL;
      g_autoptr (GError) error = NULL;

      bytes[bit / 8] ^= 1 << bit % 8;
      changed = g_bytes_new (bytes, len);
      bytes[bit / 8] ^= 1 << bit % 8;
      envelope = ic_envelope_decode (changed, &error);
      if (envelope == NULL)
        {
          g_assert_true (g_error_matches (error, IC_ERROR, IC_ERROR_CBOR) ||
                         g_error_matches (error, IC_ERROR, IC_ERROR_LIMIT));
          continue;
        }
      n_decoded++;
      if (ic_envelope_check (envelope, NOW_NS, &error))
        g_error ("flipping bit %zu goes unnoticed", bit);
    }
  g_assert_cmpuint (n_decoded, >, len);

  for (gsize cut = 0; cut < len; cut++)
    {
      g_autoptr (GBytes) changed = g_bytes_new (bytes, cut);

      g_assert_null (ic_envelope_decode (changed, NULL));
    }
}

static GBytes *
random_bytes (IcRandom *random, gsize max)
{
  gsize len = ic_random_uint64 (random) % (max + 1);
  g_autofree guint8 *bytes = g_malloc (len + 1);

  ic_random_bytes (random, bytes, len);
  return g_bytes_new (bytes, len);
}

/* What is encoded is decoded to the same, and encoded again to the same bytes. */
static void
test_round_trips (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (9);

  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_random (random);
      g_autoptr (GBytes) arg = random_bytes (random, 2000);
      g_autoptr (GBytes) nonce = random_bytes (random, 32);
      g_autoptr (GBytes) id_bytes = random_bytes (random, 29);
      g_autoptr (GPtrArray) paths = make_paths (i % 5, i % 7);
      g_autofree char *method = g_strdup_printf ("m\xc3\xa9thode %u", i);
      guint64 expiry = i % 10 == 0 ? i : ic_random_uint64 (random);
      g_autoptr (IcRequest) request = NULL;
      g_autoptr (GBytes) cbor = NULL;
      g_autoptr (GBytes) again = NULL;
      g_autoptr (GByteArray) nested = g_byte_array_new ();
      g_autoptr (cbor_item_t) item = NULL;
      g_autoptr (IcEnvelope) envelope = NULL;
      g_autoptr (IcEnvelope) inner = NULL;
      g_autoptr (GError) error = NULL;
      IcPrincipal canister, sender;
      guint8 id[IC_HASH_BYTES], other[IC_HASH_BYTES];

      ic_principal_from_bytes (&canister, g_bytes_get_data (id_bytes, NULL),
                               g_bytes_get_size (id_bytes), NULL);
      ic_identity_get_principal (IC_IDENTITY (identity), &sender);
      if (i % 3 == 0)
        request = ic_request_new_call (&canister, method, arg, &sender, expiry, nonce);
      else if (i % 3 == 1)
        request = ic_request_new_query (&canister, method, arg, &sender, expiry, NULL);
      else
        request = ic_request_new_read_state (paths, &sender, expiry, nonce);

      cbor = sign (request, IC_IDENTITY (identity), NULL, &error);
      g_assert_no_error (error);
      envelope = ic_envelope_decode (cbor, &error);
      g_assert_no_error (error);
      again = ic_envelope_encode (envelope);
      g_assert_true (g_bytes_equal (cbor, again));
      ic_request_get_id (request, id);
      ic_request_get_id (envelope->request, other);
      g_assert_cmpmem (id, sizeof id, other, sizeof other);
      assert_check (envelope, expiry, VALID);

      /* As the WebSocket wraps it. */
      ic_cbor_put_map (nested, 1);
      ic_cbor_put_text (nested, "envelope");
      ic_envelope_append (envelope, nested);
      item = ic_cbor_load (nested->data, nested->len, NULL, &error);
      g_assert_no_error (error);
      inner = ic_envelope_decode_item (ic_cbor_map_get (item, "envelope"), &error);
      g_assert_no_error (error);
      assert_check (inner, expiry, VALID);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/envelope/agent-js", test_agent_js);
  g_test_add_func ("/ic/envelope/anonymous", test_anonymous);
  g_test_add_func ("/ic/envelope/wrong-identity", test_wrong_identity);
  g_test_add_func ("/ic/envelope/expiry", test_expiry);
  g_test_add_func ("/ic/envelope/faults", test_faults);
  g_test_add_func ("/ic/envelope/delegated", test_delegated);
  g_test_add_func ("/ic/envelope/flipped-bits", test_flipped_bits);
  g_test_add_func ("/ic/envelope/round-trips", test_round_trips);
  return g_test_run ();
}
