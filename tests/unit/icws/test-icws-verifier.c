/* SPDX-License-Identifier: MIT */
#include "icws-test-kit.h"

#include <string.h>

#define FRAMES_OF_A_POLL 50

static const IcwsClientKey client = { .principal = { 3, { 1, 2, 3 } }, .nonce = 9 };

static IcwsProof *
verify_frame (IcwsVerifier *verifier, const IcwsFrame *frame)
{
  g_autoptr (GBytes) bytes = icws_frame_encode (frame);

  return icws_verifier_verify_sync (verifier, bytes);
}

static void
assert_refused (IcwsVerifier *verifier, const IcwsFrame *frame, IcwsError code)
{
  g_autoptr (IcwsProof) proof = verify_frame (verifier, frame);

  g_assert_null (proof->message);
  g_assert_error (proof->error, ICWS_ERROR, (gint)code);
}

static IcwsFrame *
text_frame (IcwsTestKit *kit, guint64 sequence, const char *text)
{
  g_autoptr (GBytes) payload = icws_test_text (text);
  g_autoptr (GBytes) content = icws_test_kit_content (kit, &client, sequence, FALSE, payload);

  return icws_test_kit_frame (kit, content);
}

static void
test_valid (gconstpointer data)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (1, GPOINTER_TO_INT (data));
  g_autoptr (IcwsVerifier) verifier = icws_test_kit_verifier (kit, 1);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (IcwsFrame) frame = text_frame (kit, i + 1, "hello");
      g_autoptr (IcwsProof) proof = verify_frame (verifier, frame);

      g_assert_no_error (proof->error);
      g_assert_nonnull (proof->message);
      g_assert_true (icws_client_key_equal (&proof->message->client_key, &client));
      g_assert_cmpuint (proof->message->sequence_num, ==, i + 1);
      g_assert_cmpmem (g_bytes_get_data (proof->message->content, NULL),
                       g_bytes_get_size (proof->message->content), "hello", 5);
      g_assert_true (ic_principal_equal (&proof->key_gateway, &kit->gateway));
      g_assert_cmpuint (proof->key_nonce, ==, i);
      g_assert_cmpuint (proof->certificate_time_ns, ==, ICWS_TEST_NOW_NS);
      g_assert_false (proof->shared);
    }
}

/* One pair of certificate and witness is verified once, however many messages share it. */
static void
test_shared (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (2, TRUE);
  g_autoptr (IcwsVerifier) verifier = icws_test_kit_verifier (kit, 1);
  IcwsTestOutput *outputs[FRAMES_OF_A_POLL];
  g_autoptr (GPtrArray) frames = NULL;
  guint64 before, after;

  for (guint i = 0; i < FRAMES_OF_A_POLL; i++)
    {
      g_autoptr (GBytes) payload = icws_test_random_bytes (kit, i);
      g_autoptr (GBytes) content = icws_test_kit_content (kit, &client, i + 1, FALSE, payload);

      outputs[i] = icws_test_kit_put (kit, content);
    }
  frames = icws_test_kit_poll (kit, outputs, FRAMES_OF_A_POLL);
  ic_root_key_get_stats (kit->root, &before, NULL);
  for (guint i = 0; i < FRAMES_OF_A_POLL; i++)
    {
      g_autoptr (IcwsProof) proof = icws_verifier_verify_sync (verifier, frames->pdata[i]);

      g_assert_no_error (proof->error);
      g_assert_cmpuint (proof->message->sequence_num, ==, i + 1);
      g_assert_cmpint (proof->shared, ==, i > 0);
      icws_test_output_free (outputs[i]);
    }
  ic_root_key_get_stats (kit->root, &after, NULL);
  /* The delegation and the certificate. */
  g_assert_cmpuint (after - before, ==, 2);
}

/* A known pair proves nothing about another content, key or time. */
static void
test_shared_is_no_blank_cheque (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (3, TRUE);
  g_autoptr (IcwsVerifier) verifier = icws_test_kit_verifier (kit, 1);
  g_autoptr (IcwsFrame) frame = text_frame (kit, 1, "hello");
  g_autoptr (IcwsFrame) other = text_frame (kit, 2, "other");
  g_autoptr (IcwsProof) proof = verify_frame (verifier, frame);
  IcwsFrame mixed = *frame;

  g_assert_no_error (proof->error);
  mixed.content = other->content;
  assert_refused (verifier, &mixed, ICWS_ERROR_TAMPERED_CONTENT);
  mixed = *frame;
  mixed.key = other->key;
  assert_refused (verifier, &mixed, ICWS_ERROR_TAMPERED_KEY);
  mixed = *frame;
  mixed.tree = other->tree;
  assert_refused (verifier, &mixed, ICWS_ERROR_TAMPERED_TREE);
  mixed = *frame;
  mixed.cert = other->cert;
  assert_refused (verifier, &mixed, ICWS_ERROR_TAMPERED_TREE);

  ic_manual_clock_advance_us (kit->manual_clock, 299 * G_USEC_PER_SEC);
  {
    g_autoptr (IcwsProof) still = verify_frame (verifier, frame);

    g_assert_no_error (still->error);
    g_assert_true (still->shared);
  }
  ic_manual_clock_advance_us (kit->manual_clock, 2 * G_USEC_PER_SEC);
  assert_refused (verifier, frame, ICWS_ERROR_STALE);
  ic_manual_clock_set_wall_ns (kit->manual_clock, ICWS_TEST_NOW_NS - 301 * IC_NS_PER_S);
  assert_refused (verifier, frame, ICWS_ERROR_FUTURE);
}

static void
test_max_age (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (4, TRUE);
  g_autoptr (IcwsVerifier) verifier = icws_test_kit_verifier (kit, 1);
  g_autoptr (IcwsFrame) frame = text_frame (kit, 1, "hello");

  icws_verifier_set_max_certificate_age_ns (verifier, 10 * IC_NS_PER_S);
  ic_manual_clock_advance_us (kit->manual_clock, 11 * G_USEC_PER_SEC);
  assert_refused (verifier, frame, ICWS_ERROR_STALE);
}

typedef enum
{
  FORGE_SIGNER,
  FORGE_NO_DELEGATION,
  FORGE_DELEGATION_SIGNER,
  FORGE_RANGE,
  FORGE_CANISTER,
  FORGE_DATA,
  FORGE_STALE,
  FORGE_FUTURE
} Forgery;

static const struct
{
  Forgery forgery;
  IcwsError code;
} forgeries[] = {
  { FORGE_SIGNER, ICWS_ERROR_FORGED_SIGNATURE },
  { FORGE_NO_DELEGATION, ICWS_ERROR_FORGED_SIGNATURE },
  { FORGE_DELEGATION_SIGNER, ICWS_ERROR_FORGED_DELEGATION },
  { FORGE_RANGE, ICWS_ERROR_FORGED_RANGE },
  { FORGE_CANISTER, ICWS_ERROR_FORGED_CANISTER },
  { FORGE_DATA, ICWS_ERROR_TAMPERED_TREE },
  { FORGE_STALE, ICWS_ERROR_STALE },
  { FORGE_FUTURE, ICWS_ERROR_FUTURE },
};

/* A gateway with keys of its own, and certificates that are real but of somebody else. */
static void
test_forged (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (5, TRUE);
  g_autoptr (IcwsTestKit) liar = icws_test_kit_new (6, TRUE);
  g_autoptr (IcwsVerifier) verifier = icws_test_kit_verifier (kit, 1);
  g_autoptr (IcwsFrame) frame = text_frame (kit, 1, "hello");
  IcPrincipal end = kit->canister_id;

  end.bytes[7]--;
  for (guint i = 0; i < G_N_ELEMENTS (forgeries); i++)
    {
      IcwsTestCertificate certificate;
      g_autoptr (GBytes) delegation = NULL;
      g_autoptr (GBytes) cert = NULL;
      IcwsFrame forged = *frame;

      icws_test_certificate_init (kit, &certificate);
      switch (forgeries[i].forgery)
        {
        case FORGE_SIGNER:
          certificate.signing_secret = liar->subnet_secret;
          break;
        case FORGE_NO_DELEGATION:
          certificate.delegation = NULL;
          break;
        case FORGE_DELEGATION_SIGNER:
          delegation = icws_test_kit_make_delegation (kit, liar->root_secret, &kit->canister_id,
                                                      &kit->canister_id);
          certificate.delegation = delegation;
          break;
        case FORGE_RANGE:
          delegation = icws_test_kit_make_delegation (kit, kit->root_secret,
                                                      &IC_PRINCIPAL_MANAGEMENT, &end);
          certificate.delegation = delegation;
          break;
        case FORGE_CANISTER:
          certificate.canister_id = liar->gateway;
          break;
        case FORGE_DATA:
          certificate.certified_data[31] ^= 1;
          break;
        case FORGE_STALE:
          certificate.time_ns -= 301 * IC_NS_PER_S;
          break;
        case FORGE_FUTURE:
          certificate.time_ns += 301 * IC_NS_PER_S;
          break;
        }
      cert = icws_test_certificate_encode (kit, &certificate);
      forged.cert = cert;
      g_test_message ("forgery %u", i);
      assert_refused (verifier, &forged, forgeries[i].code);
      assert_refused (verifier, &forged, forgeries[i].code);
    }
  /* All that was refused has left no trace. */
  {
    g_autoptr (IcwsProof) proof = verify_frame (verifier, frame);

    g_assert_no_error (proof->error);
  }
}

/* The SDK takes a tree with the hash directly at ["websocket"]; we do not. */
static void
test_no_index_path (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (7, TRUE);
  g_autoptr (IcwsVerifier) verifier = icws_test_kit_verifier (kit, 1);
  g_autoptr (GBytes) payload = icws_test_text ("hello");
  g_autoptr (GBytes) content = icws_test_kit_content (kit, &client, 1, FALSE, payload);
  g_autoptr (IcwsFrame) frame = icws_test_kit_frame (kit, content);
  const IcLabel path[] = { IC_LABEL ("websocket") };
  guint8 hash[IC_HASH_BYTES];
  g_autoptr (GBytes) tree = NULL;
  g_autoptr (GBytes) cert = NULL;
  IcwsTestCertificate certificate;
  IcwsFrame tampered = *frame;

  ic_tree_builder_free (kit->witness);
  kit->witness = ic_tree_builder_new ();
  ic_sha256 (g_bytes_get_data (content, NULL), g_bytes_get_size (content), hash);
  ic_tree_builder_set (kit->witness, path, 1, hash, sizeof hash);
  ic_tree_builder_reveal (kit->witness, path, 1);
  tree = ic_tree_builder_witness (kit->witness);
  icws_test_certificate_init (kit, &certificate);
  cert = icws_test_certificate_encode (kit, &certificate);
  tampered.tree = tree;
  tampered.cert = cert;
  assert_refused (verifier, &tampered, ICWS_ERROR_TAMPERED_KEY);
}

/* A witness in which the message is pruned or absent. */
static void
test_pruned (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (8, TRUE);
  g_autoptr (IcwsVerifier) verifier = icws_test_kit_verifier (kit, 1);
  IcwsFrame *frames[4];
  IcwsFrame mixed;

  for (guint i = 0; i < 4; i++)
    frames[i] = text_frame (kit, i + 1, "hello");
  /* Frame 3's proof shows that very message; message 1 is pruned from it. */
  mixed = *frames[3];
  mixed.key = frames[1]->key;
  mixed.content = frames[1]->content;
  assert_refused (verifier, &mixed, ICWS_ERROR_TAMPERED_KEY);
  mixed.key = (char *)"2vxsx-fae_00000000000000000001";
  assert_refused (verifier, &mixed, ICWS_ERROR_TAMPERED_KEY);
  for (guint i = 0; i < 4; i++)
    icws_frame_free (frames[i]);
}

typedef struct
{
  guint next;
  guint n_refused;
  gboolean check_order;
} Collected;

static void
collect (IcwsProof *proof, gpointer user_data)
{
  Collected *collected = user_data;

  if (proof->error != NULL)
    {
      g_assert_error (proof->error, ICWS_ERROR, ICWS_ERROR_FRAME);
      collected->n_refused++;
    }
  else
    g_assert_cmpuint (proof->message->sequence_num, ==, collected->next + 1);
  g_assert_cmpuint (proof->arrived_monotonic_us, >=, 0);
  collected->next++;
}

/* Slow ones (new certificates), quick ones (known or malformed) in one line: the order stays. */
static void
test_order (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (9, TRUE);
  g_autoptr (IcwsVerifier) verifier = icws_test_kit_verifier (kit, 4);
  g_autoptr (GBytes) nonsense = icws_test_text ("nonsense");
  Collected collected = { 0 };
  guint n = 0;
  guint n_nonsense = 0;

  for (guint poll = 0; poll < 30; poll++)
    {
      guint size = 1 + poll % 7;
      IcwsTestOutput *outputs[7];
      g_autoptr (GPtrArray) frames = NULL;

      for (guint i = 0; i < size; i++)
        {
          g_autoptr (GBytes) payload = icws_test_random_bytes (kit, 10);
          g_autoptr (GBytes)
              content = icws_test_kit_content (kit, &client, n + i + 1, FALSE, payload);

          outputs[i] = icws_test_kit_put (kit, content);
        }
      frames = icws_test_kit_poll (kit, outputs, size);
      for (guint i = 0; i < size; i++, n++)
        {
          g_assert_true (
              icws_verifier_push (verifier, frames->pdata[i], NULL, collect, &collected, NULL));
          icws_test_output_free (outputs[i]);
        }
      g_assert_true (icws_verifier_push (verifier, nonsense, NULL, collect, &collected, NULL));
      n++;
      n_nonsense++;
    }
  icws_test_wait (collected.next == n);
  g_assert_cmpuint (collected.n_refused, ==, n_nonsense);
  icws_test_wait (G_OBJECT (verifier)->ref_count == 1);
}

static void
never (IcwsProof *proof, gpointer user_data)
{
  g_assert_not_reached ();
}

static void
test_cancel (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (10, TRUE);
  IcwsVerifier *verifier = icws_test_kit_verifier (kit, 2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (IcwsFrame) frame = text_frame (kit, i + 1, "hello");
      g_autoptr (GBytes) bytes = icws_frame_encode (frame);

      g_assert_true (icws_verifier_push (verifier, bytes, cancellable, never, NULL, NULL));
    }
  g_cancellable_cancel (cancellable);
  icws_test_wait (G_OBJECT (verifier)->ref_count == 1);
  g_assert_finalize_object (verifier);
}

static void
test_flood (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (11, TRUE);
  g_autoptr (IcwsVerifier) verifier = icws_test_kit_verifier (kit, 1);
  g_autoptr (GBytes) nonsense = icws_test_text ("nonsense");
  g_autoptr (GBytes)
      large = g_bytes_new_take (g_malloc0 (ICWS_MAX_FRAME_BYTES), ICWS_MAX_FRAME_BYTES);
  g_autoptr (GBytes)
      too_large = g_bytes_new_take (g_malloc0 (100 * 1024 * 1024), 100 * 1024 * 1024);
  g_autoptr (GError) error = NULL;
  Collected collected = { 0 };
  guint n = 0;

  g_assert_false (icws_verifier_push (verifier, too_large, NULL, never, NULL, &error));
  g_assert_error (error, ICWS_ERROR, ICWS_ERROR_FRAME_LIMIT);
  g_clear_error (&error);

  /* By number. */
  for (n = 0; n < ICWS_VERIFIER_MAX_PENDING; n++)
    g_assert_true (icws_verifier_push (verifier, nonsense, NULL, collect, &collected, NULL));
  g_assert_false (icws_verifier_push (verifier, nonsense, NULL, never, NULL, &error));
  g_assert_error (error, ICWS_ERROR, ICWS_ERROR_FLOOD);
  g_clear_error (&error);
  icws_test_wait (collected.next == n);

  /* By bytes. */
  collected.next = 0;
  for (n = 0; n < ICWS_VERIFIER_MAX_PENDING_BYTES / ICWS_MAX_FRAME_BYTES; n++)
    g_assert_true (icws_verifier_push (verifier, large, NULL, collect, &collected, NULL));
  g_assert_false (icws_verifier_push (verifier, nonsense, NULL, never, NULL, &error));
  g_assert_error (error, ICWS_ERROR, ICWS_ERROR_FLOOD);
  icws_test_wait (collected.next == n);
  g_assert_true (icws_verifier_push (verifier, nonsense, NULL, collect, &collected, NULL));
  icws_test_wait (collected.next == n + 1);
}

/* A few thousand of all sizes; ten times a hundred thousand are in the soak suite. */
static void
test_random_valid (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (12, TRUE);
  g_autoptr (IcwsVerifier) verifier = icws_test_kit_verifier (kit, 1);
  guint64 sequence = 1;

  for (guint poll = 0; poll < 60; poll++)
    {
      IcwsTestOutput *outputs[FRAMES_OF_A_POLL];
      g_autoptr (GPtrArray) frames = NULL;

      /* A canister forgets old messages. */
      if (poll % 10 == 0)
        {
          ic_tree_builder_free (kit->witness);
          kit->witness = ic_tree_builder_new ();
        }
      for (guint i = 0; i < FRAMES_OF_A_POLL; i++)
        {
          gsize size = ic_random_uint64 (kit->random) % 2000;
          g_autoptr (GBytes) payload = icws_test_random_bytes (kit, size);
          g_autoptr (GBytes)
              content = icws_test_kit_content (kit, &client, sequence++, i % 5 == 0, payload);

          outputs[i] = icws_test_kit_put (kit, content);
        }
      frames = icws_test_kit_poll (kit, outputs, FRAMES_OF_A_POLL);
      for (guint i = 0; i < FRAMES_OF_A_POLL; i++)
        {
          g_autoptr (IcwsProof) proof = icws_verifier_verify_sync (verifier, frames->pdata[i]);

          g_assert_no_error (proof->error);
          icws_test_output_free (outputs[i]);
        }
      ic_manual_clock_advance_us (kit->manual_clock, G_USEC_PER_SEC);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/icws/verifier/valid/root", GINT_TO_POINTER (FALSE), test_valid);
  g_test_add_data_func ("/icws/verifier/valid/delegation", GINT_TO_POINTER (TRUE), test_valid);
  g_test_add_func ("/icws/verifier/valid/random", test_random_valid);
  g_test_add_func ("/icws/verifier/shared", test_shared);
  g_test_add_func ("/icws/verifier/shared-is-no-blank-cheque", test_shared_is_no_blank_cheque);
  g_test_add_func ("/icws/verifier/max-age", test_max_age);
  g_test_add_func ("/icws/verifier/forged", test_forged);
  g_test_add_func ("/icws/verifier/no-index-path", test_no_index_path);
  g_test_add_func ("/icws/verifier/pruned", test_pruned);
  g_test_add_func ("/icws/verifier/order", test_order);
  g_test_add_func ("/icws/verifier/cancel", test_cancel);
  g_test_add_func ("/icws/verifier/flood", test_flood);
  return g_test_run ();
}
