/* SPDX-License-Identifier: MIT */
#include "chat-outbox.h"

struct _ChatOutbox
{
  GQueue items; /* of ChatOutboxItem, as they were said */
};

ChatOutbox *
chat_outbox_new (void)
{
  ChatOutbox *self = g_new0 (ChatOutbox, 1);

  g_queue_init (&self->items);
  return self;
}

void
chat_outbox_free (ChatOutbox *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->items, (GDestroyNotify)chat_outbox_item_free);
  g_free (self);
}

void
chat_outbox_item_free (ChatOutboxItem *item)
{
  if (item == NULL)
    return;
  chat_event_free (item->event);
  g_clear_object (&item->message);
  g_free (item->refusal);
  g_free (item);
}

guint
chat_outbox_get_length (ChatOutbox *self)
{
  return g_queue_get_length (&self->items);
}

static ChatOutboxItem *
item_new (ChatEvent *event, ChatMessage *message)
{
  ChatOutboxItem *item = g_new0 (ChatOutboxItem, 1);

  item->event = event;
  item->message = message ? g_object_ref (message) : NULL;
  return item;
}

/**
 * chat_outbox_push:
 * @event: (transfer full): what to say
 * @message: (nullable): its row
 */
void
chat_outbox_push (ChatOutbox *self, ChatEvent *event, ChatMessage *message)
{
  g_queue_push_tail (&self->items, item_new (event, message));
}

/**
 * chat_outbox_push_first:
 * @event: (transfer full): what to say before everything else, also before what is checked
 */
void
chat_outbox_push_first (ChatOutbox *self, ChatEvent *event)
{
  g_queue_push_head (&self->items, item_new (event, NULL));
}

/**
 * chat_outbox_peek_waiting:
 *
 * Returns: (transfer none) (nullable): the first item that waits, if none before it is being checked
 */
ChatOutboxItem *
chat_outbox_peek_waiting (ChatOutbox *self)
{
  for (GList *l = self->items.head; l != NULL; l = l->next)
    {
      ChatOutboxItem *item = l->data;

      if (item->checking)
        return NULL;
      if (item->sequence == 0)
        return item;
    }
  return NULL;
}

/* Of an earlier run of Attest; @position: how many of those there are already. */
void
chat_outbox_restore (ChatOutbox *self,
                     guint position,
                     ChatEvent *event,
                     ChatMessage *message,
                     gboolean checking,
                     const IcwsQuestion *question)
{
  ChatOutboxItem *item = item_new (event, message);
  GList *before = self->items.head;

  while (before != NULL && ((ChatOutboxItem *)before->data)->message == NULL)
    before = before->next;
  while (before != NULL && position-- > 0)
    before = before->next;
  item->checking = checking;
  item->has_question = checking && question != NULL;
  if (item->has_question)
    item->question = *question;
  g_queue_insert_before (&self->items, before, item);
}

ChatOutboxItem *
chat_outbox_next_waiting (ChatOutbox *self, ChatOutboxItem *previous)
{
  for (GList *l = g_queue_find (&self->items, previous)->next; l != NULL; l = l->next)
    {
      ChatOutboxItem *item = l->data;

      if (item->checking)
        return NULL;
      if (item->sequence == 0)
        return item;
    }
  return NULL;
}

guint
chat_outbox_count_leaving (ChatOutbox *self)
{
  guint n = 0;

  for (GList *l = self->items.head; l != NULL; l = l->next)
    {
      const ChatOutboxItem *item = l->data;

      n += item->round != 0 && !item->relayed && !item->checking;
    }
  return n;
}

void
chat_outbox_take_back (ChatOutbox *self)
{
  for (GList *l = self->items.head; l != NULL; l = l->next)
    {
      ChatOutboxItem *item = l->data;

      if (item->sequence == 0 && !item->checking && item->round != 0)
        chat_outbox_wait_again (self, item);
    }
}

GPtrArray *
chat_outbox_list_messages (ChatOutbox *self)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_object_unref);

  for (GList *l = self->items.head; l != NULL; l = l->next)
    if (((ChatOutboxItem *)l->data)->message != NULL)
      g_ptr_array_add (messages, g_object_ref (((ChatOutboxItem *)l->data)->message));
  return messages;
}

gboolean
chat_outbox_is_busy (ChatOutbox *self)
{
  const ChatOutboxItem *last = g_queue_peek_tail (&self->items);

  /* Numbered ones stand before those that wait, except while some are checked. */
  return (last != NULL && last->sequence == 0) || chat_outbox_next_checking (self, NULL) != NULL;
}

/**
 * chat_outbox_remove:
 * @item: an item that will never be sent (again)
 */
void
chat_outbox_remove (ChatOutbox *self, ChatOutboxItem *item)
{
  g_queue_remove (&self->items, item);
  chat_outbox_item_free (item);
}

ChatOutboxItem *
chat_outbox_find (ChatOutbox *self, guint64 sequence)
{
  for (GList *l = self->items.head; l != NULL && sequence != 0; l = l->next)
    if (((ChatOutboxItem *)l->data)->sequence == sequence)
      return l->data;
  return NULL;
}

ChatOutboxItem *
chat_outbox_find_refused (ChatOutbox *self, guint64 last)
{
  for (GList *l = self->items.head; l != NULL; l = l->next)
    {
      ChatOutboxItem *item = l->data;

      if (item->sequence != 0 && item->sequence <= last && item->refusal != NULL)
        return item;
    }
  return NULL;
}

void
chat_outbox_set_relayed (ChatOutbox *self, guint64 sequence)
{
  ChatOutboxItem *item = chat_outbox_find (self, sequence);

  if (item == NULL)
    return;
  item->relayed = TRUE;
  if (item->message != NULL)
    chat_message_set_delivery (item->message, CHAT_DELIVERY_SENT);
}

static ChatOutboxItem *
take_link (ChatOutbox *self, GList *link)
{
  ChatOutboxItem *item = link->data;

  g_queue_delete_link (&self->items, link);
  return item;
}

ChatOutboxItem *
chat_outbox_take (ChatOutbox *self, ChatOutboxItem *item)
{
  return take_link (self, g_queue_find (&self->items, item));
}

/**
 * chat_outbox_take_echo:
 * @event: what the canister sent to everybody
 *
 * Returns: (transfer full) (nullable): the oldest item in flight that says the same
 */
ChatOutboxItem *
chat_outbox_take_echo (ChatOutbox *self, const ChatEvent *event)
{
  for (GList *l = self->items.head; l != NULL; l = l->next)
    {
      ChatOutboxItem *item = l->data;

      if (item->sequence != 0 && chat_event_equal (item->event, event))
        return take_link (self, l);
    }
  return NULL;
}

/**
 * chat_outbox_take_acknowledged:
 * @sequence: the last number that the canister certified to have
 *
 * Returns: (transfer full) (nullable): the oldest item in flight up to @sequence
 */
ChatOutboxItem *
chat_outbox_take_acknowledged (ChatOutbox *self, guint64 sequence)
{
  for (GList *l = self->items.head; l != NULL; l = l->next)
    {
      ChatOutboxItem *item = l->data;

      if (item->sequence != 0)
        return item->sequence <= sequence ? take_link (self, l) : NULL;
    }
  return NULL;
}

/**
 * chat_outbox_end_session:
 * @get_question: asks the session that ends
 * @user_data: for @get_question
 *
 * What was handed to a gateway may or may not have been accepted, or may be accepted yet.
 */
void
chat_outbox_end_session (ChatOutbox *self, ChatOutboxQuestionFunc get_question, gpointer user_data)
{
  GList *next;

  chat_outbox_take_back (self);
  for (GList *l = self->items.head; l != NULL; l = next)
    {
      ChatOutboxItem *item = l->data;

      next = l->next;
      if (item->message == NULL)
        {
          chat_outbox_item_free (take_link (self, l));
          continue;
        }
      if (item->sequence == 0)
        continue; /* waits, or is checked already */
      item->has_question = get_question (item->sequence, &item->question, user_data);
      if ((item->relayed || item->has_question) && item->refusal == NULL)
        {
          item->checking = TRUE;
          item->sequence = 0;
          item->fence_ns = 0;
          chat_message_set_delivery (item->message, CHAT_DELIVERY_SENT);
        }
      else
        chat_outbox_wait_again (self, item);
    }
}

/**
 * chat_outbox_set_fence:
 * @fence_ns: certified time at which a newer session of the same principal was open
 */
void
chat_outbox_set_fence (ChatOutbox *self, guint64 fence_ns)
{
  for (GList *l = self->items.head; l != NULL; l = l->next)
    {
      ChatOutboxItem *item = l->data;

      if (!item->checking || item->fence_ns != 0)
        continue;
      item->fence_ns = fence_ns;
      item->n_asked = 0;
      item->ask_us = 0;
      item->pending_us = 0;
    }
}

/**
 * chat_outbox_next_checking:
 * @previous: (nullable): an item of the outbox
 *
 * Returns: (transfer none) (nullable): the next item after @previous that is to be checked
 */
ChatOutboxItem *
chat_outbox_next_checking (ChatOutbox *self, ChatOutboxItem *previous)
{
  GList *l = self->items.head;

  if (previous != NULL)
    l = g_queue_find (&self->items, previous)->next;
  for (; l != NULL; l = l->next)
    if (((ChatOutboxItem *)l->data)->checking)
      return l->data;
  return NULL;
}

/**
 * chat_outbox_wait_again:
 * @item: an item that no canister has taken
 *
 * It keeps its place, and so goes before everything newer.
 */
void
chat_outbox_wait_again (ChatOutbox *self, ChatOutboxItem *item)
{
  item->checking = FALSE;
  item->sequence = 0;
  item->relayed = FALSE;
  item->has_question = FALSE;
  item->fence_ns = 0;
  g_clear_pointer (&item->refusal, g_free);
  if (item->message == NULL)
    return;
  chat_message_set_delivery (item->message, CHAT_DELIVERY_QUEUED);
  /* Its leaving was written down, and is to be taken back. */
  if (item->round != 0)
    chat_message_touch (item->message, CHAT_MESSAGE_CHANGE_DELIVERY);
  item->round = 0;
}
