/* SPDX-License-Identifier: MIT */
#include "chat-matrix-settle.h"

#include <gio/gio.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* A peer that reads nothing is not waited for longer. */
#define MAX_ROUNDS 200
/* So often in a row nothing must be ready. */
#define MIN_IDLE 2
/* A source that is ready in so many milliseconds of real time is waited for. */
#define SOON_MS 20

/* The linker puts these in the place of GLib's own (-Wl,--wrap): threads would finish in any order
 * and at any time. */
void __wrap_g_task_run_in_thread (GTask *task, GTaskThreadFunc func);
gboolean __wrap_g_thread_pool_push (GThreadPool *pool, gpointer data, GError **error);

void
__wrap_g_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  g_autoptr (GTask) keep = g_object_ref (task);

  func (task, g_task_get_source_object (task), g_task_get_task_data (task),
        g_task_get_cancellable (task));
}

gboolean
__wrap_g_thread_pool_push (GThreadPool *pool, gpointer data, GError **error)
{
  pool->func (data, pool->user_data);
  return TRUE;
}

/* Does the kernel still hold back a byte, or a handshake of TCP? What it has sent on the loopback
 * interface has arrived; that it is acknowledged only later does not matter. */
static gboolean
is_kernel_busy (int fd)
{
  struct tcp_info info;
  socklen_t len = sizeof info;
  int n_unsent = 0;

  if (getsockopt (fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0)
    return FALSE; /* no TCP socket */
  if (info.tcpi_state == TCP_SYN_SENT || info.tcpi_state == TCP_SYN_RECV)
    return TRUE;
  return info.tcpi_state == TCP_ESTABLISHED && ioctl (fd, SIOCOUTQNSD, &n_unsent) == 0 &&
         n_unsent > 0;
}

/* Those that are open, and no others. */
static gboolean
is_any_busy (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) fds = g_dir_open ("/proc/self/fd", 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (fds)) != NULL)
    if (is_kernel_busy (atoi (name)))
      return TRUE;
  return FALSE;
}

/* Milliseconds until the next source is ready, -1: none is planned. */
static int
next_ready_ms (void)
{
  GMainContext *context = g_main_context_default ();
  int priority, timeout_ms;

  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  /* It is the time that is asked for; the descriptors need no room. */
  g_main_context_query (context, G_MAXINT, &timeout_ms, NULL, 0);
  g_main_context_release (context);
  return timeout_ms;
}

void
settle (void)
{
  guint n_idle = 0;

  for (guint i = 0; i < MAX_ROUNDS && n_idle < MIN_IDLE; i++)
    {
      int ready_ms;

      while (g_main_context_iteration (NULL, FALSE))
        n_idle = 0;
      ready_ms = next_ready_ms ();
      if (ready_ms >= 0 && ready_ms <= SOON_MS)
        g_main_context_iteration (NULL, TRUE);
      else if (!is_any_busy ())
        n_idle++;
      g_thread_yield ();
    }
}
