/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-login-page.h"
#include "attest-profile-list.h"
#include "attest-value-row.h"

G_BEGIN_DECLS

struct _AttestLoginPage
{
  AdwBin parent_instance;

  ChatProfile *local;  /* (nullable): preset of the local network */
  ChatProfile *preset; /* (nullable): where an address leads that was opened */
  char *identity_url;  /* (nullable): Internet Identity of the local network */
  ChatProfileStore *store;
  ChatKeyring *keyring;
  AttestLoginMemory *memory;
  char *editing_id; /* (nullable): of the saved connection that is changed or used */
  AttestLoginProblems problems;
  char *saved_id; /* (nullable): of the saved connection that one goes into, during "login" */
  char *refusal;  /* (nullable): why this identity cannot go into this room */

  GtkWidget *back;
  AdwEntryRow *name_row;
  AdwComboRow *network_row;
  AdwActionRow *preset_row;
  AdwComboRow *place_row;
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
  guint places_local : 1; /* the list of places is that of the local network */
  guint join_pending : 1; /* as soon as the pane is done */
  guint form_wanted : 1;  /* beside the saved connections */
  guint loaded : 1;       /* the saved connections are there */
};

static inline const char *
attest_login_page_get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* attest-login-page.c */
AttestIdentityPane *attest_login_page_get_chosen_pane (AttestLoginPage *self);
void attest_login_page_fill_form (AttestLoginPage *self, AttestLoginForm *form);

/* attest-login-page-place.c: which room of a network */
void attest_login_page_update_places (AttestLoginPage *self);
AttestLoginPlace attest_login_page_get_place (AttestLoginPage *self);

/* attest-login-page-view.c: shows what is filled in, and what is wrong with it */
void attest_login_page_update (AttestLoginPage *self);
void attest_login_page_show_problem (GtkLabel *label, const char *text);
void attest_login_page_focus_problem (AttestLoginPage *self);

/* attest-login-page-profiles.c: GAsyncReadyCallback; @data: a GWeakRef, taken */
void attest_login_page_loaded_cb (GObject *source, GAsyncResult *result, gpointer data);

G_END_DECLS
