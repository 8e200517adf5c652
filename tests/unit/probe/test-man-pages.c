/* SPDX-License-Identifier: MIT */
/* A manual page has just the options that the program has. test-man-pages PROGRAM PAGE */
#include <gio/gio.h>

static const char *program;
static const char *page;

static char *
get_help (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess)
      process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--help", NULL);
  char *out = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  return out;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

/* Names of long options that stand where @pattern says, sorted; those about help are GOption's. */
static GPtrArray *
find_options (const char *text, const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  GPtrArray *options = g_ptr_array_new_with_free_func (g_free);

  g_regex_match (regex, text, 0, &match);
  while (g_match_info_matches (match))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);

      if (!g_str_has_prefix (name, "help"))
        g_ptr_array_add (options, g_steal_pointer (&name));
      g_match_info_next (match, NULL);
    }
  g_ptr_array_sort (options, compare);
  for (guint i = 0; i + 1 < options->len;)
    if (g_strcmp0 (g_ptr_array_index (options, i), g_ptr_array_index (options, i + 1)) == 0)
      g_ptr_array_remove_index (options, i);
    else
      i++;
  return options;
}

static void
test_options (void)
{
  g_autofree char *help = get_help ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) in_help = find_options (help, "^ +(?:-\\w, )?--([a-z0-9-]+)");
  g_autoptr (GPtrArray) in_page = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *actual = NULL;

  g_file_get_contents (page, &text, NULL, &error);
  g_assert_no_error (error);
  in_page = find_options (text, "^\\.It Fl (?:\\w , Fl )?-([a-z0-9-]+)");
  g_assert_cmpuint (in_help->len, >, 0);
  g_ptr_array_add (in_help, NULL);
  g_ptr_array_add (in_page, NULL);
  expected = g_strjoinv (" ", (char **)in_help->pdata);
  actual = g_strjoinv (" ", (char **)in_page->pdata);
  g_assert_cmpstr (actual, ==, expected);
}

/* groff tells of macros that it does not know and of what it cannot set. */
static void
test_format (void)
{
  g_autofree char *groff = g_find_program_in_path ("groff");
  g_autofree char *mandoc = g_find_program_in_path ("mandoc");
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  if (groff != NULL)
    process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, groff, "-ww", "-mandoc",
                                "-Tutf8", "-z", page, NULL);
  else if (mandoc != NULL)
    process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE,
                                &error, mandoc, "-T", "lint", "-W", "warning", page, NULL);
  else
    {
      g_test_skip ("neither groff nor mandoc is there");
      return;
    }
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, groff ? NULL : &said, groff ? &said : NULL,
                                 &error);
  g_assert_no_error (error);
  g_assert_cmpstr (said, ==, "");
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  program = argv[1];
  page = argv[2];
  g_test_add_func ("/man/options", test_options);
  g_test_add_func ("/man/format", test_format);
  return g_test_run ();
}
