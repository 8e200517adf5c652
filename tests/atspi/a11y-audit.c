/* SPDX-License-Identifier: MIT */
#include "a11y-audit.h"

#include <string.h>

#define MAX_TABS  250
#define MAX_STAYS 3
/* From the text in an entry row to the row. */
#define INNER_DEPTH 5

struct _A11yAudit
{
  A11yDesk *desk;
  const char *page;
  GHashTable *reported;  /* path and rule */
  GHashTable *reached;   /* paths that had the focus */
  GHashTable *unreached; /* path: description of what ought to be reached */
  GHashTable *excused;   /* names */
  GPtrArray *offenders;
  GPtrArray *foreigners; /* the same in windows of the libraries: told, but no failure */
  gboolean foreign;
};

A11yAudit *
a11y_audit_new (A11yDesk *desk)
{
  A11yAudit *self = g_new0 (A11yAudit, 1);

  self->desk = desk;
  self->reported = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unreached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->excused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->offenders = g_ptr_array_new_with_free_func (g_free);
  self->foreigners = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
a11y_audit_free (A11yAudit *self)
{
  g_hash_table_unref (self->reported);
  g_hash_table_unref (self->reached);
  g_hash_table_unref (self->unreached);
  g_hash_table_unref (self->excused);
  g_ptr_array_unref (self->offenders);
  g_ptr_array_unref (self->foreigners);
  g_free (self);
}

static void
report (A11yAudit *self, A11yNode *node, const char *rule)
{
  g_autofree char *description = a11y_node_describe (node);

  if (!g_hash_table_add (self->reported, g_strconcat (node->path, rule, NULL)))
    return;
  g_ptr_array_add (self->foreign ? self->foreigners : self->offenders,
                   g_strdup_printf ("%s: %s: %s", self->page, description, rule));
}

static gboolean
is_operated (A11yRole role)
{
  static const A11yRole ROLES[] = {
    A11Y_ROLE_CHECK_BOX,    A11Y_ROLE_COMBO_BOX, A11Y_ROLE_PUSH_BUTTON,  A11Y_ROLE_TOGGLE_BUTTON,
    A11Y_ROLE_MENU_ITEM,    A11Y_ROLE_PAGE_TAB,  A11Y_ROLE_RADIO_BUTTON, A11Y_ROLE_TEXT,
    A11Y_ROLE_LINK,         A11Y_ROLE_SLIDER,    A11Y_ROLE_SPIN_BUTTON,  A11Y_ROLE_LIST_ITEM,
    A11Y_ROLE_PASSWORD_TEXT
  };

  for (guint i = 0; i < G_N_ELEMENTS (ROLES); i++)
    if (ROLES[i] == role)
      return TRUE;
  return FALSE;
}

static gboolean
is_in (A11yNode *node, A11yRole role)
{
  for (A11yNode *at = node->parent; at != NULL; at = at->parent)
    if (at->role == role)
      return TRUE;
  return FALSE;
}

/* Boxes that only hold others, though GTK lets some take the focus. */
static gboolean
is_container (A11yNode *node)
{
  return node->children->len > 0 &&
         (node->role == A11Y_ROLE_LIST || node->role == A11Y_ROLE_SCROLL_PANE ||
          node->role == A11Y_ROLE_FILLER || node->role == A11Y_ROLE_PANEL);
}

/* What the libraries put inside their own widgets, and announce with them. */
static gboolean
is_inner (A11yNode *node)
{
  return is_in (node, A11Y_ROLE_COMBO_BOX) || is_in (node, A11Y_ROLE_PUSH_BUTTON) ||
         is_in (node, A11Y_ROLE_TOGGLE_BUTTON) || is_in (node, A11Y_ROLE_PAGE_TAB) ||
         is_in (node, A11Y_ROLE_TEXT);
}

/* Those in the title bar are for the mouse: windows have keys of the desktop. */
static gboolean
is_window_button (A11yNode *node)
{
  return node->role == A11Y_ROLE_PUSH_BUTTON && node->description != NULL &&
         g_str_has_suffix (node->description, " the window");
}

/* A name that GTK made of the type for want of a better one. */
static gboolean
is_type_name (const char *name)
{
  static const char *const PREFIXES[] = { "Gtk", "Gdk", "Adw", "Attest" };

  for (guint i = 0; i < G_N_ELEMENTS (PREFIXES); i++)
    if (g_str_has_prefix (name, PREFIXES[i]) && g_ascii_isupper (name[strlen (PREFIXES[i])]) &&
        strchr (name, ' ') == NULL)
      return TRUE;
  return FALSE;
}

static gboolean
is_icon_name (const char *name)
{
  return g_str_has_suffix (name, "-symbolic") ||
         g_regex_match_simple ("^[a-z0-9]+([-_][a-z0-9]+)+$", name, 0, 0);
}

/* "Send Send", or "Room, verified Room": what it begins with comes again at the end. */
static gboolean
is_twice (const char *name)
{
  for (const char *space = strchr (name, ' '); space != NULL; space = strchr (space + 1, ' '))
    {
      gsize length = strlen (space + 1);

      if (length > 0 && strncmp (name, space + 1, length) == 0 &&
          strchr (" ,:", name[length]) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
inspect_name (A11yAudit *self, A11yNode *node)
{
  if (node->name[0] == '\0')
    report (self, node, "has no name");
  else if (is_type_name (node->name))
    report (self, node, "has the name of its type");
  else if (is_icon_name (node->name))
    report (self, node, "has the name of an icon or an id");
  else if (node->name[0] == '_')
    report (self, node, "has a mnemonic in its name");
  else if (is_twice (node->name))
    report (self, node, "says its name twice");
  else if (g_str_has_suffix (node->name, ": ") || g_str_has_prefix (node->name, " "))
    report (self, node, "has half a name");
}

/* An expander row: an item around a list that has its header. */
static gboolean
is_expander (A11yNode *node)
{
  A11yNode *inner = a11y_node_find (node, A11Y_ROLE_LIST, NULL);

  return node->role == A11Y_ROLE_LIST_ITEM && inner != NULL && inner->children->len > 0;
}

static gboolean
is_in_expander (A11yNode *node)
{
  for (A11yNode *at = node->parent; at != NULL; at = at->parent)
    if (is_expander (at))
      return TRUE;
  return FALSE;
}

static void
inspect_cb (A11yNode *node, gpointer data)
{
  A11yAudit *self = data;

  if (!a11y_node_is_showing (node) || is_inner (node) || is_window_button (node))
    return;
  if (is_expander (node) || (is_in_expander (node) && g_str_equal (node->name, "GtkImage")))
    return;
  if (is_operated (node->role) ||
      (a11y_node_has (node, A11Y_STATE_FOCUSABLE) && !is_container (node)))
    inspect_name (self, node);
  if (node->role == A11Y_ROLE_IMAGE)
    inspect_name (self, node);
  if (node->role == A11Y_ROLE_UNKNOWN || node->role == A11Y_ROLE_INVALID)
    report (self, node, "has no role");
  if (!self->foreign && a11y_node_has (node, A11Y_STATE_FOCUSABLE) &&
      a11y_node_has (node, A11Y_STATE_SENSITIVE) && !is_container (node) &&
      !g_hash_table_contains (self->excused, node->name) &&
      !g_hash_table_contains (self->unreached, node->path))
    g_hash_table_insert (self->unreached, g_strdup (node->path),
                         g_strdup_printf ("%s: %s", self->page, a11y_node_describe (node)));
}

/* A row or a choice next to one that was reached is an arrow key away. */
static void
forgive_cb (A11yNode *node, gpointer data)
{
  A11yAudit *self = data;
  gboolean reached = FALSE;

  if (node->role != A11Y_ROLE_LIST && node->role != A11Y_ROLE_PANEL &&
      node->role != A11Y_ROLE_PAGE_TAB_LIST && node->role != A11Y_ROLE_MENU)
    return;
  /* A switcher of one page is not shown. */
  if (node->role == A11Y_ROLE_PAGE_TAB_LIST && node->children->len == 1)
    reached = TRUE;
  for (guint i = 0; i < node->children->len && !reached; i++)
    reached = g_hash_table_contains (self->reached, ((A11yNode *)node->children->pdata[i])->path);
  for (guint i = 0; i < node->children->len && reached; i++)
    {
      A11yNode *child = node->children->pdata[i];

      if (child->role == A11Y_ROLE_LIST_ITEM || child->role == A11Y_ROLE_RADIO_BUTTON ||
          child->role == A11Y_ROLE_PAGE_TAB || child->role == A11Y_ROLE_MENU_ITEM)
        g_hash_table_add (self->reached, g_strdup (child->path));
    }
}

/* What is inside of an entry has the focus for it. */
static void
reach (A11yAudit *self, const char *bus_name, const char *path)
{
  g_autofree char *at = g_strdup (path);

  for (guint i = 0; i < INNER_DEPTH && at != NULL; i++)
    {
      char *parent = a11y_desk_dup_parent (self->desk, bus_name, at);

      g_hash_table_add (self->reached, at);
      at = parent;
    }
}

/* Until it comes to a place again. A text that has the focus may not tell so: once it may seem to stay. */
static void
tab_round (A11yAudit *self, const char *bus_name, const char *key)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *last = NULL;
  guint n_stays = 0;

  for (guint i = 0; i < MAX_TABS && n_stays < MAX_STAYS; i++)
    {
      const char *path = a11y_desk_move_focus (self->desk, key);

      if (path == NULL)
        break;
      if (g_strcmp0 (path, last) == 0)
        n_stays++;
      else if (g_hash_table_contains (seen, path))
        return;
      else
        n_stays = 0;
      reach (self, bus_name, path);
      g_hash_table_add (seen, g_strdup (path));
      g_free (last);
      last = g_strdup (path);
    }
  /* With one place alone there is nowhere to go. */
  if (g_hash_table_size (seen) > 1)
    g_ptr_array_add (self->foreign ? self->foreigners : self->offenders,
                     g_strdup_printf ("%s: %s does not come round (%u places seen, the last is %s)",
                                      self->page, key, g_hash_table_size (seen), last));
}

/* There is one. */
static const char *
get_application (A11yNode *desktop)
{
  g_assert_cmpuint (desktop->children->len, ==, 1);
  return ((A11yNode *)desktop->children->pdata[0])->bus_name;
}

static A11yNode *
find_active (A11yNode *node)
{
  if (a11y_node_has (node, A11Y_STATE_ACTIVE))
    return node;
  for (guint i = 0; i < node->children->len; i++)
    {
      A11yNode *found = find_active (node->children->pdata[i]);

      if (found != NULL)
        return found;
    }
  return NULL;
}

void
a11y_audit_page (A11yAudit *self, const char *page, A11yAuditFlags flags)
{
  g_autoptr (A11yNode) desktop = NULL;
  A11yNode *window;

  self->page = page;
  self->foreign = (flags & A11Y_AUDIT_FOREIGN) != 0;
  desktop = a11y_desk_read (self->desk);
  if ((flags & A11Y_AUDIT_NO_TAB) == 0)
    {
      tab_round (self, get_application (desktop), "Tab");
      /* GTK comes back into a box where it was left: what is before that, it shows on the way back. */
      tab_round (self, get_application (desktop), "<Shift>Tab");
      a11y_node_unref (desktop);
      desktop = a11y_desk_read (self->desk);
    }
  window = find_active (desktop);
  if (window == NULL)
    window = desktop; /* GTK's window of shortcuts does not say that it is active */
  a11y_node_foreach (window, inspect_cb, self);
  a11y_node_foreach (window, forgive_cb, self);
  if (g_getenv ("A11Y_DUMP") != NULL)
    {
      g_autofree char *dump = a11y_node_dump (desktop);

      g_printerr ("== %s\n%s", page, dump);
      a11y_desk_screenshot (self->desk, page);
    }
}

void
a11y_audit_key (A11yAudit *self, const char *accelerator)
{
  g_autoptr (A11yNode) desktop = a11y_desk_read (self->desk);
  const char *path = a11y_desk_move_focus (self->desk, accelerator);

  if (path != NULL)
    reach (self, get_application (desktop), path);
}

void
a11y_audit_excuse (A11yAudit *self, const char *name)
{
  g_hash_table_add (self->excused, g_strdup (name));
}

void
a11y_audit_finish (A11yAudit *self)
{
  GHashTableIter iter;
  gpointer path, description;

  g_hash_table_iter_init (&iter, self->unreached);
  while (g_hash_table_iter_next (&iter, &path, &description))
    if (!g_hash_table_contains (self->reached, path))
      g_ptr_array_add (self->offenders,
                       g_strdup_printf ("%s: is not reached by Tab", (char *)description));
  for (guint i = 0; i < self->foreigners->len; i++)
    g_test_message ("Of the libraries: %s", (char *)self->foreigners->pdata[i]);
  for (guint i = 0; i < self->offenders->len; i++)
    g_printerr ("%s\n", (char *)self->offenders->pdata[i]);
  g_assert_cmpuint (self->offenders->len, ==, 0);
}
