/* SPDX-License-Identifier: MIT */
#include "a11y-notices.h"

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"

static const char XML[] =
    "<node><interface name='" NAME "'>"
    "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
    "<method name='Notify'>"
    "<arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
    "<arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "<method name='GetServerInformation'>"
    "<arg type='s' direction='out'/><arg type='s' direction='out'/>"
    "<arg type='s' direction='out'/><arg type='s' direction='out'/></method>"
    "</interface></node>";

struct _A11yNotices
{
  GDBusConnection *bus;
  GDBusNodeInfo *info;
  guint object;
  guint name;
  gboolean owned;
  GPtrArray *shown;
};

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  A11yNotices *self = data;
  GVariant *answer = NULL;

  if (g_str_equal (method, "Notify"))
    {
      const char *title, *text;

      g_variant_get_child (parameters, 3, "&s", &title);
      g_variant_get_child (parameters, 4, "&s", &text);
      g_ptr_array_add (self->shown, g_strdup_printf ("%s: %s", title, text));
      answer = g_variant_new ("(u)", self->shown->len);
    }
  else if (g_str_equal (method, "GetCapabilities"))
    answer = g_variant_new ("(^as)", (const char *[]){ "actions", "body", NULL });
  else if (g_str_equal (method, "GetServerInformation"))
    answer = g_variant_new ("(ssss)", "test", "Attest", "1", "1.2");
  g_dbus_method_invocation_return_value (invocation, answer);
}

static void
on_owned (GDBusConnection *bus, const char *name, gpointer data)
{
  ((A11yNotices *)data)->owned = TRUE;
}

A11yNotices *
a11y_notices_new (void)
{
  static const GDBusInterfaceVTable TABLE = { .method_call = on_call };
  A11yNotices *self = g_new0 (A11yNotices, 1);
  g_autoptr (GError) error = NULL;

  self->shown = g_ptr_array_new_with_free_func (g_free);
  self->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  self->info = g_dbus_node_info_new_for_xml (XML, &error);
  g_assert_no_error (error);
  self->object = g_dbus_connection_register_object (self->bus, PATH, self->info->interfaces[0],
                                                    &TABLE, self, NULL, &error);
  g_assert_no_error (error);
  self->name = g_bus_own_name_on_connection (self->bus, NAME, G_BUS_NAME_OWNER_FLAGS_NONE, on_owned,
                                             NULL, self, NULL);
  while (!self->owned)
    g_main_context_iteration (NULL, TRUE);
  return self;
}

void
a11y_notices_free (A11yNotices *self)
{
  g_bus_unown_name (self->name);
  g_dbus_connection_unregister_object (self->bus, self->object);
  g_dbus_node_info_unref (self->info);
  g_object_unref (self->bus);
  g_ptr_array_unref (self->shown);
  g_free (self);
}

GPtrArray *
a11y_notices_get (A11yNotices *self)
{
  return self->shown;
}
