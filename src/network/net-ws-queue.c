/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-ws-queue.h"

#include <string.h>

/* Space of deleted messages is given back when there is this much of it, and it is the most. */
#define COMPACT_AT 64

struct _NetWsQueue
{
  char *gateway_text;
  GPtrArray *messages; /* NetOutputMessage; those before @head are gone (NULL) */
  guint head;
  guint64 next_nonce;
  guint n_clients;
  guint64 empty_since_ns;
};

static void
unref_if_set (gpointer message)
{
  if (message != NULL)
    net_output_message_unref (message);
}

NetWsQueue *
net_ws_queue_new (const IcPrincipal *gateway_principal)
{
  NetWsQueue *self = g_new0 (NetWsQueue, 1);

  self->gateway_text = ic_principal_to_text (gateway_principal);
  self->messages = g_ptr_array_new_with_free_func (unref_if_set);
  return self;
}

void
net_ws_queue_free (NetWsQueue *self)
{
  g_free (self->gateway_text);
  g_ptr_array_unref (self->messages);
  g_free (self);
}

void
net_ws_queue_add_client (NetWsQueue *self)
{
  self->n_clients++;
}

void
net_ws_queue_remove_client (NetWsQueue *self, guint64 now_ns)
{
  if (self->n_clients > 0)
    self->n_clients--;
  if (self->n_clients == 0)
    self->empty_since_ns = now_ns;
}

gboolean
net_ws_queue_is_abandoned (NetWsQueue *self, guint64 now_ns, guint64 max_age_ns)
{
  return self->n_clients == 0 && now_ns > self->empty_since_ns &&
         now_ns - self->empty_since_ns > max_age_ns;
}

static void
certify (NetTree *tree, NetOutputMessage *message)
{
  guint8 hash[IC_HASH_BYTES];
  gsize len;
  const guint8 *bytes = g_bytes_get_data (message->content, &len);

  ic_sha256 (bytes, len, hash);
  net_tree_set (tree, &IC_LABEL_BYTES (message->key, strlen (message->key)), 1, hash, sizeof hash);
}

void
net_ws_queue_push (NetWsQueue *self,
                   NetTree *tree,
                   const NetClientKey *client_key,
                   guint64 now_ns,
                   GBytes *content)
{
  guint64 nonce = self->next_nonce++;
  /* 20 digits, so that keys sort as their nonces do. */
  char *key = g_strdup_printf ("%s_%020" G_GUINT64_FORMAT, self->gateway_text, nonce);
  NetOutputMessage *message = net_output_message_new (client_key, nonce, now_ns, key, content);

  certify (tree, message);
  g_ptr_array_add (self->messages, message);
}

static void
pop (NetWsQueue *self, NetTree *tree)
{
  NetOutputMessage *message = g_ptr_array_index (self->messages, self->head);

  net_tree_remove (tree, &IC_LABEL_BYTES (message->key, strlen (message->key)), 1);
  net_output_message_unref (message);
  self->messages->pdata[self->head++] = NULL;
}

static void
compact (NetWsQueue *self)
{
  if (self->head >= COMPACT_AT && self->head * 2 >= self->messages->len)
    {
      g_ptr_array_remove_range (self->messages, 0, self->head);
      self->head = 0;
    }
}

void
net_ws_queue_delete_old (NetWsQueue *self, NetTree *tree, guint64 now_ns, guint64 max_age_ns)
{
  for (guint i = 0; i < NET_WS_MESSAGES_TO_DELETE && self->head < self->messages->len; i++)
    {
      NetOutputMessage *oldest = g_ptr_array_index (self->messages, self->head);

      if (now_ns <= oldest->timestamp_ns || now_ns - oldest->timestamp_ns <= max_age_ns)
        break;
      pop (self, tree);
    }
  compact (self);
}

void
net_ws_queue_delete_all (NetWsQueue *self, NetTree *tree)
{
  while (self->head < self->messages->len)
    pop (self, tree);
  compact (self);
}

gboolean
net_ws_queue_peek (NetWsQueue *self, guint64 nonce, guint max, GPtrArray *out)
{
  guint64 first_nonce = self->next_nonce - net_ws_queue_get_length (self);
  guint64 skip = nonce > first_nonce ? nonce - first_nonce : 0;
  guint start, end;

  start = self->head + (guint)MIN (skip, net_ws_queue_get_length (self));
  end = self->messages->len - start > max ? start + max : self->messages->len;
  for (guint i = start; i < end; i++)
    g_ptr_array_add (out, net_output_message_ref (g_ptr_array_index (self->messages, i)));
  return end == self->messages->len;
}

guint
net_ws_queue_get_length (NetWsQueue *self)
{
  return self->messages->len - self->head;
}
