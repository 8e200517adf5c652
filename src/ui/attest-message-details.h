/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-value-tree.h"
#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestMessageDetails: a window about one message: who claims to have written it, and what is proved.
 */
#define ATTEST_TYPE_MESSAGE_DETAILS (attest_message_details_get_type ())
G_DECLARE_FINAL_TYPE (
    AttestMessageDetails, attest_message_details, ATTEST, MESSAGE_DETAILS, AdwWindow)

/* @codec_id (nullable): of the room; @mark (nullable): what is to be said about the author's name */
AttestMessageDetails *
attest_message_details_new (ChatMessage *message, const char *codec_id, const char *mark);
/* Where it is from: shows what it says, too, if that is not all in the row. */
void attest_message_details_set_room (AttestMessageDetails *self, ChatRoom *room);
AttestValueTree *attest_message_details_get_tree (AttestMessageDetails *self); /* (nullable) */

G_END_DECLS
