/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-health-text.h"
#include "attest-text.h"
#include "attest-ui.h"
#include "attest-application.h"
#include "attest-window-private.h"

/* Figures change with each message; nobody reads faster than this. */
#define REFRESH_MS 250

G_DEFINE_FINAL_TYPE (AttestWindow, attest_window, ADW_TYPE_APPLICATION_WINDOW)

static ChatConnection *
get_connection (AttestWindow *self)
{
  return self->room != NULL ? chat_room_get_connection (self->room) : NULL;
}

static void
refresh_panel (AttestWindow *self)
{
  ChatConnection *connection = get_connection (self);
  g_autoptr (AttestConnectionInfo) info = NULL;

  if (connection == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self->panel)))
    return;
  info = attest_connection_info_read (connection,
                                      attest_health_monitor_get_since_ns (self->monitor));
  attest_connection_panel_show (self->panel, info);
}

static void
refresh_health (AttestWindow *self)
{
  ChatConnection *connection = get_connection (self);
  g_autoptr (AttestHealthText) text = NULL;
  ChatHealth health;

  if (connection == NULL)
    return;
  health = chat_connection_get_health (connection);
  text = attest_health_text_new_for_connection (connection);
  attest_health_monitor_set_health (self->monitor, health, text->trouble);
  attest_shield_button_set_health (self->shield, health,
                                   attest_health_monitor_get_since_ns (self->monitor));
  gtk_image_set_from_icon_name (self->room_state, text->icon_name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->room_state), text->word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->room_state), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text->word, -1);
  attest_chat_view_set_trouble (self->chat_view,
                                attest_health_monitor_get_in_trouble (self->monitor) ? text : NULL);
  attest_window_update_actions (self);
}

static void
health_cb (AttestWindow *self)
{
  refresh_health (self);
  refresh_panel (self);
}

static void
monitor_cb (AttestWindow *self)
{
  g_autoptr (AttestHealthText) text = NULL;
  ChatConnection *connection = get_connection (self);

  if (connection == NULL)
    return;
  text = attest_health_text_new_for_connection (connection);
  attest_chat_view_set_trouble (self->chat_view,
                                attest_health_monitor_get_in_trouble (self->monitor) ? text : NULL);
}

static gboolean
refresh_cb (gpointer data)
{
  AttestWindow *self = ATTEST_WINDOW (data);

  self->refresh_source = 0;
  health_cb (self);
  return G_SOURCE_REMOVE;
}

static void
updated_cb (AttestWindow *self)
{
  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, self);
}

static void
show_identity (AttestWindow *self, IcIdentity *identity, const char *display_name)
{
  IcPrincipal principal;
  g_autofree char *text = NULL;

  ic_identity_get_principal (identity, &principal);
  text = ic_principal_to_text (&principal);
  adw_avatar_set_text (self->own_avatar, display_name);
  gtk_label_set_text (self->own_name, display_name);
  gtk_label_set_text (self->own_principal, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->own_principal), text);
}

static const char *
get_network_name (const ChatProfile *profile)
{
  switch (profile->network)
    {
    case CHAT_NETWORK_MAINNET:
      return _ ("Internet Computer");
    case CHAT_NETWORK_LOCAL:
      return _ ("Local network");
    case CHAT_NETWORK_CUSTOM:
    default:
      return profile->network_url;
    }
}

static void
show_room (AttestWindow *self, const ChatProfile *profile)
{
  g_autofree char *title = attest_text_clean_line (chat_room_get_title (self->room));
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *network = g_markup_escape_text (get_network_name (profile), -1);

  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, get_network_name (profile));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->room_row), title_markup);
  adw_action_row_set_subtitle (self->room_row, network);
  gtk_list_box_select_row (self->rooms, GTK_LIST_BOX_ROW (self->room_row));
  attest_split_view_set_show_content (self->split_view, TRUE);
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
  ChatConnection *connection = get_connection (self);

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
room_activated_cb (AttestWindow *self)
{
  attest_split_view_set_show_content (self->split_view, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->chat_view));
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
  attest_window_leave_room (self);
  return GTK_WINDOW_CLASS (attest_window_parent_class)->close_request (window);
}

static void
attest_window_dispose (GObject *object)
{
  AttestWindow *self = ATTEST_WINDOW (object);

  attest_window_leave_room (self);
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
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, room_row);
  gtk_widget_class_bind_template_child (widget_class, AttestWindow, room_state);
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
  gtk_widget_init_template (GTK_WIDGET (self));
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
 * Goes into the room and connects.
 */
void
attest_window_login (AttestWindow *self,
                     const ChatProfile *profile,
                     IcIdentity *identity,
                     const char *display_name)
{
  g_autoptr (ChatConnection) connection = NULL;
  g_autoptr (AttestSignInOptions) options = NULL;
  IcClock *clock = ic_clock_get_system ();

  g_return_if_fail (ATTEST_IS_WINDOW (self));

  attest_window_leave_room (self);
  connection = chat_connection_new (profile, identity, clock, ic_random_get_system ());
  self->room = chat_room_new (connection, display_name);
  self->monitor = attest_health_monitor_new (clock);
  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (monitor_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "notify::health", G_CALLBACK (health_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "updated", G_CALLBACK (updated_cb), self, G_CONNECT_SWAPPED);

  show_identity (self, identity, display_name);
  show_room (self, profile);
  attest_chat_view_set_room (self->chat_view, self->room);
  options = attest_login_page_dup_sign_in_options (self->login_page);
  attest_expiry_banner_set_connection (self->expiry_banner, connection, options);
  attest_expiry_banner_set_memory (self->expiry_banner,
                                   attest_login_page_get_memory (self->login_page));
  attest_connection_panel_set_connection (self->panel, connection);
  attest_connection_panel_set_control_url (
      self->panel, profile->network == CHAT_NETWORK_LOCAL ? self->control_url : NULL);
  attest_connection_panel_set_events (self->panel,
                                      G_LIST_MODEL (chat_connection_get_ledger (connection)));
  attach_pool (self, connection);
  chat_connection_connect (connection);
  health_cb (self);
  gtk_stack_set_visible_child_name (self->stack, "main");
  gtk_widget_grab_focus (GTK_WIDGET (self->chat_view));
}

/**
 * attest_window_leave_room:
 * @self: the window
 *
 * Disconnects, forgets the room and its key, and shows the login page.
 */
void
attest_window_leave_room (AttestWindow *self)
{
  ChatConnection *connection = get_connection (self);

  if (connection == NULL)
    return;
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (connection, self);
  g_signal_handlers_disconnect_by_data (self->monitor, self);
  chat_connection_disconnect (connection);
  attest_chat_view_set_room (self->chat_view, NULL);
  attest_expiry_banner_set_connection (self->expiry_banner, NULL, NULL);
  attest_connection_panel_set_connection (self->panel, NULL);
  attest_connection_panel_set_control_url (self->panel, NULL);
  attest_connection_panel_set_events (self->panel, NULL);
  g_clear_object (&self->room);
  g_clear_object (&self->monitor);
  attest_login_page_reset (self->login_page);
  gtk_stack_set_visible_child_name (self->stack, "login");
  attest_window_update_actions (self);
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
  return self->room;
}
