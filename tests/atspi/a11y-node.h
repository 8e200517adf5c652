/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Of AtspiRole and AtspiStateType (the at-spi2-core protocol), what the tests name. */
typedef enum
{
  A11Y_ROLE_INVALID = 0,
  A11Y_ROLE_ALERT = 2,
  A11Y_ROLE_CHECK_BOX = 7,
  A11Y_ROLE_COMBO_BOX = 11,
  A11Y_ROLE_DIALOG = 16,
  A11Y_ROLE_FILLER = 20,
  A11Y_ROLE_FRAME = 23,
  A11Y_ROLE_ICON = 26,
  A11Y_ROLE_IMAGE = 27,
  A11Y_ROLE_LABEL = 29,
  A11Y_ROLE_LIST = 31,
  A11Y_ROLE_LIST_ITEM = 32,
  A11Y_ROLE_MENU = 33,
  A11Y_ROLE_MENU_ITEM = 35,
  A11Y_ROLE_PAGE_TAB = 37,
  A11Y_ROLE_PAGE_TAB_LIST = 38,
  A11Y_ROLE_PANEL = 39,
  A11Y_ROLE_PASSWORD_TEXT = 40,
  A11Y_ROLE_PUSH_BUTTON = 43,
  A11Y_ROLE_RADIO_BUTTON = 44,
  A11Y_ROLE_SCROLL_BAR = 48,
  A11Y_ROLE_SCROLL_PANE = 49,
  A11Y_ROLE_SLIDER = 51,
  A11Y_ROLE_SPIN_BUTTON = 52,
  A11Y_ROLE_TEXT = 61,
  A11Y_ROLE_TOGGLE_BUTTON = 62,
  A11Y_ROLE_UNKNOWN = 67,
  A11Y_ROLE_WINDOW = 69,
  A11Y_ROLE_APPLICATION = 75,
  A11Y_ROLE_LINK = 88,
  A11Y_ROLE_LOG = 111
} A11yRole;

typedef enum
{
  A11Y_STATE_ACTIVE = 1,
  A11Y_STATE_CHECKED = 4,
  A11Y_STATE_DEFUNCT = 6,
  A11Y_STATE_EDITABLE = 7,
  A11Y_STATE_FOCUSABLE = 11,
  A11Y_STATE_FOCUSED = 12,
  A11Y_STATE_PRESSED = 20,
  A11Y_STATE_SELECTED = 23,
  A11Y_STATE_SENSITIVE = 24,
  A11Y_STATE_SHOWING = 25,
  A11Y_STATE_VISIBLE = 30
} A11yState;

typedef struct _A11yNode A11yNode;

/**
 * A11yNode: an accessible as it was when it was read, with those below it.
 */
struct _A11yNode
{
  char *bus_name;
  char *path;
  A11yRole role;
  char *name;
  char *description;
  guint64 states;
  int x, y, width, height; /* in the window */
  A11yNode *parent;        /* (nullable): while it is there */
  GPtrArray *children;     /* of A11yNode */
};

/* Reads all that is below @path, many questions at a time; what vanishes meanwhile is left out.
 * %NULL if @path itself is not there. */
A11yNode *a11y_node_read (GDBusConnection *bus, const char *bus_name, const char *path);
A11yNode *a11y_node_ref (A11yNode *self);
void a11y_node_unref (A11yNode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (A11yNode, a11y_node_unref)

gboolean a11y_node_has (A11yNode *self, A11yState state);
/* Whether it is on the screen: a page that a stack hides is not. */
gboolean a11y_node_is_showing (A11yNode *self);
/* The first one that is showing, in order of the tree. @role: A11Y_ROLE_INVALID for any;
 * @name: (nullable): for any. */
A11yNode *a11y_node_find (A11yNode *self, A11yRole role, const char *name);
typedef void (*A11yNodeFunc) (A11yNode *node, gpointer data);
void a11y_node_foreach (A11yNode *self, A11yNodeFunc func, gpointer data);
/* The way to it, for a person: "frame “Attest” › push button “Send”". */
char *a11y_node_describe (A11yNode *self);
/* The whole tree, a line each. */
char *a11y_node_dump (A11yNode *self);

G_END_DECLS
