/* SPDX-License-Identifier: MIT */
#include "chat-outbox.h"

struct _ChatOutbox
{
  GQueue items; /* of ChatOutboxItem: in flight first, then waiting */
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

static GList *
first_waiting_link (ChatOutbox *self)
{
  for (GList *l = self->items.head; l != NULL; l = l->next)
    if (((ChatOutboxItem *)l->data)->sequence == 0)
      return l;
  return NULL;
}

/**
 * chat_outbox_push_first:
 * @event: (transfer full): what to say before everything that waits
 */
void
chat_outbox_push_first (ChatOutbox *self, ChatEvent *event)
{
  g_queue_insert_before (&self->items, first_waiting_link (self), item_new (event, NULL));
}

/**
 * chat_outbox_peek_waiting:
 *
 * Returns: (transfer none) (nullable): the first item without a sequence number
 */
ChatOutboxItem *
chat_outbox_peek_waiting (ChatOutbox *self)
{
  GList *link = first_waiting_link (self);

  return link ? link->data : NULL;
}

/**
 * chat_outbox_drop_waiting:
 * @item: an item that waits and will never be sent
 */
void
chat_outbox_drop_waiting (ChatOutbox *self, ChatOutboxItem *item)
{
  g_queue_remove (&self->items, item);
  chat_outbox_item_free (item);
}

void
chat_outbox_set_relayed (ChatOutbox *self, guint64 sequence)
{
  for (GList *l = self->items.head; l != NULL; l = l->next)
    {
      ChatOutboxItem *item = l->data;

      if (item->sequence != sequence)
        continue;
      item->relayed = TRUE;
      if (item->message != NULL)
        chat_message_set_delivery (item->message, CHAT_DELIVERY_SENT);
      return;
    }
}

static ChatOutboxItem *
take_link (ChatOutbox *self, GList *link)
{
  ChatOutboxItem *item = link->data;

  g_queue_delete_link (&self->items, link);
  return item;
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

      if (item->sequence == 0)
        break;
      if (chat_event_equal (item->event, event))
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
  ChatOutboxItem *item = g_queue_peek_head (&self->items);

  if (item == NULL || item->sequence == 0 || item->sequence > sequence)
    return NULL;
  return g_queue_pop_head (&self->items);
}

/**
 * chat_outbox_take_lost:
 *
 * To be called until it gives %NULL when a session has ended. What was handed to the gateway may or
 * may not have been accepted, so it is given back; what was not starts over.
 *
 * Returns: (transfer full) (nullable): the next item that has a row and was relayed
 */
ChatOutboxItem *
chat_outbox_take_lost (ChatOutbox *self)
{
  GList *l = self->items.head;

  while (l != NULL)
    {
      GList *next = l->next;
      ChatOutboxItem *item = l->data;

      if (item->relayed && item->message != NULL)
        return take_link (self, l);
      if (item->message == NULL)
        chat_outbox_item_free (take_link (self, l));
      else
        item->sequence = 0;
      l = next;
    }
  return NULL;
}
