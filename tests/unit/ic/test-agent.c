/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ic-test-replica.h"
#include "ic/ic-error.h"

/* On a whole minute, so that what is rounded can be told. */
#define NOW G_GUINT64_CONSTANT (1700000040000000000)

typedef struct
{
  IcManualClock *clock;
  IcRandom *random;
  IcEd25519Identity *identity;
  IcTestReplica *replica;
  IcRootKey *root;
  IcAgent *agent;
  IcPrincipal canister;
  GBytes *arg;
  GAsyncResult *result;
  GCancellable *cancellable;
} Fixture;

static IcAgent *
new_agent (Fixture *f, IcRootKey *root)
{
  return ic_agent_new (f->replica->url, IC_IDENTITY (f->identity), root, IC_CLOCK (f->clock),
                       f->random);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  guint8 seed[32] = { 1 };

  f->clock = ic_manual_clock_new (NOW);
  f->random = ic_random_new_seeded (5);
  f->identity = ic_ed25519_identity_new_from_seed (seed);
  f->replica = ic_test_replica_new (IC_CLOCK (f->clock));
  f->root = ic_root_key_new_from_der (f->replica->authority->root_der, NULL);
  f->agent = new_agent (f, f->root);
  ic_principal_from_bytes (&f->canister, "\0\0\0\0\1\x10\0\0\1\1", 10, NULL);
  f->arg = g_bytes_new_static ("DIDL\0\0", 6);
  f->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
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

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  f->result = g_object_ref (result);
}

/* Runs until the operation is done. Where all waits for the clock, the clock is moved. */
static void
wait (Fixture *f)
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

static GBytes *
call (Fixture *f, GError **error)
{
  GBytes *reply;

  g_clear_object (&f->result);
  ic_agent_call_async (f->agent, &f->canister, "greet", f->arg, f->cancellable, on_done, f);
  wait (f);
  reply = ic_agent_call_finish (f->agent, f->result, error);
  g_clear_object (&f->result);
  return reply;
}

static GBytes *
query (Fixture *f, GError **error)
{
  GBytes *reply;

  g_clear_object (&f->result);
  ic_agent_query_async (f->agent, &f->canister, "greet", f->arg, f->cancellable, on_done, f);
  wait (f);
  reply = ic_agent_query_finish (f->agent, f->result, error);
  g_clear_object (&f->result);
  return reply;
}

static void
assert_replied (GBytes *reply, GError *error)
{
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpmem (g_bytes_get_data (reply, NULL), g_bytes_get_size (reply), "DIDL\0\0", 6);
}

/* The requests that came, without what is the same in all. */
static void
assert_paths (Fixture *f, const char *expected)
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

/* Calls */

static void
test_call (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = call (f, &error);

  assert_replied (reply, error);
  assert_paths (f, "v4/call");
}

/* Two calls of the same are two requests. */
static void
test_nonce (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) first = call (f, NULL);
  g_autoptr (GBytes) second = call (f, NULL);
  guint64 verifications, hits;

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  /* Their certificates differ, their delegation does not. */
  ic_root_key_get_stats (f->root, &verifications, &hits);
  g_assert_cmpuint (verifications, ==, 3);
  g_assert_cmpuint (hits, ==, 1);
}

static void
test_fallback (Fixture *f, gconstpointer data)
{
  const guint statuses[] = { SOUP_STATUS_NOT_FOUND, SOUP_STATUS_BAD_REQUEST };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (IcAgent) agent = new_agent (f, f->root);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) first = NULL, second = NULL, third = NULL;

      f->replica->missing_status = statuses[i];
      f->replica->newest[0] = 2;
      f->replica->newest[1] = f->replica->newest[2] = 2;
      f->replica->call_mode = IC_TEST_CALL_ACCEPT;
      g_clear_object (&f->agent);
      f->agent = g_steal_pointer (&agent);

      first = call (f, &error);
      assert_replied (first, error);
      assert_paths (f, "v4/call v3/call v2/call v3/read_state v2/read_state");
      /* It is remembered. */
      second = call (f, &error);
      assert_replied (second, error);
      assert_paths (f, "v2/call v2/read_state");
      third = query (f, &error);
      assert_replied (third, error);
      assert_paths (f, "v3/query v2/query");
    }
}

static void
test_fallback_v3 (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;

  f->replica->newest[0] = 3;
  reply = call (f, &error);
  assert_replied (reply, error);
  assert_paths (f, "v4/call v3/call");
}

/* A host that finds every request bad is asked in each form, and nothing is remembered. */
static void
test_bad_request (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->replica->newest[0] = 1;
  f->replica->missing_status = SOUP_STATUS_BAD_REQUEST;
  g_assert_null (call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_HTTP);
  g_assert_nonnull (strstr (error->message, "400"));
  g_assert_nonnull (strstr (error->message, "what?"));
  assert_paths (f, "v4/call v3/call v2/call");

  f->replica->newest[0] = 4;
  {
    g_autoptr (GBytes) reply = call (f, NULL);

    g_assert_nonnull (reply);
    assert_paths (f, "v4/call");
  }
}

/* 202, and then the IC takes its time: the waits grow to a second. */
static void
test_poll (Fixture *f, gconstpointer data)
{
  static const char *const script[] = { "unknown",    "received", "processing",
                                        "processing", "replied",  NULL };
  gint64 start = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)), passed;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;

  f->replica->call_mode = IC_TEST_CALL_ACCEPT;
  f->replica->script = script;
  reply = call (f, &error);
  assert_replied (reply, error);
  assert_paths (f, "v4/call v3/read_state v3/read_state v3/read_state v3/read_state v3/read_state");
  /* 0.5 + 0.7 + 0.98 + 1 + 1, in steps of 10 ms */
  passed = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)) - start;
  g_assert_cmpint (passed, >=, 4180 * 1000);
  g_assert_cmpint (passed, <=, 4230 * 1000);
}

static void
test_poll_after_processing (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;

  f->replica->call_mode = IC_TEST_CALL_PROCESSING;
  reply = call (f, &error);
  assert_replied (reply, error);
  assert_paths (f, "v4/call v3/read_state");
}

/* Never more than about five minutes; the polls' own signature is renewed in time. */
static void
test_poll_timeout (Fixture *f, gconstpointer data)
{
  static const char *const script[] = { "processing", NULL };
  g_autoptr (GError) error = NULL;
  gint64 start = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)), passed;

  f->replica->call_mode = IC_TEST_CALL_ACCEPT;
  f->replica->script = script;
  g_assert_null (call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_TIMEOUT);
  passed = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)) - start;
  g_assert_cmpint (passed, >, 290 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (passed, <=, 301 * G_TIME_SPAN_SECOND);
}

/* The IC never received it, and after its expiry never will. */
static void
test_poll_expired (Fixture *f, gconstpointer data)
{
  static const char *const script[] = { "unknown", NULL };
  g_autoptr (GError) error = NULL;
  gint64 start = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)), passed;

  f->replica->call_mode = IC_TEST_CALL_ACCEPT;
  f->replica->script = script;
  g_assert_null (call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (error->message, "without having been received"));
  passed = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)) - start;
  g_assert_cmpint (passed, >, 239 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (passed, <, 243 * G_TIME_SPAN_SECOND);
}

static const struct
{
  IcTestCallMode mode;
  int code;
  const char *text;
} FAILURES[] = {
  { IC_TEST_CALL_REJECT, IC_ERROR_REJECTED, "reject code 4, IC0503): no, thank you" },
  { IC_TEST_CALL_NOT_REPLICATED, IC_ERROR_REJECTED,
    "reject code 3, IC0301, not certified): nobody here" },
  { IC_TEST_CALL_V2_REJECT, IC_ERROR_REJECTED, "not certified): nobody here" },
  { IC_TEST_CALL_OTHER_REQUEST, IC_ERROR_LOOKUP, "does not speak of the call" },
  { IC_TEST_CALL_TAMPERED, IC_ERROR_SIGNATURE, "" },
  { IC_TEST_CALL_STALE, IC_ERROR_CERTIFICATE_STALE, "360 s old" },
};

static void
test_failures (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (FAILURES); i++)
    {
      g_autoptr (GError) error = NULL;

      f->replica->call_mode = FAILURES[i].mode;
      g_assert_null (call (f, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, IC_ERROR, FAILURES[i].code);
      g_assert_nonnull (strstr (error->message, FAILURES[i].text));
    }
}

/* What polling may end in, too. */
static void
test_poll_failures (Fixture *f, gconstpointer data)
{
  static const char *const rejected[] = { "rejected", NULL };
  static const char *const done[] = { "done", NULL };
  static const char *const pruned[] = { "pruned", NULL };
  static const char *const odd[] = { "odd", NULL };
  const struct
  {
    const char *const *script;
    int code;
  } cases[] = { { rejected, IC_ERROR_REJECTED },
                { done, IC_ERROR_TIMEOUT },
                { pruned, IC_ERROR_LOOKUP },
                { odd, IC_ERROR_CERTIFICATE } };

  f->replica->call_mode = IC_TEST_CALL_ACCEPT;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      f->replica->script = cases[i].script;
      g_assert_null (call (f, &error));
      g_assert_error (error, IC_ERROR, cases[i].code);
    }
}

static void
test_other_canister (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ic_principal_from_bytes (&f->canister, "\0\0\0\0\2\x10\0\0\1\1", 10, NULL);
  g_assert_null (call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_CANISTER_RANGE);
}

static void
test_call_signed (Fixture *f, gconstpointer data)
{
  IcPrincipal sender;
  g_autoptr (IcRequest) request = NULL;
  g_autoptr (GBytes) envelope = NULL, reply = NULL;
  g_autoptr (GError) error = NULL;

  ic_identity_get_principal (IC_IDENTITY (f->identity), &sender);
  request = ic_request_new_call (&f->canister, "greet", f->arg, &sender, NOW + 60 * IC_NS_PER_S,
                                 NULL);
  ic_envelope_sign_async (request, IC_IDENTITY (f->identity), NULL, on_done, f);
  wait (f);
  envelope = ic_envelope_sign_finish (f->result, &error);
  g_assert_no_error (error);
  g_clear_object (&f->result);

  ic_agent_call_signed_async (f->agent, request, envelope, NULL, on_done, f);
  wait (f);
  reply = ic_agent_call_signed_finish (f->agent, f->result, &error);
  assert_replied (reply, error);
}

static void
test_no_root_key (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->agent);
  f->agent = new_agent (f, NULL);
  g_assert_null (call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_ROOT_KEY);
  /* The call was not made at all. */
  assert_paths (f, "");
}

static void
test_anonymous (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;

  g_clear_object (&f->agent);
  f->agent = ic_agent_new (f->replica->url, NULL, f->root, IC_CLOCK (f->clock), f->random);
  reply = query (f, &error);
  assert_replied (reply, error);
}

/* Queries */

static void
test_query (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = query (f, &error);

  assert_replied (reply, error);
  assert_paths (f, "v3/query");

  f->replica->call_mode = IC_TEST_CALL_REJECT;
  g_assert_null (query (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_REJECTED);
  g_assert_nonnull (strstr (error->message, "nobody here"));
}

/* Reading */

static void
test_read_state (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  GPtrArray *path = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (IcCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  guint64 time_ns;

  g_ptr_array_add (path, g_bytes_new_static ("time", 4));
  g_ptr_array_add (paths, path);
  ic_agent_read_state_async (f->agent, &f->canister, paths, NULL, on_done, f);
  wait (f);
  certificate = ic_agent_read_state_finish (f->agent, f->result, &error);
  g_assert_no_error (error);
  g_assert_true (ic_certificate_get_time_ns (certificate, &time_ns, NULL));
  g_assert_cmpuint (time_ns, ==, NOW);
}

static void
test_request_status (Fixture *f, gconstpointer data)
{
  static const char *const scripts[][2] = {
    { "unknown", NULL }, { "received", NULL }, { "processing", NULL },
    { "replied", NULL }, { "rejected", NULL }, { "done", NULL },
  };
  guint8 id[IC_HASH_BYTES] = { 7 };

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr (IcRequestOutcome) outcome = NULL;
      g_autoptr (GError) error = NULL;

      f->replica->script = scripts[i];
      ic_agent_request_status_async (f->agent, &f->canister, id, NULL, on_done, f);
      wait (f);
      outcome = ic_agent_request_status_finish (f->agent, f->result, &error);
      g_clear_object (&f->result);
      g_assert_no_error (error);
      g_assert_cmpint (outcome->status, ==, IC_STATUS_UNKNOWN + i);
      g_assert_cmpuint (outcome->certificate_time_ns, ==, NOW);
      g_assert_cmpint (outcome->reply != NULL, ==, outcome->status == IC_STATUS_REPLIED);
      if (outcome->status == IC_STATUS_REJECTED)
        {
          g_assert_cmpuint (outcome->reject_code, ==, 4);
          g_assert_cmpstr (outcome->reject_message, ==, "no, thank you");
          g_assert_cmpstr (outcome->error_code, ==, "IC0503");
        }
    }
}

/* The root key */

static gboolean
fetch (Fixture *f, GError **error)
{
  gboolean ok;

  g_clear_object (&f->result);
  ic_agent_fetch_root_key_async (f->agent, NULL, on_done, f);
  wait (f);
  ok = ic_agent_fetch_root_key_finish (f->agent, f->result, error);
  g_clear_object (&f->result);
  return ok;
}

static void
test_fetch_root_key (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;

  g_clear_object (&f->agent);
  f->agent = new_agent (f, NULL);
  g_assert_true (fetch (f, &error));
  g_assert_no_error (error);
  reply = call (f, &error);
  assert_replied (reply, error);

  /* The same again keeps what was proved. */
  {
    IcRootKey *before = ic_agent_get_root_key (f->agent);

    g_assert_true (fetch (f, &error));
    g_assert_true (ic_agent_get_root_key (f->agent) == before);
  }
}

static void
test_root_key_differs (Fixture *f, gconstpointer data)
{
  g_autoptr (IcTestAuthority) other = ic_test_authority_new (99);
  g_autoptr (IcRootKey) root = ic_root_key_new_from_der (other->root_der, NULL);
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->agent);
  f->agent = new_agent (f, root);
  g_assert_false (fetch (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_ROOT_KEY);
  g_assert_true (ic_agent_get_root_key (f->agent) == root);
}

static void
test_root_key_missing (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->replica->no_root = TRUE;
  g_assert_false (fetch (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_ROOT_KEY);
}

static void
test_mainnet_hosts (Fixture *f, gconstpointer data)
{
  static const char *const urls[] = {
    "https://icp-api.io",       "https://icp0.io/", "https://ic0.app",
    "https://ICP0.io",          "https://icp0.io.", "https://foo.icp0.io",
    "http://icp-api.io:443",    "https://icp.net",  "https://a.b.internetcomputer.org",
    "https://boundary.ic0.app",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (GError) error = NULL;

      g_clear_object (&f->agent);
      f->agent = ic_agent_new (urls[i], NULL, NULL, IC_CLOCK (f->clock), f->random);
      g_test_message ("%s", urls[i]);
      g_assert_false (fetch (f, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_ROOT_KEY);
      g_assert_nonnull (strstr (error->message, "mainnet"));
    }
}

/* Faults of the answer */

static void
set_raw (Fixture *f, guint status, const char *type, gconstpointer bytes, gsize len)
{
  f->replica->call_mode = IC_TEST_CALL_RAW;
  f->replica->raw_status = status;
  f->replica->raw_type = type;
  g_clear_pointer (&f->replica->raw_body, g_bytes_unref);
  f->replica->raw_body = g_bytes_new (bytes, len);
}

static void
test_garbage (Fixture *f, gconstpointer data)
{
  const struct
  {
    const char *bytes;
    gsize len;
    int code;
  } cases[] = {
#define CASE(text, code) { text, sizeof (text) - 1, code }
    CASE ("", IC_ERROR_CBOR),
    CASE ("\xff", IC_ERROR_CBOR),
    CASE ("\x01", IC_ERROR_CBOR),
    CASE ("\xa0", IC_ERROR_CBOR),
    CASE ("\xa1\x66status\x01", IC_ERROR_CBOR),
    CASE ("\xa1\x66status\x63odd", IC_ERROR_CBOR),
    CASE ("\xa1\x66status\x67replied", IC_ERROR_CBOR),
    CASE ("\xa2\x66status\x67replied\x6b"
          "certificate\x41\xff",
          IC_ERROR_CERTIFICATE),
    CASE ("\xa2\x66status\x67replied\x65reply\x01", IC_ERROR_CBOR),
    CASE ("\xbb\x7f\xff\xff\xff\xff\xff\xff\xff", IC_ERROR_CBOR),
#undef CASE
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL, query_error = NULL;

      set_raw (f, 200, "application/cbor", cases[i].bytes, cases[i].len);
      g_assert_null (call (f, &error));
      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, error->message);
      g_assert_true (error->domain == IC_ERROR);
      g_assert_true (error->code == cases[i].code || error->code == IC_ERROR_LIMIT);
      g_assert_null (query (f, &query_error));
      g_assert_true (query_error->domain == IC_ERROR);
    }
}

static void
test_http_errors (Fixture *f, gconstpointer data)
{
  const guint statuses[] = { 301, 302, 401, 403, 413, 500, 502 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *number = g_strdup_printf ("%u", statuses[i]);

      set_raw (f, statuses[i], "text/plain", "some\nreason \xff", 13);
      g_assert_null (call (f, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_HTTP);
      g_assert_nonnull (strstr (error->message, number));
      g_assert_nonnull (strstr (error->message, "some reason"));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      assert_paths (f, "v4/call");
    }
}

static void
test_content_type (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set_raw (f, 200, "text/html", "<html>", 6);
  g_assert_null (call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_HTTP);
  g_assert_nonnull (strstr (error->message, "text/html"));
}

static void
test_oversized (Fixture *f, gconstpointer data)
{
  const gsize len = 5 * 1024 * 1024;
  g_autofree guint8 *bytes = g_malloc0 (len);
  g_autoptr (GError) error = NULL;

  set_raw (f, 200, "application/cbor", bytes, len);
  g_assert_null (call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LIMIT);
  g_clear_error (&error);

  f->replica->raw_chunked = TRUE;
  g_assert_null (call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LIMIT);
}

/* Busy hosts are asked again, after longer and longer waits, but not for ever. */
static void
test_busy (Fixture *f, gconstpointer data)
{
  gint64 start = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)), passed;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;

  f->replica->busy = 3;
  reply = call (f, &error);
  assert_replied (reply, error);
  assert_paths (f, "v4/call v4/call v4/call v4/call");
  passed = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)) - start;
  g_assert_cmpint (passed, >=, 3500 * 1000);
  g_assert_cmpint (passed, <=, 3600 * 1000);

  f->replica->busy = 100;
  g_assert_null (call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_HTTP);
  g_assert_nonnull (strstr (error->message, "503"));
  g_assert_cmpuint (f->replica->busy, ==, 94);
}

static void
test_unreachable (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "not a url", "ftp:///", "" };
  g_autoptr (GError) error = NULL;

  soup_server_disconnect (f->replica->server);
  g_assert_null (call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_NETWORK);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_clear_error (&error);
      g_clear_object (&f->agent);
      f->agent = ic_agent_new (bad[i], NULL, f->root, IC_CLOCK (f->clock), f->random);
      g_assert_null (query (f, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_NETWORK);
    }
}

/* Giving up */

static void
test_cancel_request (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->replica->hang = TRUE;
  ic_agent_call_async (f->agent, &f->canister, "greet", f->arg, f->cancellable, on_done, f);
  while (f->replica->paths->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (f->result);
  g_cancellable_cancel (f->cancellable);
  wait (f);
  g_assert_null (ic_agent_call_finish (f->agent, f->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel_poll (Fixture *f, gconstpointer data)
{
  static const char *const script[] = { "processing", NULL };
  g_autoptr (GError) error = NULL;

  f->replica->call_mode = IC_TEST_CALL_ACCEPT;
  f->replica->script = script;
  ic_agent_call_async (f->agent, &f->canister, "greet", f->arg, f->cancellable, on_done, f);
  while (ic_manual_clock_get_pending (f->clock) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (f->cancellable);
  while (f->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (ic_agent_call_finish (f->agent, f->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (ic_manual_clock_get_pending (f->clock), ==, 0);
}

static void
test_cancelled_before (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (f->cancellable);
  g_assert_null (call (f, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, func) g_test_add ("/ic/agent/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("call", test_call);
  ADD ("nonce", test_nonce);
  ADD ("fallback", test_fallback);
  ADD ("fallback-v3", test_fallback_v3);
  ADD ("bad-request", test_bad_request);
  ADD ("poll", test_poll);
  ADD ("poll-after-processing", test_poll_after_processing);
  ADD ("poll-timeout", test_poll_timeout);
  ADD ("poll-expired", test_poll_expired);
  ADD ("failures", test_failures);
  ADD ("poll-failures", test_poll_failures);
  ADD ("other-canister", test_other_canister);
  ADD ("call-signed", test_call_signed);
  ADD ("no-root-key", test_no_root_key);
  ADD ("anonymous", test_anonymous);
  ADD ("query", test_query);
  ADD ("read-state", test_read_state);
  ADD ("request-status", test_request_status);
  ADD ("fetch-root-key", test_fetch_root_key);
  ADD ("root-key-differs", test_root_key_differs);
  ADD ("root-key-missing", test_root_key_missing);
  ADD ("mainnet-hosts", test_mainnet_hosts);
  ADD ("garbage", test_garbage);
  ADD ("http-errors", test_http_errors);
  ADD ("content-type", test_content_type);
  ADD ("oversized", test_oversized);
  ADD ("busy", test_busy);
  ADD ("unreachable", test_unreachable);
  ADD ("cancel-request", test_cancel_request);
  ADD ("cancel-poll", test_cancel_poll);
  ADD ("cancelled-before", test_cancelled_before);
  return g_test_run ();
}
