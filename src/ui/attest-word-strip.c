/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-word-strip.h"
#include "ic/ic-mnemonic.h"

#define MAX_WORDS   4
#define MAX_LETTERS 8 /* of a word of BIP39 */
#define MIN_LETTERS 2 /* before them, too many words fit */

struct _AttestWordStrip
{
  AdwBin parent_instance;
  AdwEntryRow *entry; /* (not owned): a sibling */
  GtkWidget *box;
  GtkWidget *buttons[MAX_WORDS];
  const char *words[MAX_WORDS];
  guint n_words;
};

G_DEFINE_FINAL_TYPE (AttestWordStrip, attest_word_strip, ADW_TYPE_BIN)

/* The letters before the cursor, if a word ends there. */
static gboolean
get_prefix (AdwEntryRow *entry, char prefix[MAX_LETTERS + 1], int *start)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  int position = gtk_editable_get_position (GTK_EDITABLE (entry));
  const char *end = g_utf8_offset_to_pointer (text, position);
  const char *begin = end;

  if (g_ascii_isalpha (*end))
    return FALSE;
  while (begin > text && g_ascii_isalpha (begin[-1]))
    begin--;
  if (end - begin < 1 || end - begin > MAX_LETTERS)
    return FALSE;
  for (gsize i = 0; i < (gsize)(end - begin); i++)
    prefix[i] = g_ascii_tolower (begin[i]);
  prefix[end - begin] = '\0';
  *start = position - (int)(end - begin);
  return TRUE;
}

/* By the end of the text and not by the cursor, which moves only after the text has changed. */
gboolean
attest_word_strip_is_typing (AdwEntryRow *entry)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  const char *end = text + strlen (text);
  const char *begin = end;
  char prefix[MAX_LETTERS + 1];
  const char *words[1];

  while (begin > text && g_ascii_isalpha (begin[-1]))
    begin--;
  if (begin == end || end - begin > MAX_LETTERS)
    return FALSE;
  for (gsize i = 0; i <= (gsize)(end - begin); i++)
    prefix[i] = g_ascii_tolower (begin[i]);
  return ic_mnemonic_complete (prefix, words, 1) > 0;
}

static gboolean
is_text_shown (AdwEntryRow *entry)
{
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (entry));

  return !GTK_IS_TEXT (delegate) || gtk_text_get_visibility (GTK_TEXT (delegate));
}

/**
 * attest_word_strip_refresh:
 * @self: the strip
 *
 * Looks at what is being typed.
 */
void
attest_word_strip_refresh (AttestWordStrip *self)
{
  char prefix[MAX_LETTERS + 1];
  int start;

  self->n_words = 0;
  if (self->entry != NULL && is_text_shown (self->entry) &&
      get_prefix (self->entry, prefix, &start) && strlen (prefix) >= MIN_LETTERS)
    self->n_words = ic_mnemonic_complete (prefix, self->words, MAX_WORDS);
  /* A word that is complete needs no help. */
  if (self->n_words == 1 && strlen (self->words[0]) == strlen (prefix))
    self->n_words = 0;
  for (guint i = 0; i < MAX_WORDS; i++)
    {
      gtk_widget_set_visible (self->buttons[i], i < self->n_words);
      if (i < self->n_words)
        gtk_button_set_label (GTK_BUTTON (self->buttons[i]), self->words[i]);
      else
        gtk_button_set_label (GTK_BUTTON (self->buttons[i]), "");
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->n_words > 0);
}

guint
attest_word_strip_get_n_words (AttestWordStrip *self)
{
  return self->n_words;
}

const char *
attest_word_strip_get_word (AttestWordStrip *self, guint position)
{
  return position < self->n_words ? self->words[position] : NULL;
}

gboolean
attest_word_strip_accept (AttestWordStrip *self, guint position)
{
  char prefix[MAX_LETTERS + 1];
  const char *word;
  int start;

  if (position >= self->n_words || !get_prefix (self->entry, prefix, &start))
    return FALSE;
  word = self->words[position];
  gtk_editable_delete_text (GTK_EDITABLE (self->entry), start, start + (int)strlen (prefix));
  gtk_editable_insert_text (GTK_EDITABLE (self->entry), word, -1, &start);
  gtk_editable_insert_text (GTK_EDITABLE (self->entry), " ", 1, &start);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), start);
  attest_word_strip_refresh (self);
  return TRUE;
}

static void
clicked_cb (GtkWidget *button, AttestWordStrip *self)
{
  for (guint i = 0; i < MAX_WORDS; i++)
    if (self->buttons[i] == button)
      {
        attest_word_strip_accept (self, i);
        gtk_widget_grab_focus (GTK_WIDGET (self->entry));
        gtk_editable_set_position (GTK_EDITABLE (self->entry),
                                   gtk_editable_get_position (GTK_EDITABLE (self->entry)));
        return;
      }
}

static gboolean
key_pressed_cb (AttestWordStrip *self, guint key, guint code, GdkModifierType modifiers)
{
  char prefix[MAX_LETTERS + 1];
  int start;

  if (self->n_words == 0 || (modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;
  if (key == GDK_KEY_Tab)
    return attest_word_strip_accept (self, 0);
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    {
      /* Enter after a complete word goes in. */
      if (get_prefix (self->entry, prefix, &start) && g_str_equal (prefix, self->words[0]))
        return FALSE;
      return attest_word_strip_accept (self, 0);
    }
  return FALSE;
}

static void
attest_word_strip_class_init (AttestWordStripClass *klass)
{
}

static void
attest_word_strip_init (AttestWordStrip *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_set_homogeneous (GTK_BOX (self->box), TRUE);
  for (guint i = 0; i < MAX_WORDS; i++)
    {
      self->buttons[i] = gtk_button_new_with_label ("");
      gtk_widget_add_css_class (self->buttons[i], "word");
      g_signal_connect_object (self->buttons[i], "clicked", G_CALLBACK (clicked_cb), self, 0);
      gtk_box_append (GTK_BOX (self->box), self->buttons[i]);
    }
  adw_bin_set_child (ADW_BIN (self), self->box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * attest_word_strip_new:
 * @entry: where a phrase is typed
 *
 * Returns: (transfer floating): the words that fit, to be placed under @entry, whose life is as long
 */
AttestWordStrip *
attest_word_strip_new (AdwEntryRow *entry)
{
  AttestWordStrip *self = g_object_new (ATTEST_TYPE_WORD_STRIP, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (entry));

  self->entry = entry;
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (entry), keys);
  g_signal_connect_object (entry, "notify::cursor-position", G_CALLBACK (attest_word_strip_refresh),
                           self, G_CONNECT_SWAPPED);
  if (GTK_IS_TEXT (delegate))
    g_signal_connect_object (delegate, "notify::visibility", G_CALLBACK (attest_word_strip_refresh),
                             self, G_CONNECT_SWAPPED);
  return self;
}
