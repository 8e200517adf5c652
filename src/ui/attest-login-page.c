/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-internet-identity-pane.h"
#include "attest-key-file-pane.h"
#include "attest-login-page-private.h"
#include "attest-text.h"
#include "attest-login-text.h"
#include "attest-phrase-pane.h"
#include "attest-saved-identities.h"
#include "attest-seed-pane.h"
#include "attest-session-pane.h"
#include "compat/attest-bin-focus.h"

enum
{
  LOGIN,
  BACK,
  NOTICE,
  LOADED,
  REMOVED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestLoginPage, attest_login_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

AttestIdentityPane *
attest_login_page_get_chosen_pane (AttestLoginPage *self)
{
  return self->pane[attest_login_page_get_method (self)];
}

void
attest_login_page_fill_form (AttestLoginPage *self, AttestLoginForm *form)
{
  form->network = attest_login_page_get_network (self);
  form->local = self->local;
  form->network_url = attest_login_page_get_text (self->network_url_row);
  form->gateway_url = attest_login_page_get_text (self->gateway_url_row);
  form->preset = self->preset;
  form->place = attest_login_page_get_place (self);
  form->canister_id = attest_login_page_get_text (self->canister_row);
  form->method = ATTEST_LOGIN_SESSION_KEY; /* the panes look after themselves */
  form->seed = NULL;
  form->session_identity = NULL;
  form->display_name = attest_login_page_get_text (self->name_row);
}

static void
pane_changed_cb (AttestLoginPage *self, AttestIdentityPane *pane)
{
  if (pane != attest_login_page_get_chosen_pane (self))
    return;
  g_clear_pointer (&self->refusal, g_free);
  attest_login_page_update (self);
  if (self->join_pending && !attest_identity_pane_get_busy (pane))
    {
      self->join_pending = FALSE;
      if (attest_identity_pane_get_identity (pane) != NULL)
        attest_login_page_join (self);
    }
}

static void
method_cb (AttestLoginPage *self)
{
  self->join_pending = FALSE;
  g_clear_pointer (&self->refusal, g_free);
  gtk_stack_set_visible_child (self->panes, GTK_WIDGET (attest_login_page_get_chosen_pane (self)));
  attest_login_page_update (self);
}

static void
changed_cb (AttestLoginPage *self)
{
  g_clear_pointer (&self->refusal, g_free);
  attest_login_page_update (self);
}

static void
activated_cb (AttestLoginPage *self)
{
  attest_login_page_join (self);
}

static void
join_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  attest_login_page_join (ATTEST_LOGIN_PAGE (widget));
}

static gboolean
attest_login_page_grab_focus (GtkWidget *widget)
{
  AttestLoginPage *self = ATTEST_LOGIN_PAGE (widget);

  if (gtk_widget_get_visible (self->profiles_box) && !self->form_wanted)
    return gtk_widget_grab_focus (GTK_WIDGET (self->profiles));
  return gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

static void
open_cb (AttestLoginPage *self, ChatSavedProfile *profile)
{
  attest_login_page_open_profile (self, profile);
}

static void
edit_cb (AttestLoginPage *self, ChatSavedProfile *profile)
{
  attest_login_page_edit_profile (self, profile);
}

static void
remove_cb (AttestLoginPage *self, ChatSavedProfile *profile)
{
  g_autofree char *id = g_strdup (chat_saved_profile_get_id (profile));

  attest_login_page_remove_profile (self, id);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
new_cb (AttestLoginPage *self)
{
  self->form_wanted = TRUE;
  g_clear_pointer (&self->editing_id, g_free);
  attest_login_page_update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

static void
forgotten_cb (AttestLoginPage *self, const char *id)
{
  chat_profile_store_forget_identity (self->store, id);
}

static void
remember_failed_cb (AttestLoginPage *self, const GError *error)
{
  g_autofree char *text = attest_login_text_for_error (error);

  g_signal_emit (self, signals[NOTICE], 0, text);
}

static void
save_failed_cb (AttestLoginPage *self, const GError *error)
{
  g_signal_emit (self, signals[NOTICE], 0, error->message);
}

static void
attest_login_page_finalize (GObject *object)
{
  AttestLoginPage *self = ATTEST_LOGIN_PAGE (object);

  g_clear_pointer (&self->local, chat_profile_free);
  g_clear_pointer (&self->preset, chat_profile_free);
  g_clear_object (&self->store);
  g_clear_object (&self->keyring);
  g_clear_object (&self->memory);
  g_free (self->identity_url);
  g_free (self->editing_id);
  g_free (self->refusal);
  g_free (self->saved_id);
  attest_login_problems_clear (&self->problems);
  G_OBJECT_CLASS (attest_login_page_parent_class)->finalize (object);
}

static void
forget_preset_cb (AttestLoginPage *self)
{
  attest_login_page_set_preset (self, NULL);
}

static void
back_cb (AttestLoginPage *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static void
attest_login_page_class_init (AttestLoginPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = attest_login_page_finalize;
  widget_class->grab_focus = attest_login_page_grab_focus;
  widget_class->focus = attest_bin_focus;

  signals[LOGIN] = g_signal_new ("login", ATTEST_TYPE_LOGIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 2, IC_TYPE_IDENTITY, G_TYPE_STRING);
  signals[BACK] = g_signal_new ("back", ATTEST_TYPE_LOGIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[NOTICE] = g_signal_new ("notice", ATTEST_TYPE_LOGIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  signals[LOADED] = g_signal_new ("loaded", ATTEST_TYPE_LOGIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", ATTEST_TYPE_LOGIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (ATTEST_TYPE_PROFILE_LIST);
  g_type_ensure (ATTEST_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-login-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, canister_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, gateway_url_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, form_box);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, join);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, method_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, back);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, preset_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, new_connection);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, panes);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, profile_problem);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, profiles);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, profiles_box);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, remember_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, remember_switch);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, save_switch);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, network_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, network_url_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, place_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, principal_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, where_problem);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, who_problem);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_preset_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, method_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);

  gtk_widget_class_install_action (widget_class, "login.join", NULL, join_action);
}

static void
add_panes (AttestLoginPage *self)
{
  const GType types[ATTEST_N_LOGIN_METHODS] = {
    [ATTEST_LOGIN_SESSION_KEY] = ATTEST_TYPE_SESSION_PANE,
    [ATTEST_LOGIN_PHRASE] = ATTEST_TYPE_PHRASE_PANE,
    [ATTEST_LOGIN_INTERNET_IDENTITY] = ATTEST_TYPE_INTERNET_IDENTITY_PANE,
    [ATTEST_LOGIN_KEY_FILE] = ATTEST_TYPE_KEY_FILE_PANE,
    [ATTEST_LOGIN_SEED] = ATTEST_TYPE_SEED_PANE,
    [ATTEST_LOGIN_REMEMBERED] = ATTEST_TYPE_SAVED_IDENTITIES,
  };

  for (guint i = 0; i < ATTEST_N_LOGIN_METHODS; i++)
    {
      self->pane[i] = g_object_new (types[i], NULL);
      gtk_stack_add_child (self->panes, GTK_WIDGET (self->pane[i]));
      g_signal_connect_object (self->pane[i], "changed", G_CALLBACK (pane_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->pane[i], "activated", G_CALLBACK (activated_cb), self,
                               G_CONNECT_SWAPPED);
    }
  attest_saved_identities_set_keyring (
      ATTEST_SAVED_IDENTITIES (self->pane[ATTEST_LOGIN_REMEMBERED]), self->keyring);
  g_signal_connect_object (self->pane[ATTEST_LOGIN_REMEMBERED], "forgotten",
                           G_CALLBACK (forgotten_cb), self, G_CONNECT_SWAPPED);
}

static void
attest_login_page_init (AttestLoginPage *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->keyring = chat_keyring_new ();
  self->store = chat_profile_store_new (NULL);
  g_signal_connect_object (self->store, "save-failed", G_CALLBACK (save_failed_cb), self,
                           G_CONNECT_SWAPPED);
  self->memory = attest_login_memory_new (self->keyring, self->store);
  g_signal_connect_object (self->memory, "failed", G_CALLBACK (remember_failed_cb), self,
                           G_CONNECT_SWAPPED);
  add_panes (self);
  attest_profile_list_set_store (self->profiles, self->store);
  method_cb (self);
  g_weak_ref_init (weak, self);
  chat_profile_store_load_async (self->store, NULL, attest_login_page_loaded_cb, weak);
}

/**
 * attest_login_page_set_local_profile:
 * @self: the page
 * @profile: where the local network is
 */
void
attest_login_page_set_local_profile (AttestLoginPage *self, const ChatProfile *profile)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  g_clear_pointer (&self->local, chat_profile_free);
  self->local = chat_profile_copy (profile);
  attest_login_page_set_network (self, CHAT_NETWORK_LOCAL);
  /* The group chat of a network file may have any id. */
  if (g_strcmp0 (profile->codec_id, "group-chat") != 0)
    attest_login_page_set_canister (self, &profile->canister_id);
}

/**
 * attest_login_page_set_preset:
 * @self: the page
 * @profile: (nullable): where to go; %NULL: what is chosen in the form
 */
void
attest_login_page_set_preset (AttestLoginPage *self, const ChatProfile *profile)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  g_clear_pointer (&self->preset, chat_profile_free);
  if (profile != NULL)
    {
      g_autofree char *id = ic_principal_to_text (&profile->canister_id);
      g_autofree char *title = attest_text_clean_line (profile->title);
      g_autofree char *title_markup = g_markup_escape_text (title, -1);
      g_autofree char *where = g_strdup_printf ("%s\n%s", id, profile->gateway_url);
      g_autofree char *markup = g_markup_escape_text (where, -1);

      self->preset = chat_profile_copy (profile);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->preset_row), title_markup);
      adw_action_row_set_subtitle (self->preset_row, markup);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->preset_row), profile != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->network_row), profile == NULL);
  attest_login_page_update (self);
}

/**
 * attest_login_page_set_can_go_back:
 * @self: the page
 * @can_go_back: whether there are rooms to go back to
 */
void
attest_login_page_set_can_go_back (AttestLoginPage *self, gboolean can_go_back)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  gtk_widget_set_visible (self->back, can_go_back);
}

void
attest_login_page_set_network (AttestLoginPage *self, ChatNetwork network)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  adw_combo_row_set_selected (self->network_row, network);
}

/* The rows of the list are in the order of ChatNetwork. */
ChatNetwork
attest_login_page_get_network (AttestLoginPage *self)
{
  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), CHAT_NETWORK_MAINNET);
  return (ChatNetwork)MIN (adw_combo_row_get_selected (self->network_row), CHAT_NETWORK_CUSTOM);
}

void
attest_login_page_set_method (AttestLoginPage *self, AttestLoginMethod method)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  adw_combo_row_set_selected (self->method_row, method);
}

/* The rows of the list are in the order of AttestLoginMethod. */
AttestLoginMethod
attest_login_page_get_method (AttestLoginPage *self)
{
  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), ATTEST_LOGIN_SESSION_KEY);
  return (AttestLoginMethod)MIN (adw_combo_row_get_selected (self->method_row),
                                 ATTEST_N_LOGIN_METHODS - 1);
}

AttestIdentityPane *
attest_login_page_get_pane (AttestLoginPage *self, AttestLoginMethod method)
{
  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), NULL);
  return self->pane[method];
}

void
attest_login_page_set_seed (AttestLoginPage *self, const char *seed)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  attest_seed_pane_set_seed (ATTEST_SEED_PANE (self->pane[ATTEST_LOGIN_SEED]), seed);
}

/**
 * attest_login_page_set_identity_url:
 * @self: the page
 * @url: (nullable): where the local network has its Internet Identity
 */
void
attest_login_page_set_identity_url (AttestLoginPage *self, const char *url)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  g_free (self->identity_url);
  self->identity_url = g_strdup (url);
  attest_login_page_update (self);
}

AttestSignInOptions *
attest_login_page_dup_sign_in_options (AttestLoginPage *self)
{
  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), NULL);
  return attest_internet_identity_pane_dup_options (
      ATTEST_INTERNET_IDENTITY_PANE (self->pane[ATTEST_LOGIN_INTERNET_IDENTITY]));
}

void
attest_login_page_set_remember (AttestLoginPage *self, gboolean remember)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  gtk_switch_set_active (self->remember_switch, remember);
}

void
attest_login_page_set_save (AttestLoginPage *self, gboolean save)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  gtk_switch_set_active (self->save_switch, save);
}

ChatProfileStore *
attest_login_page_get_store (AttestLoginPage *self)
{
  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), NULL);
  return self->store;
}

/* Of who went in last. */
AttestLoginMemory *
attest_login_page_get_memory (AttestLoginPage *self)
{
  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), NULL);
  return self->memory;
}

void
attest_login_page_set_display_name (AttestLoginPage *self, const char *name)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  gtk_editable_set_position (GTK_EDITABLE (self->name_row), -1);
}

/**
 * attest_login_page_get_profile:
 * @self: the page
 *
 * Returns: (transfer full): where to connect, as filled in
 */
ChatProfile *
attest_login_page_get_profile (AttestLoginPage *self)
{
  AttestLoginForm form;

  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), NULL);
  attest_login_page_fill_form (self, &form);
  return attest_login_form_get_profile (&form);
}
