/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-room-item.h"

G_BEGIN_DECLS

/**
 * AttestRoomRow: a room in the sidebar: title, network, how many messages are unread, whether it is
 * quiet, and how its connection is.
 */
#define ATTEST_TYPE_ROOM_ROW (attest_room_row_get_type ())
G_DECLARE_FINAL_TYPE (AttestRoomRow, attest_room_row, ATTEST, ROOM_ROW, AdwActionRow)

/* @item NULL: a row whose words are set by hand, for pictures. */
GtkWidget *attest_room_row_new (AttestRoomItem *item);
/* Of a room that is not open, since nobody knows as whom: @reason tells why. */
GtkWidget *attest_room_row_new_waiting (ChatSavedProfile *saved, const char *reason);
ChatSavedProfile *attest_room_row_get_saved (AttestRoomRow *self); /* (nullable) of a waiting one */
const char *attest_room_row_get_reason (AttestRoomRow *self);      /* (nullable) the same */
AttestRoomItem *attest_room_row_get_item (AttestRoomRow *self);    /* (nullable) (transfer none) */
void attest_room_row_show (AttestRoomRow *self,
                           const char *title,
                           const char *subtitle,
                           ChatHealth health,
                           guint unread,
                           gboolean muted);
/* What a screen reader says; for tests. */
char *attest_room_row_dup_label (AttestRoomRow *self);

G_END_DECLS
