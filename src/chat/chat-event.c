/* SPDX-License-Identifier: MIT */
#include "chat-event.h"

#include "chat-any-codec-text.h"

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
 * chat_event_new_value:
 * @value: a value
 * @type: its type, which gives fields their names
 *
 * Returns: (transfer full): a %CHAT_EVENT_VALUE
 */
ChatEvent *
chat_event_new_value (IcCandidValue *value, IcCandidType *type)
{
  ChatEvent *self = chat_event_new (CHAT_EVENT_VALUE, NULL, NULL);

  self->text = chat_value_summarize (value, type);
  self->details = chat_value_describe (value, type);
  self->value = ic_candid_value_ref (value);
  self->type = ic_candid_type_ref (type);
  return self;
}

/**
 * chat_event_copy:
 *
 * Returns: (transfer full): the same event
 */
ChatEvent *
chat_event_copy (const ChatEvent *self)
{
  ChatEvent *copy = chat_event_new (self->kind, self->author, self->text);

  copy->details = g_strdup (self->details);
  copy->value = self->value != NULL ? ic_candid_value_ref (self->value) : NULL;
  copy->type = self->type != NULL ? ic_candid_type_ref (self->type) : NULL;
  copy->foreign = self->foreign;
  return copy;
}

/* A canister whose type has no author sends our message back without one. */
static gboolean
authors_equal (const ChatEvent *a, const ChatEvent *b)
{
  return a->author == NULL || b->author == NULL || g_strcmp0 (a->author, b->author) == 0;
}

/**
 * chat_event_equal:
 *
 * Returns: %TRUE if both say the same: used to know our own message in its echo.
 */
gboolean
chat_event_equal (const ChatEvent *a, const ChatEvent *b)
{
  if (a->kind != b->kind || a->foreign || b->foreign)
    return FALSE;
  if (a->kind == CHAT_EVENT_VALUE)
    return a->value != NULL && b->value != NULL && ic_candid_value_equal (a->value, b->value);
  return authors_equal (a, b) && g_strcmp0 (a->text, b->text) == 0;
}

void
chat_event_free (ChatEvent *self)
{
  if (self == NULL)
    return;
  g_free (self->author);
  g_free (self->text);
  g_free (self->details);
  g_clear_pointer (&self->value, ic_candid_value_unref);
  g_clear_pointer (&self->type, ic_candid_type_unref);
  g_free (self);
}
