/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-health-text.h"
#include "attest-text.h"
#include "attest-ui.h"
#include "attest-application.h"
#include "attest-window-private.h"

G_DEFINE_FINAL_TYPE (AttestWindow, attest_window, ADW_TYPE_APPLICATION_WINDOW)

static void
refresh_panel (AttestWindow *self)
{
  ChatConnection *connection = attest_window_get_connection (self);
  g_autoptr (AttestConnectionInfo) info = NULL;

  if (connection == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self->panel)))
    return;
  info = attest_connection_info_read (
      connection, attest_health_monitor_get_since_ns (attest_room_item_get_monitor (self->item)));
  attest_connection_panel_show (self->panel, info);
}

static void
refresh_health (AttestWindow *self)
{
  AttestHealthMonitor *monitor = attest_room_item_get_monitor (self->item);
  g_autoptr (AttestHealthText) text = attest_room_item_dup_health_text (self->item);

  attest_shield_button_set_health (self->shield,
                                   chat_connection_get_health (attest_window_get_connection (self)),
                                   attest_health_monitor_get_since_ns (monitor));
  attest_chat_view_set_trouble (self->chat_view,
                                attest_health_monitor_get_in_trouble (monitor) ? text : NULL);
  attest_window_update_actions (self);
}

/**
 * attest_window_refresh:
 *
 * Shows how the connection of the room that is seen is now.
 */
void
attest_window_refresh (AttestWindow *self)
{
  if (self->item == NULL)
    return;
  refresh_health (self);
  refresh_panel (self);
}

static void
show_identity (AttestWindow *self)
{
  const char *name = chat_room_get_display_name (attest_room_item_get_room (self->item));
  IcPrincipal principal;
  g_autofree char *text = NULL;

  ic_identity_get_principal (chat_connection_get_identity (attest_window_get_connection (self)),
                             &principal);
  text = ic_principal_to_text (&principal);
  adw_avatar_set_text (self->own_avatar, name);
  gtk_label_set_text (self->own_name, name);
  gtk_label_set_text (self->own_principal, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->own_principal), text);
}

/**
 * attest_window_bind_room:
 *
 * Another room is shown, or none.
 */
void
attest_window_bind_room (AttestWindow *self)
{
  ChatConnection *connection = attest_window_get_connection (self);

  attest_chat_view_set_room (self->chat_view,
                             self->item != NULL ? attest_room_item_get_room (self->item) : NULL);
  attest_expiry_banner_set_connection (
      self->expiry_banner, connection,
      self->item != NULL ? attest_room_item_get_sign_in_options (self->item) : NULL);
  attest_connection_panel_set_connection (self->panel, connection);
  attest_connection_panel_set_events (
      self->panel,
      connection != NULL ? G_LIST_MODEL (chat_connection_get_ledger (connection)) : NULL);
  if (connection == NULL)
    {
      attest_connection_panel_set_control_url (self->panel, NULL);
      attest_window_update_actions (self);
      return;
    }
  attest_connection_panel_set_control_url (
      self->panel, chat_connection_get_profile (connection)->network == CHAT_NETWORK_LOCAL
                       ? self->control_url
                       : NULL);
  attest_expiry_banner_set_memory (self->expiry_banner,
                                   attest_login_page_get_memory (self->login_page));
  show_identity (self);
  adw_window_title_set_title (self->title, attest_room_item_get_title (self->item));
  adw_window_title_set_subtitle (self->title, attest_room_item_get_network (self->item));
  attest_window_refresh (self);
}

static void
login_cb (AttestWindow *self, IcIdentity *identity, const char *name)
{
  g_autoptr (ChatProfile) profile = attest_login_page_get_profile (self->login_page);

  if (self->settings != NULL)
    {
      g_settings_set_string (self->settings, "display-name", name);
      g_settings_set_enum (self->settings, "network",
                           attest_login_page_get_network (self->login_page));
    }
  attest_window_login (self, profile, identity, name);
}

/* It stays until it is read: what could not be stored is worth knowing. */
static void
notice_cb (AttestWindow *self, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);

  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
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
  attest_window_show_room (self, attest_room_row_get_item (row));
  gtk_widget_grab_focus (GTK_WIDGET (self->chat_view));
}

static void
login_back_cb (AttestWindow *self)
{
  if (self->item != NULL)
    gtk_stack_set_visible_child_name (self->stack, "main");
}

static void
active_cb (AttestWindow *self)
{
  attest_window_update_seen (self);
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

  return self->item != NULL && self->settings != NULL &&
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
attest_window_dispose (GObject *object)
{
  AttestWindow *self = ATTEST_WINDOW (object);

  if (self->items != NULL)
    attest_window_leave_all (self);
  g_clear_pointer (&self->items, g_ptr_array_unref);
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
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, expiry_banner);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, login_page);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, own_avatar);
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
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, banner_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_composer_cb);
  gtk_widget_class_bind_template_callback (widget_class, login_back_cb);
  gtk_widget_class_bind_template_callback (widget_class, login_cb);
  gtk_widget_class_bind_template_callback (widget_class, notice_cb);
  gtk_widget_class_bind_template_callback (widget_class, refresh_panel);
  gtk_widget_class_bind_template_callback (widget_class, room_activated_cb);
}

static void
attest_window_class_init (AttestWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = attest_window_close_request;

  g_type_ensure (ATTEST_TYPE_CHAT_VIEW);
  g_type_ensure (ATTEST_TYPE_CONNECTION_PANEL);
  g_type_ensure (ATTEST_TYPE_EXPIRY_BANNER);
  g_type_ensure (ATTEST_TYPE_LOGIN_PAGE);
  g_type_ensure (ATTEST_TYPE_SHIELD_BUTTON);
  g_type_ensure (ATTEST_TYPE_SIDE_PANE);
  g_type_ensure (ATTEST_TYPE_SPLIT_VIEW);
  bind_template (widget_class);
  attest_window_class_install_actions (widget_class);
}

static void
attest_window_init (AttestWindow *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_cb), NULL);
  g_signal_connect (self, "notify::visible", G_CALLBACK (active_cb), NULL);
  restore_settings (self);
  attest_window_init_actions (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->login_page));
}

/* What earlier connections learned about gateways counts, and so will what this one learns. */
static void
attach_pool (AttestWindow *self, ChatConnection *connection)
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

/**
 * attest_window_login:
 * @self: the window
 * @profile: where to connect
 * @identity: as whom
 * @display_name: the name that the others see
 *
 * Goes into the room, beside those that there are, and connects.
 */
void
attest_window_login (AttestWindow *self,
                     const ChatProfile *profile,
                     IcIdentity *identity,
                     const char *display_name)
{
  g_autoptr (ChatConnection) connection = NULL;
  g_autoptr (ChatRoom) room = NULL;
  g_autoptr (AttestSignInOptions) options = NULL;
  g_autoptr (AttestRoomItem) item = NULL;

  g_return_if_fail (ATTEST_IS_WINDOW (self));

  connection = chat_connection_new (profile, identity, ic_clock_get_system (),
                                    ic_random_get_system ());
  room = chat_room_new (connection, display_name);
  options = attest_login_page_dup_sign_in_options (self->login_page);
  item = attest_room_item_new (room, options);
  attach_pool (self, connection);
  attest_window_add_room (self, item);
  chat_connection_connect (connection);
  attest_window_refresh (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->chat_view));
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
