/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-report-dialog.h"
#include "attest-report.h"
#include "attest-window-private.h"

#define TELL_S 5

typedef enum
{
  PANE_SIDEBAR,
  PANE_MESSAGES,
  PANE_COMPOSER,
  PANE_PANEL,
  N_PANES
} Pane;

static void
reconnect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);

  if (self->item != NULL)
    chat_connection_connect (attest_window_get_connection (self));
}

static void
disconnect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);

  if (self->item != NULL)
    chat_connection_disconnect (attest_window_get_connection (self));
}

static void
leave_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);

  attest_window_ask_to_leave (self);
  if (self->item == NULL && self->waiting == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->login_page));
}

static void
add_room_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);

  attest_window_show_login (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->login_page));
}

static void
next_room_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  attest_window_move_room (ATTEST_WINDOW (widget), 1);
}

static void
previous_room_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  attest_window_move_room (ATTEST_WINDOW (widget), -1);
}

static void
open_link_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  attest_window_open_link (ATTEST_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static gboolean
is_focus_in (AttestWindow *self, GtkWidget *pane)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return focus != NULL && (focus == pane || gtk_widget_is_ancestor (focus, pane));
}

static GtkWidget *
get_pane (AttestWindow *self, Pane pane)
{
  switch (pane)
    {
    case PANE_SIDEBAR:
      return GTK_WIDGET (self->rooms);
    case PANE_MESSAGES:
      return GTK_WIDGET (attest_chat_view_get_list (self->chat_view));
    case PANE_COMPOSER:
      return attest_chat_view_get_composer (self->chat_view);
    case PANE_PANEL:
      return GTK_WIDGET (self->panel);
    case N_PANES:
    default:
      g_return_val_if_reached (NULL);
    }
}

static gboolean
focus_pane (AttestWindow *self, Pane pane)
{
  GtkWidget *widget = get_pane (self, pane);

  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  switch (pane)
    {
    case PANE_SIDEBAR:
      return !attest_split_view_get_collapsed (self->split_view) &&
             gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (self->rooms)));
    case PANE_MESSAGES:
      return attest_message_list_grab_focus_newest (ATTEST_MESSAGE_LIST (widget));
    case PANE_PANEL:
      return attest_side_pane_get_show_pane (self->side_pane) && gtk_widget_grab_focus (widget);
    case PANE_COMPOSER:
    case N_PANES:
    default:
      return gtk_widget_grab_focus (widget);
    }
}

/* F6 goes round the panes, as in other programs of two and more panes. */
static void
move_focus (AttestWindow *self, int step)
{
  int current = PANE_COMPOSER;

  if (self->item == NULL)
    return;
  for (int pane = 0; pane < N_PANES; pane++)
    if (is_focus_in (self, get_pane (self, (Pane)pane)))
      current = pane;
  for (int i = 1; i <= N_PANES; i++)
    if (focus_pane (self, (Pane)((current + i * step + i * N_PANES) % N_PANES)))
      return;
}

static void
next_pane_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_focus (ATTEST_WINDOW (widget), 1);
}

static void
previous_pane_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_focus (ATTEST_WINDOW (widget), -1);
}

static void
show_events_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);

  attest_connection_panel_show_page (self->panel, "events");
  attest_side_pane_set_show_pane (self->side_pane, TRUE);
}

static void
acknowledge_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);

  if (self->item != NULL)
    chat_connection_acknowledge (attest_window_get_connection (self));
}

static void
on_diagnosed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestWindow) self = data;

  /* What was found out is shown by the panel, which reads it from the connection. */
  icws_diagnosis_free (chat_connection_diagnose_finish (CHAT_CONNECTION (source), result, NULL));
  attest_window_update_actions (self);
}

static void
diagnose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);

  if (self->item == NULL)
    return;
  gtk_widget_action_set_enabled (widget, "win.diagnose", FALSE);
  chat_connection_diagnose_async (attest_window_get_connection (self), NULL, on_diagnosed,
                                  g_object_ref (self));
}

static void
copy_report_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);
  g_autofree char *text = NULL;

  if (self->item == NULL)
    return;
  text = attest_report_to_text (attest_window_get_connection (self));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  attest_window_tell (self, _ ("Report copied"), TELL_S);
}

static void
saved_cb (AttestWindow *self, const GError *error)
{
  g_autofree char *text = NULL;

  /* Translators: %s is a technical message */
  text = error != NULL ? g_strdup_printf (_ ("The report could not be saved: %s"), error->message)
                       : g_strdup (_ ("Report saved"));
  attest_window_tell (self, text, TELL_S);
}

static void
save_report_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);
  AttestReportDialog *dialog;

  if (self->item == NULL)
    return;
  dialog = attest_report_dialog_new (attest_window_get_connection (self));
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  g_signal_connect_object (dialog, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * attest_window_class_install_actions:
 * @widget_class: the class of the window
 */
void
attest_window_class_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.reconnect", NULL, reconnect_action);
  gtk_widget_class_install_action (widget_class, "win.disconnect", NULL, disconnect_action);
  gtk_widget_class_install_action (widget_class, "win.leave", NULL, leave_action);
  gtk_widget_class_install_action (widget_class, "win.add-room", NULL, add_room_action);
  gtk_widget_class_install_action (widget_class, "win.next-room", NULL, next_room_action);
  gtk_widget_class_install_action (widget_class, "win.previous-room", NULL, previous_room_action);
  gtk_widget_class_install_action (widget_class, "win.open-link", "s", open_link_action);
  gtk_widget_class_install_action (widget_class, "win.next-pane", NULL, next_pane_action);
  gtk_widget_class_install_action (widget_class, "win.previous-pane", NULL, previous_pane_action);
  gtk_widget_class_install_action (widget_class, "win.show-events", NULL, show_events_action);
  gtk_widget_class_install_action (widget_class, "win.acknowledge", NULL, acknowledge_action);
  gtk_widget_class_install_action (widget_class, "win.diagnose", NULL, diagnose_action);
  gtk_widget_class_install_action (widget_class, "win.copy-report", NULL, copy_report_action);
  gtk_widget_class_install_action (widget_class, "win.save-report", NULL, save_report_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "win.add-room",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_CONTROL_MASK,
                                       "win.next-room", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_CONTROL_MASK,
                                       "win.previous-room", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F6, 0, "win.next-pane", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F6, GDK_SHIFT_MASK,
                                       "win.previous-pane", NULL);
}

/**
 * attest_window_init_actions:
 * @self: a new window
 */
void
attest_window_init_actions (AttestWindow *self)
{
  g_autoptr (GPropertyAction)
      show_panel = g_property_action_new ("show-panel", self->side_pane, "show-pane");

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (show_panel));
  attest_window_update_actions (self);
}

/**
 * attest_window_update_actions:
 * @self: the window
 *
 * Offers what can be done now.
 */
void
attest_window_update_actions (AttestWindow *self)
{
  gboolean in_room = self->item != NULL;
  gboolean connected = FALSE;
  gboolean several = gtk_list_box_get_row_at_index (self->rooms, 1) != NULL;

  if (in_room)
    {
      ChatHealth health = chat_connection_get_health (attest_window_get_connection (self));

      connected = health != CHAT_HEALTH_DISCONNECTED && health != CHAT_HEALTH_INTEGRITY &&
                  health != CHAT_HEALTH_REFUSED;
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.reconnect", in_room);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.disconnect", connected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.leave", in_room || self->waiting != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.next-room", several);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.previous-room", several);
  attest_window_update_room_actions (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.acknowledge", in_room);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.diagnose", in_room);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.copy-report", in_room);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save-report", in_room);
}
