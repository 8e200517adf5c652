/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/* How long history is kept; the values of the setting "keep-history". */
typedef enum
{
  ATTEST_KEEP_FOREVER,
  ATTEST_KEEP_YEAR,
  ATTEST_KEEP_QUARTER,
  ATTEST_KEEP_MONTH,
  ATTEST_KEEP_WEEK,
  ATTEST_KEEP_NONE,
  ATTEST_N_KEEP
} AttestKeepHistory;

/**
 * AttestRoomStore: what is kept of rooms from one start to the next: their histories, which of them
 * are open, and which are muted. A room is named by the id of its saved connection. There is one for
 * the program: a history is open once.
 */
#define ATTEST_TYPE_ROOM_STORE (attest_room_store_get_type ())
G_DECLARE_FINAL_TYPE (AttestRoomStore, attest_room_store, ATTEST, ROOM_STORE, GObject)

AttestRoomStore *attest_room_store_ref_default (void); /* (transfer full) */

/* Opens the history of a room, and forgets what is too old. NULL without an error: none is to be
 * kept, and there is none any more. Waits while the same one is being closed. */
void attest_room_store_open_async (AttestRoomStore *self,
                                   const char *id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
ChatHistory *attest_room_store_open_finish (AttestRoomStore *self,
                                            GAsyncResult *result,
                                            GError **error); /* (transfer full) (nullable) */
/* Closes it when @room (nullable) is gone; the program stays for so long. With @forget, all of it is
 * deleted then. */
void
attest_room_store_close (AttestRoomStore *self, const char *id, GObject *room, gboolean forget);
/* Deletes the history of a room, open (then it is closed like this) or not. */
void attest_room_store_forget (AttestRoomStore *self, const char *id);
gboolean attest_room_store_is_open (AttestRoomStore *self, const char *id);
/* At the end of the program: blocks until all is written. */
void attest_room_store_close_all_sync (AttestRoomStore *self);

/* The list of rooms that are open, and the one that is shown. */
gboolean attest_room_store_get_open_at_start (AttestRoomStore *self);
char **attest_room_store_dup_open (AttestRoomStore *self);
char *attest_room_store_dup_last (AttestRoomStore *self);
void attest_room_store_set_open (AttestRoomStore *self, const char *id, gboolean open);
void attest_room_store_set_last (AttestRoomStore *self, const char *id);
gboolean attest_room_store_get_muted (AttestRoomStore *self, const char *id);
void attest_room_store_set_muted (AttestRoomStore *self, const char *id, gboolean muted);
/* Removes every trace of it in the settings. */
void attest_room_store_drop (AttestRoomStore *self, const char *id);
gboolean attest_room_store_keeps (AttestRoomStore *self);

/* Signal "failed" (const char *id, const GError *): something was not written or deleted. */

/* Before when messages are too old; 0: none is. Pure, for tests. */
guint64 attest_room_store_get_limit_ns (AttestKeepHistory keep, guint64 now_ns);

G_END_DECLS
