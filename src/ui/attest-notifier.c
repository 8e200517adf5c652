/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-notifier.h"
#include "attest-text.h"
#include "attest-verdict-text.h"

/* More of a message than this is not for a corner of the screen. */
#define MAX_BODY_CHARS 200

struct _AttestNotifier
{
  GObject parent_instance;

  GApplication *application; /* borrowed: it owns us */
  GSettings *settings;       /* (nullable) */
};

G_DEFINE_FINAL_TYPE (AttestNotifier, attest_notifier, G_TYPE_OBJECT)

static gboolean
is_on (AttestNotifier *self, const char *key)
{
  return self->settings == NULL || g_settings_get_boolean (self->settings, key);
}

/**
 * attest_notifier_get_id:
 * @item: a room
 *
 * Returns: (transfer none): a name that is the room's as long as it is there
 */
const char *
attest_notifier_get_id (AttestRoomItem *item)
{
  static guint last;
  char *id = g_object_get_data (G_OBJECT (item), "attest-notifier-id");

  if (id == NULL)
    {
      /* One of a saved connection means the same room at the next start. */
      id = attest_room_item_get_saved_id (item) != NULL
               ? g_strdup (attest_room_item_get_saved_id (item))
               : g_strdup_printf ("room-%u", ++last);
      g_object_set_data_full (G_OBJECT (item), "attest-notifier-id", id, g_free);
    }
  return id;
}

/**
 * attest_notifier_make_body:
 * @author: (nullable): who wrote
 * @text: what
 * @unread: how many messages wait, this one counted
 * @open: whether author and text may be shown to whoever sees the screen
 *
 * Returns: (transfer full): one line
 */
char *
attest_notifier_make_body (const char *author, const char *text, guint unread, gboolean open)
{
  g_autofree char *clean_author = NULL;
  g_autofree char *clean_text = NULL;
  g_autofree char *cut = NULL;

  if (!open)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u new message", "%u new messages", MAX (unread, 1)),
        MAX (unread, 1));
  clean_text = attest_text_clean_line (text != NULL ? text : "");
  cut = g_utf8_strlen (clean_text, -1) > MAX_BODY_CHARS
            ? g_utf8_substring (clean_text, 0, MAX_BODY_CHARS)
            : g_strdup (clean_text);
  if (author == NULL || *author == 0)
    return g_steal_pointer (&cut);
  clean_author = attest_text_isolate (author);
  /* Translators: a person's name, then what they wrote */
  return g_strdup_printf (_ ("%s: %s"), clean_author, cut);
}

static void
send (AttestNotifier *self,
      AttestRoomItem *item,
      const char *id,
      const char *title,
      const char *body,
      GNotificationPriority priority)
{
  g_autofree char *isolated = attest_text_isolate (title);
  g_autoptr (GNotification) notification = g_notification_new (isolated);
  g_autoptr (GIcon) icon = g_themed_icon_new (ATTEST_APP_ID);

  g_notification_set_body (notification, body);
  g_notification_set_icon (notification, icon);
  g_notification_set_priority (notification, priority);
  g_notification_set_default_action_and_target (notification, ATTEST_NOTIFIER_ACTION, "s",
                                                attest_notifier_get_id (item));
  g_application_send_notification (self->application, id, notification);
}

static void
message_cb (AttestNotifier *self, ChatMessage *message, AttestRoomItem *item)
{
  guint unread = attest_room_item_get_unread (item);
  g_autofree char *body = NULL;

  if (chat_message_get_kind (message) != CHAT_MESSAGE_TEXT || chat_message_is_own (message) ||
      unread == 0 || attest_room_item_get_muted (item) || !is_on (self, "notifications"))
    return;
  body = attest_notifier_make_body (chat_message_get_author (message),
                                    chat_message_get_text (message), unread,
                                    is_on (self, "notification-text"));
  send (self, item, attest_notifier_get_id (item), attest_room_item_get_title (item), body,
        G_NOTIFICATION_PRIORITY_NORMAL);
}

static void
unread_cb (AttestNotifier *self, GParamSpec *pspec, AttestRoomItem *item)
{
  if (attest_room_item_get_unread (item) == 0)
    g_application_withdraw_notification (self->application, attest_notifier_get_id (item));
}

static char *
get_incident_id (AttestRoomItem *item)
{
  return g_strconcat (attest_notifier_get_id (item), "-incident", NULL);
}

/* A lie is told of once, muted or not; it is taken back when a person has seen it. */
static void
changed_cb (AttestNotifier *self, AttestRoomItem *item)
{
  IcwsVerdict *incident = chat_connection_get_incident (attest_room_item_get_connection (item));
  IcwsVerdict *told = g_object_get_data (G_OBJECT (item), "attest-notifier-incident");
  g_autofree char *id = get_incident_id (item);
  AttestErrorText text;

  if (incident == told)
    return;
  g_object_set_data_full (G_OBJECT (item), "attest-notifier-incident",
                          incident != NULL ? g_object_ref (incident) : NULL, g_object_unref);
  if (incident == NULL)
    {
      g_application_withdraw_notification (self->application, id);
      return;
    }
  attest_verdict_text_get (icws_verdict_get_act (incident), &text);
  send (self, item, id, text.title, text.what, G_NOTIFICATION_PRIORITY_HIGH);
}

static void
attest_notifier_dispose (GObject *object)
{
  g_clear_object (&ATTEST_NOTIFIER (object)->settings);
  G_OBJECT_CLASS (attest_notifier_parent_class)->dispose (object);
}

static void
attest_notifier_class_init (AttestNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = attest_notifier_dispose;
}

static void
attest_notifier_init (AttestNotifier *self)
{
}

/**
 * attest_notifier_new:
 * @application: who announces; not referenced
 * @settings: (nullable): what a person wants to be told
 *
 * Returns: (transfer full): a notifier without rooms
 */
AttestNotifier *
attest_notifier_new (GApplication *application, GSettings *settings)
{
  AttestNotifier *self = g_object_new (ATTEST_TYPE_NOTIFIER, NULL);

  self->application = application;
  g_set_object (&self->settings, settings);
  return self;
}

void
attest_notifier_add (AttestNotifier *self, AttestRoomItem *item)
{
  g_return_if_fail (ATTEST_IS_NOTIFIER (self));
  g_signal_connect_object (item, "message", G_CALLBACK (message_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (item, "notify::unread", G_CALLBACK (unread_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (item, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

void
attest_notifier_remove (AttestNotifier *self, AttestRoomItem *item)
{
  g_autofree char *id = get_incident_id (item);

  g_return_if_fail (ATTEST_IS_NOTIFIER (self));
  g_signal_handlers_disconnect_by_data (item, self);
  g_application_withdraw_notification (self->application, attest_notifier_get_id (item));
  g_application_withdraw_notification (self->application, id);
}
