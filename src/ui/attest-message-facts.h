/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestMessageFact: a figure of a message's proof.
 */
typedef struct
{
  char *title;
  char *value;
  gboolean copyable;
} AttestMessageFact;

void attest_message_fact_free (AttestMessageFact *self);

/* What is known of who wrote it; @codec_id (nullable): of the room. */
char *attest_message_describe_author (ChatMessage *message, const char *codec_id);
/* What is proved, and what is not. */
char *attest_message_describe_proof (ChatMessage *message);
/* (transfer container) of AttestMessageFact */
GPtrArray *attest_message_list_facts (ChatMessage *message);

G_END_DECLS
