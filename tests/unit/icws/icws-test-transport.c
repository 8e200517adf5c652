/* SPDX-License-Identifier: MIT */
#include "icws-test-transport.h"

static void icws_test_transport_iface_init (IcwsTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IcwsTestTransport,
                               icws_test_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ICWS_TYPE_TRANSPORT,
                                                      icws_test_transport_iface_init))

static void
on_cancelled (GCancellable *cancellable, GTask *task)
{
  g_task_return_error_if_cancelled (task);
  /* Its reference would make a circle through the session, which has the cancellable. */
  g_signal_handlers_disconnect_by_func (cancellable, on_cancelled, task);
}

static void
icws_test_transport_open_async (IcwsTransport *transport,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  IcwsTestTransport *self = ICWS_TEST_TRANSPORT (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  switch (self->open)
    {
    case ICWS_TEST_OPEN_OK:
      self->is_open = TRUE;
      g_task_return_boolean (task, TRUE);
      break;
    case ICWS_TEST_OPEN_FAILS:
      g_task_return_error (task, g_error_copy (self->open_error));
      break;
    case ICWS_TEST_OPEN_HANGS:
      g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (on_cancelled),
                             g_steal_pointer (&task), (GClosureNotify)g_object_unref, 0);
      break;
    }
}

static gboolean
icws_test_transport_open_finish (IcwsTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
icws_test_transport_send (IcwsTransport *transport, GBytes *frame)
{
  IcwsTestTransport *self = ICWS_TEST_TRANSPORT (transport);

  g_assert_true (self->is_open);
  g_ptr_array_add (self->sent, g_bytes_ref (frame));
}

static void
icws_test_transport_close (IcwsTransport *transport, guint code, const char *reason)
{
  IcwsTestTransport *self = ICWS_TEST_TRANSPORT (transport);

  self->is_open = FALSE;
  self->n_closes++;
  self->close_code = code;
  g_free (self->close_reason);
  self->close_reason = g_strdup (reason);
}

static char *
icws_test_transport_get_description (IcwsTransport *transport)
{
  return g_strdup ("test:gateway");
}

static gboolean
icws_test_transport_has_delivered (IcwsTransport *transport)
{
  IcwsTestTransport *self = ICWS_TEST_TRANSPORT (transport);

  return self->is_open && self->has_delivered;
}

static void
icws_test_transport_iface_init (IcwsTransportInterface *iface)
{
  iface->open_async = icws_test_transport_open_async;
  iface->open_finish = icws_test_transport_open_finish;
  iface->send = icws_test_transport_send;
  iface->close = icws_test_transport_close;
  iface->get_description = icws_test_transport_get_description;
  iface->has_delivered = icws_test_transport_has_delivered;
}

static void
icws_test_transport_finalize (GObject *object)
{
  IcwsTestTransport *self = ICWS_TEST_TRANSPORT (object);

  g_clear_error (&self->open_error);
  g_ptr_array_unref (self->sent);
  g_free (self->close_reason);
  G_OBJECT_CLASS (icws_test_transport_parent_class)->finalize (object);
}

static void
icws_test_transport_class_init (IcwsTestTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = icws_test_transport_finalize;
}

static void
icws_test_transport_init (IcwsTestTransport *self)
{
  self->sent = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
}

IcwsTestTransport *
icws_test_transport_new (void)
{
  return g_object_new (ICWS_TYPE_TEST_TRANSPORT, NULL);
}
