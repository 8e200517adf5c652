/* SPDX-License-Identifier: MIT */
#include "ic-clock.h"

#include <time.h>

/* The machine's clock: behind ic_clock_get_system() only. */
#define IC_TYPE_SYSTEM_CLOCK (ic_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (IcSystemClock, ic_system_clock, IC, SYSTEM_CLOCK, IcClock)

struct _IcSystemClock
{
  IcClock parent_instance;
};

G_DEFINE_FINAL_TYPE (IcSystemClock, ic_system_clock, IC_TYPE_CLOCK)

typedef struct
{
  GSource source;
  GSourceOnceFunc func;
  gpointer data;
} AtSource;

static gboolean
at_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  AtSource *self = (AtSource *)source;

  self->func (self->data);
  return G_SOURCE_REMOVE;
}

/* No prepare and check: the ready time alone decides. GLib rounds the poll up to whole milliseconds
 * and compares in microseconds, so that nothing fires early, and any 64-bit time fits. */
static GSourceFuncs at_source_funcs = { NULL, NULL, at_source_dispatch, NULL, NULL, NULL };

static guint64
ic_system_clock_get_wall_ns (IcClock *clock)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  return (guint64)now.tv_sec * IC_NS_PER_S + (guint64)now.tv_nsec;
}

static gint64
ic_system_clock_get_monotonic_us (IcClock *clock)
{
  return g_get_monotonic_time ();
}

static gint64
ic_system_clock_get_boottime_us (IcClock *clock)
{
#ifdef CLOCK_BOOTTIME
  struct timespec now;

  if (clock_gettime (CLOCK_BOOTTIME, &now) == 0)
    return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
#endif
  return g_get_monotonic_time ();
}

static guint
ic_system_clock_call_at (IcClock *clock, gint64 monotonic_us, GSourceOnceFunc func, gpointer data)
{
  GSource *source = g_source_new (&at_source_funcs, sizeof (AtSource));
  guint id;

  ((AtSource *)source)->func = func;
  ((AtSource *)source)->data = data;
  g_source_set_static_name (source, "[attest] IcClock");
  g_source_set_ready_time (source, MAX (monotonic_us, 0));
  id = g_source_attach (source, NULL);
  g_source_unref (source);

  return id;
}

static void
ic_system_clock_cancel (IcClock *clock, guint id)
{
  GSource *source = g_main_context_find_source_by_id (NULL, id);

  if (source != NULL && source->source_funcs == &at_source_funcs)
    g_source_destroy (source);
}

static void
ic_system_clock_class_init (IcSystemClockClass *klass)
{
  IcClockClass *clock_class = IC_CLOCK_CLASS (klass);

  clock_class->get_wall_ns = ic_system_clock_get_wall_ns;
  clock_class->get_monotonic_us = ic_system_clock_get_monotonic_us;
  clock_class->get_boottime_us = ic_system_clock_get_boottime_us;
  clock_class->call_at = ic_system_clock_call_at;
  clock_class->cancel = ic_system_clock_cancel;
}

static void
ic_system_clock_init (IcSystemClock *self)
{
}

/**
 * ic_clock_get_system:
 *
 * Returns: (transfer none): the machine's clock
 */
IcClock *
ic_clock_get_system (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, (gsize)g_object_new (IC_TYPE_SYSTEM_CLOCK, NULL));

  return (IcClock *)once;
}
