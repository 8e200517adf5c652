/* SPDX-License-Identifier: MIT */
/* The records as JSON: what is written is read again, the same twice changes nothing, and what is
 * malformed changes nothing at all. */
#include <string.h>

#include "icws-pool-kit.h"

#define A "wss://g0.example"
#define B "wss://g1.example"
#define C "wss://g2.example"

static IcwsPool *
make_pool (PoolKit *kit, const char *const *urls)
{
  IcwsPool *pool = icws_pool_new (IC_CLOCK (kit->clock), kit->random);

  icws_pool_set_urls (pool, urls);
  return pool;
}

static void
load (IcwsPool *pool, const char *json)
{
  g_autoptr (GError) error = NULL;

  icws_pool_load_json (pool, json, -1, &error);
  g_assert_no_error (error);
}

static void
assert_json (IcwsPool *pool, const char *expected)
{
  g_autofree char *json = icws_pool_to_json (pool);

  g_assert_cmpstr (json, ==, expected);
}

static void
assert_same (PoolKit *kit, IcwsGateway *a, IcwsGateway *b)
{
  guint64 now_ns = pool_kit_now (kit);
  GListModel *first = icws_gateway_get_verdicts (a), *second = icws_gateway_get_verdicts (b);

  g_assert_cmpstr (icws_gateway_get_url (a), ==, icws_gateway_get_url (b));
  g_assert_cmpint (icws_gateway_get_pinned (a), ==, icws_gateway_get_pinned (b));
  g_assert_cmpint (icws_gateway_get_state (a, now_ns), ==, icws_gateway_get_state (b, now_ns));
  g_assert_cmpuint (icws_gateway_get_quarantine_end_ns (a), ==,
                    icws_gateway_get_quarantine_end_ns (b));
  g_assert_cmpstr (icws_gateway_get_principal (a), ==, icws_gateway_get_principal (b));
  g_assert_cmpuint (icws_gateway_get_n_opened (a), ==, icws_gateway_get_n_opened (b));
  g_assert_cmpuint (icws_gateway_get_n_failed (a), ==, icws_gateway_get_n_failed (b));
  g_assert_cmpuint (icws_gateway_get_n_messages (a), ==, icws_gateway_get_n_messages (b));
  g_assert_cmpuint (icws_gateway_get_uptime_s (a), ==, icws_gateway_get_uptime_s (b));
  g_assert_cmpuint (icws_gateway_get_last_proof_ns (a), ==, icws_gateway_get_last_proof_ns (b));
  g_assert_cmpint (icws_gateway_get_median_latency_us (a), ==,
                   icws_gateway_get_median_latency_us (b));
  g_assert_cmpuint (g_list_model_get_n_items (first), ==, g_list_model_get_n_items (second));
  for (guint i = 0; i < g_list_model_get_n_items (first); i++)
    {
      g_autoptr (IcwsVerdict) one = g_list_model_get_item (first, i);
      g_autoptr (IcwsVerdict) other = g_list_model_get_item (second, i);

      g_assert_cmpint (icws_verdict_get_act (one), ==, icws_verdict_get_act (other));
      g_assert_cmpuint (icws_verdict_get_wall_ns (one), ==, icws_verdict_get_wall_ns (other));
    }
}

static void
test_round_trip (PoolKit *kit, gconstpointer data)
{
  for (guint64 seed = 0; seed < 30; seed++)
    {
      g_autoptr (IcRandom) random = ic_random_new_seeded (seed);
      g_auto (GStrv) urls = NULL;
      g_autofree char *json = NULL;
      g_autoptr (IcwsPool) again = NULL;

      for (guint i = 0; i < 300; i++)
        pool_kit_step (kit, random);
      urls = icws_pool_dup_urls (kit->pool);
      json = icws_pool_to_json (kit->pool);
      again = make_pool (kit, (const char *const *)urls);
      load (again, json);
      assert_json (again, json);
      load (again, json); /* the same twice */
      assert_json (again, json);
      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (again)); i++)
        {
          g_autoptr (IcwsGateway) one = g_list_model_get_item (G_LIST_MODEL (kit->pool), i);
          g_autoptr (IcwsGateway) other = g_list_model_get_item (G_LIST_MODEL (again), i);

          assert_same (kit, one, other);
        }
    }
}

/* The evidence comes back with the quarantine. */
static void
test_evidence (PoolKit *kit, gconstpointer data)
{
  static const char *const URLS[] = { A, NULL };
  g_autoptr (IcwsPool) again = make_pool (kit, URLS);
  g_autofree char *json = NULL;
  IcwsVerdict *before, *after;

  pool_kit_add (kit, 1);
  pool_kit_report (kit, A, KIND_LIE);
  json = icws_pool_to_json (kit->pool);
  load (again, json);
  before = icws_gateway_get_quarantine_verdict (pool_kit_get (kit, A));
  after = icws_gateway_get_quarantine_verdict (icws_pool_find (again, A));
  g_assert_nonnull (after);
  g_assert_cmpint (icws_verdict_get_act (before), ==, icws_verdict_get_act (after));
  g_assert_true (icws_verdict_is_integrity_failure (after));
  g_assert_cmpstr (icws_verdict_get_text (before), ==, icws_verdict_get_text (after));
  g_assert_nonnull (icws_verdict_get_frame (after));
  g_assert_true (g_bytes_equal (icws_verdict_get_frame (before), icws_verdict_get_frame (after)));
  g_assert_null (icws_pool_pick (again, NULL));
}

/* A giant of a frame is evidence too big to be kept: the quarantine is kept without it. */
static void
test_giant_evidence (PoolKit *kit, gconstpointer data)
{
  static const char *const URLS[] = { A, NULL };
  g_autoptr (IcwsPool) again = make_pool (kit, URLS);
  g_autoptr (GBytes) frame = g_bytes_new_take (g_malloc0 (1 << 20), 1 << 20);
  g_autoptr (GError) cause = g_error_new (ICWS_ERROR, ICWS_ERROR_TAMPERED_CONTENT, "No");
  g_autoptr (IcwsVerdict) verdict = icws_verdict_new (cause, NULL, A, frame, pool_kit_now (kit));
  g_autofree char *json = NULL;

  pool_kit_add (kit, 1);
  icws_pool_report_verdict (kit->pool, pool_kit_get (kit, A), verdict, 0);
  json = icws_pool_to_json (kit->pool);
  g_assert_cmpuint (strlen (json), <, 100000);
  load (again, json);
  g_assert_null (icws_pool_pick (again, NULL));
  verdict = (g_object_unref (verdict),
             g_object_ref (icws_gateway_get_quarantine_verdict (icws_pool_find (again, A))));
  g_assert_true (icws_verdict_is_integrity_failure (verdict));
  g_assert_null (icws_verdict_get_frame (verdict));
}

/* What this run saw before the file was read comes after what the file says. */
static void
test_late_load (PoolKit *kit, gconstpointer data)
{
  static const char *const URLS[] = { A, B, C, NULL };
  g_autoptr (IcwsPool) before = make_pool (kit, URLS);
  g_autofree char *json = NULL;
  IcwsGateway *a, *b;

  for (guint i = 0; i < 5; i++)
    icws_pool_report_opened (before, icws_pool_find (before, A), "aaaaa-aa");
  icws_pool_report_proof (before, icws_pool_find (before, A), 1000);
  icws_pool_pin (before, C, TRUE);
  {
    g_autoptr (IcwsVerdict) lie = pool_kit_make_verdict (kit, KIND_LIE, B, 0);

    icws_pool_report_verdict (before, icws_pool_find (before, B), lie, 0);
  }
  json = icws_pool_to_json (before);

  pool_kit_add (kit, 3);
  a = pool_kit_get (kit, A);
  b = pool_kit_get (kit, B);
  icws_pool_report_opened (kit->pool, a, "2vxsx-fae");
  icws_pool_report_proof (kit->pool, a, 3000);
  icws_pool_pin (kit->pool, A, TRUE);
  pool_kit_report (kit, A, KIND_LIE);
  pool_kit_report (kit, B, KIND_ROUGH);
  load (kit->pool, json);
  g_assert_cmpuint (icws_gateway_get_n_opened (a), ==, 6);
  g_assert_cmpuint (icws_gateway_get_n_messages (a), ==, 2);
  g_assert_cmpint (icws_gateway_get_median_latency_us (a), ==, 2000);
  g_assert_cmpstr (icws_gateway_get_principal (a), ==, "2vxsx-fae");
  g_assert_true (icws_gateway_get_pinned (a));
  g_assert_false (icws_gateway_get_pinned (pool_kit_get (kit, C)));
  /* A lie is a lie, then or now. */
  g_assert_cmpuint (icws_gateway_get_quarantine_end_ns (a), ==, G_MAXUINT64);
  g_assert_cmpuint (icws_gateway_get_quarantine_end_ns (b), ==, G_MAXUINT64);
  g_assert_cmpuint (g_list_model_get_n_items (icws_gateway_get_verdicts (b)), ==, 2);
  g_assert_cmpstr (pool_kit_pick (kit, NULL), ==, C);
}

/* Two pools with the same gateways: each takes what is newer from the other, in any order. */
static void
test_two_pools (PoolKit *kit, gconstpointer data)
{
  static const char *const URLS[] = { A, B, NULL };
  g_autoptr (IcwsPool) other = make_pool (kit, URLS);
  IcwsGateway *here, *there;

  pool_kit_add (kit, 2);
  here = pool_kit_get (kit, A);
  there = icws_pool_find (other, A);
#define SYNC(from, to)                                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *json = icws_pool_to_json (from);                                              \
    load (to, json);                                                                               \
  }                                                                                                \
  G_STMT_END
  SYNC (kit->pool, other);
  SYNC (other, kit->pool);
  pool_kit_report (kit, A, KIND_LIE);
  SYNC (kit->pool, other);
  g_assert_cmpuint (icws_gateway_get_quarantine_end_ns (there), ==, G_MAXUINT64);
  /* One pool forgives while the other only counts: the forgiving is later. */
  icws_pool_forgive (other, A);
  icws_pool_report_proof (kit->pool, here, 5);
  SYNC (kit->pool, other);
  SYNC (other, kit->pool);
  g_assert_cmpuint (icws_gateway_get_quarantine_end_ns (there), ==, 0);
  g_assert_cmpuint (icws_gateway_get_quarantine_end_ns (here), ==, 0);
  g_assert_cmpuint (icws_gateway_get_n_messages (there), ==, 1);
  g_assert_cmpuint (icws_gateway_get_n_failed (here), ==, 1);
#undef SYNC
}

/* Removing many is no way to have one forgotten that lied. */
static void
test_bounded (PoolKit *kit, gconstpointer data)
{
  g_autofree char *json = NULL;
  g_autoptr (IcwsPool) again = NULL;

  pool_kit_add (kit, 2);
  pool_kit_report (kit, A, KIND_LIE);
  icws_pool_remove (kit->pool, A);
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *url = g_strdup_printf ("ws://other%u.example", i);

      icws_pool_add (kit->pool, url, NULL);
      icws_pool_report_opened (kit->pool, pool_kit_get (kit, url), NULL);
      icws_pool_remove (kit->pool, url);
    }
  json = icws_pool_to_json (kit->pool);
  again = make_pool (kit, NULL);
  load (again, json);
  g_assert_null (strstr (json, "other400.example"));
  g_assert_nonnull (strstr (json, "other499.example"));
  icws_pool_add (again, A, NULL);
  g_assert_cmpuint (icws_pool_get_next_ns (again), ==, G_MAXUINT64);
}

#define LISTS      "\"latencies-us\":[1,2],\"verdicts\":[]"
#define REST       "\"state\":\"good\"," LISTS
#define FILE_OF(x) "{\"version\":1,\"gateways\":[" x "]}"
#define ONE(x)     FILE_OF ("{\"url\":\"wss://g0.example\"," x "}")
#define Q(x)       ONE (REST ",\"quarantine\":{" x "}")

static void
test_table (PoolKit *kit, gconstpointer data)
{
  static const char *const GOOD[] = {
    FILE_OF (""),
    ONE (REST),
    Q ("\"revision\":1,\"level\":2"),
    Q ("\"revision\":1,\"endless\":true"),
    Q ("\"revision\":1,\"begin-ns\":5,\"end-ns\":86400000000005"),
  };
  static const char *const BAD[] = {
    "",
    "{",
    "[]",
    "{}",
    "null",
    "{\"version\":2,\"gateways\":[]}",
    "{\"version\":1.0,\"gateways\":[]}",
    "{\"gateways\":[]}",
    "{\"version\":1}",
    "{\"version\":1,\"gateways\":{}}",
    "{\"version\":1,\"gateways\":[],\"more\":1}",
    "{\"version\":1,\"gateways\":[]} more",
    "// comment\n{\"version\":1,\"gateways\":[]}",
    FILE_OF ("1"),
    FILE_OF ("{" REST "}"),
    FILE_OF ("{\"url\":\"http://h\"," REST "}"),
    FILE_OF ("{\"url\":1," REST "}"),
    FILE_OF ("{\"url\":\"ws://h\"," REST "},{\"url\":\"WS://h:80/\"," REST "}"),
    ONE (LISTS),
    ONE ("\"state\":\"quarantined\"," LISTS),
    ONE ("\"state\":1," LISTS),
    ONE ("\"state\":\"good\",\"verdicts\":[]"),
    ONE ("\"state\":\"good\",\"latencies-us\":[]"),
    ONE ("\"state\":\"good\",\"latencies-us\":[-1],\"verdicts\":[]"),
    ONE ("\"state\":\"good\",\"latencies-us\":[\"1\"],\"verdicts\":[]"),
    ONE ("\"state\":\"good\",\"latencies-us\":[1.5],\"verdicts\":[]"),
    ONE ("\"state\":\"good\",\"latencies-us\":[],\"verdicts\":[{}]"),
    ONE ("\"state\":\"good\",\"latencies-us\":[],\"verdicts\":[null]"),
    ONE ("\"state\":\"good\",\"latencies-us\":[],\"verdicts\":[{\"act\":\"sang\"}]"),
    ONE (REST ",\"more\":1"),
    ONE (REST ",\"opened\":-1"),
    ONE (REST ",\"opened\":\"1\""),
    ONE (REST ",\"opened\":9007199254740993"),
    ONE (REST ",\"opened\":99999999999999999999999"),
    ONE (REST ",\"uptime-us\":1e3"),
    ONE (REST ",\"principal\":\"nobody\""),
    ONE (REST ",\"principal\":null"),
    ONE (REST ",\"pinned\":1"),
    ONE (REST ",\"pinned\":true"),
    ONE (REST ",\"quarantine\":[]"),
    Q (""),
    Q ("\"revision\":0"),
    Q ("\"revision\":1,\"level\":31"),
    Q ("\"revision\":1,\"more\":1"),
    Q ("\"revision\":1,\"endless\":1"),
    Q ("\"revision\":1,\"endless\":true,\"end-ns\":5"),
    Q ("\"revision\":1,\"begin-ns\":5,\"end-ns\":4"),
    Q ("\"revision\":1,\"begin-ns\":5,\"end-ns\":86400000000006"),
    Q ("\"revision\":1,\"verdict\":{}"),
    Q ("\"revision\":1,\"verdict\":\"guilty\""),
    "\xff\xfe",
  };
  g_autofree char *before = NULL;

  pool_kit_add (kit, 2);
  pool_kit_report (kit, A, KIND_FAILURE);
  pool_kit_report (kit, B, KIND_ROUGH);
  before = icws_pool_to_json (kit->pool);
  for (gsize i = 0; i < G_N_ELEMENTS (BAD); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", BAD[i]);
      g_assert_false (icws_pool_load_json (kit->pool, BAD[i], -1, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      assert_json (kit->pool, before);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (GOOD); i++)
    load (kit->pool, GOOD[i]);
}

/* Too many, too long, too deep. */
static void
test_limits (PoolKit *kit, gconstpointer data)
{
  g_autoptr (GString) many = g_string_new ("{\"version\":1,\"gateways\":[");
  g_autoptr (GString) latencies = g_string_new ("0");
  g_autoptr (GString) nested = g_string_new ("{\"version\":1,\"gateways\":");
  g_autofree char *giant = g_strnfill (ICWS_POOL_MAX_JSON_BYTES + 1, ' ');
  g_autofree char *one = NULL;
  static const char ZERO[] = "{\"version\":1,\"gateways\":[]}\0{";
  gsize len;

  for (guint i = 0; i < ICWS_POOL_MAX_RECORDS; i++)
    g_string_append_printf (many, "%s{\"url\":\"ws://g%u\"," REST ",\"opened\":1}", i ? "," : "",
                            i);
  len = many->len;
  g_string_append (many, "]}");
  load (kit->pool, many->str);
  g_string_truncate (many, len);
  g_string_append (many, ",{\"url\":\"ws://more\"," REST "}]}");
  g_assert_false (icws_pool_load_json (kit->pool, many->str, -1, NULL));
  for (guint i = 0; i < ICWS_GATEWAY_MAX_LATENCIES; i++)
    g_string_append (latencies, ",1");
  one = g_strdup_printf (ONE ("\"state\":\"good\",\"latencies-us\":[%s],\"verdicts\":[]"),
                         latencies->str);
  g_assert_false (icws_pool_load_json (kit->pool, one, -1, NULL));
  g_assert_false (icws_pool_load_json (kit->pool, giant, -1, NULL));
  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (nested, '[');
  g_assert_false (icws_pool_load_json (kit->pool, nested->str, -1, NULL));
  g_assert_false (icws_pool_load_json (kit->pool, ZERO, sizeof ZERO - 1, NULL));
}

/* Cut anywhere it is refused; with any byte another one it is refused, or is a pool. */
static void
test_mutilated (PoolKit *kit, gconstpointer data)
{
  g_autofree char *json = NULL;
  g_autofree char *before = NULL;
  gsize len;

  pool_kit_add (kit, 2);
  icws_pool_report_opened (kit->pool, pool_kit_get (kit, B), "2vxsx-fae");
  icws_pool_report_proof (kit->pool, pool_kit_get (kit, B), 1234);
  icws_pool_pin (kit->pool, B, TRUE);
  pool_kit_report (kit, A, KIND_FAILURE);
  pool_kit_report (kit, A, KIND_LIE);
  json = icws_pool_to_json (kit->pool);
  before = g_strdup (json);
  len = strlen (json);
  for (gsize i = 0; i < len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *exact = g_memdup2 (json, i); /* so that a sanitizer sees the end */

      g_assert_false (icws_pool_load_json (kit->pool, i ? exact : "", (gssize)i, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      assert_json (kit->pool, before);
    }
  for (gsize i = 0; i < len; i++)
    for (guint bit = i % 3; bit < 8; bit += 3)
      {
        g_autoptr (IcwsPool) other = make_pool (kit, NULL);

        json[i] ^= (char)(1 << bit);
        if (icws_pool_load_json (other, json, (gssize)len, NULL))
          {
            g_autofree char *read = icws_pool_to_json (other);
            g_autoptr (IcwsPool) again = make_pool (kit, NULL);

            load (again, read);
            assert_json (again, read);
          }
        json[i] ^= (char)(1 << bit);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, PoolKit, NULL, pool_kit_set_up, func, pool_kit_tear_down)
  ADD ("/icws/pool-json/round-trip", test_round_trip);
  ADD ("/icws/pool-json/evidence", test_evidence);
  ADD ("/icws/pool-json/giant-evidence", test_giant_evidence);
  ADD ("/icws/pool-json/late-load", test_late_load);
  ADD ("/icws/pool-json/two-pools", test_two_pools);
  ADD ("/icws/pool-json/bounded", test_bounded);
  ADD ("/icws/pool-json/table", test_table);
  ADD ("/icws/pool-json/limits", test_limits);
  ADD ("/icws/pool-json/mutilated", test_mutilated);
  return g_test_run ();
}
