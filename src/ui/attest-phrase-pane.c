/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-login-text.h"
#include "attest-new-phrase-dialog.h"
#include "attest-phrase-pane.h"
#include "attest-word-strip.h"
#include "attest-ui.h"

struct _AttestPhrasePane
{
  AttestIdentityPane parent_instance;

  AdwEntryRow *phrase_row;
  AdwEntryRow *passphrase_row;
  AdwComboRow *derivation_row;
  AttestWordStrip *strip;
  GtkLabel *count;
  GtkWidget *suggestion;

  GCancellable *cancellable; /* (nullable): of the key that is being made */
  IcMnemonicProblem problem;
};

G_DEFINE_FINAL_TYPE (AttestPhrasePane, attest_phrase_pane, ATTEST_TYPE_IDENTITY_PANE)

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
cancel (AttestPhrasePane *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestPhrasePane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcIdentity) identity = ic_identity_new_from_mnemonic_finish (result, &error);
  g_autofree char *problem = NULL;

  /* Another phrase is there meanwhile, whose answer is still to come. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (identity == NULL)
    problem = attest_login_text_for_error (error);
  attest_identity_pane_set_state (ATTEST_IDENTITY_PANE (self), identity, problem, FALSE);
}

static void
derive (AttestPhrasePane *self)
{
  g_autoptr (IcSecret) phrase = ic_secret_new_text (get_text (self->phrase_row));
  g_autoptr (IcSecret) passphrase = ic_secret_new_text (get_text (self->passphrase_row));

  self->cancellable = g_cancellable_new ();
  attest_identity_pane_set_state (ATTEST_IDENTITY_PANE (self), NULL, NULL, TRUE);
  ic_identity_new_from_mnemonic_async (
      phrase, passphrase, (IcDerivation)adw_combo_row_get_selected (self->derivation_row),
      self->cancellable, ready_cb, g_object_ref (self));
}

static void
show_count (AttestPhrasePane *self)
{
  guint n_words = 0;
  gboolean within = FALSE;
  g_autofree char *text = NULL;

  for (const char *p = get_text (self->phrase_row); *p != '\0'; p++)
    {
      gboolean letter = g_ascii_isalpha (*p);

      n_words += letter && !within;
      within = letter;
    }
  if (n_words > 0)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u word", "%u words", n_words), n_words);
  gtk_label_set_text (self->count, text != NULL ? text : "");
}

static void
show_suggestion (AttestPhrasePane *self, gboolean typing)
{
  const char *nearest = attest_phrase_pane_get_suggestion (self);

  gtk_widget_set_visible (self->suggestion, nearest != NULL && !typing);
  if (nearest != NULL)
    {
      /* Translators: %s is a word that was meant most likely */
      g_autofree char *label = g_strdup_printf (_ ("_Use “%s” Instead"), nearest);

      gtk_button_set_label (GTK_BUTTON (self->suggestion), label);
    }
}

static void
attest_phrase_pane_update (AttestIdentityPane *pane)
{
  AttestPhrasePane *self = ATTEST_PHRASE_PANE (pane);
  g_autofree char *problem = NULL;
  gboolean typing;

  cancel (self);
  ic_mnemonic_validate (get_text (self->phrase_row), &self->problem, NULL);
  /* The last word may become one yet. */
  typing = self->problem.kind == IC_MNEMONIC_UNKNOWN_WORD &&
           attest_word_strip_is_typing (self->phrase_row) &&
           strlen (get_text (self->phrase_row) + self->problem.word_offset) ==
               self->problem.word_len;
  show_count (self);
  show_suggestion (self, typing);
  attest_word_strip_refresh (self->strip);
  if (self->problem.kind == IC_MNEMONIC_VALID)
    {
      derive (self);
      return;
    }
  if (!typing && self->problem.kind != IC_MNEMONIC_EMPTY &&
      (self->problem.kind != IC_MNEMONIC_WORD_COUNT ||
       self->problem.n_words > IC_MNEMONIC_MAX_WORDS))
    problem = attest_login_text_for_phrase (&self->problem);
  attest_identity_pane_set_state (pane, NULL, problem, FALSE);
}

static char *
attest_phrase_pane_get_missing (AttestIdentityPane *pane)
{
  return attest_login_text_for_phrase (&ATTEST_PHRASE_PANE (pane)->problem);
}

static void
attest_phrase_pane_reset (AttestIdentityPane *pane)
{
  AttestPhrasePane *self = ATTEST_PHRASE_PANE (pane);

  gtk_editable_set_text (GTK_EDITABLE (self->passphrase_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->phrase_row), "");
  attest_phrase_pane_set_revealed (self, FALSE);
  attest_phrase_pane_update (pane);
}

static void
generated_cb (AttestPhrasePane *self, IcSecret *phrase)
{
  attest_phrase_pane_set_phrase (self, ic_secret_get_text (phrase));
  gtk_widget_grab_focus (GTK_WIDGET (self->phrase_row));
}

static void
generate_cb (AttestPhrasePane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  AttestNewPhraseDialog *dialog = attest_new_phrase_dialog_new (ic_random_get_system ());

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (root));
  g_signal_connect_object (dialog, "accepted", G_CALLBACK (generated_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
attest_phrase_pane_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ATTEST_PHRASE_PANE (widget)->phrase_row));
}

static void
attest_phrase_pane_dispose (GObject *object)
{
  cancel (ATTEST_PHRASE_PANE (object));
  G_OBJECT_CLASS (attest_phrase_pane_parent_class)->dispose (object);
}

static void
attest_phrase_pane_class_init (AttestPhrasePaneClass *klass)
{
  AttestIdentityPaneClass *pane_class = ATTEST_IDENTITY_PANE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_phrase_pane_dispose;
  pane_class->kind = "recovery-phrase";
  pane_class->rememberable = TRUE;
  pane_class->update = attest_phrase_pane_update;
  pane_class->reset = attest_phrase_pane_reset;
  pane_class->get_missing = attest_phrase_pane_get_missing;
  GTK_WIDGET_CLASS (klass)->grab_focus = attest_phrase_pane_grab_focus;
}

static AdwEntryRow *
add_secret_row (AttestPhrasePane *self, GtkWidget *group, const char *title)
{
  AdwEntryRow *row = ADW_ENTRY_ROW (adw_password_entry_row_new ());

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (row));
  g_signal_connect_object (row, "changed", G_CALLBACK (attest_phrase_pane_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (attest_identity_pane_activate), self,
                           G_CONNECT_SWAPPED);
  return row;
}

static void
add_derivation_row (AttestPhrasePane *self, GtkWidget *group)
{
  /* In the order of IcDerivation; names of programs, by which people know the ways. */
  const char *names[] = { "dfx, quill, icp-cli", _ ("Ed25519 (JavaScript agents)"),
                          "icp-cli Ed25519", "icp-cli P-256", NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (names);

  self->derivation_row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->derivation_row), _ ("Made _For"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self->derivation_row), TRUE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->derivation_row),
                               _ ("The same phrase gives another principal in each"));
  adw_combo_row_set_model (self->derivation_row, G_LIST_MODEL (list));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->derivation_row));
  g_signal_connect_object (self->derivation_row, "notify::selected",
                           G_CALLBACK (attest_phrase_pane_update), self, G_CONNECT_SWAPPED);
}

static void
attest_phrase_pane_init (AttestPhrasePane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *first = adw_preferences_group_new ();
  GtkWidget *second = adw_preferences_group_new ();
  GtkWidget *generate = gtk_button_new_with_mnemonic (_ ("_Generate a New Phrase…"));

  self->phrase_row = add_secret_row (self, first, _ ("_Recovery Phrase"));
  gtk_box_append (GTK_BOX (box), first);

  self->strip = attest_word_strip_new (self->phrase_row);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->strip));

  self->suggestion = gtk_button_new_with_mnemonic ("");
  gtk_widget_set_halign (self->suggestion, GTK_ALIGN_START);
  gtk_widget_set_visible (self->suggestion, FALSE);
  g_signal_connect_object (self->suggestion, "clicked",
                           G_CALLBACK (attest_phrase_pane_take_suggestion), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->suggestion);

  self->count = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "login-problem");
  gtk_widget_set_hexpand (GTK_WIDGET (self->count), TRUE);
  gtk_label_set_xalign (self->count, 0);
  gtk_widget_add_css_class (generate, "flat");
  g_signal_connect_object (generate, "clicked", G_CALLBACK (generate_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->count));
  attest_ui_wrap_buttons (generate);
  gtk_box_append (GTK_BOX (line), generate);
  gtk_box_append (GTK_BOX (box), line);

  self->passphrase_row = add_secret_row (self, second, _ ("_Passphrase (If You Chose One)"));
  add_derivation_row (self, second);
  gtk_box_append (GTK_BOX (box), second);
  adw_bin_set_child (ADW_BIN (self), box);
  ic_mnemonic_validate ("", &self->problem, NULL);
}

void
attest_phrase_pane_set_phrase (AttestPhrasePane *self, const char *phrase)
{
  g_return_if_fail (ATTEST_IS_PHRASE_PANE (self));
  gtk_editable_set_text (GTK_EDITABLE (self->phrase_row), phrase);
}

void
attest_phrase_pane_set_passphrase (AttestPhrasePane *self, const char *passphrase)
{
  g_return_if_fail (ATTEST_IS_PHRASE_PANE (self));
  gtk_editable_set_text (GTK_EDITABLE (self->passphrase_row), passphrase);
}

void
attest_phrase_pane_set_derivation (AttestPhrasePane *self, IcDerivation derivation)
{
  g_return_if_fail (ATTEST_IS_PHRASE_PANE (self));
  adw_combo_row_set_selected (self->derivation_row, derivation);
}

void
attest_phrase_pane_set_revealed (AttestPhrasePane *self, gboolean revealed)
{
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (self->phrase_row));

  if (GTK_IS_TEXT (delegate))
    gtk_text_set_visibility (GTK_TEXT (delegate), revealed);
}

/**
 * attest_phrase_pane_get_suggestion:
 * @self: the pane
 *
 * Returns: (transfer none) (nullable): the word that was meant most likely by the wrong one
 */
const char *
attest_phrase_pane_get_suggestion (AttestPhrasePane *self)
{
  g_return_val_if_fail (ATTEST_IS_PHRASE_PANE (self), NULL);
  return self->problem.kind == IC_MNEMONIC_UNKNOWN_WORD ? self->problem.nearest : NULL;
}

void
attest_phrase_pane_take_suggestion (AttestPhrasePane *self)
{
  const char *nearest = attest_phrase_pane_get_suggestion (self);
  const char *text = get_text (self->phrase_row);
  int start;
  int end;

  if (nearest == NULL)
    return;
  start = (int)g_utf8_pointer_to_offset (text, text + self->problem.word_offset);
  end = start +
        (int)g_utf8_strlen (text + self->problem.word_offset, (gssize)self->problem.word_len);
  gtk_editable_delete_text (GTK_EDITABLE (self->phrase_row), start, end);
  gtk_editable_insert_text (GTK_EDITABLE (self->phrase_row), nearest, -1, &start);
  gtk_widget_grab_focus (GTK_WIDGET (self->phrase_row));
  gtk_editable_set_position (GTK_EDITABLE (self->phrase_row), -1);
}

const char *
attest_phrase_pane_get_count_text (AttestPhrasePane *self)
{
  return gtk_label_get_text (self->count);
}
