/* SPDX-License-Identifier: MIT */
#include "ic-test-agent.h"

IcAgent *
ic_test_agent_new_agent (IcTestAgent *f, IcRootKey *root)
{
  return ic_agent_new (f->replica->url, IC_IDENTITY (f->identity), root, IC_CLOCK (f->clock),
                       f->random);
}

void
ic_test_agent_set_up (IcTestAgent *f, gconstpointer data)
{
  guint8 seed[32] = { 1 };

  f->clock = ic_manual_clock_new (IC_TEST_NOW);
  f->random = ic_random_new_seeded (5);
  f->identity = ic_ed25519_identity_new_from_seed (seed);
  f->replica = ic_test_replica_new (IC_CLOCK (f->clock));
  f->root = ic_root_key_new_from_der (f->replica->authority->root_der, NULL);
  f->agent = ic_test_agent_new_agent (f, f->root);
  ic_principal_from_bytes (&f->canister, "\0\0\0\0\1\x10\0\0\1\1", 10, NULL);
  f->arg = g_bytes_new_static ("DIDL\0\0", 6);
  f->cancellable = g_cancellable_new ();
}

void
ic_test_agent_tear_down (IcTestAgent *f, gconstpointer data)
{
  g_clear_object (&f->result);
  g_assert_cmpuint (ic_manual_clock_get_pending (f->clock), ==, 0);
  g_assert_cmpuint (f->replica->n_unsigned, ==, 0);
  g_assert_finalize_object (f->agent);
  ic_test_replica_free (f->replica);
  ic_root_key_unref (f->root);
  g_object_unref (f->identity);
  g_object_unref (f->random);
  g_object_unref (f->clock);
  g_object_unref (f->cancellable);
  g_bytes_unref (f->arg);
}

void
ic_test_agent_done (GObject *source, GAsyncResult *result, gpointer data)
{
  IcTestAgent *f = data;

  f->result = g_object_ref (result);
}

/* Runs until the operation is done. Where all waits for the clock, the clock is moved. */
void
ic_test_agent_wait (IcTestAgent *f)
{
  while (f->result == NULL)
    {
      if (g_main_context_iteration (NULL, FALSE))
        continue;
      if (ic_manual_clock_get_pending (f->clock) > 0)
        ic_manual_clock_advance_us (f->clock, 10 * 1000);
      else
        g_main_context_iteration (NULL, TRUE);
    }
}

GBytes *
ic_test_agent_call (IcTestAgent *f, GError **error)
{
  GBytes *reply;

  g_clear_object (&f->result);
  ic_agent_call_async (f->agent, &f->canister, "greet", f->arg, f->cancellable, ic_test_agent_done,
                       f);
  ic_test_agent_wait (f);
  reply = ic_agent_call_finish (f->agent, f->result, error);
  g_clear_object (&f->result);
  return reply;
}

GBytes *
ic_test_agent_query (IcTestAgent *f, GError **error)
{
  GBytes *reply;

  g_clear_object (&f->result);
  ic_agent_query_async (f->agent, &f->canister, "greet", f->arg, f->cancellable, ic_test_agent_done,
                        f);
  ic_test_agent_wait (f);
  reply = ic_agent_query_finish (f->agent, f->result, error);
  g_clear_object (&f->result);
  return reply;
}

void
ic_test_agent_assert_replied (GBytes *reply, GError *error)
{
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpmem (g_bytes_get_data (reply, NULL), g_bytes_get_size (reply), "DIDL\0\0", 6);
}

/* The requests that came, without what is the same in all. */
void
ic_test_agent_assert_paths (IcTestAgent *f, const char *expected)
{
  g_autoptr (GString) seen = g_string_new (NULL);

  for (guint i = 0; i < f->replica->paths->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (f->replica->paths, i), "/", -1);

      g_string_append_printf (seen, "%s%s/%s", i > 0 ? " " : "", parts[2],
                              parts[g_strv_length (parts) - 1]);
    }
  g_assert_cmpstr (seen->str, ==, expected);
  g_ptr_array_set_size (f->replica->paths, 0);
}
