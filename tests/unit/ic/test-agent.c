/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ic-test-agent.h"
#include "ic/ic-error.h"

/* Calls */

static void
test_call (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = ic_test_agent_call (f, &error);

  ic_test_agent_assert_replied (reply, error);
  ic_test_agent_assert_paths (f, "v4/call");
}

/* Two calls of the same are two requests. */
static void
test_nonce (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GBytes) first = ic_test_agent_call (f, NULL);
  g_autoptr (GBytes) second = ic_test_agent_call (f, NULL);
  guint64 verifications, hits;

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  /* Their certificates differ, their delegation does not. */
  ic_root_key_get_stats (f->root, &verifications, &hits);
  g_assert_cmpuint (verifications, ==, 3);
  g_assert_cmpuint (hits, ==, 1);
}

static void
test_fallback (IcTestAgent *f, gconstpointer data)
{
  const guint statuses[] = { SOUP_STATUS_NOT_FOUND, SOUP_STATUS_BAD_REQUEST };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (IcAgent) agent = ic_test_agent_new_agent (f, f->root);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) first = NULL, second = NULL, third = NULL;

      f->replica->missing_status = statuses[i];
      f->replica->newest[0] = 2;
      f->replica->newest[1] = f->replica->newest[2] = 2;
      f->replica->call_mode = IC_TEST_CALL_ACCEPT;
      g_clear_object (&f->agent);
      f->agent = g_steal_pointer (&agent);

      first = ic_test_agent_call (f, &error);
      ic_test_agent_assert_replied (first, error);
      ic_test_agent_assert_paths (f, "v4/call v3/call v2/call v3/read_state v2/read_state");
      /* It is remembered. */
      second = ic_test_agent_call (f, &error);
      ic_test_agent_assert_replied (second, error);
      ic_test_agent_assert_paths (f, "v2/call v2/read_state");
      third = ic_test_agent_query (f, &error);
      ic_test_agent_assert_replied (third, error);
      ic_test_agent_assert_paths (f, "v3/query v2/query");
    }
}

static void
test_fallback_v3 (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;

  f->replica->newest[0] = 3;
  reply = ic_test_agent_call (f, &error);
  ic_test_agent_assert_replied (reply, error);
  ic_test_agent_assert_paths (f, "v4/call v3/call");
}

/* A host that finds every request bad is asked in each form, and nothing is remembered. */
static void
test_bad_request (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->replica->newest[0] = 1;
  f->replica->missing_status = SOUP_STATUS_BAD_REQUEST;
  g_assert_null (ic_test_agent_call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_HTTP);
  g_assert_nonnull (strstr (error->message, "400"));
  g_assert_nonnull (strstr (error->message, "what?"));
  ic_test_agent_assert_paths (f, "v4/call v3/call v2/call");

  f->replica->newest[0] = 4;
  {
    g_autoptr (GBytes) reply = ic_test_agent_call (f, NULL);

    g_assert_nonnull (reply);
    ic_test_agent_assert_paths (f, "v4/call");
  }
}

/* 202, and then the IC takes its time: the waits grow to a second. */
static void
test_poll (IcTestAgent *f, gconstpointer data)
{
  static const char *const script[] = { "unknown",    "received", "processing",
                                        "processing", "replied",  NULL };
  gint64 start = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)), passed;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;

  f->replica->call_mode = IC_TEST_CALL_ACCEPT;
  f->replica->script = script;
  reply = ic_test_agent_call (f, &error);
  ic_test_agent_assert_replied (reply, error);
  ic_test_agent_assert_paths (
      f, "v4/call v3/read_state v3/read_state v3/read_state v3/read_state v3/read_state");
  /* 0.5 + 0.7 + 0.98 + 1 + 1, in steps of 10 ms */
  passed = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)) - start;
  g_assert_cmpint (passed, >=, 4180 * 1000);
  g_assert_cmpint (passed, <=, 4230 * 1000);
}

static void
test_poll_after_processing (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;

  f->replica->call_mode = IC_TEST_CALL_PROCESSING;
  reply = ic_test_agent_call (f, &error);
  ic_test_agent_assert_replied (reply, error);
  ic_test_agent_assert_paths (f, "v4/call v3/read_state");
}

/* Never more than about five minutes; the polls' own signature is renewed in time. */
static void
test_poll_timeout (IcTestAgent *f, gconstpointer data)
{
  static const char *const script[] = { "processing", NULL };
  g_autoptr (GError) error = NULL;
  gint64 start = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)), passed;

  f->replica->call_mode = IC_TEST_CALL_ACCEPT;
  f->replica->script = script;
  g_assert_null (ic_test_agent_call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_TIMEOUT);
  passed = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)) - start;
  g_assert_cmpint (passed, >, 290 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (passed, <=, 301 * G_TIME_SPAN_SECOND);
}

/* The IC never received it, and after its expiry never will. */
static void
test_poll_expired (IcTestAgent *f, gconstpointer data)
{
  static const char *const script[] = { "unknown", NULL };
  g_autoptr (GError) error = NULL;
  gint64 start = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)), passed;

  f->replica->call_mode = IC_TEST_CALL_ACCEPT;
  f->replica->script = script;
  g_assert_null (ic_test_agent_call (f, &error));
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
test_failures (IcTestAgent *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (FAILURES); i++)
    {
      g_autoptr (GError) error = NULL;

      f->replica->call_mode = FAILURES[i].mode;
      g_assert_null (ic_test_agent_call (f, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, IC_ERROR, FAILURES[i].code);
      g_assert_nonnull (strstr (error->message, FAILURES[i].text));
    }
}

/* What polling may end in, too. */
static void
test_poll_failures (IcTestAgent *f, gconstpointer data)
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
      g_assert_null (ic_test_agent_call (f, &error));
      g_assert_error (error, IC_ERROR, cases[i].code);
    }
}

static void
test_other_canister (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ic_principal_from_bytes (&f->canister, "\0\0\0\0\2\x10\0\0\1\1", 10, NULL);
  g_assert_null (ic_test_agent_call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_CANISTER_RANGE);
}

static void
test_call_signed (IcTestAgent *f, gconstpointer data)
{
  IcPrincipal sender;
  g_autoptr (IcRequest) request = NULL;
  g_autoptr (GBytes) envelope = NULL, reply = NULL;
  g_autoptr (GError) error = NULL;

  ic_identity_get_principal (IC_IDENTITY (f->identity), &sender);
  request = ic_request_new_call (&f->canister, "greet", f->arg, &sender,
                                 IC_TEST_NOW + 60 * IC_NS_PER_S, NULL);
  ic_envelope_sign_async (request, IC_IDENTITY (f->identity), NULL, ic_test_agent_done, f);
  ic_test_agent_wait (f);
  envelope = ic_envelope_sign_finish (f->result, &error);
  g_assert_no_error (error);
  g_clear_object (&f->result);

  ic_agent_call_signed_async (f->agent, request, envelope, NULL, ic_test_agent_done, f);
  ic_test_agent_wait (f);
  reply = ic_agent_call_signed_finish (f->agent, f->result, &error);
  ic_test_agent_assert_replied (reply, error);
}

static void
test_no_root_key (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->agent);
  f->agent = ic_test_agent_new_agent (f, NULL);
  g_assert_null (ic_test_agent_call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_ROOT_KEY);
  /* The call was not made at all. */
  ic_test_agent_assert_paths (f, "");
}

static void
test_anonymous (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;

  g_clear_object (&f->agent);
  f->agent = ic_agent_new (f->replica->url, NULL, f->root, IC_CLOCK (f->clock), f->random);
  reply = ic_test_agent_query (f, &error);
  ic_test_agent_assert_replied (reply, error);
}

/* Queries */

static void
test_query (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = ic_test_agent_query (f, &error);

  ic_test_agent_assert_replied (reply, error);
  ic_test_agent_assert_paths (f, "v3/query");

  f->replica->call_mode = IC_TEST_CALL_REJECT;
  g_assert_null (ic_test_agent_query (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_REJECTED);
  g_assert_nonnull (strstr (error->message, "nobody here"));
}

/* Reading */

static void
test_read_state (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  GPtrArray *path = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (IcCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  guint64 time_ns;

  g_ptr_array_add (path, g_bytes_new_static ("time", 4));
  g_ptr_array_add (paths, path);
  ic_agent_read_state_async (f->agent, &f->canister, paths, NULL, ic_test_agent_done, f);
  ic_test_agent_wait (f);
  certificate = ic_agent_read_state_finish (f->agent, f->result, &error);
  g_assert_no_error (error);
  g_assert_true (ic_certificate_get_time_ns (certificate, &time_ns, NULL));
  g_assert_cmpuint (time_ns, ==, IC_TEST_NOW);
}

static void
test_request_status (IcTestAgent *f, gconstpointer data)
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
      ic_agent_request_status_async (f->agent, &f->canister, id, NULL, ic_test_agent_done, f);
      ic_test_agent_wait (f);
      outcome = ic_agent_request_status_finish (f->agent, f->result, &error);
      g_clear_object (&f->result);
      g_assert_no_error (error);
      g_assert_cmpint (outcome->status, ==, IC_STATUS_UNKNOWN + i);
      g_assert_cmpuint (outcome->certificate_time_ns, ==, IC_TEST_NOW);
      g_assert_cmpint (outcome->reply != NULL, ==, outcome->status == IC_STATUS_REPLIED);
      if (outcome->status == IC_STATUS_REJECTED)
        {
          g_assert_cmpuint (outcome->reject_code, ==, 4);
          g_assert_cmpstr (outcome->reject_message, ==, "no, thank you");
          g_assert_cmpstr (outcome->error_code, ==, "IC0503");
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  IC_TEST_AGENT_ADD ("call", test_call);
  IC_TEST_AGENT_ADD ("nonce", test_nonce);
  IC_TEST_AGENT_ADD ("fallback", test_fallback);
  IC_TEST_AGENT_ADD ("fallback-v3", test_fallback_v3);
  IC_TEST_AGENT_ADD ("bad-request", test_bad_request);
  IC_TEST_AGENT_ADD ("poll", test_poll);
  IC_TEST_AGENT_ADD ("poll-after-processing", test_poll_after_processing);
  IC_TEST_AGENT_ADD ("poll-timeout", test_poll_timeout);
  IC_TEST_AGENT_ADD ("poll-expired", test_poll_expired);
  IC_TEST_AGENT_ADD ("failures", test_failures);
  IC_TEST_AGENT_ADD ("poll-failures", test_poll_failures);
  IC_TEST_AGENT_ADD ("other-canister", test_other_canister);
  IC_TEST_AGENT_ADD ("call-signed", test_call_signed);
  IC_TEST_AGENT_ADD ("no-root-key", test_no_root_key);
  IC_TEST_AGENT_ADD ("anonymous", test_anonymous);
  IC_TEST_AGENT_ADD ("query", test_query);
  IC_TEST_AGENT_ADD ("read-state", test_read_state);
  IC_TEST_AGENT_ADD ("request-status", test_request_status);
  return g_test_run ();
}
