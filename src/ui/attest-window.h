/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-application.h"
#include "attest-chat-view.h"
#include "attest-connection-panel.h"
#include "attest-login-page.h"

G_BEGIN_DECLS

/**
 * AttestWindow: the one window: login, then rooms, chat and connection, side by side where there is
 * room.
 *
 * Property "muted": of the room that is shown.
 * Actions: "win.show-panel", "win.mute" (boolean), "win.reconnect", "win.disconnect", "win.leave",
 * "win.edit-room", "win.export-history", "win.clear-history", "win.sign-in", "win.next-pane",
 * "win.previous-pane", "win.show-events".
 */
#define ATTEST_TYPE_WINDOW (attest_window_get_type ())
G_DECLARE_FINAL_TYPE (AttestWindow, attest_window, ATTEST, WINDOW, AdwApplicationWindow)

AttestWindow *attest_window_new (AttestApplication *application);
void attest_window_login (AttestWindow *self,
                          const ChatProfile *profile,
                          IcIdentity *identity,
                          const char *display_name);
/* Opens the rooms that were open the last time; shows @room (nullable: the one shown last). */
void attest_window_restore (AttestWindow *self, const char *room);
void attest_window_set_local_profile (AttestWindow *self, const ChatProfile *profile);
/* Where that network is switched (for rooms that are entered from now on); NULL: nowhere. */
void attest_window_set_control_url (AttestWindow *self, const char *url);
/* Asks whether to go where a stranger's address leads; then the login page asks as whom. */
void attest_window_open_link (AttestWindow *self, const char *uri);
/* By the id of an announcement; FALSE: that room is gone. */
gboolean attest_window_show_room_by_id (AttestWindow *self, const char *id);
/* Writes the history of the room that is shown, if it has one. */
void attest_window_export_to (AttestWindow *self, GFile *file);
/* A few words at the bottom, for that long; 0: until they are read. */
void attest_window_tell (AttestWindow *self, const char *text, guint seconds);
AttestLoginPage *attest_window_get_login_page (AttestWindow *self);
AttestChatView *attest_window_get_chat_view (AttestWindow *self);
AttestConnectionPanel *attest_window_get_panel (AttestWindow *self);
ChatRoom *attest_window_get_room (AttestWindow *self); /* (nullable) */

G_END_DECLS
