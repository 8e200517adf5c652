/* SPDX-License-Identifier: MIT */
/* The search in what a room keeps: a bar above the messages, what was found in their place, and the
 * way to one of them. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-chat-view-private.h"

gboolean
attest_chat_view_get_search_mode (AttestChatView *self)
{
  return gtk_search_bar_get_search_mode (self->search_bar);
}

gboolean
attest_chat_view_get_searching (AttestChatView *self)
{
  return attest_chat_view_get_search_mode (self) &&
         *gtk_editable_get_text (self->search_entry) != '\0';
}

const char *
attest_chat_view_get_search_hint (AttestChatView *self)
{
  return self->history != NULL ? _ ("Search (Ctrl+F)")
                               : _ ("There is nothing to search in: this room keeps no history");
}

static void
cancel_look_up (AttestChatView *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* The bar comes with the words of the last search, to go on to the next message; Escape and another
 * room take them away. */
void
attest_chat_view_set_search_mode (AttestChatView *self, gboolean search_mode)
{
  gboolean changed = attest_chat_view_get_search_mode (self) != !!search_mode;

  if (search_mode && self->history == NULL)
    return;
  cancel_look_up (self);
  gtk_search_bar_set_search_mode (self->search_bar, search_mode);
  if (search_mode)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
      gtk_editable_select_region (self->search_entry, 0, -1);
    }
  attest_chat_view_update_page (self);
  if (changed)
    g_object_notify (G_OBJECT (self), "search-mode");
}

void
attest_chat_view_stop_search (AttestChatView *self)
{
  gtk_editable_set_text (self->search_entry, "");
  attest_chat_view_set_search_mode (self, FALSE);
}

static void
search_close_cb (AttestChatView *self)
{
  attest_chat_view_stop_search (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}

static void
search_changed_cb (AttestChatView *self)
{
  cancel_look_up (self);
  attest_search_view_set_words (self->search_view, gtk_editable_get_text (self->search_entry));
  attest_chat_view_update_page (self);
}

static void
search_activate_cb (AttestChatView *self)
{
  attest_search_view_activate_first (self->search_view);
}

static void
search_leave_cb (AttestChatView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
search_summary_cb (AttestChatView *self)
{
  attest_announcer_say (self->announcer, attest_search_view_get_summary (self->search_view));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestChatView) self = ATTEST_CHAT_VIEW (data);
  g_autoptr (GError) error = NULL;
  guint position = chat_room_load_around_finish (CHAT_ROOM (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      self->room != CHAT_ROOM (source) || self->cancellable == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (position == G_MAXUINT)
    {
      attest_search_view_show_note (
          self->search_view, error != NULL ? error->message : _ ("This message was deleted"));
      return;
    }
  attest_chat_view_set_search_mode (self, FALSE);
  attest_message_list_show_message (self->list, position);
}

static void
search_found_cb (AttestChatView *self, gint64 id)
{
  if (self->room == NULL)
    return;
  cancel_look_up (self);
  self->cancellable = g_cancellable_new ();
  chat_room_load_around_async (self->room, id, self->cancellable, loaded_cb, g_object_ref (self));
}

/* From the entry down to what was found. */
static gboolean
key_cb (AttestChatView *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 ||
      (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down))
    return FALSE;
  return attest_search_view_focus_first (self->search_view);
}

static gboolean
shortcut_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  AttestChatView *self = ATTEST_CHAT_VIEW (widget);

  if (!gtk_widget_get_mapped (widget) || self->history == NULL)
    return FALSE;
  attest_chat_view_set_search_mode (self, TRUE);
  return TRUE;
}

void
attest_chat_view_class_install_search (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_close_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_found_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_summary_cb);
}

void
attest_chat_view_init_search (AttestChatView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->search_entry), keys);

  /* From wherever the focus is in the window. */
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (shortcuts),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_f, GDK_CONTROL_MASK),
                        gtk_callback_action_new (shortcut_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), shortcuts);
}
