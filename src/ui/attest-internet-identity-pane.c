/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-internet-identity-pane-private.h"
#include "attest-login-text.h"

/* In the order of the list. 0: what Internet Identity gives by itself. */
static const guint LIVES_MINUTES[] = { 60, 0, 24 * 60, 7 * 24 * 60, 30 * 24 * 60 };

G_DEFINE_FINAL_TYPE (AttestInternetIdentityPane,
                     attest_internet_identity_pane,
                     ATTEST_TYPE_IDENTITY_PANE)

static void
show_state (AttestInternetIdentityPane *self)
{
  IcIdentity *identity = attest_identity_pane_get_identity (ATTEST_IDENTITY_PANE (self));
  g_autofree char *text = NULL;

  if (self->waiting)
    text = g_strdup (self->link != NULL ? _ ("Waiting for the browser…")
                                        : _ ("Looking for the sign-in page…"));
  else if (identity != NULL)
    {
      g_autofree char *life = attest_login_text_for_life (
          chat_identity_get_expiry_ns (identity), ic_clock_get_wall_ns (ic_clock_get_system ()));

      /* Translators: how long it is good for */
      text = g_strdup_printf (_ ("Signed in · %s"), life);
    }
  else
    text = g_strdup (_ ("Opens your browser"));
  adw_action_row_set_subtitle (self->sign_in_row, text);
  gtk_widget_set_visible (self->spinner, self->waiting);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), self->waiting);
  gtk_widget_set_visible (self->start, !self->waiting);
  gtk_widget_set_visible (self->cancel, self->waiting);
  gtk_widget_set_visible (self->copy, self->waiting && self->link != NULL);
}

void
attest_internet_identity_pane_set_state (AttestInternetIdentityPane *self,
                                         IcIdentity *identity,
                                         const char *problem,
                                         gboolean busy)
{
  if (!busy)
    {
      self->waiting = FALSE;
      g_clear_pointer (&self->link, g_free);
      g_clear_object (&self->cancellable);
    }
  attest_identity_pane_set_state (ATTEST_IDENTITY_PANE (self), identity, problem, busy);
  show_state (self);
}

void
attest_internet_identity_pane_finish (AttestInternetIdentityPane *self,
                                      IcLogin *login,
                                      const GError *error)
{
  g_autofree char *problem = NULL;

  if (login == NULL)
    problem = attest_login_text_for_error (error);
  attest_internet_identity_pane_set_state (
      self, login != NULL ? IC_IDENTITY (login->identity) : NULL, problem, FALSE);
}

void
attest_internet_identity_pane_stop (AttestInternetIdentityPane *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestInternetIdentityPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcLogin) login = attest_sign_in_start_finish (ATTEST_SIGN_IN (source), result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  attest_internet_identity_pane_finish (self, login, error);
}

static void
waiting_cb (AttestInternetIdentityPane *self, const char *uri, AttestSignIn *sign_in)
{
  if (!self->waiting || g_object_get_data (G_OBJECT (sign_in), "of") != self->cancellable)
    return;
  g_free (self->link);
  self->link = g_strdup (uri);
  show_state (self);
}

/**
 * attest_internet_identity_pane_start:
 * @self: the pane
 *
 * Opens the browser. A second start takes the place of the first.
 */
void
attest_internet_identity_pane_start (AttestInternetIdentityPane *self)
{
  g_autoptr (AttestSignIn) sign_in = attest_sign_in_new ();
  g_autoptr (AttestSignInOptions) options = attest_internet_identity_pane_dup_options (self);

  g_return_if_fail (self->profile != NULL);

  attest_internet_identity_pane_stop (self);
  g_clear_pointer (&self->link, g_free);
  self->cancellable = g_cancellable_new ();
  self->waiting = TRUE;
  attest_internet_identity_pane_set_state (self, NULL, NULL, TRUE);
  g_object_set_data (G_OBJECT (sign_in), "of", self->cancellable);
  g_signal_connect_object (sign_in, "waiting", G_CALLBACK (waiting_cb), self, G_CONNECT_SWAPPED);
  attest_sign_in_start_async (sign_in, self->profile, options, NULL, self->cancellable,
                              signed_in_cb, g_object_ref (self));
}

void
attest_internet_identity_pane_cancel (AttestInternetIdentityPane *self)
{
  if (!self->waiting)
    return;
  attest_internet_identity_pane_stop (self);
  attest_internet_identity_pane_set_state (
      self, NULL, _ ("You cancelled the sign-in. Nothing was stored."), FALSE);
}

static void
copy_cb (AttestInternetIdentityPane *self)
{
  if (self->link != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->link);
}

static char *
attest_internet_identity_pane_get_missing (AttestIdentityPane *pane)
{
  return g_strdup (_ ("Sign in first: press “Sign In”, and come back when the browser is done."));
}

static void
attest_internet_identity_pane_reset (AttestIdentityPane *pane)
{
  AttestInternetIdentityPane *self = ATTEST_INTERNET_IDENTITY_PANE (pane);

  attest_internet_identity_pane_stop (self);
  gtk_editable_set_text (GTK_EDITABLE (self->key_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->chain_row), "");
  attest_internet_identity_pane_set_state (self, NULL, NULL, FALSE);
}

static gboolean
attest_internet_identity_pane_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ATTEST_INTERNET_IDENTITY_PANE (widget)->start));
}

static void
attest_internet_identity_pane_dispose (GObject *object)
{
  AttestInternetIdentityPane *self = ATTEST_INTERNET_IDENTITY_PANE (object);

  attest_internet_identity_pane_stop (self);
  g_clear_pointer (&self->profile, chat_profile_free);
  g_clear_pointer (&self->link, g_free);
  G_OBJECT_CLASS (attest_internet_identity_pane_parent_class)->dispose (object);
}

static void
attest_internet_identity_pane_class_init (AttestInternetIdentityPaneClass *klass)
{
  AttestIdentityPaneClass *pane_class = ATTEST_IDENTITY_PANE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_internet_identity_pane_dispose;
  pane_class->kind = "internet-identity";
  pane_class->rememberable = TRUE;
  pane_class->reset = attest_internet_identity_pane_reset;
  pane_class->get_missing = attest_internet_identity_pane_get_missing;
  GTK_WIDGET_CLASS (klass)->grab_focus = attest_internet_identity_pane_grab_focus;
}

static GtkWidget *
create_button (const char *label, gpointer callback, AttestInternetIdentityPane *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (callback), self, G_CONNECT_SWAPPED);
  return button;
}

static AdwEntryRow *
create_entry (GtkWidget *expander, GtkWidget *entry, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (entry), TRUE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), entry);
  return ADW_ENTRY_ROW (entry);
}

static GtkWidget *
create_options (AttestInternetIdentityPane *self)
{
  const char *lives[] = { _ ("1 hour"), _ ("8 hours"), _ ("1 day"),
                          _ ("7 days"), _ ("30 days"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (lives);
  GtkWidget *expander = adw_expander_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), _ ("_Options"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (expander), TRUE);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (expander),
                                 _ ("Address, account of another web app, how long"));
  self->host_row = create_entry (expander, adw_entry_row_new (), _ ("_Address"));
  gtk_editable_set_text (GTK_EDITABLE (self->host_row), IC_INTERNET_IDENTITY_URL);
  adw_entry_row_set_input_purpose (self->host_row, GTK_INPUT_PURPOSE_URL);
  self->domain_row = create_entry (expander, adw_entry_row_new (),
                                   _ ("_Use My Account of This Web App"));
  self->life_row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->life_row), _ ("Stay Signed In _For"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self->life_row), TRUE);
  adw_combo_row_set_model (self->life_row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->life_row, 1);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), GTK_WIDGET (self->life_row));
  return expander;
}

static GtkWidget *
create_import (AttestInternetIdentityPane *self)
{
  GtkWidget *expander = adw_expander_row_new ();
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = create_button (_ ("_Check and Use"), attest_internet_identity_pane_import_cb,
                                     self);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), _ ("_Import a Sign-In"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (expander), TRUE);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (expander),
                                 _ ("A delegation chain and its session key, in JSON"));
  self->chain_row = create_entry (expander, adw_entry_row_new (), _ ("Delegation C_hain"));
  self->key_row = create_entry (expander, adw_password_entry_row_new (), _ ("Session _Key"));
  g_signal_connect_object (self->key_row, "entry-activated",
                           G_CALLBACK (attest_internet_identity_pane_import_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
  return expander;
}

static void
attest_internet_identity_pane_init (AttestInternetIdentityPane *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->sign_in_row = ADW_ACTION_ROW (adw_action_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->sign_in_row), _ ("Internet Identity"));
  self->spinner = gtk_spinner_new ();
  self->start = create_button (_ ("_Sign In"), attest_internet_identity_pane_start, self);
  gtk_widget_add_css_class (self->start, "suggested-action");
  self->cancel = create_button (_ ("_Cancel"), attest_internet_identity_pane_cancel, self);
  self->copy = create_button (_ ("Copy _Link"), copy_cb, self);
  adw_action_row_add_suffix (self->sign_in_row, self->spinner);
  adw_action_row_add_suffix (self->sign_in_row, self->copy);
  adw_action_row_add_suffix (self->sign_in_row, self->cancel);
  adw_action_row_add_suffix (self->sign_in_row, self->start);
  adw_action_row_set_activatable_widget (self->sign_in_row, self->start);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->sign_in_row));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), create_options (self));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), create_import (self));
  adw_bin_set_child (ADW_BIN (self), group);
  show_state (self);
}

static gboolean
is_same_place (const ChatProfile *a, const ChatProfile *b)
{
  return a != NULL && b != NULL && a->network == b->network &&
         g_strcmp0 (a->network_url, b->network_url) == 0 &&
         ic_principal_equal (&a->canister_id, &b->canister_id);
}

/**
 * attest_internet_identity_pane_set_profile:
 * @self: the pane
 * @profile: the network and the room; a sign-in for other ones is forgotten
 */
void
attest_internet_identity_pane_set_profile (AttestInternetIdentityPane *self,
                                           const ChatProfile *profile)
{
  gboolean first = self->profile == NULL;

  if (is_same_place (self->profile, profile))
    return;
  g_clear_pointer (&self->profile, chat_profile_free);
  self->profile = chat_profile_copy (profile);
  if (!first && (self->cancellable != NULL ||
                 attest_identity_pane_get_identity (ATTEST_IDENTITY_PANE (self)) != NULL))
    {
      attest_internet_identity_pane_stop (self);
      attest_internet_identity_pane_set_state (self, NULL, NULL, FALSE);
    }
}

void
attest_internet_identity_pane_set_host (AttestInternetIdentityPane *self, const char *url)
{
  gtk_editable_set_text (GTK_EDITABLE (self->host_row),
                         url != NULL ? url : IC_INTERNET_IDENTITY_URL);
}

const char *
attest_internet_identity_pane_get_host (AttestInternetIdentityPane *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->host_row));
}

void
attest_internet_identity_pane_set_domain (AttestInternetIdentityPane *self, const char *domain)
{
  gtk_editable_set_text (GTK_EDITABLE (self->domain_row), domain);
}

/**
 * attest_internet_identity_pane_dup_options:
 * @self: the pane
 *
 * Returns: (transfer full): what is filled in
 */
AttestSignInOptions *
attest_internet_identity_pane_dup_options (AttestInternetIdentityPane *self)
{
  AttestSignInOptions *options = g_new0 (AttestSignInOptions, 1);
  guint life = adw_combo_row_get_selected (self->life_row);

  options->auth_url = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->host_row))));
  options->domain = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->domain_row))));
  options->ttl_minutes = life < G_N_ELEMENTS (LIVES_MINUTES) ? LIVES_MINUTES[life] : 0;
  return options;
}

gboolean
attest_internet_identity_pane_get_waiting (AttestInternetIdentityPane *self)
{
  return self->waiting;
}

const char *
attest_internet_identity_pane_get_link (AttestInternetIdentityPane *self)
{
  return self->link;
}
