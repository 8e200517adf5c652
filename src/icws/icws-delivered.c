/* SPDX-License-Identifier: MIT */
/*
 * A way to a gateway can die without a word: a NAT forgets it, a VPN or another network comes up. Then
 * all that we sent is absent from the Internet Computer as if the gateway had kept it back. TCP knows
 * the difference: what arrives is acknowledged, and what is not is sent again after a time-out.
 */
#include "icws-delivered.h"

#ifdef __linux__
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#endif

#define DATA_PROXIED "icws-proxied"

void
icws_delivered_mark_proxied (GIOStream *connection)
{
  g_object_set_data (G_OBJECT (connection), DATA_PROXIED, GINT_TO_POINTER (TRUE));
}

#ifdef __linux__
static gboolean
is_acknowledged (int fd)
{
  struct tcp_info info = { 0 };
  socklen_t len = sizeof info;
  int n_unacknowledged = 0, n_unsent = 0;

  if (getsockopt (fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0 ||
      (info.tcpi_state != TCP_ESTABLISHED && info.tcpi_state != TCP_CLOSE_WAIT) ||
      ioctl (fd, SIOCOUTQ, &n_unacknowledged) != 0 || ioctl (fd, SIOCOUTQNSD, &n_unsent) != 0)
    return FALSE;
  if (n_unacknowledged == 0)
    return TRUE;
  /* Sent, and not yet missed: it is younger than TCP's time-out, and all before it has arrived. */
  return n_unsent == 0 && info.tcpi_retransmits == 0 && info.tcpi_backoff == 0 &&
         info.tcpi_probes == 0;
}
#endif

gboolean
icws_delivered_all (GIOStream *stream)
{
#ifdef __linux__
  if (!G_IS_SOCKET_CONNECTION (stream) || g_io_stream_is_closed (stream) ||
      g_object_get_data (G_OBJECT (stream), DATA_PROXIED) != NULL)
    return FALSE;
  return is_acknowledged (
      g_socket_get_fd (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream))));
#else
  return FALSE;
#endif
}
