/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-room-item.h"

G_BEGIN_DECLS

struct _AttestRoomItem
{
  GObject parent_instance;

  ChatRoom *room;
  AttestHealthMonitor *monitor;
  AttestSignInOptions *options; /* (nullable) */
  char *saved_id;               /* (nullable) */
  char *title;
  char *draft;
  char *notice;  /* (nullable) */
  gint64 newest; /* of what is kept: its id; 0: nothing */
  guint unread;
  guint refresh_source;
  gboolean seen;
  gboolean muted;
};

/* attest-room-item.c */
void attest_room_item_set_unread (AttestRoomItem *self, guint unread);
void attest_room_item_changed (AttestRoomItem *self);

/* attest-room-item-kept.c: what a person has looked at is read at the next start, too */
void attest_room_item_keep_last_read (AttestRoomItem *self);

G_END_DECLS
