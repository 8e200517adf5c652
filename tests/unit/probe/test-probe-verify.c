/* SPDX-License-Identifier: MIT */
/* attest-probe --verify on exported rooms, honest and not: reports and exit codes.
 * test-probe-verify ATTEST-NETWORK ATTEST-PROBE */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "chat-export-kit.h"
#include "ic/ic-bytes.h"
#include "probe-test-util.h"

static char *
root_key_option (ExportKit *self)
{
  g_autofree char *hex = ic_bytes_to_hex (ic_root_key_get_der (self->canister->root));

  return g_strconcat ("--root-key=", hex, NULL);
}

/* @key (nullable): an option; NULL: --root-key with the key of the kit */
static JsonNode *
verify (ExportKit *self, int exit_code, const char *key)
{
  g_autofree char *root_key = root_key_option (self);
  const char *arguments[] = { "--verify", g_file_peek_path (self->file), key ? key : root_key,
                              NULL };

  return probe_test_report (exit_code, arguments);
}

static char *
verify_text (ExportKit *self, int exit_code, char **err)
{
  g_autofree char *root_key = root_key_option (self);
  const char *arguments[] = { "--verify", g_file_peek_path (self->file), root_key, NULL };

  return probe_test_run (exit_code, err, arguments);
}

static void
assert_number (JsonNode *report, const char *name, gint64 value)
{
  JsonObject *object = json_node_get_object (report);

  g_assert_true (json_object_has_member (object, name));
  g_assert_cmpint (json_object_get_int_member (object, name), ==, value);
}

static void
assert_verdict (JsonNode *report, const char *verdict, const char *error)
{
  JsonObject *object = json_node_get_object (report);

  g_assert_cmpstr (probe_test_string (object, "verdict"), ==, verdict);
  if (error == NULL)
    g_assert_true (json_object_get_null_member (object, "error"));
  else
    g_assert_cmpstr (probe_test_string (json_object_get_object_member (object, "error"), "id"), ==,
                     error);
}

static guint
count_failures (JsonNode *report)
{
  return json_array_get_length (
      json_object_get_array_member (json_node_get_object (report), "failures"));
}

static void
test_good (ExportKit *self, gconstpointer data)
{
  g_autoptr (JsonNode) report = verify (self, 0, NULL);
  g_autofree char *canister = ic_principal_to_text (&self->canister->canister_id);
  JsonObject *object = json_node_get_object (report);

  assert_verdict (report, "verified", NULL);
  g_assert_cmpstr (probe_test_string (object, "canister_id"), ==, canister);
  g_assert_cmpstr (probe_test_string (object, "file"), ==, g_file_peek_path (self->file));
  assert_number (report, "messages", EXPORT_N_MESSAGES);
  assert_number (report, "verified", EXPORT_N_VERIFIED);
  assert_number (report, "undecided", 0);
  assert_number (report, "failed", 0);
  assert_number (report, "acknowledged", 1);
  assert_number (report, "unproved", 2);
  assert_number (report, "notices", 1);
  assert_number (report, "certificates", EXPORT_POLLS + 3);
  g_assert_cmpint (json_object_get_int_member (object, "first_ns"), >, (gint64)ICWS_TEST_NOW_NS);
  g_assert_cmpuint (count_failures (report), ==, 0);
}

static void
test_good_text (ExportKit *self, gconstpointer data)
{
  g_autofree char *err = NULL;
  g_autofree char *out = verify_text (self, 0, &err);

  g_assert_nonnull (strstr (out, "67 messages of canister "));
  g_assert_nonnull (strstr (out, "      63  verified"));
  g_assert_nonnull (strstr (out, "       1  yours, acknowledged"));
  g_assert_nonnull (strstr (out, "       2  yours, never proved"));
  g_assert_nonnull (strstr (out, "       1  notices"));
  g_assert_null (strstr (out, "FORGED"));
  /* No progress, as this is no terminal. */
  g_assert_cmpstr (err, ==, "");
}

/* Each field that is proved, with a checksum that fits: all of them are proved, or make the line one
 * that Attest never writes. */
static void
test_forged (ExportKit *self, gconstpointer data)
{
  g_auto (GStrv) kept = export_kit_read_lines (self);

  for (guint i = 0; i < export_kit_n_forgeries; i++)
    {
      const ExportForgery *forgery = &export_kit_forgeries[i];
      g_auto (GStrv) lines = g_strdupv (kept);
      char **line = export_kit_find (lines, forgery->id);
      g_autoptr (JsonNode) report = NULL;
      JsonObject *object;

      g_test_message ("%s -> %s", forgery->what, forgery->with);
      export_kit_replace (line, forgery->what, forgery->with);
      export_kit_write_lines (self, lines, EXPORT_N_MESSAGES);
      report = verify (self, 3, NULL);
      object = json_node_get_object (report);
      if (!json_object_get_null_member (object, "error"))
        {
          assert_verdict (report, "altered", "line");
          continue;
        }
      assert_verdict (report, "altered", NULL);
      g_assert_cmpuint (count_failures (report), >, 0);
      object = json_array_get_object_element (json_object_get_array_member (object, "failures"), 0);
      /* Where an id is too high, the next one stands out. */
      g_assert_cmpint (json_object_get_int_member (object, "line"), ==,
                       line - lines + 1 + (strstr (forgery->with, "\"id\"") != NULL));
      g_assert_cmpint (json_object_get_int_member (object, "id"), >=, forgery->id);
      g_assert_nonnull (probe_test_string (object, "reason"));
    }
}

static void
test_forged_text (ExportKit *self, gconstpointer data)
{
  g_auto (GStrv) lines = export_kit_read_lines (self);
  char **line = export_kit_find (lines, 30);
  g_autofree char *where = g_strdup_printf (
      "line %d, message 30: Another text is certified than shown\n", (int)(line - lines) + 1);
  g_autofree char *out = NULL;

  export_kit_replace (line, "with", "without");
  /* What the file says goes to a terminal. */
  export_kit_replace (export_kit_find (lines, 31), "\"codec\":\"group-chat\"",
                      "\"codec\":\"\\u001b[2J\"");
  export_kit_write_lines (self, lines, EXPORT_N_MESSAGES);
  out = verify_text (self, 3, NULL);
  g_assert_nonnull (strstr (out, "       2  FORGED OR ALTERED\n"));
  g_assert_nonnull (strstr (out, where));
  g_assert_nonnull (strstr (out, "do not trust this file"));
  g_assert_null (strchr (out, '\033'));
}

/* All messages: people are told ten of them, programs a hundred. */
static void
test_many (ExportKit *self, gconstpointer data)
{
  g_auto (GStrv) lines = export_kit_read_lines (self);
  g_autoptr (JsonNode) report = NULL;
  g_autofree char *out = NULL;

  for (guint id = 1; id <= EXPORT_POLLS * EXPORT_MESSAGES_OF_A_POLL; id++)
    export_kit_replace (export_kit_find (lines, id), "Ada", "Eve");
  export_kit_write_lines (self, lines, EXPORT_N_MESSAGES);
  report = verify (self, 3, NULL);
  out = verify_text (self, 3, NULL);
  assert_number (report, "failed", EXPORT_POLLS * EXPORT_MESSAGES_OF_A_POLL);
  assert_number (report, "verified", 3);
  g_assert_cmpuint (count_failures (report), ==, EXPORT_POLLS * EXPORT_MESSAGES_OF_A_POLL);
  g_assert_nonnull (strstr (out, "... and 50 more"));
}

/* A change that nothing proves, by somebody who does not know of the checksum. */
static void
test_checksum (ExportKit *self, gconstpointer data)
{
  g_auto (GStrv) lines = export_kit_read_lines (self);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) report = NULL;

  export_kit_replace (export_kit_find (lines, 67), "\"failure\":\"No.\"", "\"failure\":\"Yes\"");
  text = g_strjoinv ("\n", lines);
  export_kit_write_text (self, text, strlen (text));
  report = verify (self, 3, NULL);
  assert_verdict (report, "altered", "checksum");
}

static void
test_truncated (ExportKit *self, gconstpointer data)
{
  g_auto (GStrv) lines = export_kit_read_lines (self);
  g_autofree char *text = g_strjoinv ("\n", lines);
  const gsize head = strlen (lines[0]) + 1;
  const gsize cuts[] = { head, head + 10, strlen (text) / 2, strlen (text) - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autoptr (JsonNode) report = NULL;

      export_kit_write_text (self, text, cuts[i]);
      report = verify (self, 3, NULL);
      assert_verdict (report, "altered", "truncated");
    }
  {
    g_autoptr (JsonNode) report = NULL;

    export_kit_write_text (self, text, head - 5);
    report = verify (self, 64, NULL);
    assert_verdict (report, "unreadable", "format");
  }
}

static void
test_no_export (ExportKit *self, gconstpointer data)
{
  static const char *const texts[] = {
    "", "\n", "hello", "{}\n", "{\"a\":1}\n{}\n", "\x89PNG\r\n\x1a\n"
  };
  g_auto (GStrv) lines = export_kit_read_lines (self);
  g_autofree char *err = NULL;
  g_autofree char *out = NULL;
  g_autoptr (JsonNode) newer = NULL;

  export_kit_replace (&lines[0], "\"version\":1", "\"version\":2");
  export_kit_write_lines (self, lines, EXPORT_N_MESSAGES);
  newer = verify (self, 64, NULL);
  assert_verdict (newer, "unreadable", "version");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (JsonNode) report = NULL;

      export_kit_write_text (self, texts[i], strlen (texts[i]));
      report = verify (self, 64, NULL);
      assert_verdict (report, "unreadable", "format");
    }
  out = verify_text (self, 64, &err);
  g_assert_cmpstr (out, ==, "");
  g_assert_true (g_str_has_prefix (err, "attest-probe: The file cannot be verified: line 1: "));
}

static void
test_no_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("probe-XXXXXX", NULL);
  g_autofree char *missing = g_build_filename (folder, "none", NULL);
  const char *const paths[] = { folder, missing };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const char *arguments[] = { "--verify", paths[i], NULL };
      g_autoptr (JsonNode) report = probe_test_report (64, arguments);

      assert_verdict (report, "unreadable", "file");
    }
  g_assert_cmpint (rmdir (folder), ==, 0);
}

static void
test_root_key (ExportKit *self, gconstpointer data)
{
  g_autoptr (IcwsTestKit) other = icws_test_kit_new (6, TRUE);
  g_autofree char *mine = ic_bytes_to_hex (ic_root_key_get_der (self->canister->root));
  g_autofree char *hex = ic_bytes_to_hex (ic_root_key_get_der (other->root));
  g_autofree char *option = g_strconcat ("--root-key=", hex, NULL);
  g_autoptr (JsonNode) wrong = verify (self, 1, option);
  g_autoptr (JsonNode) mainnet = verify (self, 1, "--mainnet");
  const char *arguments[] = { "--verify", g_file_peek_path (self->file), NULL };
  g_autofree char *err = NULL;
  g_autofree char *out = probe_test_run (1, &err, arguments);
  g_auto (GStrv) lines = export_kit_read_lines (self);
  g_autoptr (JsonNode) disguised = NULL;

  assert_verdict (wrong, "not-proved", "root-key");
  assert_verdict (mainnet, "not-proved", "root-key");
  /* It says what is needed, and not what a forger would like one to give. */
  g_assert_cmpstr (out, ==, "");
  g_assert_nonnull (strstr (err, "--root-key"));
  g_assert_null (strstr (err, mine));

  /* The file now says that it is of the other network. */
  g_assert_cmpstr (mine, !=, hex);
  export_kit_replace (&lines[0], mine, hex);
  export_kit_write_lines (self, lines, EXPORT_N_MESSAGES);
  disguised = verify (self, 3, option);
  assert_number (disguised, "verified", 0);
  assert_number (disguised, "failed", EXPORT_N_VERIFIED);
}

/* Readable, and all of it could be invented. */
static void
test_bare (ExportKit *self, gconstpointer data)
{
  g_autoptr (JsonNode) report = verify (self, 1, NULL);
  g_autofree char *out = verify_text (self, 1, NULL);

  assert_verdict (report, "not-proved", NULL);
  assert_number (report, "verified", 0);
  assert_number (report, "acknowledged", 1);
  g_assert_nonnull (strstr (out, "Nothing in this file proves itself"));
}

/* Certified, but perhaps not what is shown: not verified, and nobody is accused. */
static void
test_undecided (ExportKit *self, gconstpointer data)
{
  g_auto (GStrv) lines = export_kit_read_lines (self);
  g_autoptr (JsonNode) report = NULL;
  g_autofree char *out = NULL;

  export_kit_replace (export_kit_find (lines, 30), "group-chat", "any");
  export_kit_replace (export_kit_find (lines, 30), "with", "without");
  export_kit_write_lines (self, lines, EXPORT_N_MESSAGES);
  report = verify (self, 1, NULL);
  out = verify_text (self, 1, NULL);
  assert_verdict (report, "not-proved", NULL);
  assert_number (report, "verified", EXPORT_N_VERIFIED - 1);
  assert_number (report, "undecided", 1);
  assert_number (report, "failed", 0);
  g_assert_nonnull (strstr (out, "       1  undecided"));
  g_assert_nonnull (strstr (out, "Not all of it can be judged"));
}

static void
test_options (void)
{
  static const char *const cases[][4] = {
    { "--verify" },
    { "--root-key=00" },
    { "--verify=x", "--root-key=00" },
    { "--verify=x", "--root-key=xyz" },
    { "--verify=x", "--root-key=" },
    { "--verify=x", "--mainnet", "--root-key=00" },
    { "--verify=x", "--watch" },
    { "--verify=x", "--gateway=ws://x" },
    { "--verify=x", "--network=http://x" },
    { "--verify=x", "--canister=aaaaa-aa" },
    { "--verify=x", "--say=x" },
    { "--verify=x", "--timeout=5" },
    { "--verify=x", "--seed-stdin" },
    { "--verify=x", "y" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *err = NULL;
      g_autofree char *out = probe_test_run (64, &err, cases[i]);

      g_assert_cmpstr (out, ==, "");
      g_assert_true (g_str_has_prefix (err, "attest-probe: "));
      g_assert_null (strstr (err, "No such file"));
    }
}

/* --- Without a network --- */

#define NO_FILTER 77

/* In the child: whoever makes a socket that could leave this computer is killed. */
static void
forbid_sockets (gpointer data)
{
  struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, args[0])),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { G_N_ELEMENTS (filter), filter };

  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    _exit (NO_FILTER);
}

/* Exit code, or minus the signal. */
static int
run_without_sockets (const char *const *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, forbid_sockets, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process)
                                              : -g_subprocess_get_term_sig (process);
}

static void
test_offline (ExportKit *self, gconstpointer data)
{
  g_autofree char *root_key = root_key_option (self);
  const char *online[] = { probe_test_program, "--network=http://127.0.0.1:9", "--diagnose",
                           "--timeout=5", NULL };
  const char *verify[] = { probe_test_program, "--verify", g_file_peek_path (self->file), root_key,
                           NULL };
  int code = run_without_sockets (online);

  if (code == NO_FILTER)
    {
      g_test_skip ("no filter of system calls here");
      return;
    }
  g_assert_cmpint (code, ==, -SIGSYS);
  g_assert_cmpint (run_without_sockets (verify), ==, 0);
}

#define ADD(path, data, func)                                                                      \
  g_test_add ("/probe/verify/" path, ExportKit, data, export_kit_set_up, func, export_kit_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  probe_test_program = argv[2];
  g_test_add_func ("/probe/verify/options", test_options);
  g_test_add_func ("/probe/verify/no-file", test_no_file);
  ADD ("good", NULL, test_good);
  ADD ("good-text", NULL, test_good_text);
  ADD ("forged", NULL, test_forged);
  ADD ("forged-text", NULL, test_forged_text);
  ADD ("many", NULL, test_many);
  ADD ("checksum", NULL, test_checksum);
  ADD ("truncated", NULL, test_truncated);
  ADD ("no-export", NULL, test_no_export);
  ADD ("root-key", NULL, test_root_key);
  ADD ("bare", EXPORT_BARE, test_bare);
  ADD ("undecided", NULL, test_undecided);
  ADD ("offline", NULL, test_offline);
  return g_test_run ();
}
