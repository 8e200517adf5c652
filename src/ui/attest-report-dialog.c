/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-report-dialog.h"
#include "attest-report.h"

struct _AttestReportDialog
{
  AdwWindow parent_instance;

  ChatConnection *connection;
  GtkSwitch *proofs;
  GtkFileChooserNative *chooser; /* (nullable): while it is open */
};

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AttestReportDialog, attest_report_dialog, ADW_TYPE_WINDOW)

static void
on_replaced (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestReportDialog) self = data;
  g_autoptr (GError) error = NULL;

  g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);
  g_signal_emit (self, signals[SAVED], 0, error);
  if (error == NULL)
    gtk_window_destroy (GTK_WINDOW (self));
}

/**
 * attest_report_dialog_save_to:
 * @file: where to; replaced if it is there
 */
void
attest_report_dialog_save_to (AttestReportDialog *self, GFile *file)
{
  char *json;
  g_autoptr (GBytes) bytes = NULL;

  g_return_if_fail (ATTEST_IS_REPORT_DIALOG (self));
  json = attest_report_to_json (self->connection, gtk_switch_get_active (self->proofs));
  bytes = g_bytes_new_take (json, strlen (json));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                       on_replaced, g_object_ref (self));
}

static void
response_cb (AttestReportDialog *self, int response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL)
    attest_report_dialog_save_to (self, file);
}

static void
save_cb (AttestReportDialog *self)
{
  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Save Report"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), "attest-report.json");
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
attest_report_dialog_dispose (GObject *object)
{
  AttestReportDialog *self = ATTEST_REPORT_DIALOG (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (attest_report_dialog_parent_class)->dispose (object);
}

static void
attest_report_dialog_class_init (AttestReportDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = attest_report_dialog_dispose;
  signals[SAVED] = g_signal_new ("saved", ATTEST_TYPE_REPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static GtkWidget *
create_preview (const char *text)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What the report says"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static GtkWidget *
create_choice (AttestReportDialog *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_action_row_new ();

  self->proofs = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->proofs), GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("With the bytes of messages"));
  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (row),
      _ ("They prove what the gateway did, and hold what was said. Without them the report has no "
         "names, texts or keys."));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->proofs));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (self->proofs));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return group;
}

static void
attest_report_dialog_init (AttestReportDialog *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _ ("Report"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 560);
  gtk_widget_set_size_request (GTK_WIDGET (self), 340, 294);
}

/**
 * attest_report_dialog_new:
 * @connection: what to report on
 *
 * Returns: (transfer floating): a window
 */
AttestReportDialog *
attest_report_dialog_new (ChatConnection *connection)
{
  AttestReportDialog *self = g_object_new (ATTEST_TYPE_REPORT_DIALOG, NULL);
  g_autofree char *text = attest_report_to_text (connection);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save…"));

  self->connection = g_object_ref (connection);
  gtk_widget_add_css_class (save, "suggested-action");
  g_signal_connect_object (save, "clicked", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), save);
  gtk_widget_add_css_class (content, "inspector");
  gtk_box_append (GTK_BOX (content), create_preview (text));
  gtk_box_append (GTK_BOX (content), create_choice (self));
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), content);
  adw_window_set_content (ADW_WINDOW (self), box);
  return self;
}
