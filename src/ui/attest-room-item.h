/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-health-monitor.h"
#include "attest-health-text.h"
#include "attest-sign-in.h"

G_BEGIN_DECLS

/**
 * AttestRoomItem: one room of the window, seen or not: the conversation, how its connection is, what
 * was not read yet, and what was typed and not sent.
 *
 * Properties (notify): "unread" (uint), "muted" (boolean).
 * Signals: "changed": health, figures or unread; at most a few times a second. "message" (ChatMessage *):
 * somebody said something.
 */
#define ATTEST_TYPE_ROOM_ITEM (attest_room_item_get_type ())
G_DECLARE_FINAL_TYPE (AttestRoomItem, attest_room_item, ATTEST, ROOM_ITEM, GObject)

/* @options (nullable): with what the person signed in, for renewals. */
AttestRoomItem *attest_room_item_new (ChatRoom *room, const AttestSignInOptions *options);
/* Of a saved connection: its id, and what its history (nullable: none is kept) holds. */
void attest_room_item_set_saved (AttestRoomItem *self,
                                 const char *saved_id,
                                 const ChatHistoryCounts *counts);
const char *attest_room_item_get_saved_id (AttestRoomItem *self); /* (nullable) */
ChatHistory *attest_room_item_get_history (AttestRoomItem *self); /* (nullable) */
/* Disconnects; nothing is told any more. (transfer full) (nullable): the room, whose end the closing of
 * its history has to wait for. */
ChatRoom *attest_room_item_close (AttestRoomItem *self);

ChatRoom *attest_room_item_get_room (AttestRoomItem *self);
ChatConnection *attest_room_item_get_connection (AttestRoomItem *self);
AttestHealthMonitor *attest_room_item_get_monitor (AttestRoomItem *self);
const AttestSignInOptions *attest_room_item_get_sign_in_options (AttestRoomItem *self);
const char *attest_room_item_get_title (AttestRoomItem *self); /* clean, one line */
void attest_room_item_set_title (AttestRoomItem *self, const char *title);
const char *attest_room_item_get_network (AttestRoomItem *self); /* translated, or an address */
/* Words for the state as it is now. (transfer full) */
AttestHealthText *attest_room_item_dup_health_text (AttestRoomItem *self);
/* A person looks at it: nothing is unread, and what comes is read at once. */
void attest_room_item_set_seen (AttestRoomItem *self, gboolean seen);
guint attest_room_item_get_unread (AttestRoomItem *self);
gboolean attest_room_item_get_muted (AttestRoomItem *self);
void attest_room_item_set_muted (AttestRoomItem *self, gboolean muted);
const char *attest_room_item_get_draft (AttestRoomItem *self); /* never NULL */
/* Goes into the history, too. */
void attest_room_item_set_draft (AttestRoomItem *self, const char *text);
/* (nullable) What the person should know about this room, until they have read it. */
const char *attest_room_item_get_notice (AttestRoomItem *self);
void attest_room_item_set_notice (AttestRoomItem *self, const char *notice);
/* All was forgotten. */
void attest_room_item_cleared (AttestRoomItem *self);

G_END_DECLS
