/* SPDX-License-Identifier: MIT */
/* Words for people: every verdict, error, state and hostile text. No display needed. */
#include "config.h"

#include "attest-delivery-text.h"
#include "attest-error-text.h"
#include "attest-health-text.h"
#include "attest-login-form.h"
#include "attest-network-file.h"
#include "attest-text.h"
#include "attest-time.h"
#include "ui-test-util.h"

static const ChatHealth HEALTHS[] = { CHAT_HEALTH_INTEGRITY,    CHAT_HEALTH_OFFLINE,
                                      CHAT_HEALTH_UNREACHABLE,  CHAT_HEALTH_REFUSED,
                                      CHAT_HEALTH_RECONNECTING, CHAT_HEALTH_UNCONFIRMED,
                                      CHAT_HEALTH_DELAYED,      CHAT_HEALTH_CHECKING,
                                      CHAT_HEALTH_VERIFIED,     CHAT_HEALTH_DISCONNECTED };

static void
assert_sentence (const char *text)
{
  g_assert_nonnull (text);
  g_assert_cmpuint (strlen (text), >, 10);
  g_assert_true (g_str_has_suffix (text, ".") || g_str_has_suffix (text, "!"));
}

static void
test_health_each_state (void)
{
  g_autoptr (GHashTable) icons = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (HEALTHS); i++)
    {
      g_autoptr (AttestHealthText) text = attest_health_text_new (HEALTHS[i], NULL, 0, 0);
      g_autofree char *path = NULL;
      gsize size;

      g_assert_cmpstr (text->word, ==, attest_health_get_word (HEALTHS[i]));
      g_assert_cmpuint (strlen (text->word), >, 0);
      assert_sentence (text->title);
      assert_sentence (text->explanation);
      g_assert_true (g_str_has_prefix (text->css_class, "health-"));
      /* A state is told by shape and word, so no two may share either. */
      g_assert_true (g_hash_table_add (icons, (gpointer)text->icon_name));
      g_assert_true (g_hash_table_add (words, (gpointer)attest_health_get_word (HEALTHS[i])));
      path = g_strdup_printf ("/io/github/attest_chat/Attest/icons/scalable/actions/%s.svg",
                              text->icon_name);
      g_assert_true (g_resources_get_info (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &size, NULL, NULL));
    }
}

static void
test_health_every_error (void)
{
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);

  for (int code = ICWS_ERROR_UNREACHABLE; code <= ICWS_ERROR_BUSY; code++)
    {
      g_autoptr (GError) error = g_error_new (ICWS_ERROR, code, "internal words");
      AttestErrorText words;
      g_autoptr (AttestHealthText)
          health = attest_health_text_new (CHAT_HEALTH_REFUSED, error, 0, 0);

      if (!attest_error_text_get (error, &words))
        g_error ("No text for ICWS_ERROR %d (%s)", code, icws_error_get_id (error));
      assert_sentence (words.what);
      assert_sentence (words.advice);
      g_assert_cmpuint (strlen (words.title), >, 0);
      /* What happened is told in words of its own for each. */
      g_assert_true (g_hash_table_add (texts, (gpointer)words.what));
      g_assert_nonnull (strstr (health->title, words.title));
      g_assert_true (g_str_has_prefix (health->explanation, words.what));
      g_assert_cmpstr (health->advice, ==, words.advice);
      /* No jargon in the first lines. */
      g_assert_null (strstr (words.title, "BLS"));
      g_assert_null (strstr (words.what, "CBOR"));

      if (icws_error_is_integrity_failure (error))
        /* A caught gateway is named, except where our own clock may be to blame. */
        g_assert_true (strstr (words.what, "ateway") != NULL);
    }
}

static void
test_health_unknown_error (void)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "odd");
  g_autoptr (AttestHealthText)
      health = attest_health_text_new (CHAT_HEALTH_UNREACHABLE, error, 0, 0);
  AttestErrorText words;

  g_assert_false (attest_error_text_get (error, &words));
  g_assert_false (attest_error_text_get (NULL, &words));
  assert_sentence (words.what);
  assert_sentence (health->explanation);
}

static void
test_health_retry (void)
{
  g_autoptr (GError) error = g_error_new (ICWS_ERROR, ICWS_ERROR_UNREACHABLE, "no");
  g_autoptr (AttestHealthText) one = attest_health_text_new (CHAT_HEALTH_UNREACHABLE, error, 3, 1);
  g_autoptr (AttestHealthText)
      many = attest_health_text_new (CHAT_HEALTH_UNREACHABLE, error, 3, 12);
  g_autoptr (AttestHealthText) offline = attest_health_text_new (CHAT_HEALTH_OFFLINE, NULL, 3, 12);
  g_autoptr (AttestHealthText)
      caught = attest_health_text_new (CHAT_HEALTH_INTEGRITY, error, 3, 12);

  g_assert_cmpstr (one->advice, ==, "Attempt 3 failed. The next one is in 1 second.");
  g_assert_cmpstr (many->advice, ==, "Attempt 3 failed. The next one is in 12 seconds.");
  g_assert_null (offline->advice);
  /* Nothing tries again by itself after an integrity failure, so nothing may say so. */
  g_assert_null (strstr (caught->advice, "12 seconds"));
  g_assert_cmpstr (caught->css_class, ==, "health-bad");
  /* Being offline is nobody's fault and never red. */
  g_assert_cmpstr (offline->css_class, !=, "health-bad");
}

static void
test_delivery (void)
{
  g_autoptr (GHashTable) icons = g_hash_table_new (g_str_hash, g_str_equal);

  for (int i = CHAT_DELIVERY_RECEIVED; i <= CHAT_DELIVERY_FAILED; i++)
    {
      g_assert_true (
          g_hash_table_add (icons, (gpointer)attest_delivery_get_icon_name ((ChatDelivery)i)));
      g_assert_cmpuint (strlen (attest_delivery_get_word ((ChatDelivery)i)), >, 0);
      g_assert_cmpuint (strlen (attest_delivery_get_sentence ((ChatDelivery)i)), >, 10);
    }
}

static void
assert_notice (const char *id, const char *place, const char *expected)
{
  g_autoptr (ChatMessage) notice = chat_message_new (CHAT_MESSAGE_NOTICE, place, id, FALSE,
                                                     UI_TEST_NOW_NS, CHAT_DELIVERY_RECEIVED);
  g_autofree char *text = NULL;

  chat_message_set_span (notice, UI_TEST_NOW_NS, UI_TEST_NOW_NS + 90 * IC_NS_PER_S);
  text = attest_delivery_describe_notice (notice);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_room_notices (void)
{
  g_autofree char *from = attest_time_format_clock_seconds (UI_TEST_NOW_NS);
  g_autofree char *to = attest_time_format_clock_seconds (UI_TEST_NOW_NS + 90 * IC_NS_PER_S);
  g_autofree char *gap = g_strdup_printf (
      "Not connected from %s to %s: what others said then is missing here", from, to);

  assert_notice (CHAT_NOTICE_GAP, NULL, gap);
  assert_notice (CHAT_NOTICE_UNREADABLE, NULL, "1 message could not be read and is not shown");
  assert_notice (CHAT_NOTICE_REFUSED, NULL, "1 message could not be verified and is not shown");
  assert_notice (CHAT_NOTICE_SWITCHED, NULL, "Connected without a gateway now");
  assert_notice (CHAT_NOTICE_SWITCHED, "wss://a.example",
                 "Connected through \u2068wss://a.example\u2069 now");
  assert_notice (NULL, NULL, "");
}

static void
test_delivery_description (void)
{
  g_autoptr (ChatMessage) message = chat_message_new (CHAT_MESSAGE_TEXT, "Me", "x", TRUE,
                                                      UI_TEST_NOW_NS, CHAT_DELIVERY_ACCEPTED);
  g_autofree char *accepted = attest_delivery_describe (message);
  g_autofree char *twice = NULL;
  g_autofree char *failed = NULL;

  g_assert_cmpstr (accepted, ==, attest_delivery_get_sentence (CHAT_DELIVERY_ACCEPTED));
  chat_message_set_possible_duplicate (message, TRUE);
  twice = attest_delivery_describe (message);
  g_assert_true (g_str_has_prefix (twice, accepted));
  g_assert_nonnull (strstr (twice, "may see it twice"));
  chat_message_set_possible_duplicate (message, FALSE);
  chat_message_set_failed (message, "out\nof cycles");
  failed = attest_delivery_describe (message);
  g_assert_nonnull (strstr (failed, "\nout of cycles"));
}

static void
test_text_clean (void)
{
  static const struct
  {
    const char *text;
    const char *clean;
    const char *line;
  } CASES[] = {
    { NULL, "", "" },
    { "plain", "plain", "plain" },
    { "two\nlines\t!", "two\nlines\t!", "two lines !" },
    { "  spaces  ", "  spaces  ", "spaces" },
    /* right-to-left override, and its end */
    { "exe\u202egpj.\u202c", "exegpj.", "exegpj." },
    { "\u2066a\u2067b\u2068c", "abc", "abc" },
    { "\u202aa\u202bb\u202dc", "abc", "abc" },
    /* honest marks and joiners stay */
    { "a\u200eb\u200fc\u200dd\u200ce", "a\u200eb\u200fc\u200dd\u200ce",
      "a\u200eb\u200fc\u200dd\u200ce" },
    { "bell\a\x1b[31mred\x7f", "bell[31mred", "bell[31mred" },
    { "c1\xc2\x85x", "c1x", "c1x" },
    { "a\u2028b\u2029c", "a\nb\nc", "a b c" },
    { "tag\U000e0041\U000e0042!", "tag!", "tag!" },
    { "\xff\xfeno utf-8", "\ufffd\ufffdno utf-8", "\ufffd\ufffdno utf-8" },
    { "<b>&amp;</b>", "<b>&amp;</b>", "<b>&amp;</b>" },
    { "שלום world", "שלום world", "שלום world" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *clean = attest_text_clean (CASES[i].text);
      g_autofree char *line = attest_text_clean_line (CASES[i].text);

      g_assert_cmpstr (clean, ==, CASES[i].clean);
      g_assert_cmpstr (line, ==, CASES[i].line);
    }
}

static void
test_text_isolate (void)
{
  g_autofree char *plain = attest_text_isolate ("Ada");
  /* A name that closes the isolate itself must not get out of it. */
  g_autofree char *hostile = attest_text_isolate ("a\u2069\u202eb");

  g_assert_cmpstr (plain, ==, "\u2068Ada\u2069");
  g_assert_cmpstr (hostile, ==, "\u2068ab\u2069");
}

static void
test_text_color (void)
{
  gboolean seen[ATTEST_N_AUTHOR_COLORS + 1] = { FALSE };
  guint n_seen = 0;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("name %u", i);
      guint color = attest_text_get_author_color (name);

      g_assert_cmpuint (color, >=, 1);
      g_assert_cmpuint (color, <=, ATTEST_N_AUTHOR_COLORS);
      g_assert_cmpuint (color, ==, attest_text_get_author_color (name));
      n_seen += !seen[color];
      seen[color] = TRUE;
    }
  g_assert_cmpuint (n_seen, ==, ATTEST_N_AUTHOR_COLORS);
}

static void
test_time (void)
{
  const guint64 day = 86400 * IC_NS_PER_S;
  static const struct
  {
    guint64 seconds;
    const char *text;
  } AGES[] = { { 0, "now" },           { 1, "now" },
               { 2, "2 s ago" },       { 59, "59 s ago" },
               { 60, "1 min ago" },    { 3599, "59 min ago" },
               { 3600, "1 h ago" },    { 86399, "23 h ago" },
               { 86400, "1 day ago" }, { 172800, "2 days ago" } };
  g_autofree char *never = attest_time_format_age (0, UI_TEST_NOW_NS);
  g_autofree char *future = attest_time_format_age (UI_TEST_NOW_NS + day, UI_TEST_NOW_NS);
  g_autofree char *clock = attest_time_format_clock (UI_TEST_NOW_NS);
  g_autofree char *today = attest_time_format_day (UI_TEST_NOW_NS, UI_TEST_NOW_NS);
  g_autofree char *yesterday = attest_time_format_day (UI_TEST_NOW_NS - day, UI_TEST_NOW_NS);
  g_autofree char *before = attest_time_format_day (UI_TEST_NOW_NS - 2 * day, UI_TEST_NOW_NS);
  g_autofree char *year = attest_time_format_day (UI_TEST_NOW_NS - 400 * day, UI_TEST_NOW_NS);
  g_autofree char *impossible = attest_time_format_clock (G_MAXUINT64);

  for (gsize i = 0; i < G_N_ELEMENTS (AGES); i++)
    {
      g_autofree char *age = attest_time_format_age (UI_TEST_NOW_NS - AGES[i].seconds * IC_NS_PER_S,
                                                     UI_TEST_NOW_NS);

      g_assert_cmpstr (age, ==, AGES[i].text);
    }
  g_assert_cmpstr (never, ==, "never");
  g_assert_cmpstr (future, ==, "now");
  g_assert_cmpstr (clock, ==, "09:00");
  g_assert_cmpstr (today, ==, "Today");
  g_assert_cmpstr (yesterday, ==, "Yesterday");
  g_assert_cmpstr (before, ==, "Sunday, 22 November");
  g_assert_cmpstr (year, ==, "20 October 2025");
  g_assert_nonnull (impossible);
  g_assert_true (
      attest_time_is_same_day (UI_TEST_NOW_NS, UI_TEST_NOW_NS + 14 * 3600 * IC_NS_PER_S));
  g_assert_false (
      attest_time_is_same_day (UI_TEST_NOW_NS, UI_TEST_NOW_NS + 15 * 3600 * IC_NS_PER_S));
}

static void
test_time_span (void)
{
  static const struct
  {
    gint64 us;
    const char *text;
  } CASES[] = { { -1, "not known" },    { 0, "under 1 ms" },        { 999, "under 1 ms" },
                { 1000, "1 ms" },       { 9999999, "9999 ms" },     { 10000000, "10 s" },
                { 119999999, "119 s" }, { 125000000, "2 min 5 s" }, { 7200000000, "2 h" } };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *text = attest_time_format_span (CASES[i].us);

      g_assert_cmpstr (text, ==, CASES[i].text);
    }
}

#define SEED "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"

static void
test_login_form (void)
{
  g_autoptr (IcIdentity)
      random = IC_IDENTITY (ic_ed25519_identity_new_random (ic_random_get_system ()));
  const AttestLoginForm good = { .network = CHAT_NETWORK_CUSTOM,
                                 .network_url = " http://127.0.0.1:4943 ",
                                 .gateway_url = "ws://127.0.0.1:8080",
                                 .canister_id = CHAT_GROUP_CANISTER " ",
                                 .method = ATTEST_LOGIN_SEED,
                                 .seed = " " SEED "\n",
                                 .session_identity = random,
                                 .display_name = " Ada " };
  static const struct
  {
    gsize form_offset;
    gsize problem_offset;
    const char *value;
    const char *says;
  } BAD[] = {
#define FIELD(name)                                                                                \
  G_STRUCT_OFFSET (AttestLoginForm, name), G_STRUCT_OFFSET (AttestLoginProblems, name)
    { FIELD (network_url), "", "needed" },
    { FIELD (network_url), "localhost:4943", "https://" },
    { FIELD (network_url), "ftp://x", "must begin with https:// or http://" },
    { FIELD (network_url), "http://", "https://" },
    { FIELD (gateway_url), "https://gateway", "must begin with wss:// or ws://" },
    { FIELD (gateway_url), "nonsense", "wss://" },
    { FIELD (canister_id), "", "needed" },
    { FIELD (canister_id), "kio63-vyaaa-aaaal-qcd6q-caj", "no canister id" },
    { FIELD (seed), "", "64 hexadecimal digits" },
    { FIELD (seed), "9d61", "this has 4" },
    { FIELD (seed), SEED "0", "this has 65" },
    { FIELD (seed), "9d61 b19d", "digits 0 to 9" },
    { FIELD (seed), "hello", "digits 0 to 9" },
    { FIELD (display_name), " \t ", "needed" },
    { FIELD (display_name),
      "0123456789012345678901234567890123456789012345678901234567890123456789", "at most 60" },
#undef FIELD
  };
  AttestLoginProblems problems;
  g_autoptr (ChatProfile) profile = NULL;
  g_autoptr (IcIdentity) identity = NULL;
  g_autofree char *text = NULL;
  IcPrincipal principal;

  g_assert_true (attest_login_form_check (&good, &problems));
  attest_login_problems_clear (&problems);
  profile = attest_login_form_get_profile (&good);
  g_assert_cmpstr (profile->network_url, ==, "http://127.0.0.1:4943");
  g_assert_cmpint (profile->network, ==, CHAT_NETWORK_CUSTOM);
  identity = attest_login_form_get_identity (&good);
  ic_identity_get_principal (identity, &principal);
  text = ic_principal_to_text (&principal);
  g_assert_true (g_str_has_suffix (text, "-jae"));

  for (gsize i = 0; i < G_N_ELEMENTS (BAD); i++)
    {
      AttestLoginForm form = good;
      const char *problem;

      *(const char **)G_STRUCT_MEMBER_P (&form, BAD[i].form_offset) = BAD[i].value;
      g_assert_false (attest_login_form_check (&form, &problems));
      problem = *(char **)G_STRUCT_MEMBER_P (&problems, BAD[i].problem_offset);
      g_assert_nonnull (problem);
      g_assert_nonnull (strstr (problem, BAD[i].says));
      /* What one typed as a secret is never repeated. */
      g_assert_null (strstr (problem, "9d61"));
      attest_login_problems_clear (&problems);
    }
}

static void
test_login_form_networks (void)
{
  AttestLoginForm form = { .network = CHAT_NETWORK_MAINNET,
                           .method = ATTEST_LOGIN_SESSION_KEY,
                           .display_name = "Ada" };
  AttestLoginProblems problems;
  g_autoptr (ChatProfile) preset = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (ChatProfile) mainnet = NULL;
  g_autoptr (ChatProfile) local = NULL;

  /* Fields that are not asked for are not complained about. */
  g_assert_true (attest_login_form_check (&form, &problems));
  mainnet = attest_login_form_get_profile (&form);
  g_assert_cmpstr (mainnet->gateway_url, ==, CHAT_MAINNET_GATEWAY);
  g_free (preset->gateway_url);
  preset->gateway_url = g_strdup ("ws://127.0.0.1:7");
  form.network = CHAT_NETWORK_LOCAL;
  form.local = preset;
  local = attest_login_form_get_profile (&form);
  g_assert_cmpstr (local->gateway_url, ==, "ws://127.0.0.1:7");
}

static void
test_network_file (void)
{
  static const char *const GOOD =
      "{\"replica_url\":\"http://127.0.0.1:1\",\"gateway_url\":\"ws://127.0.0.1:2\","
      "\"canisters\":{\"group_chat\":\"" CHAT_PING_RUST_CANISTER "\"},\"more\":[1]}";
  static const char *const BAD[] = { "",
                                     "[]",
                                     "null",
                                     "{\"replica_url\":",
                                     "{\"replica_url\":\"nonsense\"}",
                                     "{\"gateway_url\":\"http://x\"}",
                                     "{\"canisters\":{\"group_chat\":\"x\"}}" };
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatProfile) profile = attest_network_file_parse (GOOD, -1, &error);
  g_autofree char *id = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (profile->network_url, ==, "http://127.0.0.1:1");
  g_assert_cmpstr (profile->gateway_url, ==, "ws://127.0.0.1:2");
  id = ic_principal_to_text (&profile->canister_id);
  g_assert_cmpstr (id, ==, CHAT_PING_RUST_CANISTER);

  for (gsize i = 0; i < G_N_ELEMENTS (BAD); i++)
    {
      g_autoptr (ChatProfile) none = attest_network_file_parse (BAD[i], -1, &error);

      g_assert_null (none);
      g_assert_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE);
      g_clear_error (&error);
    }
  g_assert_null (attest_network_file_load ("/nonexistent/file", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/health/each-state", test_health_each_state);
  g_test_add_func ("/ui/health/every-error", test_health_every_error);
  g_test_add_func ("/ui/health/unknown-error", test_health_unknown_error);
  g_test_add_func ("/ui/health/retry", test_health_retry);
  g_test_add_func ("/ui/delivery/texts", test_delivery);
  g_test_add_func ("/ui/delivery/notices", test_room_notices);
  g_test_add_func ("/ui/delivery/description", test_delivery_description);
  g_test_add_func ("/ui/text/clean", test_text_clean);
  g_test_add_func ("/ui/text/isolate", test_text_isolate);
  g_test_add_func ("/ui/text/color", test_text_color);
  g_test_add_func ("/ui/time/clock-and-age", test_time);
  g_test_add_func ("/ui/time/span", test_time_span);
  g_test_add_func ("/ui/login-form/fields", test_login_form);
  g_test_add_func ("/ui/login-form/networks", test_login_form_networks);
  g_test_add_func ("/ui/network-file", test_network_file);
  return g_test_run ();
}
