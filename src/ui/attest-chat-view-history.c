/* SPDX-License-Identifier: MIT */
/* What has become of what is kept: a disk that is full, a file that was damaged. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-chat-view-private.h"

static void
set_keeps_history (AttestChatView *self, gboolean keeps_history)
{
  attest_message_list_set_keeps_history (self->list, keeps_history);
  adw_status_page_set_description (
      self->empty,
      keeps_history
          ? _ ("What is said here is kept on this computer.")
          : _ ("This room keeps no history: what you see is what was said since you joined."));
}

static void
show_note (AttestChatView *self, const char *title, const char *button_label)
{
  attest_banner_set_content (self->history_banner, "dialog-warning-symbolic", title, button_label,
                             "health-warning");
  attest_banner_set_revealed (self->history_banner, TRUE);
}

/* In words for people, as all errors of a history are. */
static void
write_failed_cb (AttestChatView *self, const GError *error)
{
  g_autofree char *title = NULL;

  if (g_error_matches (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_FULL) ||
      g_error_matches (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_IO))
    /* Translators: %s is a sentence that says why */
    title = g_strdup_printf (_ ("What is said is not kept for now. %s"), error->message);
  else
    /* Translators: %s is a sentence that says why */
    title = g_strdup_printf (_ ("What was said last could not be kept. %s"), error->message);
  show_note (self, title, NULL);
}

static void
dismiss (AttestChatView *self)
{
  attest_banner_set_revealed (self->history_banner, FALSE);
}

/**
 * attest_chat_view_bind_history:
 * @self: the view
 * @history: (nullable): of the room that is shown
 */
void
attest_chat_view_bind_history (AttestChatView *self, ChatHistory *history)
{
  const GError *damage;

  if (self->history == history)
    return;
  if (self->history != NULL)
    g_signal_handlers_disconnect_by_data (self->history, self);
  attest_chat_view_stop_search (self);
  g_set_object (&self->history, history);
  attest_search_view_set_history (self->search_view, history);
  set_keeps_history (self, history != NULL);
  dismiss (self);
  g_object_notify (G_OBJECT (self), "can-search");
  g_object_notify (G_OBJECT (self), "search-hint");
  if (history == NULL)
    return;
  g_signal_connect_object (history, "write-failed", G_CALLBACK (write_failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (history, "written", G_CALLBACK (dismiss), self, G_CONNECT_SWAPPED);
  damage = chat_history_get_damage (history);
  if (damage != NULL)
    show_note (self, damage->message, _ ("_Close"));
}

void
attest_chat_view_init_history (AttestChatView *self)
{
  g_signal_connect_object (self->history_banner, "button-clicked", G_CALLBACK (dismiss), self,
                           G_CONNECT_SWAPPED);
  set_keeps_history (self, FALSE);
}
