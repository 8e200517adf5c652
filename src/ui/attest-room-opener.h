/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestRoomOpener: finds out as whom a saved connection can be opened, without asking a person: what
 * the keyring gives while it is unlocked.
 */
#define ATTEST_TYPE_ROOM_OPENER (attest_room_opener_get_type ())
G_DECLARE_FINAL_TYPE (AttestRoomOpener, attest_room_opener, ATTEST, ROOM_OPENER, GObject)

AttestRoomOpener *attest_room_opener_new (ChatKeyring *keyring);
/* Errors: CHAT_KEYRING_ERROR (NOT_FOUND also for connections without a remembered identity), those of
 * chat_identity_check(). */
void attest_room_opener_find_async (AttestRoomOpener *self,
                                    ChatSavedProfile *saved,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
IcIdentity *attest_room_opener_find_finish (AttestRoomOpener *self,
                                            GAsyncResult *result,
                                            GError **error); /* (transfer full) */

G_END_DECLS
