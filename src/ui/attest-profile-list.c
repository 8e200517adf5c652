/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-login-text.h"
#include "attest-profile-list.h"
#include "attest-row-button.h"
#include "compat/attest-bin-focus.h"

struct _AttestProfileList
{
  AdwBin parent_instance;
  ChatProfileStore *store; /* (nullable) */
  GtkListBox *list;
  gboolean fixed; /* they cannot be opened or changed here */
};

enum
{
  OPEN,
  EDIT,
  REMOVE,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestProfileList, attest_profile_list, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

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
edit_cb (GtkWidget *button, AttestProfileList *self)
{
  g_signal_emit (self, signals[EDIT], 0, g_object_get_data (G_OBJECT (button), "profile"));
}

static void
remove_response_cb (AttestProfileList *self, const char *response, GtkWidget *dialog)
{
  if (g_str_equal (response, "remove"))
    g_signal_emit (self, signals[REMOVE], 0, g_object_get_data (G_OBJECT (dialog), "profile"));
}

static void
remove_cb (GtkWidget *button, AttestProfileList *self)
{
  ChatSavedProfile *profile = g_object_get_data (G_OBJECT (button), "profile");
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  /* Translators: %s is the name of a connection */
  g_autofree char *heading = g_strdup_printf (_ ("Remove “%s”?"),
                                              chat_saved_profile_get_title (profile));
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading,
      _ ("The connection is removed from this list, and what was said there is deleted from this "
         "computer. An identity in the keyring stays there."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove",
                                    _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (dialog), "profile", g_object_ref (profile), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_button (AttestProfileList *self,
            GtkWidget *row,
            ChatSavedProfile *profile,
            const char *icon_name,
            const char *label,
            gpointer callback)
{
  GtkWidget *button = attest_row_button_add (ADW_ACTION_ROW (row), icon_name, label);

  g_object_set_data_full (G_OBJECT (button), "profile", g_object_ref (profile), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (callback), self, 0);
}

static GtkWidget *
create_row_cb (gpointer item, gpointer data)
{
  AttestProfileList *self = data;
  ChatSavedProfile *profile = item;
  const char *kind = chat_saved_profile_get_identity_kind (profile);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (chat_saved_profile_get_title (profile), -1);
  g_autofree char *text = g_strdup_printf (
      "%s · %s · %s", chat_saved_profile_get_display_name (profile),
      get_network_name (chat_saved_profile_get_profile (profile)),
      kind != NULL ? attest_login_text_for_kind (kind) : _ ("asks who you are"));
  g_autofree char *subtitle = g_markup_escape_text (text, -1);
  /* Translators: %s is a name */
  g_autofree char *edit_label = g_strdup_printf (_ ("Edit “%s”"),
                                                 chat_saved_profile_get_title (profile));
  /* Translators: %s is a name */
  g_autofree char *remove_label = g_strdup_printf (_ ("Remove “%s”"),
                                                   chat_saved_profile_get_title (profile));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), !self->fixed);
  g_object_set_data_full (G_OBJECT (row), "profile", g_object_ref (profile), g_object_unref);
  if (!self->fixed)
    add_button (self, row, profile, "document-edit-symbolic", edit_label, edit_cb);
  add_button (self, row, profile, "user-trash-symbolic", remove_label, remove_cb);
  return row;
}

static void
row_activated_cb (AttestProfileList *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[OPEN], 0, g_object_get_data (G_OBJECT (row), "profile"));
}

static GtkListBoxRow *
find_row (AttestProfileList *self, ChatSavedProfile *profile)
{
  for (int i = 0;; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);

      if (row == NULL || g_object_get_data (G_OBJECT (row), "profile") == profile)
        return row;
    }
}

/* The one used last is preselected: Enter opens it. */
static gboolean
attest_profile_list_grab_focus (GtkWidget *widget)
{
  AttestProfileList *self = ATTEST_PROFILE_LIST (widget);
  ChatSavedProfile *last = self->store != NULL ? chat_profile_store_get_last (self->store) : NULL;
  GtkListBoxRow *row = last != NULL ? find_row (self, last) : NULL;

  if (row == NULL)
    row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row == NULL)
    return FALSE;
  gtk_list_box_select_row (self->list, row);
  return gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
attest_profile_list_dispose (GObject *object)
{
  AttestProfileList *self = ATTEST_PROFILE_LIST (object);

  g_clear_object (&self->store);
  G_OBJECT_CLASS (attest_profile_list_parent_class)->dispose (object);
}

static void
attest_profile_list_class_init (AttestProfileListClass *klass)
{
  const char *names[N_SIGNALS] = { "open", "edit", "remove" };

  G_OBJECT_CLASS (klass)->dispose = attest_profile_list_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = attest_profile_list_grab_focus;
  GTK_WIDGET_CLASS (klass)->focus = attest_bin_focus;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], ATTEST_TYPE_PROFILE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, CHAT_TYPE_SAVED_PROFILE);
}

static void
attest_profile_list_init (AttestProfileList *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Saved connections"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

void
attest_profile_list_set_store (AttestProfileList *self, ChatProfileStore *store)
{
  g_return_if_fail (ATTEST_IS_PROFILE_LIST (self));
  g_set_object (&self->store, store);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (store), create_row_cb, self, NULL);
}

void
attest_profile_list_set_editable (AttestProfileList *self, gboolean editable)
{
  g_return_if_fail (ATTEST_IS_PROFILE_LIST (self));
  self->fixed = !editable;
  gtk_list_box_set_selection_mode (self->list,
                                   editable ? GTK_SELECTION_BROWSE : GTK_SELECTION_NONE);
}

guint
attest_profile_list_get_n (AttestProfileList *self)
{
  return self->store != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->store)) : 0;
}

ChatSavedProfile *
attest_profile_list_get_selected (AttestProfileList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? g_object_get_data (G_OBJECT (row), "profile") : NULL;
}
