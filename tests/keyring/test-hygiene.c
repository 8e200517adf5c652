/* SPDX-License-Identifier: MIT */
/* Where the secret of an identity is while and after it is used: in locked memory, then nowhere. Run
 * by private-session.sh with HYGIENE_CLIENT in the environment. */
#include <sodium.h>
#include <string.h>

#include "chat/chat.h"
#include "keyring-daemon.h"
#include "memory-search.h"

#define SECRET_BYTES 32
/* Distance of the pieces of one form that are looked for. */
#define STEP 8

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* One way in which a secret may be written. */
typedef struct
{
  char *name;
  guint8 *bytes;
  gsize len;
} Form;

static void
clear_form (gpointer data)
{
  Form *form = data;

  g_free (form->name);
  g_free (form->bytes);
}

static void
add_form (GArray *forms, const char *name, gconstpointer bytes, gsize len)
{
  Form form = { g_strdup (name), g_memdup2 (bytes, len), len };

  g_array_append_val (forms, form);
}

static GArray *
make_forms (const guint8 *secret, const char *serialized)
{
  GArray *forms = g_array_new (FALSE, TRUE, sizeof (Form));
  char hex[2 * SECRET_BYTES + 1];
  g_autofree char *upper = NULL;
  g_autofree char *base64 = g_base64_encode (secret, SECRET_BYTES);
  g_autofree char *stored = g_base64_encode ((const guint8 *)serialized, strlen (serialized));
  const char *digits;
  guint8 expanded[crypto_hash_sha512_BYTES];
  guint8 reversed[SECRET_BYTES];
  gsize start;

  g_array_set_clear_func (forms, clear_form);
  sodium_bin2hex (hex, sizeof hex, secret, SECRET_BYTES);
  upper = g_ascii_strup (hex, -1);
  add_form (forms, "raw", secret, SECRET_BYTES);
  /* As numbers are kept by libraries. */
  for (guint i = 0; i < SECRET_BYTES; i++)
    reversed[i] = secret[SECRET_BYTES - 1 - i];
  add_form (forms, "little-endian", reversed, SECRET_BYTES);
  add_form (forms, "hex", hex, 2 * SECRET_BYTES);
  add_form (forms, "HEX", upper, 2 * SECRET_BYTES);
  add_form (forms, "base64", base64, strlen (base64) - 4);
  /* What Ed25519 signs with; its first and last byte are changed. */
  crypto_hash_sha512 (expanded, secret, SECRET_BYTES);
  add_form (forms, "expanded", expanded + 1, 30);
  add_form (forms, "prefix", expanded + 32, 32);
  /* In the keyring's text the digits begin somewhere: from the next group of three bytes on. */
  digits = strstr (serialized, hex);
  g_assert_nonnull (digits);
  start = (gsize)(digits - serialized + 2) / 3 * 4;
  add_form (forms, "stored", stored + start, 80);
  return forms;
}

static guint
count (GArray *forms, gconstpointer bytes, gsize len)
{
  guint n = 0;

  for (guint i = 0; i < forms->len; i++)
    {
      const Form *form = &g_array_index (forms, Form, i);

      for (gsize at = 0; at + MEMORY_SEARCH_PIECE <= form->len; at += STEP)
        if (memmem (bytes, len, form->bytes + at, MEMORY_SEARCH_PIECE) != NULL)
          n++;
    }
  return n;
}

static guint
count_in_file (GArray *forms, const char *path)
{
  g_autofree char *contents = NULL;
  gsize len;

  if (!g_file_get_contents (path, &contents, &len, NULL))
    return 0;
  return count (forms, contents, len);
}

static guint
count_in_directory (GArray *forms, const char *path, guint *n_files)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        continue;
      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        n += count_in_directory (forms, child, n_files);
      else if (g_file_test (child, G_FILE_TEST_IS_REGULAR))
        {
          n += count_in_file (forms, child);
          (*n_files)++;
        }
    }
  return n;
}

static void
write_pieces (GArray *forms, GOutputStream *stream)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < forms->len; i++)
    {
      const Form *form = &g_array_index (forms, Form, i);

      for (gsize at = 0; at + MEMORY_SEARCH_PIECE <= form->len; at += STEP)
        {
          g_string_append_printf (text, "%s/%zu ", form->name, at);
          for (guint j = 0; j < MEMORY_SEARCH_PIECE; j++)
            g_string_append_printf (text, "%02x", form->bytes[at + j] ^ MEMORY_SEARCH_MASK);
          g_string_append_c (text, '\n');
        }
    }
  g_string_append_c (text, '\n');
  g_output_stream_write_all (stream, text->str, text->len, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_flush (stream, NULL, &error);
  g_assert_no_error (error);
}

static void
remember (const char *id, IcSecret *serialized)
{
  g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
  g_autoptr (ChatStoredIdentity)
      identity = chat_stored_identity_new (id, "Hygiene", "key-file", "aaaaa-aa", 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_keyring_store_async (keyring, identity, serialized, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  chat_keyring_store_finish (keyring, result, &error);
  g_assert_no_error (error);
}

/* What can be seen of the process from outside, while it lives. */
static void
assert_clean_outside (GArray *forms, const char *pid)
{
  static const char *const NAMES[] = { "cmdline", "environ", "comm" };
  g_autofree char *positive = g_build_filename (g_get_home_dir (), "control", NULL);
  g_autofree char *own = g_strdup_printf ("/proc/%s/cmdline", pid);
  guint n_files = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (NAMES); i++)
    {
      g_autofree char *path = g_build_filename ("/proc", pid, NAMES[i], NULL);

      g_assert_cmpuint (count_in_file (forms, path), ==, 0);
    }
  g_assert_cmpuint (count_in_directory (forms, g_get_home_dir (), &n_files), ==, 0);
  g_assert_cmpuint (n_files, >=, 1); /* the keyring itself */
  g_assert_true (g_file_test (own, G_FILE_TEST_EXISTS));

  /* The search does find what is there. */
  for (guint i = 0; i < forms->len; i++)
    {
      const Form *form = &g_array_index (forms, Form, i);

      g_assert_true (
          g_file_set_contents (positive, (const char *)form->bytes, (gssize)form->len, NULL));
      g_assert_cmpuint (count_in_directory (forms, g_get_home_dir (), &n_files), >=, 1);
    }
  g_assert_true (g_file_set_contents (positive, "", 0, NULL));
}

/* Reads up to the end of the line that begins with @stage; gives the two numbers in it. */
static void
read_stage (GDataInputStream *stream, const char *stage, GString *log, guint *n, int *dumpable)
{
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *line = g_data_input_stream_read_line (stream, NULL, NULL, &error);
      g_auto (GStrv) words = NULL;

      g_assert_no_error (error);
      if (line == NULL)
        g_error ("The client ended before \"%s\"; it said:\n%s", stage, log->str);
      g_string_append_printf (log, "%s\n", line);
      words = g_strsplit (line, " ", -1);
      if (g_strcmp0 (words[0], stage) != 0)
        continue;
      *n = (guint)g_ascii_strtoull (words[1], NULL, 10);
      *dumpable = atoi (words[2]);
      return;
    }
}

static void
read_lines (GDataInputStream *stream, guint n, GString *log)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (stream, NULL, NULL, NULL);

      g_string_append_printf (log, "%s\n", line ? line : "(nothing)");
    }
}

static void
run (IcIdentity *identity, const guint8 *secret)
{
  KeyringDaemon *daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcSecret) serialized = ic_identity_serialize (identity, &error);
  g_autoptr (GArray) forms = NULL;
  g_autoptr (GSubprocess) client = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
      G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  guint n;
  int dumpable, dumpable_before;

  g_assert_no_error (error);
  forms = make_forms (secret, ic_secret_get_text (serialized));
  remember ("hygiene", serialized);

  g_subprocess_launcher_setenv (launcher, "G_MESSAGES_DEBUG", "all", TRUE);
  client = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("HYGIENE_CLIENT"), "hygiene",
                                        NULL);
  g_assert_no_error (error);
  write_pieces (forms, g_subprocess_get_stdin_pipe (client));
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (client));

  read_stage (output, "before", log, &n, &dumpable_before);
  g_assert_cmpuint (n, ==, 0);
  read_stage (output, "loaded", log, &n, &dumpable);
  /* The search does find it when it is there; and nobody else may look. */
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpint (dumpable, ==, 0);
  read_lines (output, n, log);
  read_stage (output, "after", log, &n, &dumpable);
  read_lines (output, n, log);
  if (n > 0)
    g_printerr ("Left behind:\n%s", log->str);
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpint (dumpable, ==, dumpable_before);

  assert_clean_outside (forms, g_subprocess_get_identifier (client));
  g_output_stream_close (g_subprocess_get_stdin_pipe (client), NULL, NULL);
  read_lines (output, 1, log);
  g_subprocess_wait_check (client, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (log->len, >, 1000); /* debug messages are in it */
  g_assert_cmpuint (count (forms, log->str, log->len), ==, 0);
  keyring_daemon_stop (daemon);
}

static void
test_ed25519 (void)
{
  guint8 secret[SECRET_BYTES];
  g_autoptr (IcEd25519Identity) identity = NULL;

  randombytes_buf (secret, sizeof secret);
  identity = ic_ed25519_identity_new_from_seed (secret);
  run (IC_IDENTITY (identity), secret);
}

static void
test_ecdsa (gconstpointer data)
{
  guint8 bytes[SECRET_BYTES];
  g_autoptr (IcIdentity) identity = NULL;
  g_autoptr (GError) error = NULL;

  randombytes_buf (bytes, sizeof bytes);
  bytes[0] &= 0x7f; /* below the order of each curve */
  if (GPOINTER_TO_INT (data) == IC_KEY_SECP256K1)
    identity = IC_IDENTITY (ic_secp256k1_identity_new (bytes, &error));
  else
    identity = IC_IDENTITY (ic_p256_identity_new (bytes, &error));
  g_assert_no_error (error);
  run (identity, bytes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#ifdef __SANITIZE_ADDRESS__
  /* Its shadow is terabytes of memory, and freed memory stays on purpose. */
  g_print ("1..0 # SKIP the memory of AddressSanitizer cannot be searched\n");
  return 77;
#endif
  if (sodium_init () < 0)
    return 1;
  g_test_add_func ("/hygiene/ed25519", test_ed25519);
  g_test_add_data_func ("/hygiene/secp256k1", GINT_TO_POINTER (IC_KEY_SECP256K1), test_ecdsa);
  g_test_add_data_func ("/hygiene/p256", GINT_TO_POINTER (IC_KEY_P256), test_ecdsa);
  return g_test_run ();
}
