/* SPDX-License-Identifier: MIT */
/* The room that is shown: what the window tells of it. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-health-text.h"
#include "attest-window-private.h"

/**
 * attest_window_refresh_panel:
 *
 * What the panel shows of the connection, while it is seen.
 */
void
attest_window_refresh_panel (AttestWindow *self)
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

static void
refresh_notice (AttestWindow *self)
{
  const char *notice = attest_room_item_get_notice (self->item);

  if (notice != NULL && g_strcmp0 (attest_banner_get_title (self->notice), notice) != 0)
    attest_banner_set_content (self->notice, "dialog-warning-symbolic", notice, _ ("_Close"),
                               "health-warning");
  attest_banner_set_revealed (self->notice, notice != NULL);
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
  refresh_notice (self);
  refresh_health (self);
  attest_window_refresh_panel (self);
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

/* A renewal is remembered in place of what this room was opened with. */
static void
remember_saved (AttestWindow *self)
{
  const char *saved_id = attest_room_item_get_saved_id (self->item);
  ChatSavedProfile *saved = NULL;

  if (saved_id != NULL)
    saved = chat_profile_store_find (attest_login_page_get_store (self->login_page), saved_id);
  if (saved != NULL)
    attest_login_memory_set_id (attest_login_page_get_memory (self->login_page),
                                chat_saved_profile_get_identity_id (saved));
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
  g_object_notify (G_OBJECT (self), "muted");
  gtk_widget_set_visible (GTK_WIDGET (self->shield), connection != NULL);
  gtk_widget_set_visible (self->own_box, connection != NULL);
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
  remember_saved (self);
  attest_expiry_banner_set_memory (self->expiry_banner,
                                   attest_login_page_get_memory (self->login_page));
  show_identity (self);
  adw_window_title_set_title (self->title, attest_room_item_get_title (self->item));
  adw_window_title_set_subtitle (self->title, attest_room_item_get_network (self->item));
  attest_window_refresh (self);
}
