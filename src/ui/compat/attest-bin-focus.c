/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "compat/attest-bin-focus.h"

/**
 * attest_bin_focus:
 *
 * GtkWidgetClass.focus for a widget of one child that has a grab_focus() of its own. What it would
 * inherit calls that on the way in, past all that comes before, and again on the way out backwards:
 * Shift+Tab would never leave.
 */
gboolean
attest_bin_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  return child != NULL && gtk_widget_child_focus (child, direction);
}
