/* SPDX-License-Identifier: MIT */
/* Stands for the secret portal of Flatpak: "mock-secret-portal give" hands each application its
 * master secret, "mock-secret-portal deny" is a person who does not allow it. Prints "ready". */
#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATH "/org/freedesktop/portal/desktop"

static const char MASTER[] = "the master secret of the application that asks, always the same one";

static const char INTERFACE[] =
    "<node><interface name='org.freedesktop.portal.Secret'>"
    "<method name='RetrieveSecret'><arg type='h' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
    "<property name='version' type='u' access='read'/></interface></node>";

static gboolean deny;

/* libsecret listens for the answer only once it has the handle; the real portal takes its time. So
 * say it again and again. */
#define ANSWER_MS 20
#define N_ANSWERS 100

typedef struct
{
  GDBusConnection *bus;
  char *sender;
  char *handle;
  guint n;
} Answer;

static gboolean
on_answer (gpointer data)
{
  Answer *answer = data;

  g_dbus_connection_emit_signal (answer->bus, answer->sender, answer->handle,
                                 "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", deny ? 1 : 0, NULL), NULL);
  if (++answer->n < N_ANSWERS)
    return G_SOURCE_CONTINUE;
  g_free (answer->sender);
  g_free (answer->handle);
  g_free (answer);
  return G_SOURCE_REMOVE;
}

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  GUnixFDList *fds = g_dbus_message_get_unix_fd_list (
      g_dbus_method_invocation_get_message (invocation));
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 1);
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *handle = NULL;
  const char *token = "t";
  Answer *answer;
  int fd = g_unix_fd_list_get (fds, 0, NULL);

  g_variant_lookup (options, "handle_token", "&s", &token);
  handle = g_strdup_printf (PATH "/request/%s/%s", name, token);
  if (!deny && write (fd, MASTER, sizeof MASTER - 1) < 0)
    perror ("write");
  close (fd);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", handle));
  answer = g_new0 (Answer, 1);
  answer->bus = bus;
  answer->sender = g_strdup (sender);
  answer->handle = g_steal_pointer (&handle);
  g_timeout_add (ANSWER_MS, on_answer, answer);
}

static GVariant *
get_property (GDBusConnection *bus,
              const char *sender,
              const char *path,
              const char *interface,
              const char *property,
              GError **error,
              gpointer data)
{
  return g_variant_new_uint32 (1);
}

static void
on_bus (GDBusConnection *bus, const char *name, gpointer data)
{
  static const GDBusInterfaceVTable TABLE = { on_call, get_property, NULL, { NULL } };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (INTERFACE, NULL);

  g_dbus_connection_register_object (bus, PATH, node->interfaces[0], &TABLE, NULL, NULL, NULL);
}

static void
on_name (GDBusConnection *bus, const char *name, gpointer data)
{
  puts ("ready");
  fflush (stdout);
}

int
main (int argc, char *argv[])
{
  deny = argc > 1 && g_str_equal (argv[1], "deny");
  g_bus_own_name (G_BUS_TYPE_SESSION, "org.freedesktop.portal.Desktop", G_BUS_NAME_OWNER_FLAGS_NONE,
                  on_bus, on_name, NULL, NULL, NULL);
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
  return 0;
}
