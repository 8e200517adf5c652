/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestIdentityPane: one way to say who one is. It has an identity, or is busy making one, or has a
 * problem, or is waiting for something to be filled in.
 *
 * Signals: "changed": any of these; "activated": Enter, the person wants to go in.
 */
#define ATTEST_TYPE_IDENTITY_PANE (attest_identity_pane_get_type ())
G_DECLARE_DERIVABLE_TYPE (AttestIdentityPane, attest_identity_pane, ATTEST, IDENTITY_PANE, AdwBin)

struct _AttestIdentityPaneClass
{
  AdwBinClass parent_class;
  const char *kind;                                /* as the keyring names it */
  gboolean rememberable;                           /* whether to offer to remember it */
  void (*update) (AttestIdentityPane *self);       /* look at what is filled in */
  void (*reset) (AttestIdentityPane *self);        /* forget each secret */
  char *(*get_missing) (AttestIdentityPane *self); /* why there is no identity yet */
};

IcIdentity *attest_identity_pane_get_identity (AttestIdentityPane *self); /* (nullable) */
const char *attest_identity_pane_get_problem (AttestIdentityPane *self);  /* (nullable) */
gboolean attest_identity_pane_get_busy (AttestIdentityPane *self);
const char *attest_identity_pane_get_kind (AttestIdentityPane *self);
gboolean attest_identity_pane_get_rememberable (AttestIdentityPane *self);
void attest_identity_pane_reset (AttestIdentityPane *self);
/* The person wants to go in: from now on tell what is missing. */
void attest_identity_pane_attempt (AttestIdentityPane *self);

/* For the panes themselves. */
void attest_identity_pane_set_state (AttestIdentityPane *self,
                                     IcIdentity *identity,
                                     const char *problem,
                                     gboolean busy);
void attest_identity_pane_activate (AttestIdentityPane *self);
void attest_identity_pane_update (AttestIdentityPane *self);

G_END_DECLS
