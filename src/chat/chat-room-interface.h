/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-room.h"

G_BEGIN_DECLS

/* The signal "interface-failed". */
void chat_room_class_init_interface (ChatRoomClass *klass);
/* With the codec "any": asks the canister what it speaks as soon as there is somebody to ask, and takes
 * the codec that follows from it. To be called once, when the room is there. */
void chat_room_follow_interface (ChatRoom *self);
/* It is being asked, or will be. */
gboolean chat_room_is_learning (ChatRoom *self);
/* (nullable) (transfer none): why it could not be learned; NULL once it could. */
const GError *chat_room_get_interface_error (ChatRoom *self);

G_END_DECLS
