/* SPDX-License-Identifier: MIT */
/* The keyring against a real gnome-keyring-daemon; run by private-session.sh. */
#include <glib/gstdio.h>
#include <string.h>

#include "chat/chat.h"
#include "keyring-daemon.h"

#define PRINCIPAL  "535yc-uxytb-gfk7h-tny7p-vjkoe-i4krp-3qmcl-uqfgr-cpgej-yqtjq-rqe"
#define DEADLINE_S 60

static const guint8 SECRET[] = { 0x00, 0xff, 'A', 0x00, 0x80, '\n', 0x7f, 0x01, 0x02 };

static gboolean
on_deadline (gpointer data)
{
  g_error ("Nothing happened within %d s", DEADLINE_S);
  return G_SOURCE_REMOVE;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  return *result;
}

static gboolean
store (ChatKeyring *keyring, ChatStoredIdentity *identity, GError **error)
{
  g_autoptr (IcSecret) secret = ic_secret_new_from (SECRET, sizeof SECRET);
  g_autoptr (GAsyncResult) result = NULL;

  chat_keyring_store_async (keyring, identity, secret, NULL, on_done, &result);
  return chat_keyring_store_finish (keyring, wait_for (&result), error);
}

static GPtrArray *
list (ChatKeyring *keyring, gboolean unlock, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_keyring_list_async (keyring, unlock, NULL, on_done, &result);
  return chat_keyring_list_finish (keyring, wait_for (&result), error);
}

static IcSecret *
lookup (ChatKeyring *keyring, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_keyring_lookup_async (keyring, id, NULL, on_done, &result);
  return chat_keyring_lookup_finish (keyring, wait_for (&result), error);
}

static gboolean
rename_to (ChatKeyring *keyring, const char *id, const char *name, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_keyring_rename_async (keyring, id, name, NULL, on_done, &result);
  return chat_keyring_rename_finish (keyring, wait_for (&result), error);
}

static gboolean
forget (ChatKeyring *keyring, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_keyring_forget_async (keyring, id, NULL, on_done, &result);
  return chat_keyring_forget_finish (keyring, wait_for (&result), error);
}

static ChatStoredIdentity *
make (const char *id, const char *name)
{
  return chat_stored_identity_new (id, name, "recovery-phrase", PRINCIPAL, 1700000000);
}

static void
assert_secret (ChatKeyring *keyring, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IcSecret) secret = lookup (keyring, id, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (ic_secret_get_const (secret), ic_secret_get_len (secret), SECRET, sizeof SECRET);
}

static void
assert_one (ChatKeyring *keyring, gboolean unlock, const char *id, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = list (keyring, unlock, &error);
  ChatStoredIdentity *only;

  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 1);
  only = g_ptr_array_index (all, 0);
  g_assert_cmpstr (chat_stored_identity_get_id (only), ==, id);
  g_assert_cmpstr (chat_stored_identity_get_name (only), ==, name);
  g_assert_cmpstr (chat_stored_identity_get_kind (only), ==, "recovery-phrase");
  g_assert_cmpstr (chat_stored_identity_get_principal (only), ==, PRINCIPAL);
  g_assert_cmpint (chat_stored_identity_get_created_s (only), ==, 1700000000);
}

/* What another program sees: (nullable) if there is no secret-tool. */
static char *
secret_tool_search (const char *id)
{
  g_autofree char *program = g_find_program_in_path ("secret-tool");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  if (program == NULL)
    return NULL;
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE,
                              &error, program, "search", "--all", "xdg:schema", CHAT_KEYRING_SCHEMA,
                              "id", id, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  return output;
}

/* Store, look at it from outside, end the daemon as a logout does, log in again, and so on. */
static void
test_life (void)
{
  KeyringDaemon *daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
  g_autoptr (ChatStoredIdentity) identity = make (NULL, "Grüße (work, now)");
  const char *id = chat_stored_identity_get_id (identity);
  g_autofree char *seen = NULL;
  g_autofree char *gone = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) none = NULL;

  store (keyring, identity, &error);
  g_assert_no_error (error);
  assert_one (keyring, FALSE, id, "Grüße (work, now)");
  assert_secret (keyring, id);
  seen = secret_tool_search (id);
  if (seen != NULL)
    {
      g_assert_nonnull (strstr (seen, "label = Attest identity Grüße (work, now) "
                                      "(recovery-phrase, 535yc-uxytb…)"));
      g_assert_nonnull (strstr (seen, "attribute.principal = " PRINCIPAL));
    }

  keyring_daemon_stop (daemon);
  daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  assert_one (keyring, FALSE, id, "Grüße (work, now)");
  assert_secret (keyring, id);

  g_assert_true (rename_to (keyring, id, "  At\nhome ", &error));
  g_assert_no_error (error);
  assert_one (keyring, FALSE, id, "At home");
  assert_secret (keyring, id);

  g_assert_true (forget (keyring, id, &error));
  g_assert_no_error (error);
  none = list (keyring, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  gone = secret_tool_search (id);
  if (gone != NULL)
    g_assert_null (strstr (gone, id));
  g_assert_null (lookup (keyring, id, &error));
  g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (forget (keyring, id, &error));
  g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (rename_to (keyring, id, "x", &error));
  g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NOT_FOUND);
  keyring_daemon_stop (daemon);
}

/* The same id again replaces, also with other attributes; others stay. */
static void
test_replace (void)
{
  KeyringDaemon *daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
  g_autoptr (ChatStoredIdentity) first = make ("one", "First");
  g_autoptr (ChatStoredIdentity) again = make ("one", "Again");
  g_autoptr (ChatStoredIdentity)
      other = chat_stored_identity_new ("one", "Other", "key-file", PRINCIPAL, 1700000001);
  g_autoptr (ChatStoredIdentity) second = make ("two", "Second");
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;
  ChatStoredIdentity *identities[] = { first, again, second, other };

  for (gsize i = 0; i < G_N_ELEMENTS (identities); i++)
    {
      store (keyring, identities[i], &error);
      g_assert_no_error (error);
    }
  all = list (keyring, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpstr (chat_stored_identity_get_name (g_ptr_array_index (all, 0)), ==, "Second");
  g_assert_cmpstr (chat_stored_identity_get_name (g_ptr_array_index (all, 1)), ==, "Other");
  g_assert_cmpstr (chat_stored_identity_get_kind (g_ptr_array_index (all, 1)), ==, "key-file");
  g_assert_true (forget (keyring, "one", &error));
  assert_one (keyring, FALSE, "two", "Second");
  g_assert_true (forget (keyring, "two", &error));
  keyring_daemon_stop (daemon);
}

/* Locked, and the person types the password when asked. */
static void
test_unlock (void)
{
  KeyringDaemon *daemon;
  g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
  g_autoptr (ChatStoredIdentity) identity = make ("u", "Locked away");
  g_autoptr (GError) error = NULL;

  if (!keyring_daemon_can_prompt ())
    {
      g_test_skip ("libgcr-base-3.so.1 is not there to answer prompts");
      return;
    }
  daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  store (keyring, identity, &error);
  g_assert_no_error (error);
  keyring_daemon_stop (daemon);

  for (guint round = 0; round < 4; round++)
    {
      daemon = keyring_daemon_start (FALSE, KEYRING_PROMPT_ANSWER);
      g_assert_null (list (keyring, FALSE, &error));
      g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_LOCKED);
      g_clear_error (&error);
      if (round == 0)
        assert_one (keyring, TRUE, "u", "Locked away");
      else if (round == 1)
        assert_secret (keyring, "u");
      else if (round == 2)
        {
          g_assert_true (rename_to (keyring, "u", "Renamed", &error));
          assert_one (keyring, FALSE, "u", "Renamed");
        }
      else
        forget (keyring, "u", &error);
      g_assert_no_error (error);
      keyring_daemon_stop (daemon);
    }
}

static void
assert_denied (ChatKeyring *keyring, gboolean filled)
{
  g_autoptr (ChatStoredIdentity) identity = make ("new", "New");
  g_autoptr (GError) error = NULL;

  g_assert_false (store (keyring, identity, &error));
  g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_DENIED);
  g_assert_nonnull (strstr (chat_keyring_error_get_advice (error), "just this session"));
  g_clear_error (&error);
  if (!filled)
    return;
  g_assert_null (list (keyring, TRUE, &error));
  g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_null (list (keyring, FALSE, &error));
  g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_null (lookup (keyring, "d", &error));
  g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_false (rename_to (keyring, "d", "x", &error));
  g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_false (forget (keyring, "d", &error));
  g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_DENIED);
}

/* Locked, and the person says no, or nothing can ask. Afterwards all is still there. */
static void
test_denied (void)
{
  KeyringDaemon *daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
  g_autoptr (ChatStoredIdentity) identity = make ("d", "Denied");
  g_autoptr (GError) error = NULL;

  store (keyring, identity, &error);
  g_assert_no_error (error);
  keyring_daemon_stop (daemon);

  daemon = keyring_daemon_start (FALSE, KEYRING_PROMPT_NOBODY);
  assert_denied (keyring, TRUE);
  keyring_daemon_stop (daemon);
  if (keyring_daemon_can_prompt ())
    {
      daemon = keyring_daemon_start (FALSE, KEYRING_PROMPT_DISMISS);
      assert_denied (keyring, TRUE);
      keyring_daemon_stop (daemon);
    }

  daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  assert_one (keyring, FALSE, "d", "Denied");
  g_assert_true (forget (keyring, "d", &error));
  keyring_daemon_stop (daemon);
}

/* Nobody has ever logged in here: there is not even a collection, and none is made. */
static void
test_first_denied (void)
{
  g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
  g_autofree char *file = g_build_filename (g_get_user_data_dir (), "keyrings", "login.keyring",
                                            NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) none = NULL;
  KeyringDaemon *daemon;

  g_unlink (file);
  daemon = keyring_daemon_start (FALSE, KEYRING_PROMPT_NOBODY);
  assert_denied (keyring, FALSE);
  none = list (keyring, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  keyring_daemon_stop (daemon);
}

static void
assert_no_service (ChatKeyring *keyring)
{
  g_autoptr (ChatStoredIdentity) identity = make ("n", "None");
  g_autoptr (GError) error = NULL;

  g_assert_false (store (keyring, identity, &error));
  g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NO_SERVICE);
  g_assert_nonnull (strstr (chat_keyring_error_get_advice (error), "just this session"));
  g_assert_cmpstr (chat_keyring_error_get_id (error), ==, "no-service");
  g_clear_error (&error);
  g_assert_null (list (keyring, TRUE, &error));
  g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NO_SERVICE);
  g_clear_error (&error);
  g_assert_null (lookup (keyring, "n", &error));
  g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NO_SERVICE);
  g_clear_error (&error);
  g_assert_false (forget (keyring, "n", &error));
  g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NO_SERVICE);
}

/* Missing, comes, and goes again, under one and the same ChatKeyring. */
static void
test_no_service (void)
{
  g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
  g_autoptr (ChatStoredIdentity) identity = make ("s", "Some");
  g_autoptr (GError) error = NULL;
  KeyringDaemon *daemon;

  assert_no_service (keyring);
  daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  store (keyring, identity, &error);
  g_assert_no_error (error);
  g_assert_true (forget (keyring, "s", &error));
  keyring_daemon_stop (daemon);
  assert_no_service (keyring);
}

static void
test_no_bus (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (ChatKeyring) keyring = chat_keyring_new ();

      g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
      assert_no_service (keyring);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_cancelled (void)
{
  KeyringDaemon *daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_keyring_lookup_async (keyring, "c", cancellable, on_done, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (chat_keyring_lookup_finish (keyring, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  keyring_daemon_stop (daemon);
}

/* In Flatpak libsecret keeps an encrypted file: the same calls, another backend. */
static void
test_file_backend (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
      g_autoptr (ChatStoredIdentity) identity = make ("f", "In a file");
      g_autofree char *path = g_build_filename (g_get_user_data_dir (), "file.keyring", NULL);
      g_autofree char *contents = NULL;
      g_autofree char *encoded = g_base64_encode (SECRET, sizeof SECRET);
      g_autoptr (GError) error = NULL;
      gsize len;

      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", "from the portal", TRUE);
      store (keyring, identity, &error);
      g_assert_no_error (error);
      assert_one (keyring, FALSE, "f", "In a file");
      assert_one (keyring, TRUE, "f", "In a file");
      assert_secret (keyring, "f");
      g_file_get_contents (path, &contents, &len, &error);
      g_assert_no_error (error);
      g_assert_null (g_strstr_len (contents, (gssize)len, encoded));
      g_assert_true (rename_to (keyring, "f", "Renamed", &error));
      g_assert_no_error (error);
      assert_one (keyring, FALSE, "f", "Renamed");
      assert_secret (keyring, "f");
      g_assert_true (forget (keyring, "f", &error));
      g_assert_no_error (error);
      g_assert_null (lookup (keyring, "f", &error));
      g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NOT_FOUND);
      return;
    }
  /* libsecret's file backend forgets to free the tag of each file it writes. */
  g_setenv ("ASAN_OPTIONS", "detect_leaks=0", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static GSubprocess *
start_portal (const char *mode)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *portal = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                          g_getenv ("MOCK_SECRET_PORTAL"), mode, NULL);
  char ready[6];

  g_assert_no_error (error);
  g_input_stream_read_all (g_subprocess_get_stdout_pipe (portal), ready, sizeof ready, NULL, NULL,
                           &error);
  g_assert_no_error (error);
  return portal;
}

static void
stop_portal (GSubprocess *portal)
{
  g_subprocess_force_exit (portal);
  g_subprocess_wait (portal, NULL, NULL);
  g_object_unref (portal);
}

/* The way that libsecret goes in a sandbox: the portal gives the key, the file holds the rest. There
 * is no Secret Service here. libsecret takes a Snap for a sandbox by this variable; for a Flatpak it
 * would be a file at the root of the file system. */
static void
test_portal (void)
{
  GSubprocess *portal;

  if (g_test_subprocess ())
    {
      g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
      g_autoptr (ChatStoredIdentity) identity = make ("p", "By the portal");
      g_autoptr (GError) error = NULL;

      portal = start_portal ("give");
      store (keyring, identity, &error);
      g_assert_no_error (error);
      assert_one (keyring, FALSE, "p", "By the portal");
      assert_secret (keyring, "p");
      g_assert_true (rename_to (keyring, "p", "Renamed", &error));
      assert_one (keyring, TRUE, "p", "Renamed");
      g_assert_true (forget (keyring, "p", &error));
      g_assert_no_error (error);
      g_assert_null (lookup (keyring, "p", &error));
      g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NOT_FOUND);
      stop_portal (portal);
      return;
    }
  g_setenv ("SNAP_NAME", "attest", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_unsetenv ("SNAP_NAME");
  g_test_trap_assert_passed ();
}

static void
test_portal_denied (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
      g_autoptr (ChatStoredIdentity) identity = make ("p", "Denied");
      GSubprocess *portal = start_portal ("deny");
      g_autoptr (GError) error = NULL;

      g_assert_false (store (keyring, identity, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_DENIED);
      stop_portal (portal);
      return;
    }
  g_setenv ("SNAP_NAME", "attest", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_unsetenv ("SNAP_NAME");
  g_test_trap_assert_passed ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/life", test_life);
  g_test_add_func ("/keyring/replace", test_replace);
  g_test_add_func ("/keyring/unlock", test_unlock);
  g_test_add_func ("/keyring/denied", test_denied);
  g_test_add_func ("/keyring/first-denied", test_first_denied);
  g_test_add_func ("/keyring/no-service", test_no_service);
  g_test_add_func ("/keyring/no-bus", test_no_bus);
  g_test_add_func ("/keyring/cancelled", test_cancelled);
  g_test_add_func ("/keyring/file-backend", test_file_backend);
  g_test_add_func ("/keyring/portal", test_portal);
  g_test_add_func ("/keyring/portal-denied", test_portal_denied);
  return g_test_run ();
}
