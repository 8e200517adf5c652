/* SPDX-License-Identifier: MIT */
/* The remembered identities: their rows, and what those ask. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-login-text.h"
#include "attest-row-button.h"
#include "attest-saved-identities-private.h"

static void
rename_response_cb (AttestSavedIdentities *self, const char *response, GtkWidget *dialog)
{
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), "entry");

  if (g_str_equal (response, "rename"))
    attest_saved_identities_rename (self, g_object_get_data (G_OBJECT (dialog), "id"),
                                    gtk_editable_get_text (entry));
}

static GtkWidget *
create_dialog (AttestSavedIdentities *self,
               const char *id,
               const char *heading,
               const char *body,
               const char *response,
               const char *label)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), response,
                                    label, NULL);
  g_object_set_data_full (G_OBJECT (dialog), "id", g_strdup (id), g_free);
  return dialog;
}

static void
rename_cb (GtkWidget *button, AttestSavedIdentities *self)
{
  ChatStoredIdentity *identity = g_object_get_data (G_OBJECT (button), "identity");
  const char *id = chat_stored_identity_get_id (identity);
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *dialog;

  dialog = create_dialog (self, id, _ ("Rename Identity"), _ ("Only you see this name."), "rename",
                          _ ("_Rename"));
  gtk_editable_set_text (GTK_EDITABLE (entry), chat_stored_identity_get_name (identity));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"),
                                  -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  g_signal_connect_object (dialog, "response", G_CALLBACK (rename_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
forget_response_cb (AttestSavedIdentities *self, const char *response, GtkWidget *dialog)
{
  if (g_str_equal (response, "forget"))
    attest_saved_identities_forget (self, g_object_get_data (G_OBJECT (dialog), "id"));
}

static void
forget_cb (GtkWidget *button, AttestSavedIdentities *self)
{
  ChatStoredIdentity *identity = g_object_get_data (G_OBJECT (button), "identity");
  const char *id = chat_stored_identity_get_id (identity);
  g_autofree char *heading = NULL;
  GtkWidget *dialog;

  /* Translators: %s is the name of an identity */
  heading = g_strdup_printf (_ ("Forget “%s”?"), chat_stored_identity_get_name (identity));
  dialog = create_dialog (self, id, heading,
                          _ ("It is removed from the keyring. Without its recovery phrase or key "
                             "file nobody can bring it back."),
                          "forget", _ ("_Forget"));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "forget",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (forget_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_button (AttestSavedIdentities *self,
            GtkWidget *row,
            ChatStoredIdentity *identity,
            const char *icon_name,
            const char *label,
            gpointer callback)
{
  GtkWidget *button = attest_row_button_add (ADW_ACTION_ROW (row), icon_name, label);

  g_object_set_data_full (G_OBJECT (button), "identity", g_object_ref (identity), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (callback), self, 0);
}

/**
 * attest_saved_identities_create_row:
 * @self: the pane
 * @identity: whom the row is of
 * @chosen: whether it is the one that is used
 *
 * Returns: (transfer floating): a row with buttons to rename and forget; its data "id" is the id
 */
GtkWidget *
attest_saved_identities_create_row (AttestSavedIdentities *self,
                                    ChatStoredIdentity *identity,
                                    gboolean chosen)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (chat_stored_identity_get_name (identity), -1);
  g_autofree char *principal = attest_login_text_shorten_principal (
      chat_stored_identity_get_principal (identity));
  g_autofree char *text = g_strdup_printf (
      "%s · %s", attest_login_text_for_kind (chat_stored_identity_get_kind (identity)), principal);
  g_autofree char *subtitle = g_markup_escape_text (text, -1);
  /* Translators: %s is a name */
  g_autofree char *rename_label = g_strdup_printf (_ ("Rename “%s”"),
                                                   chat_stored_identity_get_name (identity));
  /* Translators: %s is a name */
  g_autofree char *forget_label = g_strdup_printf (_ ("Forget “%s”"),
                                                   chat_stored_identity_get_name (identity));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (chat_stored_identity_get_id (identity)),
                          g_free);
  if (chosen)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("attest-verified-symbolic"));
  add_button (self, row, identity, "document-edit-symbolic", rename_label, rename_cb);
  add_button (self, row, identity, "user-trash-symbolic", forget_label, forget_cb);
  return row;
}
