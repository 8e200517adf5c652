/* SPDX-License-Identifier: MIT */
/* The login page and a real keyring: remember, restart, unlock, rename, forget, renew. */
#include "config.h"

#include "../keyring/keyring-daemon.h"
#include "attest-expiry-banner.h"
#include "attest-internet-identity-pane.h"
#include "attest-login-page.h"
#include "attest-saved-identities.h"
#include "ic/ic-identity-serialize.h"
#include "net-test-page.h"
#include "network/net-network.h"
#include "ui-test-util.h"

#define SEED      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
#define MAX_LOOKS 1000
#define PRINCIPAL "e73il-iz5tp-nkgt7-idxyw-ngkah-47bpv-qdase-pzde6-g6vwc-a3eql-jae"

typedef struct
{
  AttestLoginPage *page;
  AttestSavedIdentities *saved;
  char *principal;
  IcIdentity *identity; /* (nullable): who has gone in */
  char *notice;         /* (nullable) */
} Restart;

static void
login_cb (AttestLoginPage *page, IcIdentity *identity, const char *name, char **out)
{
  IcPrincipal principal;

  ic_identity_get_principal (identity, &principal);
  g_free (*out);
  *out = ic_principal_to_text (&principal);
}

static void
identity_cb (AttestLoginPage *page, IcIdentity *identity, const char *name, IcIdentity **out)
{
  g_set_object (out, identity);
}

static void
notice_cb (AttestLoginPage *page, const char *text, char **out)
{
  g_free (*out);
  *out = g_strdup (text);
}

static gboolean
is_listed_cb (gpointer data)
{
  Restart *restart = data;

  if (attest_identity_pane_get_busy (ATTEST_IDENTITY_PANE (restart->saved)))
    return FALSE;
  if (attest_saved_identities_get_n (restart->saved) == 1)
    return TRUE;
  attest_saved_identities_refresh (restart->saved, FALSE);
  return FALSE;
}

static gboolean
is_gone_cb (gpointer data)
{
  Restart *restart = data;

  return !attest_identity_pane_get_busy (ATTEST_IDENTITY_PANE (restart->saved)) &&
         attest_saved_identities_get_n (restart->saved) == 0;
}

static gboolean
has_gone_in_cb (gpointer data)
{
  return ((Restart *)data)->principal != NULL;
}

static gboolean
has_profile_cb (gpointer data)
{
  return g_list_model_get_n_items (
             G_LIST_MODEL (attest_login_page_get_store (((Restart *)data)->page))) == 1;
}

static GtkWidget *
start (Restart *restart)
{
  restart->page = g_object_new (ATTEST_TYPE_LOGIN_PAGE, NULL);
  restart->saved = ATTEST_SAVED_IDENTITIES (
      attest_login_page_get_pane (restart->page, ATTEST_LOGIN_REMEMBERED));
  g_clear_pointer (&restart->principal, g_free);
  g_clear_object (&restart->identity);
  g_signal_connect (restart->page, "login", G_CALLBACK (login_cb), &restart->principal);
  g_signal_connect (restart->page, "login", G_CALLBACK (identity_cb), &restart->identity);
  g_signal_connect (restart->page, "notice", G_CALLBACK (notice_cb), &restart->notice);
  return ui_test_show (GTK_WIDGET (restart->page), 480, 800);
}

static void
stop (Restart *restart)
{
  g_clear_pointer (&restart->principal, g_free);
  g_clear_pointer (&restart->notice, g_free);
  g_clear_object (&restart->identity);
}

static void
test_remember (void)
{
  KeyringDaemon *daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  Restart restart = { 0 };
  GtkWidget *window = start (&restart);
  g_autoptr (ChatSavedProfile) profile = NULL;
  g_autofree char *id = NULL;

  attest_login_page_set_display_name (restart.page, "Ada");
  attest_login_page_set_method (restart.page, ATTEST_LOGIN_SEED);
  attest_login_page_set_seed (restart.page, SEED);
  attest_login_page_set_remember (restart.page, TRUE);
  attest_login_page_set_save (restart.page, TRUE);
  g_assert_true (attest_login_page_join (restart.page));
  ui_test_wait (is_listed_cb, &restart);
  gtk_window_destroy (GTK_WINDOW (window));

  /* The saved connection goes in as the remembered identity. */
  window = start (&restart);
  ui_test_wait (has_profile_cb, &restart);
  profile = g_list_model_get_item (G_LIST_MODEL (attest_login_page_get_store (restart.page)), 0);
  id = g_strdup (chat_saved_profile_get_identity_id (profile));
  g_assert_nonnull (id);
  attest_login_page_open_profile (restart.page, profile);
  ui_test_wait (has_gone_in_cb, &restart);
  g_assert_cmpstr (restart.principal, ==, PRINCIPAL);

  ui_test_wait (is_listed_cb, &restart);
  attest_login_page_set_method (restart.page, ATTEST_LOGIN_REMEMBERED);
  attest_saved_identities_rename (restart.saved, id, "Work");
  ui_test_wait (is_listed_cb, &restart);
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (restart.saved), "Work"));
  attest_saved_identities_forget (restart.saved, id);
  ui_test_wait (is_gone_cb, &restart);
  g_object_unref (profile);
  profile = g_list_model_get_item (G_LIST_MODEL (attest_login_page_get_store (restart.page)), 0);
  g_assert_null (chat_saved_profile_get_identity_id (profile));

  gtk_window_destroy (GTK_WINDOW (window));
  stop (&restart);
  keyring_daemon_stop (daemon);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_set_object ((GAsyncResult **)data, result);
}

static gboolean
has_result_cb (gpointer data)
{
  return *(GAsyncResult **)data != NULL;
}

static GPtrArray *
list (ChatKeyring *keyring)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *identities;

  chat_keyring_list_async (keyring, FALSE, NULL, result_cb, &result);
  ui_test_wait (has_result_cb, &result);
  identities = chat_keyring_list_finish (keyring, result, &error);
  g_assert_no_error (error);
  return identities;
}

/* The only one: (transfer full). */
static ChatStoredIdentity *
get_only (ChatKeyring *keyring)
{
  g_autoptr (GPtrArray) identities = list (keyring);

  g_assert_cmpuint (identities->len, ==, 1);
  return g_object_ref (identities->pdata[0]);
}

static gboolean
holds (ChatKeyring *keyring, const char *id, IcIdentity *identity)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcSecret) secret = NULL;
  g_autoptr (IcSecret) wanted = ic_identity_serialize (identity, &error);

  g_assert_no_error (error);
  chat_keyring_lookup_async (keyring, id, NULL, result_cb, &result);
  ui_test_wait (has_result_cb, &result);
  secret = chat_keyring_lookup_finish (keyring, result, &error);
  g_assert_no_error (error);
  return ic_secret_equal (secret, wanted);
}

static void
remember_seed (Restart *restart, const char *name)
{
  attest_login_page_set_display_name (restart->page, name);
  attest_login_page_set_method (restart->page, ATTEST_LOGIN_SEED);
  attest_login_page_set_seed (restart->page, SEED);
  attest_login_page_set_remember (restart->page, TRUE);
  attest_login_page_set_save (restart->page, TRUE);
  g_assert_true (attest_login_page_join (restart->page));
}

typedef struct
{
  Restart *restart;
  const char *id;
} Settled;

/* The second saved connection has the id of the first identity. */
static gboolean
has_moved_cb (gpointer data)
{
  Settled *settled = data;
  GListModel *store = G_LIST_MODEL (attest_login_page_get_store (settled->restart->page));
  g_autoptr (ChatSavedProfile) profile = g_list_model_get_item (store, 1);

  return profile != NULL &&
         g_strcmp0 (chat_saved_profile_get_identity_id (profile), settled->id) == 0;
}

/* Who is remembered already stays one. */
static void
test_remember_again (void)
{
  KeyringDaemon *daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
  Restart restart = { 0 };
  GtkWidget *window = start (&restart);
  g_autoptr (ChatStoredIdentity) first = NULL;
  g_autoptr (ChatStoredIdentity) second = NULL;
  GListModel *store = G_LIST_MODEL (attest_login_page_get_store (restart.page));
  Settled settled = { &restart, NULL };

  while (g_list_model_get_n_items (store) > 0)
    {
      g_autoptr (ChatSavedProfile) profile = g_list_model_get_item (store, 0);

      chat_profile_store_remove (CHAT_PROFILE_STORE (store), chat_saved_profile_get_id (profile));
    }
  remember_seed (&restart, "Ada");
  ui_test_wait (is_listed_cb, &restart);
  first = get_only (keyring);
  settled.id = chat_stored_identity_get_id (first);
  remember_seed (&restart, "Countess");
  ui_test_wait (has_moved_cb, &settled);
  g_assert_cmpstr (attest_login_memory_get_id (attest_login_page_get_memory (restart.page)), ==,
                   settled.id);
  ui_test_wait (is_listed_cb, &restart);
  second = get_only (keyring);
  g_assert_cmpstr (chat_stored_identity_get_id (second), ==, settled.id);
  g_assert_cmpstr (chat_stored_identity_get_name (second), ==, "Ada");
  g_assert_null (restart.notice);
  attest_saved_identities_forget (restart.saved, settled.id);
  ui_test_wait (is_gone_cb, &restart);

  gtk_window_destroy (GTK_WINDOW (window));
  stop (&restart);
  keyring_daemon_stop (daemon);
}

typedef struct
{
  ChatConnection *connection;
  IcIdentity *before;
  ChatKeyring *keyring;
  const char *id;
} Renewal;

static gboolean
is_renewed_cb (gpointer data)
{
  Renewal *renewal = data;

  return chat_connection_get_identity (renewal->connection) != renewal->before;
}

static gboolean
is_idle_cb (gpointer pane)
{
  return !attest_identity_pane_get_busy (pane);
}

static gboolean
has_notice_cb (gpointer data)
{
  return ((Restart *)data)->notice != NULL;
}

/* A renewal is remembered in place of the sign-in that ends; without a keyring the person hears of
 * it, and is signed in all the same. */
static void
test_renew (void)
{
  KeyringDaemon *daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
  g_autoptr (TestPage) browser = test_page_new ("10000");
  g_autoptr (NetNetwork) network = NULL;
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (AttestSignInOptions) options = NULL;
  g_autoptr (ChatConnection) connection = NULL;
  g_autoptr (ChatStoredIdentity) stored = NULL;
  g_autoptr (ChatStoredIdentity) again = NULL;
  g_autoptr (GError) error = NULL;
  AttestExpiryBanner *banner = g_object_ref_sink (g_object_new (ATTEST_TYPE_EXPIRY_BANNER, NULL));
  NetNetworkOptions network_options;
  Restart restart = { 0 };
  GtkWidget *window;
  AttestIdentityPane *pane;
  Renewal renewal;
  guint n_looks = 0;

  net_network_options_init (&network_options);
  network = net_network_new (&network_options);
  g_assert_true (net_network_start (network, &error));
  g_assert_no_error (error);
  g_free (profile->network_url);
  profile->network_url = g_strdup (net_network_get_replica_url (network));
  attest_sign_in_set_opener (test_page_open, browser);

  window = start (&restart);
  attest_login_page_set_local_profile (restart.page, profile);
  attest_login_page_set_identity_url (restart.page, net_network_get_identity_url (network));
  attest_login_page_set_display_name (restart.page, "Ada");
  attest_login_page_set_method (restart.page, ATTEST_LOGIN_INTERNET_IDENTITY);
  pane = attest_login_page_get_pane (restart.page, ATTEST_LOGIN_INTERNET_IDENTITY);
  attest_internet_identity_pane_start (ATTEST_INTERNET_IDENTITY_PANE (pane));
  ui_test_wait (is_idle_cb, pane);
  g_assert_cmpstr (attest_identity_pane_get_problem (pane), ==, NULL);
  options = attest_login_page_dup_sign_in_options (restart.page);
  attest_login_page_set_remember (restart.page, TRUE);
  g_assert_true (attest_login_page_join (restart.page));
  ui_test_wait (is_listed_cb, &restart);
  stored = get_only (keyring);
  g_assert_cmpstr (chat_stored_identity_get_kind (stored), ==, "internet-identity");

  connection = chat_connection_new (profile, restart.identity, ic_clock_get_system (),
                                    ic_random_get_system ());
  attest_expiry_banner_set_connection (banner, connection, options);
  attest_expiry_banner_set_memory (banner, attest_login_page_get_memory (restart.page));
  renewal = (Renewal){ connection, restart.identity, keyring,
                       chat_stored_identity_get_id (stored) };
  g_assert_true (holds (keyring, renewal.id, restart.identity));
  attest_expiry_banner_press (banner);
  ui_test_wait (is_renewed_cb, &renewal);
  /* The keyring answers in turn: after this many questions it has written, or never will. */
  while (!holds (keyring, renewal.id, chat_connection_get_identity (connection)))
    {
      g_assert_null (restart.notice);
      g_assert_cmpuint (++n_looks, <, MAX_LOOKS);
    }
  again = get_only (keyring);
  g_assert_cmpstr (chat_stored_identity_get_name (again), ==, "Ada");
  g_assert_cmpstr (chat_stored_identity_get_kind (again), ==, "internet-identity");

  keyring_daemon_stop (daemon);
  renewal.before = chat_connection_get_identity (connection);
  attest_expiry_banner_press (banner);
  ui_test_wait (is_renewed_cb, &renewal);
  ui_test_wait (has_notice_cb, &restart);

  chat_connection_disconnect (connection);
  attest_sign_in_set_opener (NULL, NULL);
  g_object_unref (banner);
  gtk_window_destroy (GTK_WINDOW (window));
  net_network_stop (network);
  stop (&restart);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/login/keyring", test_remember);
  g_test_add_func ("/ui/login/keyring/again", test_remember_again);
  g_test_add_func ("/ui/login/keyring/renew", test_renew);
  return g_test_run ();
}
