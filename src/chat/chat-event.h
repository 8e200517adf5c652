/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-candid.h"

G_BEGIN_DECLS

typedef enum
{
  CHAT_EVENT_TEXT,   /* somebody said something */
  CHAT_EVENT_TYPING, /* somebody is typing */
  CHAT_EVENT_JOINED, /* somebody joined */
  CHAT_EVENT_VALUE   /* something that is no chat: a value of the canister's type */
} ChatEventKind;

/**
 * ChatEvent: what one application message means. @author is only a claim of the sender (nullable
 * where the canister's type has none).
 */
typedef struct
{
  ChatEventKind kind;
  char *author;
  char *text; /* TEXT: what was said; VALUE: the value on one line, cut where it is long */
  /* Where the codec knows the canister by its interface alone: the whole message. */
  char *details;        /* (nullable): the value on lines of its own, for people to read */
  IcCandidValue *value; /* (nullable); VALUE: what is sent */
  IcCandidType *type;   /* (nullable): of value */
  gboolean foreign;     /* certainly not our own message coming back */
} ChatEvent;

ChatEvent *chat_event_new (ChatEventKind kind, const char *author, const char *text);
/* A VALUE, with text and details made from it. */
ChatEvent *chat_event_new_value (IcCandidValue *value, IcCandidType *type);
ChatEvent *chat_event_copy (const ChatEvent *self);
gboolean chat_event_equal (const ChatEvent *a, const ChatEvent *b);
void chat_event_free (ChatEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEvent, chat_event_free)

G_END_DECLS
