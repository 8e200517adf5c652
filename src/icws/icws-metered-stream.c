/* SPDX-License-Identifier: MIT */
#include "icws-metered-stream.h"

#include <string.h>

#include "icws-error.h"
#include "ic/ic-i18n.h"

/* The reading side. */
#define ICWS_TYPE_METERED_INPUT (icws_metered_input_get_type ())
G_DECLARE_FINAL_TYPE (IcwsMeteredInput, icws_metered_input, ICWS, METERED_INPUT, GInputStream)

struct _IcwsMeteredInput
{
  GInputStream parent_instance;

  GInputStream *base;
  GBytes *head; /* (nullable) */
  gsize head_offset;
  gsize burst; /* bytes left in this turn of the main loop */
  guint64 unframed;
  guint64 max_unframed;
};

static void icws_metered_input_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IcwsMeteredInput,
                               icws_metered_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      icws_metered_input_pollable_init))

static gsize
head_left (IcwsMeteredInput *self)
{
  return self->head != NULL ? g_bytes_get_size (self->head) - self->head_offset : 0;
}

static gsize
read_head (IcwsMeteredInput *self, void *buffer, gsize count)
{
  gsize n = MIN (head_left (self), count);

  memcpy (buffer, (const guint8 *)g_bytes_get_data (self->head, NULL) + self->head_offset, n);
  self->head_offset += n;
  if (head_left (self) == 0)
    g_clear_pointer (&self->head, g_bytes_unref);
  return n;
}

/* Counts what was read; FALSE if it is too much. */
static gboolean
count_bytes (IcwsMeteredInput *self, gssize n, GError **error)
{
  if (n <= 0)
    return TRUE;
  self->unframed += n;
  if (self->unframed <= self->max_unframed)
    return TRUE;
  g_set_error (error, ICWS_ERROR, ICWS_ERROR_FRAME_LIMIT,
               _ ("The gateway sent more than %" PRIu64 " bytes without a whole message"),
               self->max_unframed);
  return FALSE;
}

static gssize
icws_metered_input_read (
    GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  IcwsMeteredInput *self = ICWS_METERED_INPUT (stream);
  gssize n;

  if (head_left (self) > 0)
    n = read_head (self, buffer, count);
  else
    n = g_input_stream_read (self->base, buffer, count, cancellable, error);
  return count_bytes (self, n, error) ? n : -1;
}

static gboolean
icws_metered_input_can_poll (GPollableInputStream *stream)
{
  IcwsMeteredInput *self = ICWS_METERED_INPUT (stream);

  return G_IS_POLLABLE_INPUT_STREAM (self->base) &&
         g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (self->base));
}

static gboolean
icws_metered_input_is_readable (GPollableInputStream *stream)
{
  IcwsMeteredInput *self = ICWS_METERED_INPUT (stream);

  return head_left (self) > 0 ||
         g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (self->base));
}

/* Whoever waits for input has been through the main loop when it gets some: a new burst. */
static GSource *
icws_metered_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  IcwsMeteredInput *self = ICWS_METERED_INPUT (stream);
  g_autoptr (GSource) source = NULL;

  self->burst = ICWS_METERED_BURST_BYTES;
  if (head_left (self) > 0)
    source = g_timeout_source_new (0);
  else
    source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (self->base),
                                                    cancellable);
  return g_pollable_source_new_full (stream, source, cancellable);
}

static gssize
icws_metered_input_read_nonblocking (GPollableInputStream *stream,
                                     void *buffer,
                                     gsize count,
                                     GError **error)
{
  IcwsMeteredInput *self = ICWS_METERED_INPUT (stream);
  gssize n;

  if (self->burst == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, _ ("Enough for this turn"));
      return -1;
    }
  count = MIN (count, self->burst);
  if (head_left (self) > 0)
    n = read_head (self, buffer, count);
  else
    n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->base), buffer,
                                                  count, NULL, error);
  if (n > 0)
    self->burst -= n;
  return count_bytes (self, n, error) ? n : -1;
}

static void
icws_metered_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->can_poll = icws_metered_input_can_poll;
  iface->is_readable = icws_metered_input_is_readable;
  iface->create_source = icws_metered_input_create_source;
  iface->read_nonblocking = icws_metered_input_read_nonblocking;
}

static void
icws_metered_input_finalize (GObject *object)
{
  IcwsMeteredInput *self = ICWS_METERED_INPUT (object);

  g_clear_object (&self->base);
  g_clear_pointer (&self->head, g_bytes_unref);
  G_OBJECT_CLASS (icws_metered_input_parent_class)->finalize (object);
}

static void
icws_metered_input_class_init (IcwsMeteredInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = icws_metered_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = icws_metered_input_read;
}

static void
icws_metered_input_init (IcwsMeteredInput *self)
{
  self->burst = ICWS_METERED_BURST_BYTES;
}

/* The connection. */
struct _IcwsMeteredStream
{
  GIOStream parent_instance;

  GIOStream *base;
  IcwsMeteredInput *input;
};

G_DEFINE_FINAL_TYPE (IcwsMeteredStream, icws_metered_stream, G_TYPE_IO_STREAM)

static GInputStream *
icws_metered_stream_get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (ICWS_METERED_STREAM (stream)->input);
}

static GOutputStream *
icws_metered_stream_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (ICWS_METERED_STREAM (stream)->base);
}

static gboolean
icws_metered_stream_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return g_io_stream_close (ICWS_METERED_STREAM (stream)->base, cancellable, error);
}

static void
on_base_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_io_stream_close_finish (G_IO_STREAM (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
icws_metered_stream_close_async (GIOStream *stream,
                                 int io_priority,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_source_tag (task, icws_metered_stream_close_async);
  g_io_stream_close_async (ICWS_METERED_STREAM (stream)->base, io_priority, cancellable,
                           on_base_closed, task);
}

static gboolean
icws_metered_stream_close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
icws_metered_stream_finalize (GObject *object)
{
  IcwsMeteredStream *self = ICWS_METERED_STREAM (object);

  /* The parent closes the stream that it is, which needs the base still. */
  G_OBJECT_CLASS (icws_metered_stream_parent_class)->finalize (object);
  g_clear_object (&self->input);
  g_clear_object (&self->base);
}

static void
icws_metered_stream_class_init (IcwsMeteredStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = icws_metered_stream_finalize;
  stream_class->get_input_stream = icws_metered_stream_get_input_stream;
  stream_class->get_output_stream = icws_metered_stream_get_output_stream;
  stream_class->close_fn = icws_metered_stream_close;
  stream_class->close_async = icws_metered_stream_close_async;
  stream_class->close_finish = icws_metered_stream_close_finish;
}

static void
icws_metered_stream_init (IcwsMeteredStream *self)
{
}

/**
 * icws_metered_stream_new:
 * @base: a connection whose streams can be polled
 * @head: (nullable): bytes that were read from @base already and come first
 * @max_unframed_bytes: between two calls of icws_metered_stream_reset()
 *
 * Reading fails with %ICWS_ERROR_FRAME_LIMIT when more bytes come.
 *
 * Returns: (transfer full): the same connection with limits.
 */
GIOStream *
icws_metered_stream_new (GIOStream *base, GBytes *head, guint64 max_unframed_bytes)
{
  IcwsMeteredStream *self = g_object_new (ICWS_TYPE_METERED_STREAM, NULL);

  self->base = g_object_ref (base);
  self->input = g_object_new (ICWS_TYPE_METERED_INPUT, NULL);
  self->input->base = g_object_ref (g_io_stream_get_input_stream (base));
  self->input->head = head != NULL && g_bytes_get_size (head) > 0 ? g_bytes_ref (head) : NULL;
  self->input->max_unframed = max_unframed_bytes;
  return G_IO_STREAM (self);
}

void
icws_metered_stream_reset (IcwsMeteredStream *self)
{
  g_return_if_fail (ICWS_IS_METERED_STREAM (self));

  self->input->unframed = 0;
}

GIOStream *
icws_metered_stream_get_base (IcwsMeteredStream *self)
{
  g_return_val_if_fail (ICWS_IS_METERED_STREAM (self), NULL);

  return self->base;
}
