/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestFormPanel: a form for whatever a room's canister takes, made from its type. What was entered
 * stays with the room.
 *
 * Signals: "sent": a message went to the room; "leave": Escape.
 * Action "form.send" (Ctrl+Enter).
 */
#define ATTEST_TYPE_FORM_PANEL (attest_form_panel_get_type ())
G_DECLARE_FINAL_TYPE (AttestFormPanel, attest_form_panel, ATTEST, FORM_PANEL, AdwBin)

/* @room: (nullable) */
void attest_form_panel_set_room (AttestFormPanel *self, ChatRoom *room);
/* The room's codec is another one. */
void attest_form_panel_update (AttestFormPanel *self);
ChatForm *attest_form_panel_get_form (AttestFormPanel *self); /* (nullable) (transfer none) */
gboolean attest_form_panel_send (AttestFormPanel *self);

G_END_DECLS
