/* SPDX-License-Identifier: MIT */
#include "a11y-node.h"

#include <string.h>

#define PREFIX "org.a11y.atspi."
/* An application of ours has some hundreds. */
#define MAX_NODES 20000
#define CALL_MS   20000
/* AtspiCoordType */
#define COORDS_WINDOW 1

/* A tree that is being read. */
typedef struct
{
  GDBusConnection *bus;
  guint n_open;
  guint n_nodes;
} Reading;

/* An answer that is awaited: for which node, and what was asked. */
typedef struct
{
  Reading *reading;
  A11yNode *node;
  void (*take) (Reading *reading, A11yNode *node, GVariant *answer);
} Question;

static void read_node (Reading *reading, A11yNode *node);
static void take_children (Reading *reading, A11yNode *node, GVariant *answer);

static A11yNode *
node_new (const char *bus_name, const char *path)
{
  A11yNode *self = g_atomic_rc_box_new0 (A11yNode);

  self->bus_name = g_strdup (bus_name);
  self->path = g_strdup (path);
  self->name = g_strdup ("");
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify)a11y_node_unref);
  return self;
}

static void
node_clear (gpointer data)
{
  A11yNode *self = data;

  for (guint i = 0; i < self->children->len; i++)
    ((A11yNode *)self->children->pdata[i])->parent = NULL;
  g_ptr_array_unref (self->children);
  g_free (self->bus_name);
  g_free (self->path);
  g_free (self->name);
  g_free (self->description);
}

A11yNode *
a11y_node_ref (A11yNode *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
a11y_node_unref (A11yNode *self)
{
  g_atomic_rc_box_release_full (self, node_clear);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;

  answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (answer != NULL)
    question->take (question->reading, question->node, answer);
  else if (question->take == take_children)
    /* The rest may be missing: the registry's own root has not all. */
    question->node->states |= G_GUINT64_CONSTANT (1) << A11Y_STATE_DEFUNCT;
  question->reading->n_open--;
  a11y_node_unref (question->node);
  g_free (question);
}

static void
ask (Reading *reading,
     A11yNode *node,
     const char *interface,
     const char *method,
     GVariant *parameters,
     const char *type,
     void (*take) (Reading *reading, A11yNode *node, GVariant *answer))
{
  Question *question = g_new0 (Question, 1);

  question->reading = reading;
  question->node = a11y_node_ref (node);
  question->take = take;
  reading->n_open++;
  g_dbus_connection_call (reading->bus, node->bus_name, node->path, interface, method, parameters,
                          G_VARIANT_TYPE (type), G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_MS, NULL,
                          answered_cb, question);
}

static void
take_properties (Reading *reading, A11yNode *node, GVariant *answer)
{
  g_autoptr (GVariant) properties = g_variant_get_child_value (answer, 0);
  const char *text;

  if (g_variant_lookup (properties, "Name", "&s", &text))
    {
      g_free (node->name);
      node->name = g_strdup (text);
    }
  if (g_variant_lookup (properties, "Description", "&s", &text))
    node->description = g_strdup (text);
}

static void
take_role (Reading *reading, A11yNode *node, GVariant *answer)
{
  guint32 role;

  g_variant_get (answer, "(u)", &role);
  node->role = role;
}

static void
take_states (Reading *reading, A11yNode *node, GVariant *answer)
{
  g_autoptr (GVariant) words = g_variant_get_child_value (answer, 0);
  gsize n;
  const guint32 *word = g_variant_get_fixed_array (words, &n, sizeof *word);

  if (n >= 2)
    node->states |= (guint64)word[1] << 32 | word[0];
}

static void
take_children (Reading *reading, A11yNode *node, GVariant *answer)
{
  g_autoptr (GVariantIter) iter = NULL;
  const char *bus_name, *path;

  g_variant_get (answer, "(a(so))", &iter);
  while (g_variant_iter_next (iter, "(&s&o)", &bus_name, &path))
    {
      A11yNode *child;

      if (++reading->n_nodes > MAX_NODES)
        return;
      child = node_new (bus_name, path);
      child->parent = node;
      g_ptr_array_add (node->children, child);
      read_node (reading, child);
    }
}

static void
read_rest (Reading *reading, A11yNode *node)
{
  ask (reading, node, PREFIX "Accessible", "GetChildren", NULL, "(a(so))", take_children);
  ask (reading, node, "org.freedesktop.DBus.Properties", "GetAll",
       g_variant_new ("(s)", PREFIX "Accessible"), "(a{sv})", take_properties);
  ask (reading, node, PREFIX "Accessible", "GetRole", NULL, "(u)", take_role);
  ask (reading, node, PREFIX "Accessible", "GetState", NULL, "(au)", take_states);
}

/* What has no room is hidden, and so is all in it: most of the tree, which nobody reads. */
static void
take_extents (Reading *reading, A11yNode *node, GVariant *answer)
{
  g_variant_get (answer, "((iiii))", &node->x, &node->y, &node->width, &node->height);
  if (node->width > 0 && node->height > 0)
    read_rest (reading, node);
}

static void
read_node (Reading *reading, A11yNode *node)
{
  /* Neither applications nor the desktop have a place. */
  if (node->parent == NULL || node->parent->parent == NULL)
    read_rest (reading, node);
  else
    ask (reading, node, PREFIX "Component", "GetExtents", g_variant_new ("(u)", COORDS_WINDOW),
         "((iiii))", take_extents);
}

static void
prune (A11yNode *node)
{
  for (guint i = node->children->len; i-- > 0;)
    {
      A11yNode *child = node->children->pdata[i];

      if (a11y_node_has (child, A11Y_STATE_DEFUNCT))
        g_ptr_array_remove_index (node->children, i);
      else
        prune (child);
    }
}

A11yNode *
a11y_node_read (GDBusConnection *bus, const char *bus_name, const char *path)
{
  Reading reading = { .bus = bus };
  A11yNode *root = node_new (bus_name, path);

  read_node (&reading, root);
  while (reading.n_open > 0)
    g_main_context_iteration (NULL, TRUE);
  if (a11y_node_has (root, A11Y_STATE_DEFUNCT))
    {
      a11y_node_unref (root);
      return NULL;
    }
  prune (root);
  return root;
}

gboolean
a11y_node_has (A11yNode *self, A11yState state)
{
  return (self->states >> state & 1) != 0;
}

gboolean
a11y_node_is_showing (A11yNode *self)
{
  A11yNode *window = NULL;

  if (self->width <= 0 || self->height <= 0)
    return FALSE;
  for (A11yNode *node = self; node != NULL && node->role != A11Y_ROLE_APPLICATION;
       node = node->parent)
    {
      if (!a11y_node_has (node, A11Y_STATE_VISIBLE))
        return FALSE;
      window = node;
    }
  /* GTK 4.8 says that of windows only, and not of its dialogs. What is beside the window is a pane that is not open; what is
   * above or below can be scrolled to. */
  return window != NULL &&
         (a11y_node_has (window, A11Y_STATE_SHOWING) || window->role != A11Y_ROLE_FRAME) &&
         (window == self || (self->x < window->width && self->x + self->width > 0));
}

A11yNode *
a11y_node_find (A11yNode *self, A11yRole role, const char *name)
{
  if ((role == A11Y_ROLE_INVALID || role == self->role) &&
      (name == NULL || g_str_equal (name, self->name)) && a11y_node_is_showing (self))
    return self;
  for (guint i = 0; i < self->children->len; i++)
    {
      A11yNode *found = a11y_node_find (self->children->pdata[i], role, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

void
a11y_node_foreach (A11yNode *self, A11yNodeFunc func, gpointer data)
{
  func (self, data);
  for (guint i = 0; i < self->children->len; i++)
    a11y_node_foreach (self->children->pdata[i], func, data);
}

static const char *
get_role_name (A11yRole role)
{
  static const char *const NAMES[] = {
    [A11Y_ROLE_ALERT] = "alert",
    [A11Y_ROLE_CHECK_BOX] = "check box",
    [A11Y_ROLE_COMBO_BOX] = "combo box",
    [A11Y_ROLE_DIALOG] = "dialog",
    [A11Y_ROLE_FILLER] = "filler",
    [A11Y_ROLE_FRAME] = "frame",
    [A11Y_ROLE_ICON] = "icon",
    [A11Y_ROLE_IMAGE] = "image",
    [A11Y_ROLE_LABEL] = "label",
    [A11Y_ROLE_LIST] = "list",
    [A11Y_ROLE_LIST_ITEM] = "list item",
    [A11Y_ROLE_MENU] = "menu",
    [A11Y_ROLE_MENU_ITEM] = "menu item",
    [A11Y_ROLE_PAGE_TAB] = "page tab",
    [A11Y_ROLE_PANEL] = "panel",
    [A11Y_ROLE_PASSWORD_TEXT] = "password text",
    [A11Y_ROLE_PUSH_BUTTON] = "push button",
    [A11Y_ROLE_RADIO_BUTTON] = "radio button",
    [A11Y_ROLE_SCROLL_BAR] = "scroll bar",
    [A11Y_ROLE_TEXT] = "text",
    [A11Y_ROLE_TOGGLE_BUTTON] = "toggle button",
    [A11Y_ROLE_UNKNOWN] = "unknown",
    [A11Y_ROLE_WINDOW] = "window",
    [A11Y_ROLE_APPLICATION] = "application",
    [A11Y_ROLE_LINK] = "link",
    [A11Y_ROLE_LOG] = "log",
  };

  return role < G_N_ELEMENTS (NAMES) && NAMES[role] != NULL ? NAMES[role] : "thing";
}

char *
a11y_node_describe (A11yNode *self)
{
  GString *text = g_string_new (NULL);

  for (A11yNode *node = self; node != NULL && node->role != A11Y_ROLE_APPLICATION;
       node = node->parent)
    {
      /* Boxes without a name tell nothing of where it is. */
      if (node != self && node->name[0] == '\0')
        continue;
      g_string_prepend (text, text->len > 0 ? "” › " : "”");
      g_string_prepend (text, node->name);
      g_string_prepend (text, " “");
      g_string_prepend (text, get_role_name (node->role));
    }
  return g_string_free (text, FALSE);
}

static void
dump (A11yNode *self, guint depth, GString *text)
{
  g_string_append_printf (text, "%*s%s %d “%s” %d,%d %dx%d%s%s%s%s", (int)(2 * depth), "",
                          get_role_name (self->role), self->role, self->name, self->x, self->y,
                          self->width, self->height, a11y_node_is_showing (self) ? "" : " hidden",
                          a11y_node_has (self, A11Y_STATE_FOCUSABLE) ? " focusable" : "",
                          a11y_node_has (self, A11Y_STATE_FOCUSED) ? " FOCUSED" : "",
                          a11y_node_has (self, A11Y_STATE_SENSITIVE) ? "" : " insensitive");
  if (self->description != NULL && self->description[0] != '\0')
    g_string_append_printf (text, " (%s)", self->description);
  g_string_append_printf (text, " %s\n", strrchr (self->path, '/') + 1);
  for (guint i = 0; i < self->children->len; i++)
    dump (self->children->pdata[i], depth + 1, text);
}

char *
a11y_node_dump (A11yNode *self)
{
  GString *text = g_string_new (NULL);

  dump (self, 0, text);
  return g_string_free (text, FALSE);
}
