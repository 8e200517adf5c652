/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ic-test-agent.h"
#include "ic/ic-error.h"

/* The root key */

static gboolean
fetch (IcTestAgent *f, GError **error)
{
  gboolean ok;

  g_clear_object (&f->result);
  ic_agent_fetch_root_key_async (f->agent, NULL, ic_test_agent_done, f);
  ic_test_agent_wait (f);
  ok = ic_agent_fetch_root_key_finish (f->agent, f->result, error);
  g_clear_object (&f->result);
  return ok;
}

static void
test_fetch_root_key (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;

  g_clear_object (&f->agent);
  f->agent = ic_test_agent_new_agent (f, NULL);
  g_assert_true (fetch (f, &error));
  g_assert_no_error (error);
  reply = ic_test_agent_call (f, &error);
  ic_test_agent_assert_replied (reply, error);

  /* The same again keeps what was proved. */
  {
    IcRootKey *before = ic_agent_get_root_key (f->agent);

    g_assert_true (fetch (f, &error));
    g_assert_true (ic_agent_get_root_key (f->agent) == before);
  }
}

static void
test_root_key_differs (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (IcTestAuthority) other = ic_test_authority_new (99);
  g_autoptr (IcRootKey) root = ic_root_key_new_from_der (other->root_der, NULL);
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->agent);
  f->agent = ic_test_agent_new_agent (f, root);
  g_assert_false (fetch (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_ROOT_KEY);
  g_assert_true (ic_agent_get_root_key (f->agent) == root);
}

static void
test_root_key_missing (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->replica->no_root = TRUE;
  g_assert_false (fetch (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_ROOT_KEY);
}

static void
test_mainnet_hosts (IcTestAgent *f, gconstpointer data)
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
set_raw (IcTestAgent *f, guint status, const char *type, gconstpointer bytes, gsize len)
{
  f->replica->call_mode = IC_TEST_CALL_RAW;
  f->replica->raw_status = status;
  f->replica->raw_type = type;
  g_clear_pointer (&f->replica->raw_body, g_bytes_unref);
  f->replica->raw_body = g_bytes_new (bytes, len);
}

static void
test_garbage (IcTestAgent *f, gconstpointer data)
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
      g_assert_null (ic_test_agent_call (f, &error));
      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, error->message);
      g_assert_true (error->domain == IC_ERROR);
      g_assert_true (error->code == cases[i].code || error->code == IC_ERROR_LIMIT);
      g_assert_null (ic_test_agent_query (f, &query_error));
      g_assert_true (query_error->domain == IC_ERROR);
    }
}

static void
test_http_errors (IcTestAgent *f, gconstpointer data)
{
  const guint statuses[] = { 301, 302, 401, 403, 413, 500, 502 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *number = g_strdup_printf ("%u", statuses[i]);

      set_raw (f, statuses[i], "text/plain", "some\nreason \xff", 13);
      g_assert_null (ic_test_agent_call (f, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_HTTP);
      g_assert_nonnull (strstr (error->message, number));
      g_assert_nonnull (strstr (error->message, "some reason"));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      ic_test_agent_assert_paths (f, "v4/call");
    }
}

static void
test_content_type (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set_raw (f, 200, "text/html", "<html>", 6);
  g_assert_null (ic_test_agent_call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_HTTP);
  g_assert_nonnull (strstr (error->message, "text/html"));
}

static void
test_oversized (IcTestAgent *f, gconstpointer data)
{
  const gsize len = 5 * 1024 * 1024;
  g_autofree guint8 *bytes = g_malloc0 (len);
  g_autoptr (GError) error = NULL;

  set_raw (f, 200, "application/cbor", bytes, len);
  g_assert_null (ic_test_agent_call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LIMIT);
  g_clear_error (&error);

  f->replica->raw_chunked = TRUE;
  g_assert_null (ic_test_agent_call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LIMIT);
}

/* Busy hosts are asked again, after longer and longer waits, but not for ever. */
static void
test_busy (IcTestAgent *f, gconstpointer data)
{
  gint64 start = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)), passed;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;

  f->replica->busy = 3;
  reply = ic_test_agent_call (f, &error);
  ic_test_agent_assert_replied (reply, error);
  ic_test_agent_assert_paths (f, "v4/call v4/call v4/call v4/call");
  passed = ic_clock_get_monotonic_us (IC_CLOCK (f->clock)) - start;
  g_assert_cmpint (passed, >=, 3500 * 1000);
  g_assert_cmpint (passed, <=, 3600 * 1000);

  f->replica->busy = 100;
  g_assert_null (ic_test_agent_call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_HTTP);
  g_assert_nonnull (strstr (error->message, "503"));
  g_assert_cmpuint (f->replica->busy, ==, 94);
}

/* A poll that fails on the way is not the end of the call; many in a row are. */
static void
test_failing_polls (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;

  f->replica->call_mode = IC_TEST_CALL_ACCEPT;
  f->replica->read_failures = 3;
  reply = ic_test_agent_call (f, &error);
  ic_test_agent_assert_replied (reply, error);
  ic_test_agent_assert_paths (f, "v4/call v3/read_state v3/read_state v3/read_state v3/read_state");

  f->replica->read_failures = 100;
  g_assert_null (ic_test_agent_call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_HTTP);
  g_assert_nonnull (strstr (error->message, "502"));
  g_assert_cmpuint (f->replica->read_failures, ==, 96);
}

static void
test_unreachable (IcTestAgent *f, gconstpointer data)
{
  static const char *const bad[] = { "not a url", "ftp:///", "" };
  g_autoptr (GError) error = NULL;

  soup_server_disconnect (f->replica->server);
  g_assert_null (ic_test_agent_call (f, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_NETWORK);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_clear_error (&error);
      g_clear_object (&f->agent);
      f->agent = ic_agent_new (bad[i], NULL, f->root, IC_CLOCK (f->clock), f->random);
      g_assert_null (ic_test_agent_query (f, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_NETWORK);
    }
}

/* Giving up */

static void
test_cancel_request (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->replica->hang = TRUE;
  ic_agent_call_async (f->agent, &f->canister, "greet", f->arg, f->cancellable, ic_test_agent_done,
                       f);
  while (f->replica->paths->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (f->result);
  g_cancellable_cancel (f->cancellable);
  ic_test_agent_wait (f);
  g_assert_null (ic_agent_call_finish (f->agent, f->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel_poll (IcTestAgent *f, gconstpointer data)
{
  static const char *const script[] = { "processing", NULL };
  g_autoptr (GError) error = NULL;

  f->replica->call_mode = IC_TEST_CALL_ACCEPT;
  f->replica->script = script;
  ic_agent_call_async (f->agent, &f->canister, "greet", f->arg, f->cancellable, ic_test_agent_done,
                       f);
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
test_cancelled_before (IcTestAgent *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (f->cancellable);
  g_assert_null (ic_test_agent_call (f, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  IC_TEST_AGENT_ADD ("fetch-root-key", test_fetch_root_key);
  IC_TEST_AGENT_ADD ("root-key-differs", test_root_key_differs);
  IC_TEST_AGENT_ADD ("root-key-missing", test_root_key_missing);
  IC_TEST_AGENT_ADD ("mainnet-hosts", test_mainnet_hosts);
  IC_TEST_AGENT_ADD ("garbage", test_garbage);
  IC_TEST_AGENT_ADD ("http-errors", test_http_errors);
  IC_TEST_AGENT_ADD ("content-type", test_content_type);
  IC_TEST_AGENT_ADD ("oversized", test_oversized);
  IC_TEST_AGENT_ADD ("busy", test_busy);
  IC_TEST_AGENT_ADD ("failing-polls", test_failing_polls);
  IC_TEST_AGENT_ADD ("unreachable", test_unreachable);
  IC_TEST_AGENT_ADD ("cancel-request", test_cancel_request);
  IC_TEST_AGENT_ADD ("cancel-poll", test_cancel_poll);
  IC_TEST_AGENT_ADD ("cancelled-before", test_cancelled_before);
  return g_test_run ();
}
