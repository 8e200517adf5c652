/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-new-phrase-dialog.h"
#include "ic/ic-mnemonic.h"

#define N_ASKED ATTEST_NEW_PHRASE_ASKED
#define COLUMNS 3

struct _AttestNewPhraseDialog
{
  AdwWindow parent_instance;

  IcRandom *random;
  IcSecret *phrase;
  guint asked[N_ASKED];

  GtkStack *stack;
  GtkGrid *grid;
  GtkDropDown *length;
  GtkLabel *problem;
  GtkWidget *go_on;
  AdwEntryRow *rows[N_ASKED];
};

enum
{
  ACCEPTED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestNewPhraseDialog, attest_new_phrase_dialog, ADW_TYPE_WINDOW)

static guint signals[N_SIGNALS];

static guint
count_words (const char *phrase)
{
  guint n = *phrase != '\0';

  for (; *phrase != '\0'; phrase++)
    n += *phrase == ' ';
  return n;
}

/* The word at @index, as it is in the locked memory. */
static const char *
find_word (IcSecret *phrase, guint index, gsize *len)
{
  const char *word = ic_secret_get_text (phrase);

  for (; index > 0; index--)
    word = strchr (word, ' ') + 1;
  *len = strcspn (word, " ");
  return word;
}

static void
clear_grid (AttestNewPhraseDialog *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
}

static void
show_words (AttestNewPhraseDialog *self)
{
  guint n = count_words (ic_secret_get_text (self->phrase));

  clear_grid (self);
  for (guint i = 0; i < n; i++)
    {
      gsize len;
      const char *word = find_word (self->phrase, i, &len);
      g_autofree char *text = g_strdup_printf ("%u. %.*s", i + 1, (int)len, word);
      GtkWidget *label = gtk_label_new (text);

      memset (text, 0, strlen (text));
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_set_hexpand (label, TRUE);
      gtk_widget_add_css_class (label, "phrase-word");
      gtk_grid_attach (self->grid, label, (int)(i % COLUMNS), (int)(i / COLUMNS), 1, 1);
    }
}

static void
generate_cb (AttestNewPhraseDialog *self)
{
  g_clear_pointer (&self->phrase, ic_secret_unref);
  self->phrase = ic_mnemonic_generate (self->random,
                                       gtk_drop_down_get_selected (self->length) == 1 ? 24 : 12);
  show_words (self);
}

/* Different ones, in the order of the phrase. */
static void
choose_questions (AttestNewPhraseDialog *self)
{
  guint n = count_words (ic_secret_get_text (self->phrase));
  guint part = n / N_ASKED;

  for (guint i = 0; i < N_ASKED; i++)
    {
      g_autofree char *title = NULL;

      self->asked[i] = i * part + (guint)(ic_random_uint64 (self->random) % part);
      title = g_strdup_printf (_ ("Word Number %u"), self->asked[i] + 1);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[i]), title);
      gtk_editable_set_text (GTK_EDITABLE (self->rows[i]), "");
    }
}

static gboolean
is_answered (AttestNewPhraseDialog *self, guint question)
{
  g_autofree char *text = g_strstrip (
      g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->rows[question]))));
  gsize len;
  const char *word = find_word (self->phrase, self->asked[question], &len);

  return strlen (text) == len && g_ascii_strncasecmp (text, word, len) == 0;
}

static void
check (AttestNewPhraseDialog *self)
{
  for (guint i = 0; i < N_ASKED; i++)
    if (!is_answered (self, i))
      {
        g_autofree char *text = g_strdup_printf (
            _ ("Word number %u is another one. Look at what you wrote down, or go back."),
            self->asked[i] + 1);

        gtk_label_set_text (self->problem, text);
        gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
        gtk_widget_grab_focus (GTK_WIDGET (self->rows[i]));
        return;
      }
  g_signal_emit (self, signals[ACCEPTED], 0, self->phrase);
  gtk_window_close (GTK_WINDOW (self));
}

/**
 * attest_new_phrase_dialog_go_on:
 * @self: the dialog
 *
 * From the words to the questions; from there to the end, if the answers are right.
 */
void
attest_new_phrase_dialog_go_on (AttestNewPhraseDialog *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "ask") == 0)
    {
      check (self);
      return;
    }
  choose_questions (self);
  clear_grid (self);
  gtk_stack_set_visible_child_name (self->stack, "ask");
  gtk_button_set_label (GTK_BUTTON (self->go_on), _ ("_Use This Phrase"));
  gtk_widget_grab_focus (GTK_WIDGET (self->rows[0]));
}

static void
back_cb (AttestNewPhraseDialog *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "ask") != 0)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  show_words (self);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_stack_set_visible_child_name (self->stack, "words");
  gtk_button_set_label (GTK_BUTTON (self->go_on), _ ("_I Wrote It Down"));
}

static void
attest_new_phrase_dialog_dispose (GObject *object)
{
  AttestNewPhraseDialog *self = ATTEST_NEW_PHRASE_DIALOG (object);

  g_clear_pointer (&self->phrase, ic_secret_unref);
  g_clear_object (&self->random);
  G_OBJECT_CLASS (attest_new_phrase_dialog_parent_class)->dispose (object);
}

static void
attest_new_phrase_dialog_class_init (AttestNewPhraseDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = attest_new_phrase_dialog_dispose;
  signals[ACCEPTED] = g_signal_new ("accepted", ATTEST_TYPE_NEW_PHRASE_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, IC_TYPE_SECRET);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static GtkWidget *
create_text (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static GtkWidget *
create_words_page (AttestNewPhraseDialog *self)
{
  const char *lengths[] = { _ ("12 words"), _ ("24 words"), NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_box_append (
      GTK_BOX (box),
      create_text (_ ("Write these words down on paper, in their order. Who has them is "
                      "you; without them nobody can bring this identity back.")));
  self->length = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (lengths));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->length), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Length of the phrase"), -1);
  gtk_widget_set_halign (GTK_WIDGET (self->length), GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->length));
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_grid_set_column_spacing (self->grid, 6);
  gtk_grid_set_column_homogeneous (self->grid, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->grid));
  g_signal_connect_object (self->length, "notify::selected", G_CALLBACK (generate_cb), self,
                           G_CONNECT_SWAPPED);
  return box;
}

static GtkWidget *
create_ask_page (AttestNewPhraseDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *group = adw_preferences_group_new ();

  gtk_box_append (GTK_BOX (box),
                  create_text (_ ("To be sure that nothing is missing on your paper: which words "
                                  "are these?")));
  for (guint i = 0; i < N_ASKED; i++)
    {
      self->rows[i] = ADW_ENTRY_ROW (adw_entry_row_new ());
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->rows[i]));
      g_signal_connect_object (self->rows[i], "entry-activated",
                               G_CALLBACK (attest_new_phrase_dialog_go_on), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_box_append (GTK_BOX (box), group);
  self->problem = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "accessible-role",
                                           GTK_ACCESSIBLE_ROLE_ALERT, "wrap", TRUE, "xalign", 0.0,
                                           "visible", FALSE, NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->problem));
  return box;
}

static void
attest_new_phrase_dialog_init (AttestNewPhraseDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *back = gtk_button_new_with_mnemonic (_ ("_Back"));

  gtk_window_set_title (GTK_WINDOW (self), _ ("New Phrase"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 420, -1);
  gtk_widget_set_size_request (GTK_WIDGET (self), 340, -1);

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->stack), "login");
  gtk_stack_add_named (self->stack, create_words_page (self), "words");
  gtk_stack_add_named (self->stack, create_ask_page (self), "ask");

  self->go_on = gtk_button_new_with_mnemonic (_ ("_I Wrote It Down"));
  gtk_widget_add_css_class (self->go_on, "suggested-action");
  g_signal_connect_object (self->go_on, "clicked", G_CALLBACK (attest_new_phrase_dialog_go_on),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (back, "clicked", G_CALLBACK (back_cb), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), back);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->go_on);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);

  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_window_set_content (ADW_WINDOW (self), box);
}

/**
 * attest_new_phrase_dialog_new:
 * @random: where the words come from
 */
AttestNewPhraseDialog *
attest_new_phrase_dialog_new (IcRandom *random)
{
  AttestNewPhraseDialog *self = g_object_new (ATTEST_TYPE_NEW_PHRASE_DIALOG, NULL);

  self->random = g_object_ref (random);
  generate_cb (self);
  return self;
}

IcSecret *
attest_new_phrase_dialog_get_phrase (AttestNewPhraseDialog *self)
{
  return self->phrase;
}

guint
attest_new_phrase_dialog_get_asked (AttestNewPhraseDialog *self, guint question)
{
  g_return_val_if_fail (question < N_ASKED, 0);
  return self->asked[question];
}

void
attest_new_phrase_dialog_answer (AttestNewPhraseDialog *self, guint question, const char *word)
{
  g_return_if_fail (question < N_ASKED);
  gtk_editable_set_text (GTK_EDITABLE (self->rows[question]), word);
}

const char *
attest_new_phrase_dialog_get_problem (AttestNewPhraseDialog *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->problem)) ? gtk_label_get_text (self->problem)
                                                             : NULL;
}
