/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat-saved-profile.h"

G_BEGIN_DECLS

/**
 * AttestRoomDialog: changes a saved connection: what it is called in the list, the name that the others
 * see, its gateways and their order, and whether it may go on without one.
 *
 * Signal "saved" (ChatSavedProfile *): the changed one, under the same id; then it goes away.
 */
#define ATTEST_TYPE_ROOM_DIALOG (attest_room_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AttestRoomDialog, attest_room_dialog, ATTEST, ROOM_DIALOG, AdwWindow)

AttestRoomDialog *attest_room_dialog_new (ChatSavedProfile *saved);
/* FALSE: something is not usable; attest_room_dialog_get_problem() says what. */
gboolean attest_room_dialog_save (AttestRoomDialog *self);

/* For tests. */
void attest_room_dialog_set_title (AttestRoomDialog *self, const char *title);
void attest_room_dialog_set_display_name (AttestRoomDialog *self, const char *name);
void attest_room_dialog_add_gateway (AttestRoomDialog *self, const char *url);
const char *attest_room_dialog_get_problem (AttestRoomDialog *self);
/* What of a change is in force only when the room is opened again. */
gboolean attest_room_dialog_needs_reopening (ChatSavedProfile *before, ChatSavedProfile *after);

G_END_DECLS
