/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-room-store.h"

G_BEGIN_DECLS

typedef struct
{
  GQueue waiting;       /* of GTask: what is to be done when it is closed */
  ChatHistory *history; /* (nullable): while it is opened, deleted, or not kept */
  gboolean busy;        /* is being closed or deleted */
  gboolean forget;
} AttestRoomStoreEntry;

struct _AttestRoomStore
{
  GObject parent_instance;

  GSettings *settings; /* (nullable) */
  GHashTable *entries; /* id → Entry: histories that are open, being closed or deleted */
  guint daily;
};

/* attest-room-store.c */
void attest_room_store_tell_failed (AttestRoomStore *self, const char *id, const GError *error);
/* The program stays until it is released. */
void attest_room_store_hold (void);
void attest_room_store_release (void);
/* Nobody has that history any more: whoever waits for that, goes on. */
void attest_room_store_remove_entry (AttestRoomStore *self, const char *id);
/* Of an entry that is busy, and has no history any more. */
void attest_room_store_delete_files (AttestRoomStore *self, const char *id);

G_END_DECLS
