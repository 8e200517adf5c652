/* SPDX-License-Identifier: MIT */
#include "chat-event.h"

/**
 * chat_event_new:
 * @kind: what happened
 * @author: (nullable): the name that the sender gave itself
 * @text: (nullable): what was said, for %CHAT_EVENT_TEXT
 *
 * Returns: (transfer full): a new event
 */
ChatEvent *
chat_event_new (ChatEventKind kind, const char *author, const char *text)
{
  ChatEvent *self = g_new0 (ChatEvent, 1);

  self->kind = kind;
  self->author = g_strdup (author);
  self->text = g_strdup (text);
  return self;
}

/**
 * chat_event_equal:
 *
 * Returns: %TRUE if both say the same: used to know our own message in its echo.
 */
gboolean
chat_event_equal (const ChatEvent *a, const ChatEvent *b)
{
  return a->kind == b->kind && g_strcmp0 (a->author, b->author) == 0 &&
         g_strcmp0 (a->text, b->text) == 0;
}

void
chat_event_free (ChatEvent *self)
{
  if (self == NULL)
    return;
  g_free (self->author);
  g_free (self->text);
  g_free (self);
}
