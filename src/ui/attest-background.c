/* SPDX-License-Identifier: MIT */
/* org.freedesktop.portal.Background, version 1. */
#include "config.h"

#include "attest-background.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define REQUEST     "org.freedesktop.portal.Request"

typedef struct
{
  char *reason;
  GDBusConnection *bus; /* (nullable) */
  guint subscription;
} Request;

static void
request_free (Request *request)
{
  if (request->subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->bus, request->subscription);
  g_clear_object (&request->bus);
  g_free (request->reason);
  g_free (request);
}

gboolean
attest_background_is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/* 0: the person, or the desktop for them, has decided; what they decided is among the results. */
static void
on_response (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (data);
  g_autoptr (GVariant) results = NULL;
  guint32 response;
  gboolean allowed = FALSE;

  if (g_task_get_completed (task) ||
      !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "background", "b", &allowed);
  g_task_return_boolean (task, response == 0 && allowed);
}

static void
on_called (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GVariant)
      reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL && !g_task_get_completed (task))
    g_task_return_error (task, error);
  else
    g_clear_error (&error);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  static guint last;
  g_autoptr (GTask) task = data;
  Request *request = g_task_get_task_data (task);
  g_autofree char *token = g_strdup_printf ("attest%u", ++last);
  g_autofree char *sender = NULL;
  g_autofree char *path = NULL;
  GVariantBuilder options;
  GError *error = NULL;

  request->bus = g_bus_get_finish (result, &error);
  if (request->bus == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* The path of the answer is known before the question, so that none is missed. */
  sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (request->bus) + 1), ".", '_');
  path = g_strdup_printf ("%s/request/%s/%s", PORTAL_PATH, sender, token);
  request->subscription = g_dbus_connection_signal_subscribe (
      request->bus, PORTAL_NAME, REQUEST, "Response", path, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      on_response, g_object_ref (task), g_object_unref);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (request->reason));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (FALSE));
  g_dbus_connection_call (
      request->bus, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.portal.Background",
      "RequestBackground", g_variant_new ("(sa{sv})", "", &options), G_VARIANT_TYPE ("(o)"),
      G_DBUS_CALL_FLAGS_NONE, -1, g_task_get_cancellable (task), on_called, g_object_ref (task));
}

/**
 * attest_background_request_async:
 * @reason: why, for the person
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is decided
 * @data: for @callback
 */
void
attest_background_request_async (const char *reason,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Request *request = g_new0 (Request, 1);

  request->reason = g_strdup (reason);
  g_task_set_task_data (task, request, (GDestroyNotify)request_free);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, on_bus, task);
}

gboolean
attest_background_request_finish (GAsyncResult *result, GError **error)
{
  Request *request = g_task_get_task_data (G_TASK (result));

  /* The subscription holds the task. */
  if (request->subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->bus, request->subscription);
  request->subscription = 0;
  return g_task_propagate_boolean (G_TASK (result), error);
}
