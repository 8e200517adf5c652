/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-login-page.h"
#include "attest-value-row.h"

struct _AttestLoginPage
{
  AdwBin parent_instance;

  ChatProfile *local; /* (nullable): preset of the local network */
  IcIdentity *session_identity;
  AttestLoginProblems problems;

  AdwEntryRow *name_row;
  AdwComboRow *network_row;
  AdwEntryRow *network_url_row;
  AdwEntryRow *gateway_url_row;
  AdwEntryRow *canister_row;
  AdwEntryRow *seed_row;
  AttestValueRow *principal_row;
  GtkCheckButton *session_check;
  GtkCheckButton *seed_check;
  GtkLabel *where_problem;
  GtkLabel *who_problem;
  GtkWidget *join;

  /* Problems are told from the first attempt on: nobody wants to be scolded for an empty form. */
  guint attempted : 1;
};

enum
{
  LOGIN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestLoginPage, attest_login_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
fill_form (AttestLoginPage *self, AttestLoginForm *form)
{
  form->network = attest_login_page_get_network (self);
  form->local = self->local;
  form->network_url = get_text (self->network_url_row);
  form->gateway_url = get_text (self->gateway_url_row);
  form->canister_id = get_text (self->canister_row);
  /* Of the one whose signal is listened to: while it is told, the other has not changed yet. */
  form->method = gtk_check_button_get_active (self->session_check) ? ATTEST_LOGIN_SESSION_KEY
                                                                   : ATTEST_LOGIN_SEED;
  form->seed = get_text (self->seed_row);
  form->session_identity = self->session_identity;
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

  attest_login_problems_clear (problems);
  attest_login_form_check (form, problems);
  if (!self->attempted)
    {
      /* A seed that is long enough and still wrong is worth a word at once. */
      g_clear_pointer (&problems->network_url, g_free);
      g_clear_pointer (&problems->gateway_url, g_free);
      g_clear_pointer (&problems->canister_id, g_free);
      g_clear_pointer (&problems->display_name, g_free);
      if (strlen (form->seed) < 64)
        g_clear_pointer (&problems->seed, g_free);
    }
  mark_row (self->name_row, problems->display_name);
  mark_row (self->network_url_row, problems->network_url);
  mark_row (self->gateway_url_row, problems->gateway_url);
  mark_row (self->canister_row, problems->canister_id);
  mark_row (self->seed_row, problems->seed);

  append_problem (where, problems->display_name);
  append_problem (where, problems->network_url);
  append_problem (where, problems->gateway_url);
  append_problem (where, problems->canister_id);
  show_problem (self->where_problem, where->str);
  show_problem (self->who_problem, problems->seed != NULL ? problems->seed : "");
}

static void
show_principal (AttestLoginPage *self, const AttestLoginForm *form)
{
  g_autoptr (IcIdentity) identity = attest_login_form_get_identity (form);
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
update (AttestLoginPage *self)
{
  AttestLoginForm form;
  gboolean custom;

  fill_form (self, &form);
  custom = form.network == CHAT_NETWORK_CUSTOM;
  gtk_widget_set_visible (GTK_WIDGET (self->network_url_row), custom);
  gtk_widget_set_visible (GTK_WIDGET (self->gateway_url_row), custom);
  gtk_widget_set_visible (GTK_WIDGET (self->canister_row), custom);
  gtk_widget_set_visible (GTK_WIDGET (self->seed_row), form.method == ATTEST_LOGIN_SEED);
  show_principal (self, &form);
  show_problems (self, &form);
}

static void
changed_cb (AttestLoginPage *self)
{
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
  else if (self->problems.seed != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->seed_row));
}

static void
join_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  attest_login_page_join (ATTEST_LOGIN_PAGE (widget));
}

static gboolean
attest_login_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ATTEST_LOGIN_PAGE (widget)->name_row));
}

static void
attest_login_page_finalize (GObject *object)
{
  AttestLoginPage *self = ATTEST_LOGIN_PAGE (object);

  g_clear_pointer (&self->local, chat_profile_free);
  g_clear_object (&self->session_identity);
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

  g_type_ensure (ATTEST_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-login-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, canister_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, gateway_url_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, join);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, network_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, network_url_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, principal_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, seed_check);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, seed_row);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, session_check);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, where_problem);
  gtk_widget_class_bind_template_child (widget_class, AttestLoginPage, who_problem);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);

  gtk_widget_class_install_action (widget_class, "login.join", NULL, join_action);
}

static void
attest_login_page_init (AttestLoginPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->session_identity = IC_IDENTITY (ic_ed25519_identity_new_random (ic_random_get_system ()));
  update (self);
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
  gtk_check_button_set_active (method == ATTEST_LOGIN_SEED ? self->seed_check : self->session_check,
                               TRUE);
}

void
attest_login_page_set_seed (AttestLoginPage *self, const char *seed)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  gtk_editable_set_text (GTK_EDITABLE (self->seed_row), seed);
}

void
attest_login_page_set_display_name (AttestLoginPage *self, const char *name)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  gtk_editable_set_position (GTK_EDITABLE (self->name_row), -1);
}

/**
 * attest_login_page_join:
 * @self: the page
 *
 * Checks what is filled in; emits "login" if it can be used, else says what is wrong.
 *
 * Returns: whether it could be used
 */
gboolean
attest_login_page_join (AttestLoginPage *self)
{
  AttestLoginForm form;
  AttestLoginProblems problems;
  g_autoptr (IcIdentity) identity = NULL;
  g_autofree char *name = NULL;
  gboolean usable;

  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), FALSE);

  self->attempted = TRUE;
  fill_form (self, &form);
  usable = attest_login_form_check (&form, &problems);
  attest_login_problems_clear (&problems);
  if (usable)
    identity = attest_login_form_get_identity (&form);
  if (identity == NULL)
    {
      update (self);
      focus_problem (self);
      return FALSE;
    }
  name = g_strstrip (g_strdup (form.display_name));
  g_signal_emit (self, signals[LOGIN], 0, identity, name);
  return TRUE;
}

/**
 * attest_login_page_reset:
 * @self: the page
 *
 * Forgets the keys: the seed, and the random key, in whose place comes a new one.
 */
void
attest_login_page_reset (AttestLoginPage *self)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  self->attempted = FALSE;
  g_clear_object (&self->session_identity);
  self->session_identity = IC_IDENTITY (ic_ed25519_identity_new_random (ic_random_get_system ()));
  attest_login_page_set_seed (self, "");
  update (self);
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
 * @field: "name", "network-url", "gateway-url", "canister" or "seed"
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
  if (g_str_equal (field, "seed"))
    return self->problems.seed;
  g_return_val_if_reached (NULL);
}
