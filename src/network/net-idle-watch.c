/* SPDX-License-Identifier: MIT */
/*
 * In libsoup 3.2 a connection over which a request was answered waits for the next one without anybody
 * who would be told of its end: when the client closes it, it stays in CLOSE_WAIT for ever. Here each
 * such socket is watched between two requests. What libsoup keeps for it besides the descriptor, a few
 * kilobytes, goes with the server.
 */
#include "config.h"

#include "net-idle-watch.h"

#include <glib-unix.h>
#include <sys/socket.h>

/* The other side sends nothing more. GLib has no name for it; it hands the bits on to poll(). */
#ifdef __linux__
#define CONDITION_PEER_CLOSED ((GIOCondition)0x2000 /* POLLRDHUP */)
#else
#define CONDITION_PEER_CLOSED ((GIOCondition)0)
#endif
#define DATA_WATCHES "net-idle-watches"

/* Of one socket, between two requests. */
typedef struct
{
  GHashTable *watches; /* GSocket -> GSource; the watch is in it */
  GSocket *socket;
} Watch;

static void
watch_free (gpointer data)
{
  Watch *self = data;

  g_object_unref (self->socket);
  g_free (self);
}

static void
source_free (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

/* A request that came before the end is still to be read. */
static gboolean
has_input (GSocket *socket)
{
  char byte;

  return recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

static gboolean
on_peer_closed (gint fd, GIOCondition condition, gpointer user_data)
{
  Watch *self = user_data;

  if (!g_socket_is_closed (self->socket))
    {
      if (has_input (self->socket))
        return G_SOURCE_CONTINUE; /* libsoup reads it now */
      g_socket_close (self->socket, NULL);
    }
  g_hash_table_remove (self->watches, self->socket); /* and with it this source */
  return G_SOURCE_REMOVE;
}

static void
on_request_ended (SoupServer *server, SoupServerMessage *message, GHashTable *watches)
{
  GSocket *socket = soup_server_message_get_socket (message);
  GSource *source;
  Watch *watch;

  if (socket == NULL || g_socket_is_closed (socket))
    return;
  watch = g_new0 (Watch, 1);
  watch->watches = watches;
  watch->socket = g_object_ref (socket);
  source = g_unix_fd_source_new (g_socket_get_fd (socket),
                                 CONDITION_PEER_CLOSED | G_IO_HUP | G_IO_ERR);
  g_source_set_callback (source, G_SOURCE_FUNC (on_peer_closed), watch, watch_free);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_hash_table_replace (watches, socket, source);
}

/* What happens to it from now on is libsoup's. */
static void
on_request_started (SoupServer *server, SoupServerMessage *message, GHashTable *watches)
{
  g_hash_table_remove (watches, soup_server_message_get_socket (message));
}

/**
 * net_idle_watch_install:
 * @server: a server that does not listen yet
 */
void
net_idle_watch_install (SoupServer *server)
{
  GHashTable *watches = g_hash_table_new_full (NULL, NULL, NULL, source_free);

  g_object_set_data_full (G_OBJECT (server), DATA_WATCHES, watches,
                          (GDestroyNotify)g_hash_table_unref);
  g_signal_connect (server, "request-started", G_CALLBACK (on_request_started), watches);
  g_signal_connect (server, "request-finished", G_CALLBACK (on_request_ended), watches);
  g_signal_connect (server, "request-aborted", G_CALLBACK (on_request_ended), watches);
}
