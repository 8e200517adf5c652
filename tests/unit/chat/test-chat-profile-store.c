/* SPDX-License-Identifier: MIT */
/* The saved profiles: what is written is read again; what is broken is kept aside and told. */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "chat/chat.h"

typedef struct
{
  char *directory;
  char *path;
  ChatProfileStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("attest-profiles-XXXXXX", &error);
  g_assert_no_error (error);
  /* A folder that does not exist yet. */
  fixture->path = g_build_filename (fixture->directory, "attest", "profiles.json", NULL);
  fixture->store = chat_profile_store_new (fixture->path);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->store);
  remove_all (fixture->directory);
  g_free (fixture->directory);
  g_free (fixture->path);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static gboolean
load (ChatProfileStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_profile_store_load_async (store, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return chat_profile_store_load_finish (store, result, error);
}

static gboolean
flush (ChatProfileStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_profile_store_flush_async (store, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return chat_profile_store_flush_finish (store, result, error);
}

static guint
n_items (ChatProfileStore *store)
{
  return g_list_model_get_n_items (G_LIST_MODEL (store));
}

static ChatSavedProfile *
make (const char *id, const char *title)
{
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_CUSTOM);
  const char *gateways[] = { "wss://one.example", "ws://two.example:8080/x", NULL };

  g_free (profile->title);
  profile->title = g_strdup (title);
  g_free (profile->gateway_url);
  profile->gateway_url = g_strdup (gateways[0]);
  profile->gateways = g_strdupv ((char **)gateways);
  profile->ack_interval_ms = 30000;
  profile->direct = CHAT_DIRECT_NEVER;
  profile->root_key_pin = g_strdup ("308182301d");
  return chat_saved_profile_new (id, profile, "Ann \"B\" / \n ü", "the-identity", "key-file");
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatSavedProfile) first = make ("a", "First \\ \"one\"");
  g_autoptr (ChatProfile) plain = chat_profile_new_default (CHAT_NETWORK_MAINNET);
  g_autoptr (ChatSavedProfile) second = chat_saved_profile_new (NULL, plain, NULL, NULL, NULL);
  g_autoptr (ChatProfileStore) again = chat_profile_store_new (fixture->path);
  g_autoptr (GError) error = NULL;
  ChatSavedProfile *read;
  const ChatProfile *where;
  GStatBuf info;

  load (fixture->store, &error); /* there is no file yet */
  g_assert_no_error (error);
  g_assert_null (chat_profile_store_get_last (fixture->store));
  chat_profile_store_add (fixture->store, first, &error);
  g_assert_no_error (error);
  chat_profile_store_add (fixture->store, second, &error);
  g_assert_no_error (error);
  chat_profile_store_set_last (fixture->store, "a", 1700000000);
  flush (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  load (again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_items (again), ==, 2);
  read = chat_profile_store_get_last (again);
  g_assert_true (read == chat_profile_store_find (again, "a"));
  g_assert_cmpstr (chat_saved_profile_get_title (read), ==, "First \\ \"one\"");
  g_assert_cmpstr (chat_saved_profile_get_display_name (read), ==, "Ann \"B\" / \n ü");
  g_assert_cmpstr (chat_saved_profile_get_identity_id (read), ==, "the-identity");
  g_assert_cmpstr (chat_saved_profile_get_identity_kind (read), ==, "key-file");
  g_assert_cmpint (chat_saved_profile_get_last_used_s (read), ==, 1700000000);
  where = chat_saved_profile_get_profile (read);
  g_assert_cmpint (where->network, ==, CHAT_NETWORK_CUSTOM);
  g_assert_cmpstr (where->gateway_url, ==, "wss://one.example");
  g_assert_cmpstr (where->gateways[1], ==, "ws://two.example:8080/x");
  g_assert_null (where->gateways[2]);
  g_assert_cmpuint (where->ack_interval_ms, ==, 30000);
  g_assert_cmpint (where->direct, ==, CHAT_DIRECT_NEVER);
  g_assert_cmpstr (where->root_key_pin, ==, "308182301d");
  read = chat_profile_store_find (again, chat_saved_profile_get_id (second));
  g_assert_nonnull (read);
  g_assert_null (chat_saved_profile_get_identity_id (read));
  g_assert_cmpint (chat_saved_profile_get_profile (read)->network, ==, CHAT_NETWORK_MAINNET);
  g_assert_true (ic_principal_equal (&chat_saved_profile_get_profile (read)->canister_id,
                                     &plain->canister_id));
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, guint *n)
{
  *n += added;
  *n -= removed;
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatProfileStore) again = chat_profile_store_new (fixture->path);
  g_autoptr (ChatSavedProfile) changed = make ("p3", "Changed");
  g_autoptr (ChatSavedProfile) unknown = make ("p99", "Unknown");
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_signal_connect (fixture->store, "items-changed", G_CALLBACK (on_items_changed), &n);
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", i);
      g_autoptr (ChatSavedProfile) profile = make (id, id);

      chat_profile_store_add (fixture->store, profile, &error);
      g_assert_no_error (error);
    }
  g_assert_true (chat_profile_store_update (fixture->store, changed, &error));
  g_assert_false (chat_profile_store_update (fixture->store, unknown, &error));
  g_assert_error (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (chat_profile_store_add (fixture->store, changed, &error));
  g_assert_error (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID);
  g_clear_error (&error);
  chat_profile_store_set_last (fixture->store, "p4", 1);
  g_assert_true (chat_profile_store_remove (fixture->store, "p4"));
  g_assert_false (chat_profile_store_remove (fixture->store, "p4"));
  g_assert_null (chat_profile_store_get_last (fixture->store));
  chat_profile_store_forget_identity (fixture->store, "the-identity");
  g_assert_cmpuint (n, ==, 5);
  g_assert_cmpuint (n_items (fixture->store), ==, 5);

  /* Many changes at once: the last state is what is written. */
  flush (fixture->store, &error);
  g_assert_no_error (error);
  load (again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_items (again), ==, 5);
  g_assert_cmpstr (chat_saved_profile_get_title (chat_profile_store_find (again, "p3")), ==,
                   "Changed");
  g_assert_null (chat_saved_profile_get_identity_id (chat_profile_store_find (again, "p0")));
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  g_autofree char *longer = g_strnfill (CHAT_PROFILE_STORE_MAX_TEXT + 1, 'x');
  g_autofree char *longest = g_strnfill (CHAT_PROFILE_STORE_MAX_TEXT, 'x');
  g_autoptr (ChatSavedProfile) bad_title = make (NULL, longer);
  g_autoptr (ChatSavedProfile) good_title = make (NULL, longest);
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (ChatSavedProfile) bad_url = NULL;
  g_autoptr (ChatProfileStore) again = chat_profile_store_new (fixture->path);
  g_autoptr (GError) error = NULL;

  g_free (profile->gateway_url);
  profile->gateway_url = g_strdup ("http://no.example");
  bad_url = chat_saved_profile_new (NULL, profile, NULL, NULL, NULL);
  g_assert_false (chat_profile_store_add (fixture->store, bad_title, &error));
  g_assert_error (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (chat_profile_store_add (fixture->store, bad_url, &error));
  g_assert_error (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (chat_profile_store_add (fixture->store, good_title, &error));
  while (n_items (fixture->store) < CHAT_PROFILE_STORE_MAX_PROFILES)
    {
      g_autoptr (ChatSavedProfile) one = make (NULL, "one");

      g_assert_true (chat_profile_store_add (fixture->store, one, &error));
    }
  g_clear_object (&good_title);
  good_title = make (NULL, "one too many");
  g_assert_false (chat_profile_store_add (fixture->store, good_title, &error));
  g_assert_error (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID);
  g_clear_error (&error);
  flush (fixture->store, &error);
  g_assert_no_error (error);
  load (again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_items (again), ==, CHAT_PROFILE_STORE_MAX_PROFILES);
}

#define WHERE                                                                                      \
  "\"title\":\"t\",\"network\":\"local\",\"network-url\":\"http://h\",\"gateways\":[\"ws://h\"],"  \
  "\"canister\":\"" CHAT_GROUP_CANISTER "\",\"codec\":\"group-chat\""
#define FILE_OF(profile) "{\"version\":1,\"profiles\":[" profile "]}"
#define GOOD             "{\"id\":\"a\"," WHERE "}"

static void
assert_kept_aside (Fixture *fixture, const char *contents, gsize len, guint round)
{
  g_autoptr (ChatSavedProfile) fresh = make ("fresh", "Fresh");
  g_autofree char *aside = round == 0 ? g_strconcat (fixture->path, ".broken", NULL)
                                      : g_strdup_printf ("%s.broken.%u", fixture->path, round);
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;
  gsize kept_len;

  g_file_set_contents (fixture->path, contents, (gssize)len, &error);
  g_assert_no_error (error);
  g_assert_false (load (fixture->store, &error));
  g_assert_error (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_BROKEN);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, aside));
  g_clear_error (&error);
  g_assert_cmpuint (n_items (fixture->store), ==, 0);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_file_get_contents (aside, &kept, &kept_len, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (kept, kept_len, contents, len);

  /* It goes on with an empty one. */
  g_assert_true (chat_profile_store_add (fixture->store, fresh, &error));
  flush (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_true (chat_profile_store_remove (fixture->store, "fresh"));
  flush (fixture->store, &error);
  g_assert_no_error (error);
}

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  static const char *const FILES[] = {
    "",
    "{",
    "[]",
    "null",
    "\"text\"",
    "{}",
    "{\"version\":1}",
    "{\"version\":2,\"profiles\":[]}",
    "{\"version\":\"1\",\"profiles\":[]}",
    "{\"version\":1.0,\"profiles\":[]}",
    "{\"version\":1,\"profiles\":{}}",
    "{\"version\":1,\"profiles\":[],\"more\":1}",
    "{\"version\":1,\"profiles\":[],\"last\":1}",
    "{\"version\":1,\"profiles\":[1]}",
    "// comment\n{\"version\":1,\"profiles\":[]}",
    FILE_OF ("{" WHERE "}"),
    FILE_OF ("{\"id\":\"\"," WHERE "}"),
    FILE_OF (GOOD "," GOOD),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"more\":1}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"last-used\":-1}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"last-used\":\"1\"}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"ack-interval-ms\":99999999999}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"identity\":null}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"codec\":\"smoke-signals\"}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"canister\":\"no-canister\"}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"network\":\"moon\"}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"gateways\":[]}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"gateways\":[1]}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"gateways\":\"ws://h\"}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"gateways\":[\"ftp://h\"]}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"network-url\":\"\"}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"gateways\":[\"ws://h\",\"WS://H:80/\"]}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"direct\":\"sometimes\"}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"direct\":1}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"root-key\":\"3\"}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"root-key\":\"\"}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"root-key\":\"xy\"}"),
    FILE_OF ("{\"id\":\"a\"," WHERE ",\"direct\":\"never\",\"gateways\":[]}"),
    "\xff\xfe",
  };

  g_assert_cmpint (g_mkdir_with_parents (fixture->directory, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (FILES); i++)
    {
      g_autofree char *folder = g_path_get_dirname (fixture->path);

      remove_all (folder);
      g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
      assert_kept_aside (fixture, FILES[i], strlen (FILES[i]), 0);
      /* And a second one does not take the place of the first. */
      assert_kept_aside (fixture, FILES[i], strlen (FILES[i]), 1);
    }
}

/* Too long, nested without end, with a zero byte: refused before a parser sees it. */
static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  g_autofree char *giant = g_strnfill (CHAT_PROFILE_STORE_MAX_BYTES + 1, ' ');
  g_autofree char *nested = g_strnfill (CHAT_PROFILE_STORE_MAX_BYTES, '[');
  static const char ZERO[] = "{\"version\":1,\"profiles\":[]}\0{";
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  assert_kept_aside (fixture, giant, CHAT_PROFILE_STORE_MAX_BYTES + 1, 0);
  assert_kept_aside (fixture, nested, CHAT_PROFILE_STORE_MAX_BYTES, 1);
  assert_kept_aside (fixture, ZERO, sizeof ZERO - 1, 2);
}

static void
test_good_file (Fixture *fixture, gconstpointer data)
{
  static const char TEXT[] = FILE_OF (GOOD);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (GError) error = NULL;

  /* The base of the broken ones is not broken. */
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_file_set_contents (fixture->path, TEXT, -1, &error);
  g_assert_no_error (error);
  load (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_items (fixture->store), ==, 1);
}

/* A file of the time before there was direct mode. */
static void
test_old_file (Fixture *fixture, gconstpointer data)
{
  static const char TEXT[] = FILE_OF (GOOD);
  static const char DIRECT[] = FILE_OF ("{\"id\":\"a\"," WHERE
                                        ",\"direct\":\"always\",\"gateways\":[]}");
  g_autoptr (ChatProfileStore) again = chat_profile_store_new (fixture->path);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *text = NULL;
  const ChatProfile *where;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, TEXT, -1, NULL));
  load (fixture->store, &error);
  g_assert_no_error (error);
  where = chat_saved_profile_get_profile (chat_profile_store_find (fixture->store, "a"));
  g_assert_cmpint (where->direct, ==, CHAT_DIRECT_LAST_RESORT);
  g_assert_null (where->root_key_pin);
  /* What it does not use is not written: an old Attest can read it still. */
  chat_profile_store_set_last (fixture->store, "a", 5);
  flush (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_null (strstr (text, "direct"));
  g_assert_null (strstr (text, "root-key"));

  g_assert_true (g_file_set_contents (fixture->path, DIRECT, -1, NULL));
  load (again, &error);
  g_assert_no_error (error);
  where = chat_saved_profile_get_profile (chat_profile_store_find (again, "a"));
  g_assert_cmpint (where->direct, ==, CHAT_DIRECT_ALWAYS);
  g_assert_null (where->gateway_url);
}

static void
on_save_failed (ChatProfileStore *store, const GError *error, guint *n)
{
  g_assert_error (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_IO);
  (*n)++;
}

/* A file stands where the folder should be: it is told, the list stays usable, and a later attempt
 * works. */
static void
test_save_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatSavedProfile) one = make ("one", "One");
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  g_signal_connect (fixture->store, "save-failed", G_CALLBACK (on_save_failed), &n);
  g_assert_true (chat_profile_store_add (fixture->store, one, &error));
  g_assert_false (flush (fixture->store, &error));
  g_assert_error (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_IO);
  g_clear_error (&error);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (n_items (fixture->store), ==, 1);

  g_assert_cmpint (g_unlink (folder), ==, 0);
  chat_profile_store_set_last (fixture->store, "one", 5);
  flush (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_REGULAR));
}

static void
assert_pool (ChatDirectPolicy direct, gboolean good, const char *first, guint n, const char *last)
{
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (ChatProfile) copy = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) urls = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *url = g_strdup_printf ("ws://h%u", i);

      g_strv_builder_add (builder, i == n - 1 && last ? last : url);
    }
  urls = g_strv_builder_end (builder);
  chat_profile_set_gateways (profile, (const char *const *)urls);
  if (first != NULL)
    {
      g_free (profile->gateway_url);
      profile->gateway_url = g_strdup (first);
    }
  profile->direct = direct;
  profile->root_key_pin = g_strdup ("00ff");
  copy = chat_profile_copy (profile);
  g_assert_cmpstr (copy->root_key_pin, ==, "00ff");
  g_assert_cmpint (copy->direct, ==, direct);
  g_assert_cmpint (chat_profile_validate (copy, &error), ==, good);
  if (!good)
    g_assert_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE);
}

static void
test_gateways (void)
{
  assert_pool (CHAT_DIRECT_LAST_RESORT, TRUE, NULL, 1, NULL);
  assert_pool (CHAT_DIRECT_NEVER, TRUE, NULL, CHAT_PROFILE_MAX_GATEWAYS, NULL);
  assert_pool (CHAT_DIRECT_NEVER, FALSE, NULL, CHAT_PROFILE_MAX_GATEWAYS + 1, NULL);
  assert_pool (CHAT_DIRECT_ALWAYS, TRUE, NULL, 0, NULL);
  assert_pool (CHAT_DIRECT_ALWAYS, TRUE, NULL, 2, NULL);
  assert_pool (CHAT_DIRECT_LAST_RESORT, FALSE, NULL, 0, NULL);
  assert_pool (CHAT_DIRECT_NEVER, FALSE, NULL, 0, NULL);
  assert_pool (CHAT_DIRECT_ALWAYS, FALSE, "ws://h0", 0, NULL);
  assert_pool (CHAT_DIRECT_LAST_RESORT, FALSE, "ws://h1", 2, NULL);
  assert_pool (CHAT_DIRECT_LAST_RESORT, FALSE, NULL, 2, "ws://h0/");
  assert_pool (CHAT_DIRECT_LAST_RESORT, TRUE, NULL, 2, "wss://h0/");
  assert_pool (CHAT_DIRECT_LAST_RESORT, FALSE, NULL, 2, "http://h1");
  assert_pool (CHAT_DIRECT_ALWAYS, FALSE, NULL, 1, "nonsense");
  assert_pool ((ChatDirectPolicy)3, FALSE, NULL, 1, NULL);
}

static void
test_labels (void)
{
  static const struct
  {
    const char *name;
    const char *stored;
  } ROWS[] = {
    { "Work", "Work" },
    { "", "Unnamed" },
    { NULL, "Unnamed" },
    { "  a\tb\n", "a b" },
    { "(x) (y)", "(x) (y)" },
    { "\xff", "\xef\xbf\xbd" },
    { "Attest identity ", "Attest identity" },
  };
  g_autofree char *endless = g_strnfill (5000, 'n');
  g_autoptr (ChatStoredIdentity)
      cut = chat_stored_identity_new (NULL, endless, "key-file", CHAT_GROUP_CANISTER, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      g_autoptr (ChatStoredIdentity)
          one = chat_stored_identity_new (NULL, ROWS[i].name, "key-file", CHAT_GROUP_CANISTER, 1);
      g_autofree char *label = chat_stored_identity_make_label (one);
      g_autofree char *name = chat_stored_identity_parse_label (label, "key-file",
                                                                CHAT_GROUP_CANISTER);
      g_autofree char *other = chat_stored_identity_parse_label ("Mine", "key-file",
                                                                 CHAT_GROUP_CANISTER);

      g_assert_cmpstr (chat_stored_identity_get_name (one), ==, ROWS[i].stored);
      g_assert_cmpstr (name, ==, ROWS[i].stored);
      g_assert_cmpstr (other, ==, "Mine");
      g_assert_true (g_str_has_prefix (label, "Attest identity "));
      g_assert_true (g_str_has_suffix (label, " (key-file, kio63-vyaaa…)"));
    }
  g_assert_cmpuint (strlen (chat_stored_identity_get_name (cut)), <=,
                    CHAT_STORED_IDENTITY_MAX_NAME);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  ADD ("/chat/profile-store/round-trip", test_round_trip);
  ADD ("/chat/profile-store/changes", test_changes);
  ADD ("/chat/profile-store/limits", test_limits);
  ADD ("/chat/profile-store/good-file", test_good_file);
  ADD ("/chat/profile-store/old-file", test_old_file);
  ADD ("/chat/profile-store/broken", test_broken);
  ADD ("/chat/profile-store/hostile", test_hostile);
  ADD ("/chat/profile-store/save-fails", test_save_fails);
  g_test_add_func ("/chat/profile/gateways", test_gateways);
  g_test_add_func ("/chat/stored-identity/labels", test_labels);
  return g_test_run ();
}
