/* SPDX-License-Identifier: MIT */
/* Addresses of rooms that were opened: from a browser, a message, anywhere. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-text.h"
#include "attest-window-private.h"

static void
response_cb (AttestWindow *self, const char *response, AdwMessageDialog *dialog)
{
  const ChatProfile *profile = g_object_get_data (G_OBJECT (dialog), "profile");

  if (!g_str_equal (response, "open"))
    return;
  attest_window_show_login (self);
  attest_login_page_set_preset (self->login_page, profile);
  gtk_widget_grab_focus (GTK_WIDGET (self->login_page));
}

/* All of it, so that a person can see what a stranger chose for them. */
static char *
describe (const ChatProfile *profile)
{
  g_autofree char *id = ic_principal_to_text (&profile->canister_id);
  g_autofree char *title = attest_text_clean_line (profile->title);
  g_auto (GStrv) gateways = chat_profile_dup_gateways (profile);
  g_autofree char *list = g_strjoinv ("\n", gateways);

  /* Translators: the name of a room, its canister's id, the address of a network, addresses of gateways */
  return g_strdup_printf (_ ("“%s”\n\nRoom: %s\nNetwork: %s\nGateway: %s\n\nWhoever made this "
                             "address chose all of this. Messages are proved all the same, but the "
                             "people in the room are whoever they are."),
                          title, id, profile->network_url, list);
}

/**
 * attest_window_open_link:
 * @self: the window
 * @uri: an address, from anywhere
 */
void
attest_window_open_link (AttestWindow *self, const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatLink) link = chat_link_parse (uri, &error);
  g_autofree char *body = NULL;
  ChatProfile *profile;
  GtkWidget *dialog;

  g_return_if_fail (ATTEST_IS_WINDOW (self));
  if (link == NULL)
    {
      g_autofree char *markup = g_markup_escape_text (error->message, -1);

      adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
      return;
    }
  profile = chat_link_make_profile (link);
  body = describe (profile);
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Open This Room?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "open",
                                    _ ("_Open"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "profile", profile, (GDestroyNotify)chat_profile_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
