/* SPDX-License-Identifier: MIT */
/* The login page: what it shows of what is filled in. */
#include "config.h"

#include "attest-internet-identity-pane.h"
#include "attest-login-page-private.h"

/* Of the ids that canisters have. */
#define CANISTER_ID_CHARS 27

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

void
attest_login_page_show_problem (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
show_problems (AttestLoginPage *self, const AttestLoginForm *form)
{
  g_autoptr (GString) where = g_string_new (NULL);
  AttestLoginProblems *problems = &self->problems;
  const char *who = attest_identity_pane_get_problem (attest_login_page_get_chosen_pane (self));

  attest_login_problems_clear (problems);
  attest_login_form_check (form, problems);
  if (!self->attempted)
    {
      g_clear_pointer (&problems->network_url, g_free);
      g_clear_pointer (&problems->gateway_url, g_free);
      /* An id that is all there is pasted, and right or not. */
      if (strlen (form->canister_id) < CANISTER_ID_CHARS)
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
  attest_login_page_show_problem (self->where_problem, where->str);
  if (self->refusal != NULL)
    who = self->refusal;
  attest_login_page_show_problem (self->who_problem, who != NULL ? who : "");
  attest_login_page_show_problem (
      self->profile_problem, who != NULL && !gtk_widget_get_visible (self->form_box) ? who : "");
}

static void
show_principal (AttestLoginPage *self)
{
  IcIdentity *identity = attest_identity_pane_get_identity (
      attest_login_page_get_chosen_pane (self));
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

void
attest_login_page_update (AttestLoginPage *self)
{
  AttestLoginForm form;
  AttestLoginProblems problems;
  gboolean custom;

  attest_login_page_fill_form (self, &form);
  custom = form.network == CHAT_NETWORK_CUSTOM && form.preset == NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->network_url_row), custom);
  gtk_widget_set_visible (GTK_WIDGET (self->gateway_url_row), custom);
  attest_login_page_update_places (self);
  gtk_widget_set_visible (self->remember_row, attest_identity_pane_get_rememberable (
                                                  attest_login_page_get_chosen_pane (self)));
  preset_identity_host (self, form.network);
  form.display_name = "x";
  if (attest_login_form_check (&form, &problems))
    {
      g_autoptr (ChatProfile) profile = attest_login_form_get_profile (&form);

      attest_internet_identity_pane_set_profile (
          ATTEST_INTERNET_IDENTITY_PANE (self->pane[ATTEST_LOGIN_INTERNET_IDENTITY]), profile);
    }
  attest_login_problems_clear (&problems);
  form.display_name = attest_login_page_get_text (self->name_row);
  show_places (self);
  show_principal (self);
  show_problems (self, &form);
}

void
attest_login_page_focus_problem (AttestLoginPage *self)
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
    gtk_widget_grab_focus (GTK_WIDGET (attest_login_page_get_chosen_pane (self)));
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
    return self->refusal != NULL
               ? self->refusal
               : attest_identity_pane_get_problem (attest_login_page_get_chosen_pane (self));
  g_return_val_if_reached (NULL);
}
