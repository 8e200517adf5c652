/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

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

G_END_DECLS
