/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CHAT_EVENT_TEXT,   /* somebody said something */
  CHAT_EVENT_TYPING, /* somebody is typing */
  CHAT_EVENT_JOINED  /* somebody joined */
} ChatEventKind;

/**
 * ChatEvent: what one application message means. @author is only a claim of the sender (nullable
 * where the canister's type has none).
 */
typedef struct
{
  ChatEventKind kind;
  char *author;
  char *text; /* TEXT */
} ChatEvent;

ChatEvent *chat_event_new (ChatEventKind kind, const char *author, const char *text);
gboolean chat_event_equal (const ChatEvent *a, const ChatEvent *b);
void chat_event_free (ChatEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEvent, chat_event_free)

G_END_DECLS
