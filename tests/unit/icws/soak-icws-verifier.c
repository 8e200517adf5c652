/* SPDX-License-Identifier: MIT */
/* A valid message is never refused: many random ones, fifty to a certificate as a gateway relays
 * them, through the pool. ICWS_SOAK_MESSAGES sets how many. */
#include <stdlib.h>

#include "icws-test-kit.h"

#define FRAMES_OF_A_POLL 50
#define POLLS_KEPT       20 /* by the canister */
#define MESSAGES         100000

static void
on_proof (IcwsProof *proof, gpointer user_data)
{
  guint64 *n = user_data;

  g_assert_no_error (proof->error);
  g_assert_cmpuint (proof->message->sequence_num, ==, *n + 1);
  (*n)++;
}

static IcwsClientKey
random_client (IcwsTestKit *kit)
{
  IcwsClientKey client = { .nonce = ic_random_uint64 (kit->random) };

  client.principal.len = (guint8)(ic_random_uint64 (kit->random) % (IC_PRINCIPAL_MAX_BYTES + 1));
  ic_random_bytes (kit->random, client.principal.bytes, client.principal.len);
  return client;
}

/* Sizes from nothing to some kilobytes, small ones more often. */
static gsize
random_size (IcwsTestKit *kit)
{
  guint bits = ic_random_uint64 (kit->random) % 13;

  return ic_random_uint64 (kit->random) % (1u << bits);
}

static void
test_valid (void)
{
  const char *wanted = g_getenv ("ICWS_SOAK_MESSAGES");
  guint64 n_messages = wanted != NULL ? g_ascii_strtoull (wanted, NULL, 10) : MESSAGES;
  guint64 sequence = 0;
  guint64 n_verified = 0;

  for (guint kit_number = 0; sequence < n_messages; kit_number++)
    {
      g_autoptr (IcwsTestKit) kit = icws_test_kit_new (1000 + kit_number, kit_number % 2);
      IcwsVerifier *verifier = icws_test_kit_verifier (kit, 0);

      kit->next_nonce = ic_random_uint64 (kit->random) >> (ic_random_uint64 (kit->random) % 60 + 1);
      for (guint poll = 0; poll < 200 && sequence < n_messages; poll++)
        {
          IcwsTestOutput *outputs[FRAMES_OF_A_POLL];
          guint size = 1 + ic_random_uint64 (kit->random) % FRAMES_OF_A_POLL;
          g_autoptr (GPtrArray) frames = NULL;

          if (poll % 4 != 0)
            size = FRAMES_OF_A_POLL;
          if (poll % POLLS_KEPT == 0)
            {
              ic_tree_builder_free (kit->witness);
              kit->witness = ic_tree_builder_new ();
            }
          for (guint i = 0; i < size; i++)
            {
              IcwsClientKey client = random_client (kit);
              g_autoptr (GBytes) payload = icws_test_random_bytes (kit, random_size (kit));
              g_autoptr (GBytes) content = NULL;

              sequence++;
              content = icws_test_kit_content (kit, &client, sequence, sequence % 3 == 0, payload);
              outputs[i] = icws_test_kit_put (kit, content);
            }
          frames = icws_test_kit_poll (kit, outputs, size);
          for (guint i = 0; i < size; i++)
            {
              g_assert_true (icws_verifier_push (verifier, frames->pdata[i], NULL, on_proof,
                                                 &n_verified, NULL));
              icws_test_output_free (outputs[i]);
            }
          icws_test_wait (n_verified == sequence);
          ic_manual_clock_advance_us (kit->manual_clock,
                                      ic_random_uint64 (kit->random) % (10 * G_USEC_PER_SEC));
        }
      icws_test_wait (G_OBJECT (verifier)->ref_count == 1);
      g_assert_finalize_object (verifier);
    }
  g_test_message ("%" G_GUINT64_FORMAT " messages verified", n_verified);
  g_assert_cmpuint (n_verified, >=, n_messages);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icws/soak/valid", test_valid);
  return g_test_run ();
}
