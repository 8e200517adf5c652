/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-internet-identity-pane.h"

G_BEGIN_DECLS

struct _AttestInternetIdentityPane
{
  AttestIdentityPane parent_instance;

  AdwActionRow *sign_in_row;
  GtkWidget *start;
  GtkWidget *spinner;
  GtkWidget *cancel;
  GtkWidget *copy;
  AdwEntryRow *host_row;
  AdwEntryRow *domain_row;
  AdwComboRow *life_row;
  AdwEntryRow *chain_row;
  AdwEntryRow *key_row;

  ChatProfile *profile;      /* (nullable) */
  GCancellable *cancellable; /* (nullable): of what is under way */
  char *link;                /* (nullable) */
  guint waiting : 1;
};

/* attest-internet-identity-pane.c */
void attest_internet_identity_pane_set_state (AttestInternetIdentityPane *self,
                                              IcIdentity *identity,
                                              const char *problem,
                                              gboolean busy);
/* @login: NULL for @error */
void attest_internet_identity_pane_finish (AttestInternetIdentityPane *self,
                                           IcLogin *login,
                                           const GError *error);
/* Cancels what is under way. */
void attest_internet_identity_pane_stop (AttestInternetIdentityPane *self);

/* attest-internet-identity-pane-import.c: takes what is filled in */
void attest_internet_identity_pane_import_cb (AttestInternetIdentityPane *self);

G_END_DECLS
