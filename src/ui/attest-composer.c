/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-composer-private.h"
#include "attest-text.h"
#include "compat/attest-bin-focus.h"

/* What is pasted may be too long to be sent, and be cut down by hand; a whole book is not pasted:
 * the program would hang over it. */
#define MAX_PASTE_BYTES (4 * CHAT_MAX_TEXT_BYTES)
#define MAX_QUOTE_CHARS 400
#define MAX_QUOTE_LINES 6

enum
{
  SEND,
  TYPING,
  LEAVE,
  SENT,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestComposer, attest_composer, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static gboolean
is_blank (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

void
attest_composer_update (AttestComposer *self)
{
  g_autofree char *text = attest_composer_get_text (self);
  gsize len = strlen (text);
  gboolean too_long = len > CHAT_MAX_TEXT_BYTES;

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), len == 0 && !self->preediting);
  gtk_widget_set_visible (GTK_WIDGET (self->limit), too_long);
  if (too_long)
    {
      g_autofree char *size = g_format_size_full (len - CHAT_MAX_TEXT_BYTES,
                                                  G_FORMAT_SIZE_IEC_UNITS);
      g_autofree char *message = NULL;

      /* Translators: %s is a size such as "1.2 kB" */
      message = g_strdup_printf (_ ("The message is %s too long. Send it in parts."), size);
      gtk_label_set_label (self->limit, message);
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send",
                                 !too_long && !is_blank (text) && self->can_say);
}

static void
changed_cb (AttestComposer *self)
{
  attest_composer_update (self);
  if (!self->setting && gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->view)) > 0)
    g_signal_emit (self, signals[TYPING], 0);
}

static void
preedit_cb (AttestComposer *self, const char *preedit)
{
  self->preediting = preedit != NULL && *preedit != '\0';
  attest_composer_update (self);
}

static void
emoji_cb (AttestComposer *self, const char *emoji)
{
  gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (self->view), emoji, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* Plain text only, and told before it is refused. */
static void
paste (AttestComposer *self, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  gsize len = strlen (text);

  if (len <= MAX_PASTE_BYTES)
    {
      gtk_text_buffer_begin_user_action (buffer);
      gtk_text_buffer_delete_selection (buffer, TRUE, TRUE);
      gtk_text_buffer_insert_interactive_at_cursor (buffer, text, -1, TRUE);
      gtk_text_buffer_end_user_action (buffer);
      gtk_text_view_scroll_mark_onscreen (self->view, gtk_text_buffer_get_insert (buffer));
    }
  else
    {
      g_autofree char *size = g_format_size_full (len, G_FORMAT_SIZE_IEC_UNITS);
      g_autofree char *most = g_format_size_full (CHAT_MAX_TEXT_BYTES, G_FORMAT_SIZE_IEC_UNITS);
      g_autofree char *message = NULL;

      /* Translators: both %s are sizes such as "1.2 MiB" */
      message = g_strdup_printf (_ ("Not pasted: the text has %s, and a message at most %s."), size,
                                 most);
      gtk_label_set_label (self->limit, message);
      gtk_widget_set_visible (GTK_WIDGET (self->limit), TRUE);
    }
}

static void
on_clipboard_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestComposer) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  /* The window may be gone in the meantime. */
  if (text != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    paste (self, text);
}

static void
paste_cb (AttestComposer *self)
{
  g_signal_stop_emission_by_name (self->view, "paste-clipboard");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL,
                                 on_clipboard_read, g_object_ref (self));
}

static gboolean
key_cb (AttestComposer *self,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        GtkEventControllerKey *controller)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  gboolean is_enter = keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter ||
                      keyval == GDK_KEY_ISO_Enter;

  if (is_enter && modifiers == 0)
    {
      /* An input method that is in the middle of a word has the first claim. */
      if (gtk_text_view_im_context_filter_keypress (
              self->view,
              gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller))))
        return GDK_EVENT_STOP;
      attest_composer_send (self);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Escape && modifiers == 0 && !self->preediting)
    {
      g_signal_emit (self, signals[LEAVE], 0);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
focus_cb (AttestComposer *self)
{
  if (gtk_widget_has_focus (GTK_WIDGET (self->view)))
    gtk_widget_add_css_class (self->frame, "focused");
  else
    gtk_widget_remove_css_class (self->frame, "focused");
}

static void
send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  attest_composer_send (ATTEST_COMPOSER (widget));
}

static gboolean
attest_composer_grab_focus (GtkWidget *widget)
{
  AttestComposer *self = ATTEST_COMPOSER (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (GTK_WIDGET (self->form))
                                    ? GTK_WIDGET (self->form)
                                    : GTK_WIDGET (self->view));
}

static void
form_sent_cb (AttestComposer *self)
{
  g_signal_emit (self, signals[SENT], 0);
}

static void
form_leave_cb (AttestComposer *self)
{
  g_signal_emit (self, signals[LEAVE], 0);
}

static void
attest_composer_dispose (GObject *object)
{
  attest_composer_set_room (ATTEST_COMPOSER (object), NULL);
  G_OBJECT_CLASS (attest_composer_parent_class)->dispose (object);
}

static void
attest_composer_class_init (AttestComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_composer_dispose;
  widget_class->grab_focus = attest_composer_grab_focus;
  widget_class->focus = attest_bin_focus;

  signals[SEND] = g_signal_new ("send", ATTEST_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0,
                                g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1,
                                G_TYPE_STRING);
  signals[TYPING] = g_signal_new ("typing", ATTEST_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  signals[LEAVE] = g_signal_new ("leave", ATTEST_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  signals[SENT] = g_signal_new ("sent", ATTEST_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  g_type_ensure (ATTEST_TYPE_FORM_PANEL);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestComposer, emoji);
  gtk_widget_class_bind_template_child (widget_class, AttestComposer, form);
  gtk_widget_class_bind_template_child (widget_class, AttestComposer, frame);
  gtk_widget_class_bind_template_child (widget_class, AttestComposer, limit);
  gtk_widget_class_bind_template_child (widget_class, AttestComposer, mode);
  gtk_widget_class_bind_template_child (widget_class, AttestComposer, mode_bar);
  gtk_widget_class_bind_template_child (widget_class, AttestComposer, note);
  gtk_widget_class_bind_template_child (widget_class, AttestComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, AttestComposer, plain);
  gtk_widget_class_bind_template_child (widget_class, AttestComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, AttestComposer, send);
  gtk_widget_class_bind_template_child (widget_class, AttestComposer, view);
  gtk_widget_class_bind_template_callback (widget_class, emoji_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_sent_cb);

  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send_action);
  attest_composer_class_install_form (widget_class);
}

static void
attest_composer_init (AttestComposer *self)
{
  GtkEventController *keys;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->can_say = TRUE;

  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);

  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "paste-clipboard", G_CALLBACK (paste_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "preedit-changed", G_CALLBACK (preedit_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::has-focus", G_CALLBACK (focus_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER,
                                  _ ("Write a message"), -1);
  attest_composer_update (self);
}

GtkWidget *
attest_composer_new (void)
{
  return g_object_new (ATTEST_TYPE_COMPOSER, NULL);
}

/**
 * attest_composer_get_text:
 * @self: the composer
 *
 * Returns: (transfer full): what is written so far
 */
char *
attest_composer_get_text (AttestComposer *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  g_return_val_if_fail (ATTEST_IS_COMPOSER (self), NULL);
  buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

void
attest_composer_set_text (AttestComposer *self, const char *text)
{
  g_return_if_fail (ATTEST_IS_COMPOSER (self));
  self->setting = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text, -1);
  self->setting = FALSE;
}

/* "> " before each line, not more of them than one reads again. */
static char *
make_quote (const char *author, const char *text)
{
  g_autofree char *name = attest_text_clean_line (author);
  g_autofree char *clean = g_strchomp (attest_text_clean (text));
  g_autofree char *said = NULL;
  g_auto (GStrv) lines = NULL;
  GString *quote = g_string_new (NULL);

  if (g_utf8_strlen (clean, -1) > MAX_QUOTE_CHARS)
    {
      *g_utf8_offset_to_pointer (clean, MAX_QUOTE_CHARS) = '\0';
      said = g_strconcat (clean, "…", NULL);
    }
  lines = g_strsplit (said != NULL ? said : clean, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (i == MAX_QUOTE_LINES)
        {
          g_string_append (quote, "> …\n");
          break;
        }
      g_string_append (quote, "> ");
      if (i == 0 && *name != '\0')
        g_string_append_printf (quote, "%s: ", name);
      g_string_append_printf (quote, "%s\n", lines[i]);
    }
  return g_string_free (quote, FALSE);
}

/**
 * attest_composer_quote:
 * @self: the composer
 * @author: (nullable): who wrote it
 * @text: (nullable): what
 *
 * Puts a quote where the cursor is, on lines of its own, for an answer below it.
 */
void
attest_composer_quote (AttestComposer *self, const char *author, const char *text)
{
  g_autofree char *quote = make_quote (author, text);
  GtkTextBuffer *buffer;
  GtkTextIter cursor;

  g_return_if_fail (ATTEST_IS_COMPOSER (self));
  buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  if (!gtk_text_iter_starts_line (&cursor))
    gtk_text_buffer_insert (buffer, &cursor, "\n", 1);
  gtk_text_buffer_insert (buffer, &cursor, quote, -1);
  gtk_text_buffer_place_cursor (buffer, &cursor);
  gtk_text_view_scroll_mark_onscreen (self->view, gtk_text_buffer_get_insert (buffer));
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/**
 * attest_composer_get_warning:
 * @self: the composer
 *
 * Returns: (transfer none) (nullable): what is wrong with what is written, or was to be pasted
 */
const char *
attest_composer_get_warning (AttestComposer *self)
{
  g_return_val_if_fail (ATTEST_IS_COMPOSER (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self->limit)) ? gtk_label_get_label (self->limit)
                                                           : NULL;
}

/**
 * attest_composer_send:
 * @self: the composer
 *
 * Hands what is written to the "send" signal, and clears it if it was taken.
 *
 * Returns: whether it was taken
 */
gboolean
attest_composer_send (AttestComposer *self)
{
  g_autofree char *text = NULL;
  gboolean taken = FALSE;

  g_return_val_if_fail (ATTEST_IS_COMPOSER (self), FALSE);
  text = attest_composer_get_text (self);
  if (is_blank (text) || strlen (text) > CHAT_MAX_TEXT_BYTES || !self->can_say)
    return FALSE;
  g_signal_emit (self, signals[SEND], 0, text, &taken);
  if (taken)
    attest_composer_set_text (self, "");
  return taken;
}
