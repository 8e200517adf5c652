/* SPDX-License-Identifier: MIT */
#include "net-body-limit.h"

#define DATA_SIZE "net-body-size"

static void
on_got_chunk (SoupServerMessage *message, GBytes *chunk, gpointer max_bytes)
{
  gsize size = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (message), DATA_SIZE));

  size += g_bytes_get_size (chunk);
  g_object_set_data (G_OBJECT (message), DATA_SIZE, GSIZE_TO_POINTER (size));
  if (size > GPOINTER_TO_SIZE (max_bytes))
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
}

static void
on_request_started (SoupServer *server, SoupServerMessage *message, gpointer max_bytes)
{
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_got_chunk), max_bytes);
}

/**
 * net_body_limit_install:
 * @server: a server that does not listen yet
 * @max_bytes: what a body may have
 *
 * libsoup collects a whole body before it calls a handler, so the limit must stand before.
 */
void
net_body_limit_install (SoupServer *server, gsize max_bytes)
{
  g_signal_connect (server, "request-started", G_CALLBACK (on_request_started),
                    GSIZE_TO_POINTER (max_bytes));
}

/**
 * net_body_limit_is_exceeded:
 * @message: a request, in its handler
 * @max_bytes: what its body may have
 *
 * Returns: whether its body is larger, and so not all there
 */
gboolean
net_body_limit_is_exceeded (SoupServerMessage *message, gsize max_bytes)
{
  return GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (message), DATA_SIZE)) > max_bytes;
}
