/* SPDX-License-Identifier: MIT */
/* The login page and a real keyring: remember, restart, unlock, rename, forget. */
#include "config.h"

#include "../keyring/keyring-daemon.h"
#include "attest-login-page.h"
#include "attest-saved-identities.h"
#include "ui-test-util.h"

#define SEED      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
#define PRINCIPAL "e73il-iz5tp-nkgt7-idxyw-ngkah-47bpv-qdase-pzde6-g6vwc-a3eql-jae"

typedef struct
{
  AttestLoginPage *page;
  AttestSavedIdentities *saved;
  char *principal;
} Restart;

static void
login_cb (AttestLoginPage *page, IcIdentity *identity, const char *name, char **out)
{
  IcPrincipal principal;

  ic_identity_get_principal (identity, &principal);
  g_free (*out);
  *out = ic_principal_to_text (&principal);
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
  g_signal_connect (restart->page, "login", G_CALLBACK (login_cb), &restart->principal);
  return ui_test_show (GTK_WIDGET (restart->page), 480, 800);
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
  g_free (restart.principal);
  keyring_daemon_stop (daemon);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/login/keyring", test_remember);
  return g_test_run ();
}
