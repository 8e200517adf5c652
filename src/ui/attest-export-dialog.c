/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-export-dialog.h"
#include "attest-sign-in.h"

struct _AttestExportDialog
{
  AdwWindow parent_instance;

  ChatRoom *room;
  GCancellable *cancellable;
  GFile *file;           /* (nullable) */
  GBytes *root_key;      /* (nullable) */
  GOutputStream *stream; /* (nullable): while it is written */
  GError *error;         /* (nullable) */
  gint64 n_messages;
  gboolean created; /* by us: it goes if this fails */
  gboolean ended;
  GtkProgressBar *progress;
};

enum
{
  EXPORTED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AttestExportDialog, attest_export_dialog, ADW_TYPE_WINDOW)

static void
end (AttestExportDialog *self)
{
  self->ended = TRUE;
  if (self->error != NULL)
    g_signal_emit (self, signals[FAILED], 0, self->error);
  else
    g_signal_emit (self, signals[EXPORTED], 0, self->n_messages, self->file);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestExportDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (!g_file_delete_finish (G_FILE (source), result, &error))
    g_debug ("What is left of an export: %s", error->message);
  end (self);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestExportDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (!g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error) &&
      self->error == NULL)
    self->error = g_steal_pointer (&error);
  g_clear_object (&self->stream);
  if (self->error != NULL && self->created)
    g_file_delete_async (self->file, G_PRIORITY_DEFAULT, NULL, on_deleted, g_object_ref (self));
  else
    end (self);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestExportDialog) self = data;

  self->n_messages = chat_history_export_finish (CHAT_HISTORY (source), result, &self->error);
  /* A file that was there before is replaced only if this one is whole. */
  if (self->error != NULL)
    g_cancellable_cancel (self->cancellable);
  g_output_stream_close_async (self->stream, G_PRIORITY_DEFAULT, self->cancellable, on_closed,
                               g_object_ref (self));
}

static void
progress_cb (gint64 done, gint64 total, gpointer data)
{
  AttestExportDialog *self = data;
  guint n = (guint)CLAMP (done, 0, G_MAXINT);
  g_autofree char *text = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u message", "%u messages", n), n);

  gtk_progress_bar_set_fraction (self->progress,
                                 total > 0 ? CLAMP ((double)done / (double)total, 0, 1) : 0);
  gtk_progress_bar_set_text (self->progress, text);
}

static void
write_to (AttestExportDialog *self, GFileOutputStream *stream)
{
  ChatHistory *history = chat_room_get_history (self->room);
  const ChatProfile *profile = chat_connection_get_profile (chat_room_get_connection (self->room));

  if (stream == NULL)
    {
      end (self);
      return;
    }
  self->stream = G_OUTPUT_STREAM (stream);
  chat_history_export_async (history, self->stream, &profile->canister_id, self->root_key,
                             self->cancellable, progress_cb, self, on_exported,
                             g_object_ref (self));
}

static void
on_replaced (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestExportDialog) self = data;

  write_to (self, g_file_replace_finish (G_FILE (source), result, &self->error));
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestExportDialog) self = data;
  GFileOutputStream *stream = g_file_create_finish (G_FILE (source), result, &self->error);

  if (g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    {
      g_clear_error (&self->error);
      g_file_replace_async (self->file, NULL, FALSE, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT,
                            self->cancellable, on_replaced, g_object_ref (self));
      return;
    }
  self->created = stream != NULL;
  write_to (self, stream);
}

static void
create_file (AttestExportDialog *self)
{
  g_file_create_async (self->file, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT, self->cancellable,
                       on_created, g_object_ref (self));
}

static void
on_root_key (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestExportDialog) self = data;
  g_autoptr (IcRootKey) root = attest_network_root_finish (result, &self->error);

  if (root == NULL)
    {
      end (self);
      return;
    }
  self->root_key = g_bytes_ref (ic_root_key_get_der (root));
  create_file (self);
}

/**
 * attest_export_dialog_export_to:
 * @self: the dialog
 * @file: where to; replaced if it is there
 *
 * Begins. The file says by which root key it can be verified: that of the connection, or, before
 * there was one, that of the network.
 */
void
attest_export_dialog_export_to (AttestExportDialog *self, GFile *file)
{
  ChatConnection *connection;
  IcRootKey *root;

  g_return_if_fail (ATTEST_IS_EXPORT_DIALOG (self) && self->file == NULL);
  connection = chat_room_get_connection (self->room);
  root = chat_connection_get_root_key (connection);
  self->file = g_object_ref (file);
  if (root != NULL)
    {
      self->root_key = g_bytes_ref (ic_root_key_get_der (root));
      create_file (self);
    }
  else
    attest_network_root_async (chat_connection_get_profile (connection), self->cancellable,
                               on_root_key, g_object_ref (self));
}

void
attest_export_dialog_cancel (AttestExportDialog *self)
{
  g_return_if_fail (ATTEST_IS_EXPORT_DIALOG (self));
  g_cancellable_cancel (self->cancellable);
}

/* Escape and the window's manager cancel; it goes away when that is done. */
static gboolean
attest_export_dialog_close_request (GtkWindow *window)
{
  attest_export_dialog_cancel (ATTEST_EXPORT_DIALOG (window));
  return !ATTEST_EXPORT_DIALOG (window)->ended;
}

static void
attest_export_dialog_dispose (GObject *object)
{
  AttestExportDialog *self = ATTEST_EXPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->room);
  G_OBJECT_CLASS (attest_export_dialog_parent_class)->dispose (object);
}

static void
attest_export_dialog_finalize (GObject *object)
{
  AttestExportDialog *self = ATTEST_EXPORT_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->root_key, g_bytes_unref);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (attest_export_dialog_parent_class)->finalize (object);
}

static void
attest_export_dialog_class_init (AttestExportDialogClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_export_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = attest_export_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = attest_export_dialog_close_request;
  signals[EXPORTED] = g_signal_new ("exported", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_FILE);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
attest_export_dialog_init (AttestExportDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *title = gtk_label_new (_ ("Exporting History"));
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  self->cancellable = g_cancellable_new ();
  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_progress_bar_set_show_text (self->progress, TRUE);
  gtk_progress_bar_set_text (self->progress, "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Exporting History"), -1);
  gtk_widget_add_css_class (title, "title-4");
  gtk_widget_set_halign (cancel, GTK_ALIGN_CENTER);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (attest_export_dialog_cancel), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->progress));
  gtk_box_append (GTK_BOX (box), cancel);
  gtk_widget_set_margin_top (box, 24);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Exporting History"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 320, -1);
}

/**
 * attest_export_dialog_new:
 * @room: a room with a history
 *
 * Returns: (transfer none): a window that owns itself
 */
AttestExportDialog *
attest_export_dialog_new (ChatRoom *room)
{
  AttestExportDialog *self = g_object_new (ATTEST_TYPE_EXPORT_DIALOG, NULL);

  self->room = g_object_ref (room);
  return self;
}
