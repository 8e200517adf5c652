/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-room-row.h"
#include "attest-text.h"

/* More than this is "many": the number would push the title away. */
#define MAX_SHOWN_UNREAD 99

struct _AttestRoomRow
{
  AdwActionRow parent_instance;

  AttestRoomItem *item;    /* (nullable) */
  ChatSavedProfile *saved; /* (nullable): of a room that waits for somebody to sign in */
  char *reason;            /* (nullable): why it waits */
  GtkLabel *unread;
  GtkImage *muted;
  GtkImage *state;
  char *label;
};

G_DEFINE_FINAL_TYPE (AttestRoomRow, attest_room_row, ADW_TYPE_ACTION_ROW)

static void
update (AttestRoomRow *self)
{
  attest_room_row_show (
      self, attest_room_item_get_title (self->item), attest_room_item_get_network (self->item),
      chat_connection_get_health (attest_room_item_get_connection (self->item)),
      attest_room_item_get_unread (self->item), attest_room_item_get_muted (self->item));
}

static void
attest_room_row_dispose (GObject *object)
{
  AttestRoomRow *self = ATTEST_ROOM_ROW (object);

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
  g_clear_object (&self->saved);
  G_OBJECT_CLASS (attest_room_row_parent_class)->dispose (object);
}

static void
attest_room_row_finalize (GObject *object)
{
  g_free (ATTEST_ROOM_ROW (object)->label);
  g_free (ATTEST_ROOM_ROW (object)->reason);
  G_OBJECT_CLASS (attest_room_row_parent_class)->finalize (object);
}

static void
attest_room_row_class_init (AttestRoomRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = attest_room_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = attest_room_row_finalize;
}

static void
attest_room_row_init (AttestRoomRow *self)
{
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  /* Its name has the title already. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 1);

  self->unread = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_valign (GTK_WIDGET (self->unread), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->unread), "unread-badge");
  gtk_widget_add_css_class (GTK_WIDGET (self->unread), "numeric");
  self->muted = GTK_IMAGE (gtk_image_new_from_icon_name ("attest-muted-symbolic"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->muted), _ ("Muted"));
  self->state = GTK_IMAGE (gtk_image_new ());
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->state));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->muted));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->unread));
}

/**
 * attest_room_row_new:
 * @item: (nullable): what it shows
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
attest_room_row_new (AttestRoomItem *item)
{
  AttestRoomRow *self = g_object_new (ATTEST_TYPE_ROOM_ROW, NULL);

  if (item != NULL)
    {
      self->item = g_object_ref (item);
      g_signal_connect_object (item, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      update (self);
    }
  return GTK_WIDGET (self);
}

/**
 * attest_room_row_new_waiting:
 * @saved: a saved connection
 * @reason: why its room is not open, and what to do
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
attest_room_row_new_waiting (ChatSavedProfile *saved, const char *reason)
{
  AttestRoomRow *self = g_object_new (ATTEST_TYPE_ROOM_ROW, NULL);
  g_autofree char *title = attest_text_clean_line (chat_saved_profile_get_title (saved));

  self->saved = g_object_ref (saved);
  self->reason = g_strdup (reason);
  attest_room_row_show (self, title, _ ("Sign in again"), CHAT_HEALTH_DISCONNECTED, 0, FALSE);
  g_free (self->label);
  self->label = g_strjoin (", ", title, _ ("Sign in again"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->label,
                                  -1);
  return GTK_WIDGET (self);
}

ChatSavedProfile *
attest_room_row_get_saved (AttestRoomRow *self)
{
  g_return_val_if_fail (ATTEST_IS_ROOM_ROW (self), NULL);
  return self->saved;
}

const char *
attest_room_row_get_reason (AttestRoomRow *self)
{
  g_return_val_if_fail (ATTEST_IS_ROOM_ROW (self), NULL);
  return self->reason;
}

AttestRoomItem *
attest_room_row_get_item (AttestRoomRow *self)
{
  g_return_val_if_fail (ATTEST_IS_ROOM_ROW (self), NULL);
  return self->item;
}

static char *
describe (const char *title, const char *state, guint unread, gboolean muted)
{
  g_autofree char *count = NULL;

  if (unread > 0)
    count = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u unread message", "%u unread messages", unread), unread);
  return g_strjoin (", ", title, state, count != NULL ? count : _ ("nothing unread"),
                    muted ? _ ("muted") : NULL, NULL);
}

/**
 * attest_room_row_show:
 * @title: of the room, plain text
 * @subtitle: where it is, plain text
 * @health: how its connection is
 * @unread: messages that nobody looked at
 * @muted: whether it is quiet
 */
void
attest_room_row_show (AttestRoomRow *self,
                      const char *title,
                      const char *subtitle,
                      ChatHealth health,
                      guint unread,
                      gboolean muted)
{
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *subtitle_markup = g_markup_escape_text (subtitle, -1);
  g_autofree char *count = unread > MAX_SHOWN_UNREAD ? g_strdup_printf ("%u+", MAX_SHOWN_UNREAD)
                                                     : g_strdup_printf ("%u", unread);

  g_return_if_fail (ATTEST_IS_ROOM_ROW (self));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title_markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle_markup);
  gtk_label_set_text (self->unread, count);
  gtk_widget_set_visible (GTK_WIDGET (self->unread), unread > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->muted), muted);
  gtk_image_set_from_icon_name (self->state, attest_health_get_icon_name (health));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state), attest_health_get_word (health));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->state), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  attest_health_get_word (health), -1);
  g_free (self->label);
  self->label = describe (title, attest_health_get_word (health), unread, muted);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->label,
                                  -1);
}

char *
attest_room_row_dup_label (AttestRoomRow *self)
{
  g_return_val_if_fail (ATTEST_IS_ROOM_ROW (self), NULL);
  return g_strdup (self->label);
}
