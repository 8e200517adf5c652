/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-key-file-pane.h"
#include "attest-login-text.h"
#include "ic/ic-pem.h"

struct _AttestKeyFilePane
{
  AttestIdentityPane parent_instance;

  AdwActionRow *file_row;
  AdwEntryRow *passphrase_row;

  IcSecret *contents; /* (nullable): while a passphrase may have to be tried */
  GCancellable *cancellable;
  GtkFileChooserNative *chooser; /* (nullable): while it is open */
};

typedef struct
{
  AttestKeyFilePane *pane;
  GCancellable *cancellable;
  IcSecret *buffer;
  char *name;
} Load;

G_DEFINE_FINAL_TYPE (AttestKeyFilePane, attest_key_file_pane, ATTEST_TYPE_IDENTITY_PANE)

static void
load_free (Load *load)
{
  g_clear_object (&load->pane);
  g_clear_object (&load->cancellable);
  g_clear_pointer (&load->buffer, ic_secret_unref);
  g_free (load->name);
  g_free (load);
}

static void
cancel (AttestKeyFilePane *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
fail (AttestKeyFilePane *self, const GError *error)
{
  g_autofree char *problem = attest_login_text_for_error (error);

  attest_identity_pane_set_state (ATTEST_IDENTITY_PANE (self), NULL, problem, FALSE);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestKeyFilePane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcIdentity) identity = ic_pem_import_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (identity != NULL)
    {
      attest_identity_pane_set_state (ATTEST_IDENTITY_PANE (self), identity, NULL, FALSE);
      return;
    }
  if (g_error_matches (error, IC_ERROR, IC_ERROR_KEY_PASSPHRASE_NEEDED))
    {
      gtk_widget_set_visible (GTK_WIDGET (self->passphrase_row), TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
    }
  fail (self, error);
}

/**
 * attest_key_file_pane_unlock:
 * @self: the pane
 *
 * Reads the key, with the passphrase that is filled in.
 */
void
attest_key_file_pane_unlock (AttestKeyFilePane *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->passphrase_row));
  g_autoptr (IcSecret) passphrase = *text != '\0' ? ic_secret_new_text (text) : NULL;

  if (self->contents == NULL)
    return;
  cancel (self);
  self->cancellable = g_cancellable_new ();
  attest_identity_pane_set_state (ATTEST_IDENTITY_PANE (self), NULL, NULL, TRUE);
  ic_pem_import_async (self->contents, passphrase, self->cancellable, imported_cb,
                       g_object_ref (self));
}

/**
 * attest_key_file_pane_set_contents:
 * @self: the pane
 * @contents: text of a key file
 * @name: what to call it
 */
void
attest_key_file_pane_set_contents (AttestKeyFilePane *self, IcSecret *contents, const char *name)
{
  g_autofree char *markup = g_markup_escape_text (name, -1);

  g_return_if_fail (ATTEST_IS_KEY_FILE_PANE (self));

  ic_secret_ref (contents);
  g_clear_pointer (&self->contents, ic_secret_unref);
  self->contents = contents;
  adw_action_row_set_subtitle (self->file_row, markup);
  gtk_editable_set_text (GTK_EDITABLE (self->passphrase_row), "");
  gtk_widget_set_visible (GTK_WIDGET (self->passphrase_row), FALSE);
  attest_key_file_pane_unlock (self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Load *load = data;
  g_autoptr (GError) error = NULL;
  gsize len = 0;

  g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &len, &error);
  if (load->cancellable == load->pane->cancellable)
    {
      g_clear_object (&load->pane->cancellable);
      if (error != NULL)
        fail (load->pane, error);
      else if (len > IC_PEM_MAX_BYTES)
        attest_identity_pane_set_state (
            ATTEST_IDENTITY_PANE (load->pane), NULL,
            _ ("This file is too large for a key. Was it the right one?"), FALSE);
      else
        {
          ic_secret_truncate (load->buffer, len);
          attest_key_file_pane_set_contents (load->pane, load->buffer, load->name);
        }
    }
  load_free (load);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Load *load = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (load->cancellable != load->pane->cancellable)
    {
      load_free (load);
      return;
    }
  if (stream == NULL)
    {
      g_clear_object (&load->pane->cancellable);
      fail (load->pane, error);
      load_free (load);
      return;
    }
  /* Into locked memory at once; one byte more than a key may have tells that it is too large. */
  load->buffer = ic_secret_new (IC_PEM_MAX_BYTES + 1);
  g_input_stream_read_all_async (G_INPUT_STREAM (stream), ic_secret_get_data (load->buffer),
                                 IC_PEM_MAX_BYTES + 1, G_PRIORITY_DEFAULT, load->cancellable,
                                 read_cb, load);
}

/**
 * attest_key_file_pane_load:
 * @self: the pane
 * @file: a file that a person chose
 */
void
attest_key_file_pane_load (AttestKeyFilePane *self, GFile *file)
{
  Load *load = g_new0 (Load, 1);

  g_return_if_fail (ATTEST_IS_KEY_FILE_PANE (self));

  cancel (self);
  g_clear_pointer (&self->contents, ic_secret_unref);
  self->cancellable = g_cancellable_new ();
  load->pane = g_object_ref (self);
  load->cancellable = g_object_ref (self->cancellable);
  load->name = g_file_get_basename (file);
  if (!g_utf8_validate (load->name, -1, NULL))
    {
      char *valid = g_utf8_make_valid (load->name, -1);

      g_free (load->name);
      load->name = valid;
    }
  attest_identity_pane_set_state (ATTEST_IDENTITY_PANE (self), NULL, NULL, TRUE);
  g_file_read_async (file, G_PRIORITY_DEFAULT, load->cancellable, opened_cb, load);
}

static void
response_cb (AttestKeyFilePane *self, int response, GtkNativeDialog *dialog)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_clear_object (&self->chooser);
  if (file != NULL)
    attest_key_file_pane_load (self, file);
}

static void
choose_cb (AttestKeyFilePane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (
      _ ("Choose a Key File"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestKeyFilePane) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text == NULL || *text == '\0')
    {
      attest_identity_pane_set_state (
          ATTEST_IDENTITY_PANE (self), NULL,
          _ ("There is no text in the clipboard. Copy the key first, from BEGIN to END."), FALSE);
      return;
    }
  if (strlen (text) > IC_PEM_MAX_BYTES)
    attest_identity_pane_set_state (
        ATTEST_IDENTITY_PANE (self), NULL,
        _ ("This text is too long for a key. Copy the key alone, from BEGIN to END."), FALSE);
  else
    {
      g_autoptr (IcSecret) contents = ic_secret_new_text (text);

      attest_key_file_pane_set_contents (self, contents, _ ("Pasted"));
    }
  memset (text, 0, strlen (text));
}

static void
paste_cb (AttestKeyFilePane *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, pasted_cb,
                                 g_object_ref (self));
}

static gboolean
drop_cb (AttestKeyFilePane *self, const GValue *value)
{
  if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    attest_key_file_pane_load (self, g_value_get_object (value));
  else if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      GSList *files = g_value_get_boxed (value);

      if (files == NULL)
        return FALSE;
      attest_key_file_pane_load (self, files->data);
    }
  else
    return FALSE;
  return TRUE;
}

static char *
attest_key_file_pane_get_missing (AttestIdentityPane *pane)
{
  return g_strdup (_ ("A key file is needed: choose one, drop it here, or paste its text."));
}

static void
attest_key_file_pane_reset (AttestIdentityPane *pane)
{
  AttestKeyFilePane *self = ATTEST_KEY_FILE_PANE (pane);

  cancel (self);
  g_clear_pointer (&self->contents, ic_secret_unref);
  gtk_editable_set_text (GTK_EDITABLE (self->passphrase_row), "");
  gtk_widget_set_visible (GTK_WIDGET (self->passphrase_row), FALSE);
  adw_action_row_set_subtitle (self->file_row, _ ("As dfx, quill or openssl write it"));
  attest_identity_pane_set_state (pane, NULL, NULL, FALSE);
}

static void
attest_key_file_pane_dispose (GObject *object)
{
  AttestKeyFilePane *self = ATTEST_KEY_FILE_PANE (object);

  cancel (self);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->contents, ic_secret_unref);
  G_OBJECT_CLASS (attest_key_file_pane_parent_class)->dispose (object);
}

static gboolean
attest_key_file_pane_grab_focus (GtkWidget *widget)
{
  AttestKeyFilePane *self = ATTEST_KEY_FILE_PANE (widget);

  if (gtk_widget_get_visible (GTK_WIDGET (self->passphrase_row)))
    return gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
  return gtk_widget_grab_focus (GTK_WIDGET (self->file_row));
}

static void
attest_key_file_pane_class_init (AttestKeyFilePaneClass *klass)
{
  AttestIdentityPaneClass *pane_class = ATTEST_IDENTITY_PANE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_key_file_pane_dispose;
  pane_class->kind = "key-file";
  pane_class->rememberable = TRUE;
  pane_class->reset = attest_key_file_pane_reset;
  pane_class->get_missing = attest_key_file_pane_get_missing;
  GTK_WIDGET_CLASS (klass)->grab_focus = attest_key_file_pane_grab_focus;
}

static GtkWidget *
create_button (const char *label, gpointer callback, AttestKeyFilePane *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (callback), self, G_CONNECT_SWAPPED);
  return button;
}

static void
attest_key_file_pane_init (AttestKeyFilePane *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_FILE };
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *choose = create_button (_ ("_Choose…"), choose_cb, self);
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  self->file_row = ADW_ACTION_ROW (adw_action_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->file_row), _ ("Key File"));
  adw_action_row_add_suffix (self->file_row, create_button (_ ("_Paste"), paste_cb, self));
  adw_action_row_add_suffix (self->file_row, choose);
  adw_action_row_set_activatable_widget (self->file_row, choose);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->file_row));

  self->passphrase_row = ADW_ENTRY_ROW (adw_password_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->passphrase_row),
                                 _ ("P_assphrase of the File"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self->passphrase_row), TRUE);
  adw_entry_row_set_show_apply_button (self->passphrase_row, FALSE);
  g_signal_connect_object (self->passphrase_row, "entry-activated",
                           G_CALLBACK (attest_key_file_pane_unlock), self, G_CONNECT_SWAPPED);
  adw_entry_row_add_suffix (self->passphrase_row,
                            create_button (_ ("_Unlock"), attest_key_file_pane_unlock, self));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->passphrase_row));
  adw_bin_set_child (ADW_BIN (self), group);

  gtk_drop_target_set_gtypes (drop, types, G_N_ELEMENTS (types));
  g_signal_connect_object (drop, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  attest_key_file_pane_reset (ATTEST_IDENTITY_PANE (self));
}

void
attest_key_file_pane_set_passphrase (AttestKeyFilePane *self, const char *passphrase)
{
  g_return_if_fail (ATTEST_IS_KEY_FILE_PANE (self));
  gtk_editable_set_text (GTK_EDITABLE (self->passphrase_row), passphrase);
}

gboolean
attest_key_file_pane_get_wants_passphrase (AttestKeyFilePane *self)
{
  g_return_val_if_fail (ATTEST_IS_KEY_FILE_PANE (self), FALSE);
  return gtk_widget_get_visible (GTK_WIDGET (self->passphrase_row));
}
