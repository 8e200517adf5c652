/* SPDX-License-Identifier: MIT */
#include "net-http-pause.h"

#define GONE "attest-gone"

static void
on_gone (SoupServerMessage *message)
{
  g_object_set_data (G_OBJECT (message), GONE, GINT_TO_POINTER (TRUE));
}

/**
 * net_http_pause:
 * @message: a message in its handler
 *
 * Nothing is answered until net_http_unpause().
 */
void
net_http_pause (SoupServerMessage *message)
{
  soup_server_message_pause (message);
  g_signal_connect (message, "finished", G_CALLBACK (on_gone), NULL);
  g_signal_connect (message, "disconnected", G_CALLBACK (on_gone), NULL);
}

/**
 * net_http_unpause:
 * @message: a message that was paused
 *
 * Sends the answer, if there is still somebody who waits for it.
 */
void
net_http_unpause (SoupServerMessage *message)
{
  if (g_object_get_data (G_OBJECT (message), GONE) == NULL)
    soup_server_message_unpause (message);
}
