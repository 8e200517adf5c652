/* SPDX-License-Identifier: MIT */
/* The composer: a form in place of the text, where the room's canister takes other things than that;
 * and what is to be said about how this is known. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-composer-private.h"
#include "chat/chat-room-interface.h"

static const char *
describe_error (const GError *error)
{
  if (g_error_matches (error, CHAT_INTERFACE_ERROR, CHAT_INTERFACE_ERROR_NOT_WEBSOCKET) ||
      g_error_matches (error, CHAT_INTERFACE_ERROR, CHAT_INTERFACE_ERROR_PROTOCOL))
    return _ ("By its interface, this canister does not speak IC WebSocket as Attest knows it. You "
              "can read what it sends, but not write.");
  if (g_error_matches (error, CHAT_INTERFACE_ERROR, CHAT_INTERFACE_ERROR_MALFORMED))
    return _ ("The interface of this room cannot be read. You can read messages, but not write. "
              "Attest asks again with the next connection.");
  if (error->domain == CHAT_INTERFACE_ERROR)
    return _ ("This room does not tell what messages it takes. You can read them, but not write. "
              "Attest asks again with the next connection.");
  return _ ("What messages this room takes could not be asked. You can read them, but not write. "
            "Attest asks again with the next connection.");
}

/* (nullable) */
static const char *
describe_room (ChatRoom *room, gboolean can_say, gboolean has_form)
{
  ChatInterface *interface = chat_room_get_interface (room);
  const GError *error = chat_room_get_interface_error (room);

  if (error != NULL)
    return describe_error (error);
  if (chat_room_is_learning (room))
    return _ ("Asking the room what messages it takes…");
  if (interface == NULL)
    return NULL;
  if (!can_say && !has_form)
    return _ (
        "This room tells that it takes messages, but not which. You can read, but not write.");
  if (!chat_interface_is_certified (interface))
    return _ ("What messages this room takes is not certified: only whoever answered the question "
              "says so. What you receive is proved all the same.");
  return NULL;
}

static void
show (AttestComposer *self)
{
  gboolean has_form = self->room != NULL && attest_form_panel_get_form (self->form) != NULL;
  gboolean form = has_form && (!self->can_say || self->form_wanted);
  gboolean both = has_form && self->can_say;
  const char *note = self->room != NULL ? describe_room (self->room, self->can_say, has_form)
                                        : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->form), form);
  gtk_widget_set_visible (self->plain, !form);
  gtk_label_set_text (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (self->mode, both);
  gtk_button_set_label (GTK_BUTTON (self->mode), form ? _ ("Plain _Text") : _ ("_All Fields…"));
  gtk_widget_set_visible (self->mode_bar, note != NULL || both);
}

static void
codec_cb (AttestComposer *self)
{
  self->can_say = self->room == NULL ||
                  chat_codec_can_encode (chat_room_get_codec (self->room), CHAT_EVENT_TEXT);
  attest_form_panel_update (self->form);
  show (self);
  attest_composer_update (self);
}

/**
 * attest_composer_set_room:
 * @self: the composer
 * @room: (nullable): that is written to; without one it takes plain text
 */
void
attest_composer_set_room (AttestComposer *self, ChatRoom *room)
{
  g_return_if_fail (ATTEST_IS_COMPOSER (self));

  if (self->room == room)
    return;
  if (self->room != NULL)
    g_signal_handlers_disconnect_by_func (self->room, codec_cb, self);
  g_set_object (&self->room, room);
  self->form_wanted = FALSE;
  if (self->form == NULL)
    return; /* at the end */
  attest_form_panel_set_room (self->form, room);
  if (room != NULL)
    {
      g_signal_connect_object (room, "notify::codec", G_CALLBACK (codec_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (room, "interface-failed", G_CALLBACK (codec_cb), self,
                               G_CONNECT_SWAPPED);
    }
  codec_cb (self);
}

/**
 * attest_composer_get_note:
 * @self: the composer
 *
 * Returns: (transfer none): what is said about the room; may be empty
 */
const char *
attest_composer_get_note (AttestComposer *self)
{
  g_return_val_if_fail (ATTEST_IS_COMPOSER (self), NULL);
  return gtk_label_get_text (self->note);
}

/**
 * attest_composer_get_form_panel:
 * @self: the composer
 *
 * Returns: (transfer none) (nullable): the form, while it is shown
 */
AttestFormPanel *
attest_composer_get_form_panel (AttestComposer *self)
{
  g_return_val_if_fail (ATTEST_IS_COMPOSER (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self->form)) ? self->form : NULL;
}

static void
toggle_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestComposer *self = ATTEST_COMPOSER (widget);

  if (!gtk_widget_get_visible (self->mode))
    return;
  self->form_wanted = !self->form_wanted;
  show (self);
  gtk_widget_grab_focus (widget);
}

void
attest_composer_class_install_form (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "composer.toggle-form", NULL, toggle_action);
}
