/* SPDX-License-Identifier: MIT */
#include "a11y-desk.h"

#include <X11/XKBlib.h>
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/keysym.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define SERVICE_FILE  "dbus-1/services/org.a11y.Bus.service"
#define REGISTRY      "org.a11y.atspi.Registry"
#define REGISTRY_PATH "/org/a11y/atspi/registry"
#define ROOT_PATH     "/org/a11y/atspi/accessible/root"
#define KEYS_PATH     "/org/a11y/atspi/registry/deviceeventcontroller"
#define DEADLINE_S    30
/* GTK does not tell of each change: look again after this long without an event. */
#define HEARTBEAT_MS 250
#define CALL_MS      20000
#define MAX_STARTS   5
/* More than a page has to be tabbed through. */
#define MAX_TABS 80
/* How long a key may take to move the focus. Where there is nowhere else to go, it does not move. */
#define FOCUS_MS 4000

/* AtspiKeySynthType */
typedef enum
{
  KEY_PRESS,
  KEY_RELEASE,
  KEY_PRESSRELEASE,
  KEY_SYM
} KeySynth;

struct _A11yDesk
{
  GSubprocess *launcher;
  GDBusConnection *session;
  GDBusConnection *bus;
  Display *display;
  guint subscription;
  guint name_watch;
  gboolean has_bus_name;
  gboolean changed;
  char *focus; /* (nullable): the path of what last told that it has the focus */
  gboolean focus_left;
  guint n_focused; /* how often something did */
  guint n_pictures;
};

static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

/* Where the distribution put the launcher: the bus itself would start it by this file. */
static char *
find_launcher (void)
{
  const char *const *folders = g_get_system_data_dirs ();

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], SERVICE_FILE, NULL);
      g_autoptr (GKeyFile) file = g_key_file_new ();
      g_autofree char *command = NULL;

      if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
        continue;
      command = g_key_file_get_string (file, "D-BUS Service", "Exec", NULL);
      if (command != NULL && g_file_test (command, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&command);
    }
  return NULL;
}

static gboolean
on_deadline (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  ((A11yDesk *)data)->has_bus_name = TRUE;
}

static void
on_event (GDBusConnection *bus,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer data)
{
  A11yDesk *self = data;
  const char *detail;
  gint32 value;

  self->changed = TRUE;
  if (!g_str_equal (signal, "StateChanged"))
    return;
  g_variant_get_child (parameters, 0, "&s", &detail);
  g_variant_get_child (parameters, 1, "i", &value);
  if (!g_str_equal (detail, "focused"))
    return;
  if (value == 0 && g_strcmp0 (path, self->focus) == 0)
    self->focus_left = TRUE;
  /* The text in an entry of GTK 4.8 says that it is not focused when it becomes so, too. */
  else if (value == 1 || self->focus_left)
    {
      g_free (self->focus);
      self->focus = g_strdup (path);
      self->focus_left = FALSE;
      self->n_focused++;
    }
}

static GVariant *
call (GDBusConnection *bus,
      const char *bus_name,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters,
      const char *type,
      GError **error)
{
  return g_dbus_connection_call_sync (bus, bus_name, path, interface, method, parameters,
                                      type != NULL ? G_VARIANT_TYPE (type) : NULL,
                                      G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL, error);
}

static void
wait_for_bus_name (A11yDesk *self)
{
  gboolean late = FALSE;
  guint timeout = g_timeout_add_seconds (DEADLINE_S, on_deadline, &late);

  self->name_watch = g_bus_watch_name_on_connection (
      self->session, "org.a11y.Bus", G_BUS_NAME_WATCHER_FLAGS_NONE, on_appeared, NULL, self, NULL);
  while (!self->has_bus_name && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (timeout);
}

/* Says that somebody listens; without a listener applications keep quiet. */
static void
listen (A11yDesk *self)
{
  static const char *const EVENTS[] = { "object:", "window:", "focus:" };

  self->subscription = g_dbus_connection_signal_subscribe (
      self->bus, NULL, NULL, NULL, NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_event, self, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (EVENTS); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) answer = NULL;

      /* Started twice at once, by the launcher and by a call, one registry gives way to the other. */
      for (guint n = 0; answer == NULL && n < MAX_STARTS; n++)
        {
          g_clear_error (&error);
          answer = call (self->bus, REGISTRY, REGISTRY_PATH, REGISTRY, "RegisterEvent",
                         g_variant_new ("(sass)", EVENTS[i], NULL, ""), NULL, &error);
        }
      g_assert_no_error (error);
    }
}

A11yDesk *
a11y_desk_new (void)
{
  g_autofree char *launcher = find_launcher ();
  g_autofree char *address = NULL;
  g_autoptr (GSubprocessLauncher) starter = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;
  A11yDesk *self;

  if (launcher == NULL)
    return NULL;
  self = g_new0 (A11yDesk, 1);
  self->session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  starter = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                       G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  /* Warnings of the bus are its own affair. */
  g_subprocess_launcher_unsetenv (starter, "G_DEBUG");
  g_subprocess_launcher_unsetenv (starter, "MALLOC_CHECK_");
  g_subprocess_launcher_set_child_setup (starter, die_with_parent, NULL, NULL);
  self->launcher = g_subprocess_launcher_spawn (starter, &error, launcher, "--launch-immediately",
                                                "--a11y=1", NULL);
  g_assert_no_error (error);
  wait_for_bus_name (self);
  answer = call (self->session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", NULL,
                 "(s)", &error);
  g_assert_no_error (error);
  g_variant_get (answer, "(s)", &address);
  self->bus = g_dbus_connection_new_for_address_sync (
      address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_assert_no_error (error);
  listen (self);
  self->display = XOpenDisplay (NULL);
  g_assert_nonnull (self->display);
  return self;
}

void
a11y_desk_free (A11yDesk *self)
{
  g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_clear_object (&self->bus);
  g_bus_unwatch_name (self->name_watch);
  g_clear_object (&self->session);
  g_subprocess_send_signal (self->launcher, SIGTERM);
  g_subprocess_wait (self->launcher, NULL, NULL);
  g_clear_object (&self->launcher);
  XCloseDisplay (self->display);
  g_free (self->focus);
  g_free (self);
}

GDBusConnection *
a11y_desk_get_bus (A11yDesk *self)
{
  return self->bus;
}

A11yNode *
a11y_desk_read (A11yDesk *self)
{
  A11yNode *desktop = a11y_node_read (self->bus, REGISTRY, ROOT_PATH);

  g_assert_nonnull (desktop);
  return desktop;
}

static gboolean
on_heartbeat (gpointer data)
{
  ((A11yDesk *)data)->changed = TRUE;
  return G_SOURCE_CONTINUE;
}

void
a11y_desk_wait (A11yDesk *self, A11yCondition condition, gpointer data, const char *what)
{
  g_autoptr (A11yNode) desktop = NULL;
  gboolean late = FALSE;
  guint timeout = g_timeout_add_seconds (DEADLINE_S, on_deadline, &late);
  guint heartbeat = g_timeout_add (HEARTBEAT_MS, on_heartbeat, self);

  for (;;)
    {
      self->changed = FALSE;
      g_clear_pointer (&desktop, a11y_node_unref);
      desktop = a11y_desk_read (self);
      if (condition (desktop, data))
        break;
      if (late)
        {
          g_autofree char *dump = a11y_node_dump (desktop);

          a11y_desk_screenshot (self, "waiting");
          g_printerr ("%s", dump);
          g_error ("Waited in vain for: %s", what);
        }
      while (!self->changed)
        g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (heartbeat);
  if (!late)
    g_source_remove (timeout);
}

typedef struct
{
  A11yRole role;
  const char *name;
  A11yNode *found;
} Wanted;

static gboolean
is_found_cb (A11yNode *desktop, gpointer data)
{
  Wanted *wanted = data;
  A11yNode *found = a11y_node_find (desktop, wanted->role, wanted->name);

  if (found != NULL)
    wanted->found = a11y_node_ref (found);
  return found != NULL;
}

static gboolean
is_gone_cb (A11yNode *desktop, gpointer data)
{
  Wanted *wanted = data;

  return a11y_node_find (desktop, wanted->role, wanted->name) == NULL;
}

A11yNode *
a11y_desk_wait_for (A11yDesk *self, A11yRole role, const char *name)
{
  Wanted wanted = { role, name, NULL };
  g_autofree char *what = g_strdup_printf ("“%s” (role %d)", name, role);

  a11y_desk_wait (self, is_found_cb, &wanted, what);
  return wanted.found;
}

static gboolean
contains_cb (A11yNode *desktop, gpointer data)
{
  Wanted *wanted = data;

  if (desktop->role == wanted->role && strstr (desktop->name, wanted->name) != NULL &&
      a11y_node_is_showing (desktop))
    return TRUE;
  for (guint i = 0; i < desktop->children->len; i++)
    if (contains_cb (desktop->children->pdata[i], data))
      return TRUE;
  return FALSE;
}

void
a11y_desk_wait_containing (A11yDesk *self, A11yRole role, const char *part)
{
  Wanted wanted = { role, part, NULL };

  a11y_desk_wait (self, contains_cb, &wanted, part);
}

void
a11y_desk_wait_gone (A11yDesk *self, A11yRole role, const char *name)
{
  Wanted wanted = { role, name, NULL };
  g_autofree char *what = g_strdup_printf ("no “%s” (role %d) any more", name, role);

  a11y_desk_wait (self, is_gone_cb, &wanted, what);
}

void
a11y_desk_act (A11yDesk *self, A11yNode *node)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant)
      answer = call (self->bus, node->bus_name, node->path, "org.a11y.atspi.Action", "DoAction",
                     g_variant_new ("(i)", 0), "(b)", &error);
  g_autofree char *description = a11y_node_describe (node);
  gboolean done;

  g_test_message ("Act on %s", description);
  g_assert_no_error (error);
  g_variant_get (answer, "(b)", &done);
  g_assert_true (done);
}

void
a11y_desk_press (A11yDesk *self, A11yRole role, const char *name)
{
  g_autoptr (A11yNode) node = a11y_desk_wait_for (self, role, name);

  a11y_desk_act (self, node);
}

void
a11y_desk_set_text (A11yDesk *self, A11yNode *node, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant)
      answer = call (self->bus, node->bus_name, node->path, "org.a11y.atspi.EditableText",
                     "SetTextContents", g_variant_new ("(s)", text), "(b)", &error);
  gboolean done;

  g_assert_no_error (error);
  g_variant_get (answer, "(b)", &done);
  g_assert_true (done);
}

char *
a11y_desk_get_text (A11yDesk *self, A11yNode *node)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (self->bus, node->bus_name, node->path, "org.a11y.atspi.Text",
                                      "GetText", g_variant_new ("(ii)", 0, -1), "(s)", &error);
  char *text;

  g_assert_no_error (error);
  g_variant_get (answer, "(s)", &text);
  return text;
}

static void
send_key (A11yDesk *self, gint32 code, KeySynth type)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (
      self->bus, REGISTRY, KEYS_PATH, "org.a11y.atspi.DeviceEventController",
      "GenerateKeyboardEvent", g_variant_new ("(isu)", code, "", (guint32)type), NULL, &error);

  g_assert_no_error (error);
}

void
a11y_desk_key (A11yDesk *self, const char *accelerator)
{
  static const struct
  {
    const char *name;
    const char *key;
  } MODIFIERS[] = { { "<Control>", "Control_L" }, { "<Shift>", "Shift_L" }, { "<Alt>", "Alt_L" } };
  KeyCode held[G_N_ELEMENTS (MODIFIERS) + 1], code;
  guint n_held = 0;
  const char *key = accelerator;
  KeySym symbol;

  for (guint i = 0; i < G_N_ELEMENTS (MODIFIERS); i++)
    if (g_str_has_prefix (key, MODIFIERS[i].name))
      {
        key += strlen (MODIFIERS[i].name);
        held[n_held++] = XKeysymToKeycode (self->display, XStringToKeysym (MODIFIERS[i].key));
      }
  symbol = XStringToKeysym (key);
  g_assert_cmpuint (symbol, !=, NoSymbol);
  code = XKeysymToKeycode (self->display, symbol);
  if (XkbKeycodeToKeysym (self->display, code, 0, 0) != symbol)
    held[n_held++] = XKeysymToKeycode (self->display, XK_Shift_L);
  for (guint i = 0; i < n_held; i++)
    send_key (self, held[i], KEY_PRESS);
  send_key (self, code, KEY_PRESSRELEASE);
  while (n_held > 0)
    send_key (self, held[--n_held], KEY_RELEASE);
}

char *
a11y_desk_dup_parent (A11yDesk *self, const char *bus_name, const char *path)
{
  g_autoptr (GVariant)
      answer = call (self->bus, bus_name, path, "org.freedesktop.DBus.Properties", "Get",
                     g_variant_new ("(ss)", "org.a11y.atspi.Accessible", "Parent"), "(v)", NULL);
  g_autoptr (GVariant) boxed = NULL;
  const char *parent;

  if (answer == NULL)
    return NULL;
  g_variant_get (answer, "(v)", &boxed);
  g_variant_get (boxed, "(&s&o)", NULL, &parent);
  return g_strdup (parent);
}

const char *
a11y_desk_move_focus (A11yDesk *self, const char *accelerator)
{
  guint before = self->n_focused;
  gboolean late = FALSE;
  guint timeout = g_timeout_add (FOCUS_MS, on_deadline, &late);

  a11y_desk_key (self, accelerator);
  while (self->n_focused == before && !late)
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (timeout);
  g_test_message ("%s: %s %s", accelerator, late ? "stays at" : "to", self->focus);
  return self->focus;
}

static int
ignore_error (Display *display, XErrorEvent *event)
{
  return 0; /* the window was closed meanwhile */
}

/* What a window manager does, and Xvfb has none: the keys go to the uppermost window. */
static void
give_keys (A11yDesk *self)
{
  Window root, parent, *windows = NULL;
  unsigned int n = 0;
  XErrorHandler handler = XSetErrorHandler (ignore_error);

  XQueryTree (self->display, DefaultRootWindow (self->display), &root, &parent, &windows, &n);
  while (n-- > 0)
    {
      XWindowAttributes attributes = { 0 };

      if (XGetWindowAttributes (self->display, windows[n], &attributes) != 0 &&
          attributes.map_state == IsViewable && !attributes.override_redirect)
        {
          XSetInputFocus (self->display, windows[n], RevertToParent, CurrentTime);
          break;
        }
    }
  XFree (windows);
  XSync (self->display, False);
  XSetErrorHandler (handler);
}

typedef struct
{
  A11yDesk *self;
  const char *window;
} Active;

static gboolean
is_active_cb (A11yNode *desktop, gpointer data)
{
  Active *active = data;
  A11yNode *frame = a11y_node_find (desktop, A11Y_ROLE_FRAME, active->window);

  if (frame != NULL && a11y_node_has (frame, A11Y_STATE_ACTIVE))
    return TRUE;
  give_keys (active->self);
  /* A dialog of GTK 4.8 does not say that it has them. */
  return frame == NULL && a11y_node_find (desktop, A11Y_ROLE_INVALID, active->window) != NULL;
}

void
a11y_desk_wait_active (A11yDesk *self, const char *window)
{
  g_autofree char *what = g_strdup_printf ("the keys in “%s”", window);
  Active active = { self, window };

  a11y_desk_wait (self, is_active_cb, &active, what);
}

void
a11y_desk_wait_focus (A11yDesk *self, A11yNode *node)
{
  g_autofree char *description = a11y_node_describe (node);
  gboolean late = FALSE;
  guint timeout = g_timeout_add_seconds (DEADLINE_S, on_deadline, &late);

  while (g_strcmp0 (self->focus, node->path) != 0 && !late)
    g_main_context_iteration (NULL, TRUE);
  if (late)
    {
      a11y_desk_screenshot (self, "focus");
      g_error ("The focus does not come to %s", description);
    }
  g_source_remove (timeout);
}

void
a11y_desk_focus (A11yDesk *self, A11yNode *node)
{
  g_autofree char *description = a11y_node_describe (node);

  if (g_strcmp0 (self->focus, node->path) == 0)
    return;
  for (guint i = 0; i < MAX_TABS; i++)
    if (g_strcmp0 (a11y_desk_move_focus (self, "Tab"), node->path) == 0)
      return;
  a11y_desk_screenshot (self, "focus");
  g_error ("Tab does not reach %s", description);
}

void
a11y_desk_type (A11yDesk *self, const char *text)
{
  for (; *text != '\0'; text++)
    send_key (self, (guchar)*text, KEY_SYM); /* Latin 1 is its own key symbol */
}

void
a11y_desk_set_dpi (A11yDesk *self, guint dpi)
{
  g_autofree char *resources = g_strdup_printf ("Xft.dpi:\t%u\n", dpi);

  XChangeProperty (self->display, DefaultRootWindow (self->display), XA_RESOURCE_MANAGER, XA_STRING,
                   8, PropModeReplace, (const guchar *)resources, (int)strlen (resources));
  XSync (self->display, False);
}

void
a11y_desk_dump (A11yDesk *self)
{
  g_autoptr (A11yNode) desktop = a11y_desk_read (self);
  g_autofree char *dump = a11y_node_dump (desktop);

  g_printerr ("%s", dump);
  a11y_desk_screenshot (self, "dump");
}

void
a11y_desk_screenshot (A11yDesk *self, const char *name)
{
  Window root = DefaultRootWindow (self->display);
  int screen = DefaultScreen (self->display);
  int width = DisplayWidth (self->display, screen), height = DisplayHeight (self->display, screen);
  XImage *image = XGetImage (self->display, root, 0, 0, width, height, AllPlanes, ZPixmap);
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  const char *folder = g_getenv ("ATTEST_SCREENSHOT_DIR");
  g_autofree char *file = g_strdup_printf ("a11y-%s-%u.png", name, self->n_pictures++);
  g_autofree char *path = g_build_filename (folder != NULL ? folder
                                            : g_getenv ("G_TEST_BUILDDIR") != NULL
                                                ? g_getenv ("G_TEST_BUILDDIR")
                                                : g_get_tmp_dir (),
                                            file, NULL);
  guint8 *pixels = gdk_pixbuf_get_pixels (picture);
  int stride = gdk_pixbuf_get_rowstride (picture);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        gulong pixel = XGetPixel (image, x, y);
        guint8 *at = pixels + y * stride + x * 3;

        at[0] = pixel >> 16 & 0xff;
        at[1] = pixel >> 8 & 0xff;
        at[2] = pixel & 0xff;
      }
  XDestroyImage (image);
  if (gdk_pixbuf_save (picture, path, "png", NULL, NULL))
    g_printerr ("Picture: %s\n", path);
}
