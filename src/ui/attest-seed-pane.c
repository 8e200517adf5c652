/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-login-form.h"
#include "attest-seed-pane.h"

#define SEED_DIGITS 64

struct _AttestSeedPane
{
  AttestIdentityPane parent_instance;
  AdwEntryRow *row;
};

G_DEFINE_FINAL_TYPE (AttestSeedPane, attest_seed_pane, ATTEST_TYPE_IDENTITY_PANE)

static char *
attest_seed_pane_get_missing (AttestIdentityPane *pane)
{
  return attest_login_form_check_seed (
      gtk_editable_get_text (GTK_EDITABLE (ATTEST_SEED_PANE (pane)->row)));
}

static void
attest_seed_pane_update (AttestIdentityPane *pane)
{
  AttestSeedPane *self = ATTEST_SEED_PANE (pane);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->row));
  g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_from_hex (text, NULL);
  g_autofree char *problem = NULL;

  /* One that is long enough and still wrong is worth a word at once. */
  if (identity == NULL && strlen (text) >= SEED_DIGITS)
    problem = attest_login_form_check_seed (text);
  attest_identity_pane_set_state (pane, (IcIdentity *)identity, problem, FALSE);
}

static void
attest_seed_pane_reset (AttestIdentityPane *pane)
{
  gtk_editable_set_text (GTK_EDITABLE (ATTEST_SEED_PANE (pane)->row), "");
  attest_seed_pane_update (pane);
}

static gboolean
attest_seed_pane_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ATTEST_SEED_PANE (widget)->row));
}

static void
attest_seed_pane_class_init (AttestSeedPaneClass *klass)
{
  AttestIdentityPaneClass *pane_class = ATTEST_IDENTITY_PANE_CLASS (klass);

  pane_class->kind = "seed";
  pane_class->rememberable = TRUE;
  pane_class->update = attest_seed_pane_update;
  pane_class->reset = attest_seed_pane_reset;
  pane_class->get_missing = attest_seed_pane_get_missing;
  GTK_WIDGET_CLASS (klass)->grab_focus = attest_seed_pane_grab_focus;
}

static void
attest_seed_pane_init (AttestSeedPane *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->row = ADW_ENTRY_ROW (adw_password_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row),
                                 _ ("See_d (32 bytes, 64 hexadecimal digits)"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self->row), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->row));
  adw_bin_set_child (ADW_BIN (self), group);
  g_signal_connect_object (self->row, "changed", G_CALLBACK (attest_seed_pane_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->row, "entry-activated", G_CALLBACK (attest_identity_pane_activate),
                           self, G_CONNECT_SWAPPED);
}

void
attest_seed_pane_set_seed (AttestSeedPane *self, const char *seed)
{
  g_return_if_fail (ATTEST_IS_SEED_PANE (self));
  gtk_editable_set_text (GTK_EDITABLE (self->row), seed);
}
