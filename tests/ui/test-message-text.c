/* SPDX-License-Identifier: MIT */
/* What strangers write: addresses, long texts, names. No display needed. */
#include "config.h"

#include "attest-fold-text.h"
#include "attest-link-text.h"
#include "attest-message-facts.h"
#include "attest-name-marks.h"
#include "ui-test-util.h"

/* The address in @text as it was written, "" for none; several are an error here. */
static char *
find_one (const char *text, char **uri, char **host, gboolean *odd)
{
  g_autoptr (GPtrArray) links = attest_link_text_find (text);
  const AttestLink *link;

  *uri = *host = NULL;
  *odd = FALSE;
  if (links->len == 0)
    return g_strdup ("");
  g_assert_cmpuint (links->len, ==, 1);
  link = g_ptr_array_index (links, 0);
  *uri = g_strdup (link->uri);
  *host = g_strdup (link->host);
  *odd = link->odd;
  return g_strndup (text + link->start, link->end - link->start);
}

static void
test_links (void)
{
  static const struct
  {
    const char *text;
    const char *written;
    const char *uri;
    const char *host;
    gboolean odd;
  } CASES[] = {
    { "see https://example.com/a?b=c#d now", "https://example.com/a?b=c#d",
      "https://example.com/a?b=c#d", NULL, FALSE },
    { "HTTP://Example.COM", "HTTP://Example.COM", "http://example.com", NULL, FALSE },
    { "http://127.0.0.1:4943/_/", "http://127.0.0.1:4943/_/", "http://127.0.0.1:4943/_/", NULL,
      FALSE },
    { "http://[::1]:80/x", "http://[::1]:80/x", "http://[::1]:80/x", NULL, FALSE },
    /* punctuation belongs to the sentence, brackets to whoever opened them */
    { "Read https://example.com/a.", "https://example.com/a", "https://example.com/a", NULL,
      FALSE },
    { "(https://example.com/a)", "https://example.com/a", "https://example.com/a", NULL, FALSE },
    { "https://example.com/a_(b)", "https://example.com/a_(b)", "https://example.com/a_(b)", NULL,
      FALSE },
    { "(https://example.com/a_(b)).", "https://example.com/a_(b)", "https://example.com/a_(b)",
      NULL, FALSE },
    { "<https://example.com/>", "https://example.com/", "https://example.com/", NULL, FALSE },
    { "“https://example.com/x”…", "https://example.com/x", "https://example.com/x", NULL, FALSE },
    { "看https://example.com/x。谢谢", "https://example.com/x", "https://example.com/x", NULL,
      FALSE },
    { "看https://example.com。谢谢", "https://example.com", "https://example.com", NULL, FALSE },
    { "https://example.com/ü", "https://example.com/ü", "https://example.com/%C3%BC", NULL, FALSE },
    { "https://example.com\\@evil.example/", "https://example.com", "https://example.com", NULL,
      FALSE },
    /* hosts in other scripts are told in ASCII, imitated ones marked */
    { "https://bücher.example/", "https://bücher.example/", "https://xn--bcher-kva.example/",
      "xn--bcher-kva.example", FALSE },
    { "https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/",
      "https://xn--bcher-kva.example/", "xn--bcher-kva.example", FALSE },
    { "https://p\xd0\xb0ypal.com/", "https://p\xd0\xb0ypal.com/", "https://xn--pypal-4ve.com/",
      "xn--pypal-4ve.com", TRUE },
    { "https://xn--pypal-4ve.com/", "https://xn--pypal-4ve.com/", "https://xn--pypal-4ve.com/",
      "xn--pypal-4ve.com", TRUE },
    /* all Cyrillic, and looks like Latin */
    { "https://\xd1\x81\xd0\xbe\xd1\x80\xd0\xb0.com/",
      "https://\xd1\x81\xd0\xbe\xd1\x80\xd0\xb0.com/", "https://xn--80a1agc.com/",
      "xn--80a1agc.com", TRUE },
    /* a name before "@" passes for the host */
    { "https://paypal.com@evil.example/x", "https://paypal.com@evil.example/x",
      "https://evil.example/x", "evil.example", TRUE },
    { "https://paypal.com:443@evil.example", "https://paypal.com:443@evil.example",
      "https://evil.example", "evil.example", TRUE },
    /* rooms and mail */
    { "come: attest:kio63-vyaaa-aaaal-qcd6q-cai?title=Us!",
      "attest:kio63-vyaaa-aaaal-qcd6q-cai?title=Us", "attest:kio63-vyaaa-aaaal-qcd6q-cai?title=Us",
      NULL, FALSE },
    { "mailto:ada@example.com,", "mailto:ada@example.com", "mailto:ada@example.com", NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *uri = NULL;
      g_autofree char *host = NULL;
      gboolean odd;
      g_autofree char *written = find_one (CASES[i].text, &uri, &host, &odd);

      g_test_message ("%s", CASES[i].text);
      g_assert_cmpstr (written, ==, CASES[i].written);
      g_assert_cmpstr (uri, ==, CASES[i].uri);
      g_assert_cmpstr (host, ==, CASES[i].host);
      g_assert_cmpint (odd, ==, CASES[i].odd);
      g_assert_true (attest_link_is_safe (uri));
    }
}

static void
test_no_links (void)
{
  static const char *const TEXTS[] = {
    "",
    "no address: at all",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "ftp://example.com",
    "data:text/html,x",
    "smb://host/share",
    "http://",
    "https:///path",
    "https://.",
    "http://a..b/",
    "xhttp://example.com",
    "view-source:https://example.com",
    "https://exa%6dple.com/",
    "https://example.com:99999999/",
    "https://example.com:port/",
    "https://ex\xe2\x81\x84"
    "ample.com/", /* a slash that is none */
    "https://ex\xe2\x88\x95"
    "ample.com/",
    "mailto:ada",
    "mailto:ada@example.com?attach=/etc/passwd",
    "mailto:?bcc=eve@example.com",
    "attest:not-a-canister",
    "attest:",
    "www.example.com",
    "\xff\xfehttp://example.com",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    {
      g_autoptr (GPtrArray) links = attest_link_text_find (TEXTS[i]);

      g_test_message ("%s", TEXTS[i]);
      g_assert_cmpuint (links->len, ==, 0);
      g_assert_null (attest_link_text_to_markup (TEXTS[i]));
    }
  g_assert_null (attest_link_text_to_markup (NULL));
  g_assert_false (attest_link_is_safe ("javascript:alert(1)"));
  g_assert_false (attest_link_is_safe ("file:///etc/passwd"));
  g_assert_false (attest_link_is_safe (NULL));
  g_assert_true (attest_link_is_room ("attest:kio63-vyaaa-aaaal-qcd6q-cai"));
  g_assert_false (attest_link_is_room ("https://attest.example"));
}

static void
test_many_and_long_links (void)
{
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GString) lengthy = g_string_new ("https://example.com/");
  g_autoptr (GString) brackets = g_string_new ("https://example.com/");
  g_autoptr (GPtrArray) links = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) closed = NULL;
  const AttestLink *link;

  for (guint i = 0; i < 2 * ATTEST_LINK_MAX_LINKS; i++)
    g_string_append_printf (many, "http://h%u.example ", i);
  links = attest_link_text_find (many->str);
  g_assert_cmpuint (links->len, ==, ATTEST_LINK_MAX_LINKS);

  while (lengthy->len <= ATTEST_LINK_MAX_BYTES)
    g_string_append (lengthy, "long/");
  g_string_append (lengthy, " https://example.com/after");
  none = attest_link_text_find (lengthy->str);
  g_assert_cmpuint (none->len, ==, 1);
  link = g_ptr_array_index (none, 0);
  g_assert_cmpstr (link->uri, ==, "https://example.com/after");

  while (brackets->len < 1000)
    g_string_append_c (brackets, ')');
  closed = attest_link_text_find (brackets->str);
  link = g_ptr_array_index (closed, 0);
  g_assert_cmpstr (link->uri, ==, "https://example.com/");
}

/* The label shows what was written and nothing instead of it. */
static void
test_markup (void)
{
  static const char *const TEXTS[] = {
    "a <b>&amp; https://example.com/?a=1&b=\xc3\xa4 </a>",
    "<a href=\"https://evil.example\">https://good.example</a>",
    "https://one.example https://two.example",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    {
      g_autofree char *markup = attest_link_text_to_markup (TEXTS[i]);
      g_autofree char *stripped = NULL;
      g_autoptr (GRegex) tags = g_regex_new ("</?a[^>]*>", 0, 0, NULL);
      g_autofree char *plain = g_regex_replace_literal (tags, markup, -1, 0, "", 0, NULL);

      g_assert_true (pango_parse_markup (plain, -1, 0, NULL, &stripped, NULL, NULL));
      g_assert_cmpstr (stripped, ==, TEXTS[i]);
    }
}

static void
test_markup_marks (void)
{
  g_autofree char *honest = attest_link_text_to_markup ("https://b\xc3\xbc"
                                                        "cher.example/");
  g_autofree char *odd = attest_link_text_to_markup ("https://p\xd0\xb0ypal.com/");
  g_autofree char *user = attest_link_text_to_markup ("https://paypal.com@evil.example/");

  g_assert_true (g_str_has_suffix (honest, "</a> [xn--bcher-kva.example]"));
  g_assert_true (g_str_has_suffix (odd, "</a> [⚠ leads to xn--pypal-4ve.com]"));
  g_assert_true (g_str_has_suffix (user, "</a> [⚠ leads to evil.example]"));
  g_assert_nonnull (strstr (user, "href=\"https://evil.example/\""));
}

static char *
repeat (const char *part, guint n)
{
  GString *text = g_string_new (NULL);

  while (n-- > 0)
    g_string_append (text, part);
  return g_string_free (text, FALSE);
}

static void
test_fold (void)
{
  g_autofree char *few = repeat ("line\n", ATTEST_FOLD_MAX_LINES);
  g_autofree char *many = repeat ("line\n", ATTEST_FOLD_MAX_LINES + 1);
  g_autofree char *words = repeat ("word ", 1000);
  g_autofree char *unbroken = repeat ("\xc3\xa4", 2000);
  g_autofree char *zalgo = repeat ("\xcc\x81", 5000);
  g_autofree char *before = repeat ("word ", ATTEST_FOLD_MAX_CHARS / 5 - 20);
  g_autofree char *path = repeat ("path/", 50);
  g_autofree char *link = g_strconcat (before, "https://example.com/", path, " ", words, NULL);
  gsize cut;

  g_assert_cmpuint (attest_fold_text_find_cut (""), ==, 0);
  g_assert_cmpuint (attest_fold_text_find_cut (few), ==, 0);
  /* The twelfth line ends where the thirteenth would begin. */
  g_assert_cmpuint (attest_fold_text_find_cut (many), ==, 5 * ATTEST_FOLD_MAX_LINES - 1);
  cut = attest_fold_text_find_cut (words);
  g_assert_cmpuint (cut, <=, ATTEST_FOLD_MAX_CHARS);
  g_assert_cmpuint (cut, >, ATTEST_FOLD_MAX_CHARS - 10);
  g_assert_cmpint (words[cut], ==, ' ');
  cut = attest_fold_text_find_cut (unbroken);
  g_assert_cmpuint (cut, ==, 2 * ATTEST_FOLD_MAX_CHARS);
  g_assert_cmpuint (attest_fold_text_find_cut (zalgo), >, 0);
  /* Half an address would be another address. */
  g_assert_cmpuint (attest_fold_text_find_cut (link), ==, strlen (before));
}

static void
assert_alike (const char *a, const char *b, gboolean alike)
{
  g_autofree char *x = attest_name_get_skeleton (a);
  g_autofree char *y = attest_name_get_skeleton (b);

  g_test_message ("“%s” “%s”: “%s” “%s”", a, b, x, y);
  g_assert_cmpint (g_str_equal (x, y), ==, alike);
}

static void
test_skeletons (void)
{
  assert_alike ("Grace", "grace", TRUE);
  assert_alike ("Grace",
                "Gr\xd0\xb0"
                "c\xd0\xb5",
                TRUE);                                             /* Cyrillic */
  assert_alike ("OPAX", "\xce\x9f\xce\xa1\xce\x91\xce\xa7", TRUE); /* Greek */
  assert_alike ("Grace", "\xef\xbc\xa7race", TRUE);                /* full width */
  assert_alike ("Grace", "\xf0\x9d\x90\x86race", TRUE);            /* mathematical bold */
  assert_alike ("Grace",
                "Gra\xe2\x80\x8b"
                "ce",
                TRUE);                                   /* zero width space */
  assert_alike ("Grace", "\xe2\x80\xaeGrace", TRUE);     /* override */
  assert_alike ("Grace", "Grace\xf3\xa0\x81\xa1", TRUE); /* tag */
  assert_alike ("Grace Hopper", "  Grace \xc2\xa0 Hopper ", TRUE);
  assert_alike ("Bob", "B0b", TRUE);
  assert_alike ("Alice", "AIice", TRUE);
  assert_alike ("Alice", "A1ice", TRUE);
  assert_alike ("Tim", "Tirn", TRUE);
  assert_alike ("Wim", "VVim", TRUE);
  assert_alike ("Grace", "Gracie", FALSE);
  assert_alike ("Andr\xc3\xa9", "Andre", FALSE);
  assert_alike ("Andr\xc3\xa9", "Andre\xcc\x81", TRUE); /* composed or not */
  assert_alike ("\xd0\x96\xd0\xb5\xd0\xbd\xd1\x8f", "Zhenya", FALSE);
  assert_alike ("\xf0\x9f\xa4\x96", "\xf0\x9f\x91\xbb", FALSE);
  assert_alike (NULL, "", TRUE);
}

static void
test_hidden_and_mixed (void)
{
  /* Some languages need joiners, and pictures need joiners and selectors. */
  g_assert_false (attest_name_has_hidden ("Grace Hopper"));
  g_assert_false (attest_name_has_hidden ("\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae")); /* Persian */
  g_assert_false (attest_name_has_hidden ("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb"));
  g_assert_false (attest_name_has_hidden ("\xe2\x9d\xa4\xef\xb8\x8f"));
  g_assert_true (attest_name_has_hidden ("Gra\xe2\x80\x8b"
                                         "ce"));
  g_assert_true (attest_name_has_hidden ("Gra\xe2\x80\x8d"
                                         "ce"));
  g_assert_true (attest_name_has_hidden ("\xe2\x80\xae"
                                         "ecarG"));
  g_assert_true (attest_name_has_hidden ("Grace\xe3\x85\xa4"));
  g_assert_true (attest_name_has_hidden ("Gr\xc2\xad"
                                         "ace"));

  g_assert_false (attest_name_is_mixed ("Grace Hopper"));
  g_assert_false (attest_name_is_mixed ("Jos\xc3\xa9 42"));
  g_assert_false (attest_name_is_mixed ("\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd"));
  g_assert_false (attest_name_is_mixed ("Ivan \xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd"));
  g_assert_false (attest_name_is_mixed ("\xe6\x9d\x8e"
                                        "Li"));
  g_assert_true (attest_name_is_mixed ("Gr\xd0\xb0"
                                       "ce"));
  g_assert_true (attest_name_is_mixed ("p\xce\xb1ul"));
}

static void
assert_mark (AttestNameMarks *marks, const char *name, AttestNameMark expected, const char *other)
{
  g_autofree char *found = NULL;
  g_autofree char *words = attest_name_marks_describe (marks, name);

  g_test_message ("%s: %s", name, words);
  g_assert_cmpint (attest_name_marks_get (marks, name, &found), ==, expected);
  g_assert_cmpstr (found, ==, other);
  g_assert_cmpint (words != NULL, ==, expected != ATTEST_NAME_PLAIN);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_marks (void)
{
  static const char *const FALSE_GRACE = "Gr\xd0\xb0"
                                         "ce";
  g_autoptr (AttestNameMarks) marks = attest_name_marks_new ();
  guint changes = 0;

  attest_name_marks_set_own_name (marks, "Ada");
  g_signal_connect_swapped (marks, "changed", G_CALLBACK (count_cb), &changes);
  assert_mark (marks, "Grace", ATTEST_NAME_PLAIN, NULL);
  attest_name_marks_see (marks, "Ada", 5);
  attest_name_marks_see (marks,
                         "\xd0\x90"
                         "da",
                         5);
  attest_name_marks_see (marks, "Tim\xe2\x80\x8b", 5);
  attest_name_marks_see (marks, "p\xce\xb1ul", 5);
  attest_name_marks_see (marks, NULL, 5);
  assert_mark (marks, "Ada", ATTEST_NAME_OURS, NULL);
  assert_mark (marks,
               "\xd0\x90"
               "da",
               ATTEST_NAME_LIKE_OURS, NULL);
  assert_mark (marks, "Tim\xe2\x80\x8b", ATTEST_NAME_HIDDEN, NULL);
  assert_mark (marks, "p\xce\xb1ul", ATTEST_NAME_MIXED, NULL);

  /* Rows are made from the newest on: who was there first comes later. */
  attest_name_marks_see (marks, FALSE_GRACE, 9);
  assert_mark (marks, FALSE_GRACE, ATTEST_NAME_MIXED, NULL);
  g_assert_cmpuint (changes, ==, 0);
  attest_name_marks_see (marks, "Grace", 3);
  g_assert_cmpuint (changes, ==, 1);
  assert_mark (marks, "Grace", ATTEST_NAME_PLAIN, NULL);
  assert_mark (marks, FALSE_GRACE, ATTEST_NAME_LIKE_OTHER, "Grace");

  attest_name_marks_set_own_name (marks, "Grace");
  g_assert_cmpuint (changes, ==, 2);
  assert_mark (marks, "Grace", ATTEST_NAME_OURS, NULL);
  attest_name_marks_set_own_name (marks, NULL);
  assert_mark (marks, "Ada", ATTEST_NAME_PLAIN, NULL);
  assert_mark (marks,
               "\xd0\x90"
               "da",
               ATTEST_NAME_LIKE_OTHER, "Ada");
  attest_name_marks_clear (marks);
  assert_mark (marks, FALSE_GRACE, ATTEST_NAME_PLAIN, NULL);
  /* Somebody who comes under ever new names. */
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *name = g_strdup_printf ("Name %u", i);

      attest_name_marks_see (marks, name, i);
    }
  assert_mark (marks, "Name 9999", ATTEST_NAME_PLAIN, NULL);
}

static void
test_facts (void)
{
  g_autoptr (ChatMessage) message = ui_test_message ("Grace", "x", FALSE, UI_TEST_NOW_S);
  g_autoptr (ChatMessage) own = ui_test_message ("Ada", "x", TRUE, UI_TEST_NOW_S);
  g_autoptr (GPtrArray) none = attest_message_list_facts (message);
  g_autoptr (GPtrArray) facts = NULL;
  g_autoptr (GHashTable) authors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *unproved = attest_message_describe_proof (message);
  g_autofree char *proved = NULL;
  g_autofree char *failed = NULL;

  g_assert_cmpstr (unproved, ==, "No proof is kept with this message.");
  g_assert_cmpuint (none->len, ==, 1);
  chat_message_set_proof (message, 7, UI_TEST_NOW_NS, "rwlgt_00000007");
  proved = attest_message_describe_proof (message);
  g_assert_nonnull (strstr (proved, "not who wrote it"));
  facts = attest_message_list_facts (message);
  g_assert_cmpuint (facts->len, ==, 4);
  g_assert_cmpstr (((AttestMessageFact *)g_ptr_array_index (facts, 2))->value, ==, "7");
  g_assert_cmpstr (((AttestMessageFact *)g_ptr_array_index (facts, 3))->value, ==,
                   "rwlgt_00000007");
  g_assert_true (((AttestMessageFact *)g_ptr_array_index (facts, 3))->copyable);

  /* Each kind of room in words of its own. */
  g_assert_true (
      g_hash_table_add (authors, attest_message_describe_author (message, "group-chat")));
  g_assert_true (g_hash_table_add (authors, attest_message_describe_author (message, "any")));
  g_assert_true (g_hash_table_add (authors, attest_message_describe_author (message, NULL)));
  g_assert_true (
      g_hash_table_add (authors, attest_message_describe_author (message, "ping-pong-rust")));
  g_assert_true (g_hash_table_add (authors, attest_message_describe_author (own, "group-chat")));

  chat_message_set_failed (own, "the room is \xe2\x80\xae full");
  chat_message_set_possible_duplicate (own, TRUE);
  failed = attest_message_describe_proof (own);
  g_assert_nonnull (strstr (failed, "Not accepted"));
  g_assert_nonnull (strstr (failed, "the room is  full"));
  g_assert_nonnull (strstr (failed, "twice"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/message-text/links", test_links);
  g_test_add_func ("/ui/message-text/no-links", test_no_links);
  g_test_add_func ("/ui/message-text/many-and-long-links", test_many_and_long_links);
  g_test_add_func ("/ui/message-text/markup", test_markup);
  g_test_add_func ("/ui/message-text/markup-marks", test_markup_marks);
  g_test_add_func ("/ui/message-text/fold", test_fold);
  g_test_add_func ("/ui/message-text/skeletons", test_skeletons);
  g_test_add_func ("/ui/message-text/hidden-and-mixed", test_hidden_and_mixed);
  g_test_add_func ("/ui/message-text/marks", test_marks);
  g_test_add_func ("/ui/message-text/facts", test_facts);
  return g_test_run ();
}
