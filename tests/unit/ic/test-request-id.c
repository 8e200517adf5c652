/* SPDX-License-Identifier: MIT */
#include "ic/ic-bytes.h"
#include "ic/ic-request.h"

#include <string.h>

#define EXPIRY_NS G_GUINT64_CONSTANT (1685570400000000000)

static void
assert_hash (const guint8 hash[IC_HASH_BYTES], const char *expected)
{
  g_autofree char *hex = ic_hex_encode (hash, IC_HASH_BYTES);

  g_assert_cmpstr (hex, ==, expected);
}

/* The example of the interface spec, "Request ids". */
static void
test_spec_example (void)
{
  const IcPrincipal canister = { 8, { 0, 0, 0, 0, 0, 0, 0x04, 0xd2 } };
  g_autoptr (GBytes) arg = g_bytes_new_static ("DIDL\x00\xFD*", 7);
  g_autoptr (IcRequest) request = ic_request_new_call (&canister, "hello", arg,
                                                       &IC_PRINCIPAL_ANONYMOUS, EXPIRY_NS, NULL);
  guint8 id[IC_HASH_BYTES];

  ic_request_get_id (request, id);
  assert_hash (id, "1d1091364d6bb8a6c16b203ee75467d59ead468f523eb058880ae8ec80e2b101");
}

/* Computed with @icp-sdk/core 6.1.0. */
static void
test_agent_js (void)
{
  g_autoptr (GBytes) arg = g_bytes_new_static ("\x01\x02\x03", 3);
  g_autoptr (IcRequest) request = NULL;
  g_autoptr (IcRequest) copy = NULL;
  g_autoptr (GBytes) message = NULL;
  IcPrincipal canister, sender;
  guint8 id[IC_HASH_BYTES];

  g_assert_true (ic_principal_from_text (&canister, "ryjl3-tyaaa-aaaaa-aaaba-cai", NULL));
  g_assert_true (ic_principal_from_text (
      &sender, "wf3fv-4c4nr-7ks2b-xa4u7-kf3no-32glf-lf7e4-4ng4a-wwtlu-a2vnq-nae", NULL));
  request = ic_request_new_call (&canister, "ws_open", arg, &sender, EXPIRY_NS, NULL);
  ic_request_get_id (request, id);
  assert_hash (id, "86b86fb14e9d5dc874372441a2172a576efb3ec04b78444e0a75d404e676393d");

  message = ic_request_get_signed_bytes (request);
  g_assert_cmpuint (g_bytes_get_size (message), ==, 11 + IC_HASH_BYTES);
  g_assert_cmpint (memcmp (g_bytes_get_data (message, NULL), "\x0Aic-request", 11), ==, 0);

  copy = ic_request_copy (request);
  memset (id, 0, sizeof id);
  ic_request_get_id (copy, id);
  assert_hash (id, "86b86fb14e9d5dc874372441a2172a576efb3ec04b78444e0a75d404e676393d");
}

/* Each field takes part. */
static void
test_every_field (void)
{
  const IcPrincipal canister = { 2, { 1, 2 } };
  const IcPrincipal other = { 2, { 1, 3 } };
  g_autoptr (GBytes) arg = g_bytes_new_static ("a", 1);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_request_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

#define ADD(...) g_ptr_array_add (requests, ic_request_new_##__VA_ARGS__)
  ADD (call (&canister, "m", arg, &canister, 1, NULL));
  ADD (call (&other, "m", arg, &canister, 1, NULL));
  ADD (call (&canister, "n", arg, &canister, 1, NULL));
  ADD (call (&canister, "m", empty, &canister, 1, NULL));
  ADD (call (&canister, "m", arg, &other, 1, NULL));
  ADD (call (&canister, "m", arg, &canister, 2, NULL));
  ADD (call (&canister, "m", arg, &canister, 1, arg));
  ADD (call (&canister, "m", arg, &canister, 1, empty));
  ADD (query (&canister, "m", arg, &canister, 1, NULL));
#undef ADD

  for (guint i = 0; i < requests->len; i++)
    {
      guint8 id[IC_HASH_BYTES];

      ic_request_get_id (g_ptr_array_index (requests, i), id);
      g_assert_true (g_hash_table_add (seen, ic_hex_encode (id, sizeof id)));
    }
}

static GPtrArray *
make_path (const char *first, ...)
{
  GPtrArray *path = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  va_list args;

  va_start (args, first);
  for (const char *label = first; label != NULL; label = va_arg (args, const char *))
    g_ptr_array_add (path, g_bytes_new (label, strlen (label)));
  va_end (args);
  return path;
}

/* The nested array, written out with the primitives. */
static void
test_read_state (void)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr (IcRequest) request = NULL;
  g_autoptr (IcMapHash) map = ic_map_hash_new ();
  guint8 labels[2 * IC_HASH_BYTES], both[2 * IC_HASH_BYTES];
  guint8 hash[IC_HASH_BYTES], id[IC_HASH_BYTES];

  g_ptr_array_add (paths, make_path ("time", NULL));
  g_ptr_array_add (paths, make_path ("subnet", "x", NULL));
  request = ic_request_new_read_state (paths, &IC_PRINCIPAL_ANONYMOUS, 77, NULL);
  ic_request_get_id (request, id);

  ic_sha256 ("time", 4, labels);
  ic_sha256 (labels, IC_HASH_BYTES, both);
  ic_sha256 ("subnet", 6, labels);
  ic_sha256 ("x", 1, labels + IC_HASH_BYTES);
  ic_sha256 (labels, sizeof labels, both + IC_HASH_BYTES);
  ic_sha256 (both, sizeof both, hash);
  ic_map_hash_add_hash (map, "paths", hash);
  ic_map_hash_add_nat (map, "ingress_expiry", 77);
  ic_map_hash_add_bytes (map, "sender", "\x04", 1);
  ic_map_hash_add_text (map, "request_type", "read_state");
  ic_map_hash_finish (map, hash);
  g_assert_cmpmem (hash, sizeof hash, id, sizeof id);
}

static void
test_empty (void)
{
  g_autoptr (IcMapHash) map = ic_map_hash_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  guint8 hash[IC_HASH_BYTES];

  ic_map_hash_finish (map, hash);
  assert_hash (hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  ic_hash_blob_array (none, hash);
  assert_hash (hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  ic_sha256 ("abc", 3, hash);
  assert_hash (hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/request-id/spec-example", test_spec_example);
  g_test_add_func ("/ic/request-id/agent-js", test_agent_js);
  g_test_add_func ("/ic/request-id/every-field", test_every_field);
  g_test_add_func ("/ic/request-id/read-state", test_read_state);
  g_test_add_func ("/ic/request-id/empty", test_empty);
  return g_test_run ();
}
