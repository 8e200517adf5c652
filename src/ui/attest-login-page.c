/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-error-text.h"
#include "attest-internet-identity-pane.h"
#include "attest-key-file-pane.h"
#include "attest-login-page.h"
#include "attest-login-text.h"
#include "attest-phrase-pane.h"
#include "attest-profile-list.h"
#include "attest-saved-identities.h"
#include "attest-seed-pane.h"
#include "attest-session-pane.h"
#include "attest-value-row.h"

struct _AttestLoginPage
{
  AdwBin parent_instance;

  ChatProfile *local; /* (nullable): preset of the local network */
  char *identity_url; /* (nullable): Internet Identity of the local network */
  ChatProfileStore *store;
  ChatKeyring *keyring;
  AttestLoginMemory *memory;
  char *editing_id; /* (nullable): of the saved connection that is changed or used */
  AttestLoginProblems problems;
  char *refusal; /* (nullable): why this identity cannot go into this room */

  AdwEntryRow *name_row;
  AdwComboRow *network_row;
  AdwEntryRow *network_url_row;
  AdwEntryRow *gateway_url_row;
  AdwEntryRow *canister_row;
  AdwComboRow *method_row;
  GtkStack *panes;
  AttestIdentityPane *pane[ATTEST_N_LOGIN_METHODS];
  AttestValueRow *principal_row;
  GtkWidget *remember_row;
  GtkSwitch *remember_switch;
  GtkSwitch *save_switch;
  GtkLabel *where_problem;
  GtkLabel *who_problem;
  GtkWidget *join;
  GtkWidget *profiles_box;
  AttestProfileList *profiles;
  GtkLabel *profile_problem;
  GtkWidget *new_connection;
  GtkWidget *form_box;

  /* Problems are told from the first attempt on: nobody wants to be scolded for an empty form. */
  guint attempted : 1;
  guint join_pending : 1; /* as soon as the pane is done */
  guint form_wanted : 1;  /* beside the saved connections */
};

enum
{
  LOGIN,
  NOTICE,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestLoginPage, attest_login_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static AttestIdentityPane *
get_pane (AttestLoginPage *self)
{
  return self->pane[attest_login_page_get_method (self)];
}

static void
fill_form (AttestLoginPage *self, AttestLoginForm *form)
{
  form->network = attest_login_page_get_network (self);
  form->local = self->local;
  form->network_url = get_text (self->network_url_row);
  form->gateway_url = get_text (self->gateway_url_row);
  form->canister_id = get_text (self->canister_row);
  form->method = ATTEST_LOGIN_SESSION_KEY; /* the panes look after themselves */
  form->seed = NULL;
  form->session_identity = NULL;
  form->display_name = get_text (self->name_row);
}

static void
mark_row (AdwEntryRow *row, const char *problem)
{
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (row), problem);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
      problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
append_problem (GString *string, const char *problem)
{
  if (problem == NULL)
    return;
  if (string->len > 0)
    g_string_append_c (string, '\n');
  g_string_append (string, problem);
}

static void
show_problem (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
show_problems (AttestLoginPage *self, const AttestLoginForm *form)
{
  g_autoptr (GString) where = g_string_new (NULL);
  AttestLoginProblems *problems = &self->problems;
  const char *who = attest_identity_pane_get_problem (get_pane (self));

  attest_login_problems_clear (problems);
  attest_login_form_check (form, problems);
  if (!self->attempted)
    {
      g_clear_pointer (&problems->network_url, g_free);
      g_clear_pointer (&problems->gateway_url, g_free);
      g_clear_pointer (&problems->canister_id, g_free);
      g_clear_pointer (&problems->display_name, g_free);
    }
  mark_row (self->name_row, problems->display_name);
  mark_row (self->network_url_row, problems->network_url);
  mark_row (self->gateway_url_row, problems->gateway_url);
  mark_row (self->canister_row, problems->canister_id);

  append_problem (where, problems->display_name);
  append_problem (where, problems->network_url);
  append_problem (where, problems->gateway_url);
  append_problem (where, problems->canister_id);
  show_problem (self->where_problem, where->str);
  if (self->refusal != NULL)
    who = self->refusal;
  show_problem (self->who_problem, who != NULL ? who : "");
  show_problem (self->profile_problem,
                who != NULL && !gtk_widget_get_visible (self->form_box) ? who : "");
}

static void
show_principal (AttestLoginPage *self)
{
  IcIdentity *identity = attest_identity_pane_get_identity (get_pane (self));
  g_autofree char *text = NULL;

  if (identity != NULL)
    {
      IcPrincipal principal;

      ic_identity_get_principal (identity, &principal);
      text = ic_principal_to_text (&principal);
    }
  attest_value_row_set_value (self->principal_row, text);
}

static void
show_places (AttestLoginPage *self)
{
  gboolean saved = attest_profile_list_get_n (self->profiles) > 0;

  gtk_widget_set_visible (self->profiles_box, saved);
  gtk_widget_set_visible (self->form_box, !saved || self->form_wanted);
  gtk_widget_set_visible (self->new_connection, saved && !self->form_wanted);
}

/* Follows the network, as long as nobody typed another address. */
static void
preset_identity_host (AttestLoginPage *self, ChatNetwork network)
{
  AttestInternetIdentityPane *pane = ATTEST_INTERNET_IDENTITY_PANE (
      self->pane[ATTEST_LOGIN_INTERNET_IDENTITY]);
  const char *host = attest_internet_identity_pane_get_host (pane);
  const char *wanted = network == CHAT_NETWORK_LOCAL && self->identity_url != NULL
                           ? self->identity_url
                           : IC_INTERNET_IDENTITY_URL;

  if (g_strcmp0 (host, wanted) != 0 && (g_strcmp0 (host, IC_INTERNET_IDENTITY_URL) == 0 ||
                                        g_strcmp0 (host, self->identity_url) == 0 || *host == '\0'))
    attest_internet_identity_pane_set_host (pane, wanted);
}

static void
update (AttestLoginPage *self)
{
  AttestLoginForm form;
  AttestLoginProblems problems;
  gboolean custom;

  fill_form (self, &form);
  custom = form.network == CHAT_NETWORK_CUSTOM;
  gtk_widget_set_visible (GTK_WIDGET (self->network_url_row), custom);
  gtk_widget_set_visible (GTK_WIDGET (self->gateway_url_row), custom);
  gtk_widget_set_visible (GTK_WIDGET (self->canister_row), custom);
  gtk_widget_set_visible (self->remember_row,
                          attest_identity_pane_get_rememberable (get_pane (self)));
  preset_identity_host (self, form.network);
  form.display_name = "x";
  if (attest_login_form_check (&form, &problems))
    {
      g_autoptr (ChatProfile) profile = attest_login_form_get_profile (&form);

      attest_internet_identity_pane_set_profile (
          ATTEST_INTERNET_IDENTITY_PANE (self->pane[ATTEST_LOGIN_INTERNET_IDENTITY]), profile);
    }
  attest_login_problems_clear (&problems);
  form.display_name = get_text (self->name_row);
  show_places (self);
  show_principal (self);
  show_problems (self, &form);
}

static void
pane_changed_cb (AttestLoginPage *self, AttestIdentityPane *pane)
{
  if (pane != get_pane (self))
    return;
  g_clear_pointer (&self->refusal, g_free);
  update (self);
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
  gtk_stack_set_visible_child (self->panes, GTK_WIDGET (get_pane (self)));
  update (self);
}

static void
changed_cb (AttestLoginPage *self)
{
  g_clear_pointer (&self->refusal, g_free);
  update (self);
}

static void
activated_cb (AttestLoginPage *self)
{
  attest_login_page_join (self);
}

static void
focus_problem (AttestLoginPage *self)
{
  if (self->problems.display_name != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  else if (self->problems.network_url != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->network_url_row));
  else if (self->problems.gateway_url != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->gateway_url_row));
  else if (self->problems.canister_id != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->canister_row));
  else
    gtk_widget_grab_focus (GTK_WIDGET (get_pane (self)));
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

  chat_profile_store_remove (self->store, id);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
new_cb (AttestLoginPage *self)
{
  self->form_wanted = TRUE;
  g_clear_pointer (&self->editing_id, g_free);
  update (self);
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
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GWeakRef *weak = data;
  g_autoptr (AttestLoginPage) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;

  g_weak_ref_clear (weak);
  g_free (weak);
  if (!chat_profile_store_load_finish (CHAT_PROFILE_STORE (source), result, &error))
    g_debug ("Saved connections: %s", error->message);
  if (self == NULL)
    return;
  update (self);
  if (error != NULL)
    {
      show_problem (self->where_problem, error->message);
      return;
    }
  /* The one used last is preselected, unless somebody types already. */
  if (gtk_widget_get_visible (self->profiles_box) && *get_text (self->name_row) == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->profiles));
}

static void
attest_login_page_finalize (GObject *object)
{
  AttestLoginPage *self = ATTEST_LOGIN_PAGE (object);

  g_clear_pointer (&self->local, chat_profile_free);
  g_clear_object (&self->store);
  g_clear_object (&self->keyring);
  g_clear_object (&self->memory);
  g_free (self->identity_url);
  g_free (self->editing_id);
  g_free (self->refusal);
  attest_login_problems_clear (&self->problems);
  G_OBJECT_CLASS (attest_login_page_parent_class)->finalize (object);
}

static void
attest_login_page_class_init (AttestLoginPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = attest_login_page_finalize;
  widget_class->grab_focus = attest_login_page_grab_focus;

  signals[LOGIN] = g_signal_new ("login", ATTEST_TYPE_LOGIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 2, IC_TYPE_IDENTITY, G_TYPE_STRING);
  signals[NOTICE] = g_signal_new ("notice", ATTEST_TYPE_LOGIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
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
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, principal_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, where_problem);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, who_problem);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
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
  chat_profile_store_load_async (self->store, NULL, loaded_cb, weak);
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
  update (self);
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

/* The id of the identity in the keyring, if it is or will be there. The chat does not wait for it. */
static const char *
remember_identity (AttestLoginPage *self, IcIdentity *identity, const char *name)
{
  AttestIdentityPane *pane = get_pane (self);

  if (ATTEST_IS_SAVED_IDENTITIES (pane))
    attest_login_memory_set_id (self->memory,
                                attest_saved_identities_get_id (ATTEST_SAVED_IDENTITIES (pane)));
  else if (!gtk_switch_get_active (self->remember_switch) ||
           !attest_identity_pane_get_rememberable (pane))
    attest_login_memory_set_id (self->memory, NULL);
  else
    attest_login_memory_remember (self->memory, identity, attest_identity_pane_get_kind (pane),
                                  name);
  return attest_login_memory_get_id (self->memory);
}

static const char *
get_kind (AttestLoginPage *self)
{
  AttestIdentityPane *pane = get_pane (self);

  if (ATTEST_IS_SAVED_IDENTITIES (pane))
    return attest_saved_identities_get_kind (ATTEST_SAVED_IDENTITIES (pane));
  return attest_identity_pane_get_kind (pane);
}

static void
save_connection (AttestLoginPage *self, const char *name, const char *identity_id)
{
  ChatSavedProfile *old = self->editing_id != NULL
                              ? chat_profile_store_find (self->store, self->editing_id)
                              : NULL;
  g_autoptr (ChatProfile) profile = NULL;
  g_autoptr (ChatSavedProfile) saved = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;

  if (!gtk_switch_get_active (self->save_switch))
    {
      if (old != NULL)
        chat_profile_store_set_last (self->store, chat_saved_profile_get_id (old), now_s);
      return;
    }
  profile = attest_login_page_get_profile (self);
  saved = chat_saved_profile_new (old != NULL ? chat_saved_profile_get_id (old) : NULL, profile,
                                  name, identity_id, get_kind (self));
  if (old != NULL ? chat_profile_store_update (self->store, saved, &error)
                  : chat_profile_store_add (self->store, saved, &error))
    chat_profile_store_set_last (self->store, chat_saved_profile_get_id (saved), now_s);
  else
    g_signal_emit (self, signals[NOTICE], 0, error->message);
}

/* A sign-in may have ended since, or be for other rooms. */
static gboolean
check_identity (AttestLoginPage *self, IcIdentity *identity)
{
  g_autoptr (ChatProfile) profile = attest_login_page_get_profile (self);
  g_autoptr (GError) error = NULL;
  AttestErrorText text;

  g_clear_pointer (&self->refusal, g_free);
  if (chat_identity_check (identity, &profile->canister_id,
                           ic_clock_get_wall_ns (ic_clock_get_system ()), &error))
    return TRUE;
  attest_error_text_get (error, &text);
  self->refusal = g_strdup_printf ("%s %s", text.what, text.advice);
  return FALSE;
}

static void
forget_secrets (AttestLoginPage *self)
{
  for (guint i = 0; i < ATTEST_N_LOGIN_METHODS; i++)
    if (i != ATTEST_LOGIN_SESSION_KEY)
      attest_identity_pane_reset (self->pane[i]);
}

static void
go_in (AttestLoginPage *self, IcIdentity *identity)
{
  g_autofree char *name = g_strstrip (g_strdup (get_text (self->name_row)));

  save_connection (self, name, remember_identity (self, identity, name));
  g_signal_emit (self, signals[LOGIN], 0, identity, name);
  forget_secrets (self);
  gtk_switch_set_active (self->remember_switch, FALSE);
  gtk_switch_set_active (self->save_switch, FALSE);
  g_clear_pointer (&self->editing_id, g_free);
  self->form_wanted = FALSE;
  self->attempted = FALSE;
  update (self);
}

/**
 * attest_login_page_join:
 * @self: the page
 *
 * Checks what is filled in; emits "login" if it can be used, else says what is wrong. While a key is
 * being made, waits for it.
 *
 * Returns: whether it could be used
 */
gboolean
attest_login_page_join (AttestLoginPage *self)
{
  AttestLoginForm form;
  AttestLoginProblems problems;
  AttestIdentityPane *pane;
  g_autoptr (IcIdentity) identity = NULL;
  gboolean usable;

  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), FALSE);

  self->attempted = TRUE;
  self->join_pending = FALSE;
  pane = get_pane (self);
  fill_form (self, &form);
  usable = attest_login_form_check (&form, &problems);
  attest_login_problems_clear (&problems);
  if (usable && attest_identity_pane_get_busy (pane))
    {
      self->join_pending = TRUE;
      return FALSE;
    }
  g_set_object (&identity, attest_identity_pane_get_identity (pane));
  if (identity == NULL)
    attest_identity_pane_attempt (pane);
  if (!usable || identity == NULL || !check_identity (self, identity))
    {
      if (!usable)
        self->form_wanted = TRUE;
      update (self);
      focus_problem (self);
      return FALSE;
    }
  go_in (self, identity);
  return TRUE;
}

/**
 * attest_login_page_reset:
 * @self: the page
 *
 * Forgets the keys: what was typed, and the random key, in whose place comes a new one.
 */
void
attest_login_page_reset (AttestLoginPage *self)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  self->attempted = FALSE;
  self->join_pending = FALSE;
  forget_secrets (self);
  attest_identity_pane_reset (self->pane[ATTEST_LOGIN_SESSION_KEY]);
  update (self);
}

static void
fill_in (AttestLoginPage *self, ChatSavedProfile *saved)
{
  const ChatProfile *profile = chat_saved_profile_get_profile (saved);

  g_free (self->editing_id);
  self->editing_id = g_strdup (chat_saved_profile_get_id (saved));
  attest_login_page_set_display_name (self, chat_saved_profile_get_display_name (saved));
  if (profile->network == CHAT_NETWORK_LOCAL)
    attest_login_page_set_local_profile (self, profile);
  else
    {
      attest_login_page_set_network (self, profile->network);
      if (profile->network == CHAT_NETWORK_CUSTOM)
        {
          g_autofree char *id = ic_principal_to_text (&profile->canister_id);

          gtk_editable_set_text (GTK_EDITABLE (self->network_url_row), profile->network_url);
          gtk_editable_set_text (GTK_EDITABLE (self->gateway_url_row), profile->gateway_url);
          gtk_editable_set_text (GTK_EDITABLE (self->canister_row), id);
        }
    }
}

static AttestLoginMethod
find_method (AttestLoginPage *self, const char *kind)
{
  for (guint i = 0; i < ATTEST_N_LOGIN_METHODS; i++)
    if (g_strcmp0 (attest_identity_pane_get_kind (self->pane[i]), kind) == 0)
      return (AttestLoginMethod)i;
  return ATTEST_LOGIN_SESSION_KEY;
}

/**
 * attest_login_page_open_profile:
 * @self: the page
 * @profile: a saved connection
 *
 * Goes in, if it is known as whom; else asks for that.
 */
void
attest_login_page_open_profile (AttestLoginPage *self, ChatSavedProfile *profile)
{
  const char *id = chat_saved_profile_get_identity_id (profile);
  const char *kind = chat_saved_profile_get_identity_kind (profile);

  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));

  fill_in (self, profile);
  if (id != NULL)
    {
      attest_login_page_set_method (self, ATTEST_LOGIN_REMEMBERED);
      attest_saved_identities_use (ATTEST_SAVED_IDENTITIES (self->pane[ATTEST_LOGIN_REMEMBERED]),
                                   id);
      attest_login_page_join (self);
      return;
    }
  attest_login_page_set_method (self, find_method (self, kind));
  if (g_strcmp0 (kind, "session") == 0)
    {
      attest_login_page_join (self);
      return;
    }
  self->form_wanted = TRUE;
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (get_pane (self)));
}

/**
 * attest_login_page_edit_profile:
 * @self: the page
 * @profile: a saved connection, which is changed when one goes in
 */
void
attest_login_page_edit_profile (AttestLoginPage *self, ChatSavedProfile *profile)
{
  const char *id = chat_saved_profile_get_identity_id (profile);

  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));

  fill_in (self, profile);
  self->form_wanted = TRUE;
  gtk_switch_set_active (self->save_switch, TRUE);
  if (id != NULL)
    {
      attest_login_page_set_method (self, ATTEST_LOGIN_REMEMBERED);
      attest_saved_identities_use (ATTEST_SAVED_IDENTITIES (self->pane[ATTEST_LOGIN_REMEMBERED]),
                                   id);
    }
  else
    attest_login_page_set_method (
        self, find_method (self, chat_saved_profile_get_identity_kind (profile)));
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
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
  fill_form (self, &form);
  return attest_login_form_get_profile (&form);
}

const char *
attest_login_page_get_principal (AttestLoginPage *self)
{
  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), NULL);
  return attest_value_row_get_value (self->principal_row);
}

/**
 * attest_login_page_get_problem:
 * @self: the page
 * @field: "name", "network-url", "gateway-url", "canister", "seed" or "identity"
 *
 * Returns: (transfer none) (nullable): what the page says about that field
 */
const char *
attest_login_page_get_problem (AttestLoginPage *self, const char *field)
{
  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), NULL);

  if (g_str_equal (field, "name"))
    return self->problems.display_name;
  if (g_str_equal (field, "network-url"))
    return self->problems.network_url;
  if (g_str_equal (field, "gateway-url"))
    return self->problems.gateway_url;
  if (g_str_equal (field, "canister"))
    return self->problems.canister_id;
  if (g_str_equal (field, "seed") || g_str_equal (field, "identity"))
    return self->refusal != NULL ? self->refusal
                                 : attest_identity_pane_get_problem (get_pane (self));
  g_return_val_if_reached (NULL);
}
