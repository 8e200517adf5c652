/* SPDX-License-Identifier: MIT */
#pragma once

#include "a11y-node.h"

G_BEGIN_DECLS

/**
 * A11yDesk: the accessibility bus of a private session, as a screen reader sits on it: what the
 * applications show, and their keys.
 */
typedef struct _A11yDesk A11yDesk;

/* Starts the bus; %NULL if this machine has none (at-spi2-core). */
A11yDesk *a11y_desk_new (void);
void a11y_desk_free (A11yDesk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (A11yDesk, a11y_desk_free)

GDBusConnection *a11y_desk_get_bus (A11yDesk *self);
/* All applications as they are now. (transfer full) */
A11yNode *a11y_desk_read (A11yDesk *self);
/* Whether condition @what holds; asked again whenever an application tells of a change. */
typedef gboolean (*A11yCondition) (A11yNode *desktop, gpointer data);
/* Fails after a deadline, with what was there instead. @what: for the report. */
void a11y_desk_wait (A11yDesk *self, A11yCondition condition, gpointer data, const char *what);
/* What is showing of @role (INVALID: any) with @name. (transfer full) */
A11yNode *a11y_desk_wait_for (A11yDesk *self, A11yRole role, const char *name);
/* The same for a name that contains @part, as a row of a message tells all of it in its name. */
void a11y_desk_wait_containing (A11yDesk *self, A11yRole role, const char *part);
void a11y_desk_wait_gone (A11yDesk *self, A11yRole role, const char *name);

/* Its first action, as a screen reader takes it. */
void a11y_desk_act (A11yDesk *self, A11yNode *node);
/* wait_for() and act(). */
void a11y_desk_press (A11yDesk *self, A11yRole role, const char *name);
void a11y_desk_set_text (A11yDesk *self, A11yNode *node, const char *text);
char *a11y_desk_get_text (A11yDesk *self, A11yNode *node);

/* Keys of the keyboard, as "Tab", "<Control>f" or "<Shift>F10". */
void a11y_desk_key (A11yDesk *self, const char *accelerator);
/* Until the window of that name has the keys. */
void a11y_desk_wait_active (A11yDesk *self, const char *window);
/* The same for a key that moves the focus: gives the path of what has it then (nullable: nothing yet). */
const char *a11y_desk_move_focus (A11yDesk *self, const char *accelerator);
void a11y_desk_wait_focus (A11yDesk *self, A11yNode *node);
/* Of what is not in the tree itself, such as the text in an entry. (nullable) */
char *a11y_desk_dup_parent (A11yDesk *self, const char *bus_name, const char *path);
/* Tabs to it, if it has not got it. */
void a11y_desk_focus (A11yDesk *self, A11yNode *node);
/* ASCII. */
void a11y_desk_type (A11yDesk *self, const char *text);

/* How large letters are in programs that start from now on; 96 is usual. */
void a11y_desk_set_dpi (A11yDesk *self, guint dpi);
/* Prints all that is there, for who writes a test. */
void a11y_desk_dump (A11yDesk *self);
/* Where pictures go when something fails; the name is told. */
void a11y_desk_screenshot (A11yDesk *self, const char *name);

G_END_DECLS
