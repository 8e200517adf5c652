/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-health-text.h"
#include "attest-text.h"
#include "attest-ui.h"
#include "attest-application.h"
#include "attest-window-private.h"

enum
{
  PROP_0,
  PROP_MUTED
};

/* What is typed is on the disk so soon. */
#define DRAFT_S 1

G_DEFINE_FINAL_TYPE (AttestWindow, attest_window, ADW_TYPE_APPLICATION_WINDOW)

static void
login_cb (AttestWindow *self, IcIdentity *identity, const char *name)
{
  g_autoptr (ChatProfile) profile = attest_login_page_get_profile (self->login_page);
  const char *saved_id;
  ChatSavedProfile *saved = NULL;

  if (self->settings != NULL)
    {
      g_settings_set_string (self->settings, "display-name", name);
      g_settings_set_enum (self->settings, "network",
                           attest_login_page_get_network (self->login_page));
    }
  saved_id = attest_login_page_get_saved_id (self->login_page);
  /* The form does not show all that is saved: other gateways, another name of the room. */
  if (saved_id != NULL)
    saved = chat_profile_store_find (attest_login_page_get_store (self->login_page), saved_id);
  if (saved_id != NULL)
    attest_window_open_saved (self, saved_id,
                              saved != NULL ? chat_saved_profile_get_profile (saved) : profile,
                              identity, name, TRUE);
  else
    attest_window_login (self, profile, identity, name);
}

/* It stays until it is read: what could not be stored is worth knowing. */
static void
notice_cb (AttestWindow *self, const char *text)
{
  if (self->item != NULL)
    attest_room_item_set_notice (self->item, text);
  else
    attest_window_tell (self, text, 0);
}

static void
notice_closed_cb (AttestWindow *self)
{
  if (self->item != NULL)
    attest_room_item_set_notice (self->item, NULL);
}

static void
banner_cb (AttestWindow *self)
{
  ChatConnection *connection = attest_window_get_connection (self);

  if (connection == NULL)
    return;
  /* After an integrity failure, or with nothing to be done, the person reads what happened first. */
  if (chat_connection_get_health (connection) == CHAT_HEALTH_INTEGRITY ||
      chat_connection_get_health (connection) == CHAT_HEALTH_OFFLINE)
    attest_side_pane_set_show_pane (self->side_pane, TRUE);
  else
    chat_connection_connect (connection);
}

static void
leave_composer_cb (AttestWindow *self)
{
  if (attest_side_pane_get_collapsed (self->side_pane) &&
      attest_side_pane_get_show_pane (self->side_pane))
    attest_side_pane_set_show_pane (self->side_pane, FALSE);
  else
    attest_message_list_grab_focus_newest (attest_chat_view_get_list (self->chat_view));
}

static void
back_cb (AttestWindow *self)
{
  attest_split_view_set_show_content (self->split_view, FALSE);
}

static void
room_activated_cb (AttestWindow *self, AttestRoomRow *row)
{
  attest_window_show_row (self, row);
  gtk_widget_grab_focus (self->item != NULL ? GTK_WIDGET (self->chat_view)
                                            : GTK_WIDGET (self->waiting_page));
}

static void
login_back_cb (AttestWindow *self)
{
  if (self->item != NULL || self->waiting != NULL)
    attest_window_show_page (self, "main");
  attest_window_update_seen (self);
}

static void
active_cb (AttestWindow *self)
{
  attest_window_update_seen (self);
}

static gboolean
draft_cb (gpointer data)
{
  AttestWindow *self = data;

  self->draft_source = 0;
  attest_window_keep_draft (self);
  return G_SOURCE_REMOVE;
}

/* A crash costs the last second of what was typed. */
static void
typing_cb (AttestWindow *self)
{
  if (self->draft_source == 0 && self->item != NULL)
    self->draft_source = g_timeout_add_seconds (DRAFT_S, draft_cb, self);
}

static void
restore_settings (AttestWindow *self)
{
  g_autofree char *name = NULL;
  int width;
  int height;

  self->settings = attest_ui_get_settings ();
  if (self->settings == NULL)
    return;
  width = g_settings_get_int (self->settings, "window-width");
  height = g_settings_get_int (self->settings, "window-height");
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  g_settings_bind (self->settings, "window-maximized", self, "maximized",
                   G_SETTINGS_BIND_SET | G_SETTINGS_BIND_GET_NO_CHANGES);
  g_settings_bind (self->settings, "show-panel", self->side_pane, "show-pane",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_GET_NO_CHANGES);
  name = g_settings_get_string (self->settings, "display-name");
  attest_login_page_set_display_name (self->login_page, name);
  attest_login_page_set_network (self->login_page,
                                 (ChatNetwork)g_settings_get_enum (self->settings, "network"));
}

/* Only a window with rooms has a reason to stay, and nobody has said "quit". */
static gboolean
stays_in_background (AttestWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return self->items->len > 0 && self->settings != NULL &&
         g_settings_get_boolean (self->settings, "run-in-background") &&
         ATTEST_IS_APPLICATION (application) &&
         !attest_application_is_quitting (ATTEST_APPLICATION (application));
}

static gboolean
attest_window_close_request (GtkWindow *window)
{
  AttestWindow *self = ATTEST_WINDOW (window);

  if (self->settings != NULL && !gtk_window_is_maximized (window))
    {
      int width;
      int height;

      gtk_window_get_default_size (window, &width, &height);
      g_settings_set_int (self->settings, "window-width", MAX (width, 360));
      g_settings_set_int (self->settings, "window-height", MAX (height, 294));
    }
  if (stays_in_background (self))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      attest_window_update_seen (self);
      return TRUE;
    }
  attest_window_leave_all (self);
  return GTK_WINDOW_CLASS (attest_window_parent_class)->close_request (window);
}

static void
attest_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AttestWindow *self = ATTEST_WINDOW (object);

  if (id == PROP_MUTED)
    g_value_set_boolean (value, self->item != NULL && attest_room_item_get_muted (self->item));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
attest_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AttestWindow *self = ATTEST_WINDOW (object);

  if (id != PROP_MUTED)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (self->item != NULL)
    attest_room_item_set_muted (self->item, g_value_get_boolean (value));
}

static void
attest_window_dispose (GObject *object)
{
  AttestWindow *self = ATTEST_WINDOW (object);

  if (self->items != NULL)
    attest_window_leave_all (self);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->opening, g_hash_table_unref);
  g_clear_object (&self->closing);
  g_clear_object (&self->store);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->control_url, g_free);
  G_OBJECT_CLASS (attest_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/attest_chat/Attest/ui/attest-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, back);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, chat_view);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, content);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, expiry_banner);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, login_page);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, own_avatar);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, own_box);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, own_name);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, own_principal);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, panel);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, rooms);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, shield);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, side_pane);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, split_view);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, title);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, waiting_page);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, banner_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_composer_cb);
  gtk_widget_class_bind_template_callback (widget_class, login_back_cb);
  gtk_widget_class_bind_template_callback (widget_class, login_cb);
  gtk_widget_class_bind_template_callback (widget_class, notice_cb);
  gtk_widget_class_bind_template_callback (widget_class, notice_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, attest_window_refresh_panel);
  gtk_widget_class_bind_template_callback (widget_class, room_activated_cb);
}

static void
attest_window_class_init (AttestWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_window_dispose;
  G_OBJECT_CLASS (klass)->get_property = attest_window_get_property;
  G_OBJECT_CLASS (klass)->set_property = attest_window_set_property;
  g_object_class_install_property (
      G_OBJECT_CLASS (klass), PROP_MUTED,
      g_param_spec_boolean ("muted", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  GTK_WINDOW_CLASS (klass)->close_request = attest_window_close_request;

  g_type_ensure (ATTEST_TYPE_BANNER);
  g_type_ensure (ATTEST_TYPE_CHAT_VIEW);
  g_type_ensure (ATTEST_TYPE_CONNECTION_PANEL);
  g_type_ensure (ATTEST_TYPE_EXPIRY_BANNER);
  g_type_ensure (ATTEST_TYPE_LOGIN_PAGE);
  g_type_ensure (ATTEST_TYPE_SHIELD_BUTTON);
  g_type_ensure (ATTEST_TYPE_SIDE_PANE);
  g_type_ensure (ATTEST_TYPE_SPLIT_VIEW);
  bind_template (widget_class);
  attest_window_class_install_actions (widget_class);
  attest_window_class_install_room_actions (widget_class);
}

static void
attest_window_init (AttestWindow *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->opening = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->closing = g_cancellable_new ();
  self->store = attest_room_store_ref_default ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_cb), NULL);
  g_signal_connect (self, "notify::visible", G_CALLBACK (active_cb), NULL);
  g_signal_connect_object (self->login_page, "removed", G_CALLBACK (attest_window_removed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (attest_chat_view_get_composer (self->chat_view), "typing",
                           G_CALLBACK (typing_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->store, "failed", G_CALLBACK (attest_window_history_failed_cb),
                           self, G_CONNECT_SWAPPED);
  restore_settings (self);
  attest_window_init_actions (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->login_page));
}

/**
 * attest_window_attach_pool:
 *
 * What earlier connections learned about gateways counts, and so will what this one learns.
 */
void
attest_window_attach_pool (AttestWindow *self, ChatConnection *connection)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (ATTEST_IS_APPLICATION (application))
    chat_pool_store_attach (attest_application_get_pool_store (ATTEST_APPLICATION (application)),
                            chat_connection_get_pool (connection));
}

AttestWindow *
attest_window_new (AttestApplication *application)
{
  return g_object_new (ATTEST_TYPE_WINDOW, "application", application, NULL);
}

void
attest_window_set_local_profile (AttestWindow *self, const ChatProfile *profile)
{
  g_return_if_fail (ATTEST_IS_WINDOW (self));
  attest_login_page_set_local_profile (self->login_page, profile);
}

void
attest_window_set_control_url (AttestWindow *self, const char *url)
{
  g_return_if_fail (ATTEST_IS_WINDOW (self));
  g_free (self->control_url);
  self->control_url = g_strdup (url);
}

AttestLoginPage *
attest_window_get_login_page (AttestWindow *self)
{
  g_return_val_if_fail (ATTEST_IS_WINDOW (self), NULL);
  return self->login_page;
}

AttestChatView *
attest_window_get_chat_view (AttestWindow *self)
{
  g_return_val_if_fail (ATTEST_IS_WINDOW (self), NULL);
  return self->chat_view;
}

AttestConnectionPanel *
attest_window_get_panel (AttestWindow *self)
{
  g_return_val_if_fail (ATTEST_IS_WINDOW (self), NULL);
  return self->panel;
}

ChatRoom *
attest_window_get_room (AttestWindow *self)
{
  g_return_val_if_fail (ATTEST_IS_WINDOW (self), NULL);
  return self->item != NULL ? attest_room_item_get_room (self->item) : NULL;
}
