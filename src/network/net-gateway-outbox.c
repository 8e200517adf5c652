/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-gateway-outbox.h"

/* How much of a flood is handed to libsoup at once: it takes everything, and would keep it. */
#define BATCH_BYTES (64 * 1024)
#define BATCH_PINGS 512

/* RFC 6455, 5.2: FIN and opcode 9, no mask, no payload. libsoup sends pings only by a timer. */
static const guint8 PING[] = { 0x89, 0x00 };

typedef struct
{
  NetOutputKind kind;
  GBytes *bytes; /* (nullable) */
  guint64 n;
  gint64 due_us;
} Item;

struct _NetGatewayOutbox
{
  SoupWebsocketConnection *connection;
  IcClock *clock;
  GQueue items; /* Item: those that could not go at once */
  gsize n_bytes;
  guint timer;
  GSource *pace;      /* (nullable): waits for room in the socket */
  gsize n_ping_bytes; /* of a ping that was cut */
};

static void run (NetGatewayOutbox *self);

static gsize
item_size (const Item *item)
{
  return item->bytes != NULL ? g_bytes_get_size (item->bytes) : 0;
}

static void
pop (NetGatewayOutbox *self)
{
  Item *item = g_queue_pop_head (&self->items);

  self->n_bytes -= item_size (item);
  g_clear_pointer (&item->bytes, g_bytes_unref);
  g_free (item);
}

static gboolean
is_open (NetGatewayOutbox *self)
{
  return soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN;
}

static void
write_once (NetGatewayOutbox *self, NetOutputKind kind, GBytes *bytes)
{
  gsize len;
  gconstpointer data;

  if (!is_open (self))
    return;
  if (kind == NET_OUTPUT_TEXT)
    {
      soup_websocket_connection_send_message (self->connection, SOUP_WEBSOCKET_DATA_TEXT, bytes);
      return;
    }
  data = g_bytes_get_data (bytes, &len);
  soup_websocket_connection_send_binary (self->connection, data, len);
}

static void
on_timer (gpointer user_data)
{
  NetGatewayOutbox *self = user_data;

  self->timer = 0;
  run (self);
}

/* Straight into the socket, which has just said that it has room; libsoup has nothing under way, or
 * its source would have come before ours. Gives how many are done. */
static guint64
write_pings (NetGatewayOutbox *self, GPollableOutputStream *stream, guint64 n)
{
  guint8 batch[BATCH_PINGS * sizeof PING];
  gsize len = MIN (n, BATCH_PINGS) * sizeof PING - self->n_ping_bytes;
  gssize written;

  for (gsize i = 0; i < len; i++)
    batch[i] = PING[(self->n_ping_bytes + i) % sizeof PING];
  written = g_pollable_output_stream_write_nonblocking (stream, batch, len, NULL, NULL);
  if (written <= 0)
    return 0;
  n = (self->n_ping_bytes + written) / sizeof PING;
  self->n_ping_bytes = (self->n_ping_bytes + written) % sizeof PING;
  return n;
}

/* At the lowest priority, so that libsoup has written all it has before this is called again. */
static gboolean
on_room (GObject *stream, gpointer user_data)
{
  NetGatewayOutbox *self = user_data;
  Item *head = g_queue_peek_head (&self->items);
  guint64 n;

  if (!is_open (self))
    head->n = 0;
  else if (head->kind == NET_OUTPUT_PING)
    head->n -= write_pings (self, G_POLLABLE_OUTPUT_STREAM (stream), head->n);
  else
    {
      n = MIN (head->n, MAX (1, BATCH_BYTES / MAX (1, item_size (head))));
      head->n -= n;
      while (n-- > 0)
        write_once (self, head->kind, head->bytes);
    }
  if (head->n > 0)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->pace, g_source_unref);
  pop (self);
  run (self);
  return G_SOURCE_REMOVE;
}

static void
start_pacing (NetGatewayOutbox *self)
{
  GIOStream *stream = soup_websocket_connection_get_io_stream (self->connection);
  GOutputStream *output = g_io_stream_get_output_stream (stream);

  self->pace = g_pollable_output_stream_create_source (G_POLLABLE_OUTPUT_STREAM (output), NULL);
  g_source_set_callback (self->pace, G_SOURCE_FUNC (on_room), self, NULL);
  g_source_set_priority (self->pace, G_PRIORITY_LOW);
  g_source_attach (self->pace, g_main_context_get_thread_default ());
}

static gboolean
needs_pacing (const Item *item)
{
  return item->n > 1 || item->kind == NET_OUTPUT_PING;
}

/* Sends all that may go now. */
static void
run (NetGatewayOutbox *self)
{
  Item *head;

  if (self->pace != NULL)
    return;
  if (self->timer != 0)
    ic_clock_cancel (self->clock, self->timer);
  self->timer = 0;
  while ((head = g_queue_peek_head (&self->items)) != NULL)
    {
      gboolean is_full = self->items.length > NET_OUTBOX_MAX_FRAMES ||
                         self->n_bytes > NET_OUTBOX_MAX_BYTES;

      if (head->due_us > ic_clock_get_monotonic_us (self->clock) && !is_full)
        {
          self->timer = ic_clock_call_at (self->clock, head->due_us, on_timer, self);
          return;
        }
      if (needs_pacing (head) && is_open (self))
        {
          start_pacing (self);
          return;
        }
      if (head->n > 0 && head->kind != NET_OUTPUT_PING)
        write_once (self, head->kind, head->bytes);
      pop (self);
    }
}

/* A flood that the client does not read must not pile up what comes behind it. */
static void
give_up_flood (NetGatewayOutbox *self)
{
  if (self->pace == NULL ||
      (self->items.length <= NET_OUTBOX_MAX_FRAMES && self->n_bytes <= NET_OUTBOX_MAX_BYTES))
    return;
  g_source_destroy (self->pace);
  g_clear_pointer (&self->pace, g_source_unref);
  pop (self);
}

NetGatewayOutbox *
net_gateway_outbox_new (SoupWebsocketConnection *connection, IcClock *clock)
{
  NetGatewayOutbox *self = g_new0 (NetGatewayOutbox, 1);

  self->connection = g_object_ref (connection);
  self->clock = g_object_ref (clock);
  g_queue_init (&self->items);
  return self;
}

void
net_gateway_outbox_free (NetGatewayOutbox *self)
{
  if (self->pace != NULL)
    {
      g_source_destroy (self->pace);
      g_source_unref (self->pace);
    }
  if (self->timer != 0)
    ic_clock_cancel (self->clock, self->timer);
  while (self->items.length > 0)
    pop (self);
  g_object_unref (self->connection);
  g_object_unref (self->clock);
  g_free (self);
}

void
net_gateway_outbox_put (
    NetGatewayOutbox *self, NetOutputKind kind, GBytes *bytes, guint64 n, gint64 due_us)
{
  Item item = { .kind = kind, .bytes = bytes, .n = n, .due_us = due_us };

  /* Nobody waits: the honest way. */
  if (self->items.length == 0 && !needs_pacing (&item) &&
      (due_us == 0 || due_us <= ic_clock_get_monotonic_us (self->clock)))
    {
      write_once (self, kind, bytes);
      return;
    }
  if (bytes != NULL)
    g_bytes_ref (bytes);
  self->n_bytes += item_size (&item);
  g_queue_push_tail (&self->items, g_memdup2 (&item, sizeof item));
  give_up_flood (self);
  run (self);
}
