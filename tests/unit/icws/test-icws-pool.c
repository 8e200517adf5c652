/* SPDX-License-Identifier: MIT */
/* The pool: the list is the person's, and what a gateway did decides whether it is used. */
#include "icws-pool-kit.h"

#define A "wss://g0.example"
#define B "wss://g1.example"
#define C "wss://g2.example"
#define S IC_NS_PER_S

static void
assert_urls (PoolKit *kit, const char *expected)
{
  g_auto (GStrv) urls = icws_pool_dup_urls (kit->pool);
  g_autofree char *joined = g_strjoinv (" ", urls);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_urls (PoolKit *kit, gconstpointer data)
{
  static const char *const BAD[] = { "",          "http://h", "wss://",
                                     "wss:///x",  "h:80",     "ws://h:99999999",
                                     "wss://h h", "\xff",     NULL };
  static const char *const SAME[] = { "wss://h.example", "WSS://H.EXAMPLE/", "wss://h.example:443",
                                      "wss://u:p@h.example/#x", NULL };
  g_autofree char *longest = g_strnfill (ICWS_GATEWAY_MAX_URL + 1, 'a');
  g_autofree char *url = g_strconcat ("wss://", longest, NULL);
  g_autoptr (GError) error = NULL;

  for (const char *const *bad = BAD; *bad != NULL; bad++)
    {
      g_assert_false (icws_pool_add (kit->pool, *bad, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
    }
  g_assert_false (icws_pool_add (kit->pool, url, NULL));
  g_assert_true (icws_pool_add (kit->pool, SAME[0], NULL));
  for (const char *const *same = SAME; *same != NULL; same++)
    {
      g_assert_false (icws_pool_add (kit->pool, *same, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
      g_assert_true (icws_pool_find (kit->pool, *same) == icws_pool_find (kit->pool, SAME[0]));
    }
  g_assert_true (icws_pool_add (kit->pool, "ws://h.example", NULL));
  g_assert_true (icws_pool_add (kit->pool, "wss://h.example:444", NULL));
  g_assert_true (icws_pool_add (kit->pool, "wss://h.example/path", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (kit->pool)), ==, 4);
  pool_kit_add (kit, ICWS_POOL_MAX_GATEWAYS - 4);
  g_assert_false (icws_pool_add (kit->pool, "wss://one.too.many", NULL));
}

static void
test_list (PoolKit *kit, gconstpointer data)
{
  const char *urls[] = { C, A, C, "nonsense", "wss://g0.example/", "wss://new.example", NULL };
  IcwsGateway *a;

  g_assert_cmpuint (icws_pool_get_next_ns (kit->pool), ==, G_MAXUINT64);
  g_assert_null (pool_kit_pick (kit, NULL));
  pool_kit_add (kit, 3);
  icws_pool_move (kit->pool, A, 99);
  assert_urls (kit, B " " C " " A);
  icws_pool_move (kit->pool, A, 1);
  assert_urls (kit, B " " A " " C);
  icws_pool_move (kit->pool, "wss://unknown", 0);
  a = pool_kit_get (kit, A);
  icws_pool_set_urls (kit->pool, urls);
  assert_urls (kit, C " " A " wss://new.example");
  g_assert_true (pool_kit_get (kit, A) == a);
  g_assert_true (icws_pool_remove (kit->pool, C));
  g_assert_false (icws_pool_remove (kit->pool, C));
  g_assert_true (icws_pool_remove (kit->pool, "wss://new.example/"));
  g_assert_false (icws_pool_remove (kit->pool, A)); /* the last one */
  assert_urls (kit, A);
  icws_pool_set_urls (kit->pool, NULL);
  assert_urls (kit, "");
}

/* What those who watch the list make of what they are told is the list. */
static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, GPtrArray *mirror)
{
  if (removed > 0)
    g_ptr_array_remove_range (mirror, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror, (int)(position + i), g_list_model_get_item (model, position + i));
  g_assert_cmpuint (mirror->len, ==, g_list_model_get_n_items (model));
  for (guint i = 0; i < mirror->len; i++)
    {
      g_autoptr (IcwsGateway) gateway = g_list_model_get_item (model, i);

      g_assert_true (gateway == g_ptr_array_index (mirror, i));
    }
}

static void
test_items_changed (PoolKit *kit, gconstpointer data)
{
  g_autoptr (GPtrArray) mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (IcRandom) random = ic_random_new_seeded (1);

  g_signal_connect (kit->pool, "items-changed", G_CALLBACK (on_items_changed), mirror);
  for (guint i = 0; i < 3000; i++)
    {
      guint n_pinned = 0;

      pool_kit_step (kit, random);
      g_assert_cmpuint (mirror->len, ==, g_list_model_get_n_items (G_LIST_MODEL (kit->pool)));
      for (guint j = 0; j < mirror->len; j++)
        n_pinned += icws_gateway_get_pinned (g_ptr_array_index (mirror, j));
      g_assert_cmpuint (n_pinned, <=, 1);
    }
}

static void
test_pick (PoolKit *kit, gconstpointer data)
{
  pool_kit_add (kit, 3);
  g_assert_cmpuint (icws_pool_get_next_ns (kit->pool), ==, 0);
  g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, A);
  g_assert_cmpstr (pool_kit_pick (kit, A), ==, B);
  icws_pool_pin (kit->pool, C, TRUE);
  g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, C);
  g_assert_cmpstr (pool_kit_pick (kit, C), ==, A);
  icws_pool_pin (kit->pool, B, TRUE);
  g_assert_false (icws_gateway_get_pinned (pool_kit_get (kit, C)));
  g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, B);
  pool_kit_report (kit, B, KIND_LIE); /* pinned or not */
  g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, A);
  pool_kit_report (kit, A, KIND_FAILURE);
  g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, C);
  g_assert_cmpstr (pool_kit_pick (kit, C), ==, C); /* there is no other */
  pool_kit_report (kit, C, KIND_FAILURE);
  g_assert_null (pool_kit_pick (kit, NULL));
  icws_pool_clear_backoff (kit->pool);
  g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, A);
  icws_pool_forgive (kit->pool, B);
  g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, B);
  icws_pool_pin (kit->pool, B, FALSE);
  g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, A);
}

static void
test_backoff (PoolKit *kit, gconstpointer data)
{
  guint64 expected_ms = ICWS_POOL_RETRY_FIRST_MS, lowest = G_MAXUINT64, highest = 0;
  IcwsGateway *a;

  pool_kit_add (kit, 1);
  a = pool_kit_get (kit, A);
  for (guint i = 0; i < 40; i++)
    {
      guint64 wait_ns;

      pool_kit_report (kit, A, KIND_FAILURE);
      g_assert_cmpint (icws_gateway_get_state (a, pool_kit_now (kit)), ==, ICWS_GATEWAY_FAILING);
      g_assert_null (pool_kit_pick (kit, NULL));
      g_assert_cmpuint (icws_pool_get_next_ns (kit->pool), ==, icws_gateway_get_retry_ns (a));
      wait_ns = icws_pool_get_next_ns (kit->pool) - pool_kit_now (kit);
      g_assert_cmpuint (wait_ns, >=, expected_ms * IC_NS_PER_MS / 2);
      g_assert_cmpuint (wait_ns, <=, expected_ms * IC_NS_PER_MS);
      if (expected_ms == ICWS_POOL_RETRY_LAST_MS)
        {
          lowest = MIN (lowest, wait_ns);
          highest = MAX (highest, wait_ns);
        }
      ic_manual_clock_advance_us (kit->clock, (gint64)(wait_ns / 1000));
      g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, A);
      g_assert_cmpuint (icws_gateway_get_retry_ns (a), ==, 0);
      expected_ms = MIN (expected_ms * 2, ICWS_POOL_RETRY_LAST_MS);
    }
  g_assert_cmpuint (highest - lowest, >, 10 * S); /* by chance indeed */
  g_assert_cmpuint (icws_gateway_get_n_failed (a), ==, 40);
}

static void
end_connection (PoolKit *kit, const char *url, PoolKind kind, guint64 uptime_s)
{
  g_autoptr (IcwsVerdict) verdict = pool_kit_make_verdict (kit, kind, url, 0);

  icws_pool_report_opened (kit->pool, pool_kit_get (kit, url), NULL);
  icws_pool_report_verdict (kit->pool, pool_kit_get (kit, url), verdict,
                            (gint64)uptime_s * G_USEC_PER_SEC);
}

static guint64
get_wait_ns (PoolKit *kit)
{
  return icws_pool_get_next_ns (kit->pool) - pool_kit_now (kit);
}

static void
test_good_stretch (PoolKit *kit, gconstpointer data)
{
  pool_kit_add (kit, 1);
  for (guint i = 0; i < 6; i++)
    end_connection (kit, A, KIND_FAILURE, 59); /* not long enough */
  g_assert_cmpuint (get_wait_ns (kit), >=, 16 * S);
  end_connection (kit, A, KIND_FAILURE, 60);
  g_assert_cmpuint (get_wait_ns (kit), <=, S);
  g_assert_cmpuint (icws_gateway_get_uptime_s (pool_kit_get (kit, A)), ==, 6 * 59 + 60);
  /* What was never open is no uptime. */
  {
    g_autoptr (IcwsVerdict) verdict = pool_kit_make_verdict (kit, KIND_FAILURE, A, 0);

    icws_pool_report_verdict (kit->pool, pool_kit_get (kit, A), verdict, 99 * G_USEC_PER_SEC);
    g_assert_cmpuint (icws_gateway_get_uptime_s (pool_kit_get (kit, A)), ==, 6 * 59 + 60);
  }
}

static void
test_quarantine (PoolKit *kit, gconstpointer data)
{
  guint64 expected_s = ICWS_POOL_QUARANTINE_FIRST_S;
  IcwsGateway *a;

  pool_kit_add (kit, 1);
  a = pool_kit_get (kit, A);
  for (guint i = 0; i < 12; i++)
    {
      guint64 now_ns = pool_kit_now (kit);

      pool_kit_report (kit, A, KIND_ROUGH);
      g_assert_cmpint (icws_gateway_get_state (a, now_ns), ==, ICWS_GATEWAY_QUARANTINED);
      g_assert_cmpuint (icws_gateway_get_quarantine_end_ns (a), ==, now_ns + expected_s * S);
      g_assert_cmpuint (icws_pool_get_next_ns (kit->pool), ==, now_ns + expected_s * S);
      g_assert_nonnull (icws_gateway_get_quarantine_verdict (a));
      pool_kit_advance_s (kit, expected_s - 1);
      g_assert_null (pool_kit_pick (kit, NULL));
      icws_pool_clear_backoff (kit->pool);
      g_assert_null (pool_kit_pick (kit, NULL));
      pool_kit_advance_s (kit, 1);
      g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, A);
      g_assert_cmpuint (icws_gateway_get_quarantine_end_ns (a), ==, 0);
      expected_s = MIN (expected_s * 2, ICWS_POOL_QUARANTINE_LAST_S);
    }
  /* Behaves for a day in all: the next one is as short as the first. */
  for (guint i = 0; i < 24; i++)
    end_connection (kit, A, KIND_OTHER, 3600);
  pool_kit_report (kit, A, KIND_ROUGH);
  g_assert_cmpuint (get_wait_ns (kit), ==, ICWS_POOL_QUARANTINE_FIRST_S * S);
}

static void
test_lie (PoolKit *kit, gconstpointer data)
{
  g_autoptr (IcwsVerdict) verdict = NULL;
  IcwsGateway *a;
  const char *urls[] = { B, NULL };

  pool_kit_add (kit, 2);
  a = pool_kit_get (kit, A);
  verdict = pool_kit_make_verdict (kit, KIND_LIE, A, 0);
  icws_pool_report_verdict (kit->pool, a, verdict, 0);
  g_assert_cmpuint (icws_gateway_get_quarantine_end_ns (a), ==, G_MAXUINT64);
  g_assert_true (icws_gateway_get_quarantine_verdict (a) == verdict);
  pool_kit_report (kit, A, KIND_ROUGH); /* does not make it shorter */
  pool_kit_report (kit, A, KIND_FAILURE);
  for (guint i = 0; i < 24; i++)
    end_connection (kit, A, KIND_OTHER, 3600);
  pool_kit_advance_s (kit, 10 * 365 * 24 * 3600);
  ic_manual_clock_set_wall_ns (kit->clock, POOL_KIT_START_NS / 2);
  g_assert_true (icws_gateway_get_quarantine_verdict (a) == verdict);
  g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, B);
  /* Nor does leaving the list, in whichever way, or another way to write the URL. */
  g_assert_true (icws_pool_remove (kit->pool, A));
  g_assert_true (icws_pool_add (kit->pool, "WSS://G0.example:443/", NULL));
  g_assert_cmpuint (icws_gateway_get_quarantine_end_ns (pool_kit_get (kit, A)), ==, G_MAXUINT64);
  icws_pool_set_urls (kit->pool, urls);
  g_assert_true (icws_pool_add (kit->pool, A, NULL));
  g_assert_true (icws_pool_remove (kit->pool, B));
  g_assert_null (pool_kit_pick (kit, NULL));
  g_assert_cmpuint (icws_pool_get_next_ns (kit->pool), ==, G_MAXUINT64);
  icws_pool_forgive (kit->pool, A);
  g_assert_cmpuint (icws_pool_get_next_ns (kit->pool), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (icws_gateway_get_verdicts (a)), ==, 3);
  g_assert_cmpint (icws_gateway_get_state (a, pool_kit_now (kit)), ==, ICWS_GATEWAY_GOOD);
}

/* Each error there is, by each rule: nothing that is not about the gateway leaves a trace. */
static void
test_nobody_else (PoolKit *kit, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  IcwsGateway *a;

  pool_kit_add (kit, 1);
  a = pool_kit_get (kit, A);
  icws_pool_report_opened (kit->pool, a, "2vxsx-fae");
  before = icws_pool_to_json (kit->pool);
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (IcwsVerdict) verdict = pool_kit_make_verdict (kit, KIND_OTHER, A, i);

      icws_pool_report_verdict (kit->pool, a, verdict, 0);
      g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, A);
      g_assert_cmpint (icws_gateway_get_state (a, pool_kit_now (kit)), ==, ICWS_GATEWAY_GOOD);
    }
  after = icws_pool_to_json (kit->pool);
  g_assert_cmpstr (before, ==, after);
}

/* Somebody sets the clock back by years while gateways wait: none waits longer than at first. */
static void
test_clock_set_back (PoolKit *kit, gconstpointer data)
{
  pool_kit_add (kit, 2);
  pool_kit_report (kit, A, KIND_ROUGH);
  pool_kit_report (kit, B, KIND_FAILURE);
  ic_manual_clock_set_wall_ns (kit->clock, POOL_KIT_START_NS / 2);
  g_assert_null (pool_kit_pick (kit, NULL));
  g_assert_cmpuint (get_wait_ns (kit), <=, ICWS_POOL_RETRY_FIRST_MS * IC_NS_PER_MS);
  pool_kit_advance_s (kit, 1);
  g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, B);
  pool_kit_advance_s (kit, ICWS_POOL_QUARANTINE_FIRST_S - 1);
  g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, A);
}

static void
test_figures (PoolKit *kit, gconstpointer data)
{
  IcwsGateway *a;

  pool_kit_add (kit, 1);
  a = pool_kit_get (kit, A);
  g_assert_cmpint (icws_gateway_get_median_latency_us (a), ==, -1);
  icws_pool_report_proof (kit->pool, a, -1);
  g_assert_cmpint (icws_gateway_get_median_latency_us (a), ==, -1);
  icws_pool_report_proof (kit->pool, a, 7);
  g_assert_cmpint (icws_gateway_get_median_latency_us (a), ==, 7);
  icws_pool_report_proof (kit->pool, a, 10);
  g_assert_cmpint (icws_gateway_get_median_latency_us (a), ==, 8);
  for (gint64 i = 1; i <= 1000; i++)
    icws_pool_report_proof (kit->pool, a, i);
  /* of 937 to 1000 */
  g_assert_cmpint (icws_gateway_get_median_latency_us (a), ==, 968);
  g_assert_cmpuint (icws_gateway_get_n_messages (a), ==, 1003);
  g_assert_cmpuint (icws_gateway_get_last_proof_ns (a), ==, pool_kit_now (kit));
  icws_pool_report_opened (kit->pool, a, "no principal");
  g_assert_null (icws_gateway_get_principal (a));
  icws_pool_report_opened (kit->pool, a, "2vxsx-fae");
  icws_pool_report_opened (kit->pool, a, NULL);
  g_assert_cmpstr (icws_gateway_get_principal (a), ==, "2vxsx-fae");
  g_assert_cmpuint (icws_gateway_get_n_opened (a), ==, 3);
  for (guint i = 0; i < 30; i++)
    {
      pool_kit_advance_s (kit, 1);
      pool_kit_report (kit, A, KIND_FAILURE);
    }
  g_assert_cmpuint (g_list_model_get_n_items (icws_gateway_get_verdicts (a)), ==,
                    ICWS_GATEWAY_MAX_VERDICTS);
  {
    g_autoptr (IcwsVerdict) newest = g_list_model_get_item (icws_gateway_get_verdicts (a), 0);

    g_assert_cmpuint (icws_verdict_get_wall_ns (newest), ==, pool_kit_now (kit));
  }
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_signals (PoolKit *kit, gconstpointer data)
{
  guint n_changed = 0, n_state = 0, n_gateway = 0;
  IcwsGateway *a;

  g_signal_connect_swapped (kit->pool, "changed", G_CALLBACK (count), &n_changed);
  pool_kit_add (kit, 2);
  g_assert_cmpuint (n_changed, ==, 2);
  a = pool_kit_get (kit, A);
  g_signal_connect_swapped (a, "notify::state", G_CALLBACK (count), &n_state);
  g_signal_connect_swapped (a, "changed", G_CALLBACK (count), &n_gateway);
  for (guint i = 0; i < 100; i++)
    icws_pool_report_proof (kit->pool, a, 5);
  g_assert_cmpuint (n_changed, ==, 3); /* not once for each message */
  g_assert_cmpuint (n_gateway, ==, 100);
  g_assert_cmpuint (n_state, ==, 1);
  pool_kit_advance_s (kit, ICWS_POOL_PROOF_CHANGED_S);
  icws_pool_report_proof (kit->pool, a, 5);
  g_assert_cmpuint (n_changed, ==, 4);
  pool_kit_report (kit, A, KIND_ROUGH);
  g_assert_cmpuint (n_state, ==, 2);
  pool_kit_advance_s (kit, ICWS_POOL_QUARANTINE_FIRST_S);
  icws_pool_get_next_ns (kit->pool); /* whoever looks tells the others */
  g_assert_cmpuint (n_state, ==, 3);
  n_changed = 0;
  icws_pool_clear_backoff (kit->pool);
  icws_pool_pin (kit->pool, A, FALSE);
  icws_pool_move (kit->pool, A, 0);
  g_assert_cmpuint (n_changed, ==, 0);
}

/* Whatever happens: what is picked may be used, it is the first that may, and what is no lie ends. */
static void
test_any_reports (PoolKit *kit, gconstpointer data)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (99);

  pool_kit_add (kit, 4);
  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (IcwsGateway) picked = NULL;
      gboolean expect_pinned = FALSE;
      guint64 now_ns, next_ns;
      IcwsGateway *expected = NULL;

      pool_kit_step (kit, random);
      picked = icws_pool_pick (kit->pool, NULL);
      now_ns = pool_kit_now (kit);
      next_ns = icws_pool_get_next_ns (kit->pool);
      g_assert_cmpint (picked != NULL, ==, next_ns == 0);
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (kit->pool)); j++)
        {
          g_autoptr (IcwsGateway) gateway = g_list_model_get_item (G_LIST_MODEL (kit->pool), j);
          guint64 end_ns = icws_gateway_get_quarantine_end_ns (gateway);
          IcwsVerdict *reason = icws_gateway_get_quarantine_verdict (gateway);
          gboolean usable = icws_gateway_get_retry_ns (gateway) == 0;

          if (end_ns != 0)
            {
              g_assert_false (usable);
              g_assert_cmpint (end_ns == G_MAXUINT64, ==,
                               icws_verdict_is_integrity_failure (reason));
              if (end_ns != G_MAXUINT64)
                g_assert_cmpuint (end_ns, <=, now_ns + ICWS_POOL_QUARANTINE_LAST_S * S);
            }
          if (usable && (expected == NULL || (icws_gateway_get_pinned (gateway) && !expect_pinned)))
            {
              expected = gateway;
              expect_pinned = icws_gateway_get_pinned (gateway);
            }
        }
      g_assert_true (picked == expected);
      if (picked == NULL && next_ns != G_MAXUINT64 && pool_kit_random (random, 4) == 0)
        {
          ic_manual_clock_advance_us (kit->clock, (gint64)((next_ns - now_ns + 999) / 1000));
          g_assert_nonnull (pool_kit_pick (kit, NULL));
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, PoolKit, NULL, pool_kit_set_up, func, pool_kit_tear_down)
  ADD ("/icws/pool/urls", test_urls);
  ADD ("/icws/pool/list", test_list);
  ADD ("/icws/pool/items-changed", test_items_changed);
  ADD ("/icws/pool/pick", test_pick);
  ADD ("/icws/pool/backoff", test_backoff);
  ADD ("/icws/pool/good-stretch", test_good_stretch);
  ADD ("/icws/pool/quarantine", test_quarantine);
  ADD ("/icws/pool/lie", test_lie);
  ADD ("/icws/pool/nobody-else", test_nobody_else);
  ADD ("/icws/pool/clock-set-back", test_clock_set_back);
  ADD ("/icws/pool/figures", test_figures);
  ADD ("/icws/pool/signals", test_signals);
  ADD ("/icws/pool/any-reports", test_any_reports);
  return g_test_run ();
}
