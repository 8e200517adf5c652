/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-session-pane.h"

struct _AttestSessionPane
{
  AttestIdentityPane parent_instance;
};

G_DEFINE_FINAL_TYPE (AttestSessionPane, attest_session_pane, ATTEST_TYPE_IDENTITY_PANE)

static void
attest_session_pane_reset (AttestIdentityPane *pane)
{
  g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_random (ic_random_get_system ());

  attest_identity_pane_set_state (pane, IC_IDENTITY (identity), NULL, FALSE);
}

static void
attest_session_pane_class_init (AttestSessionPaneClass *klass)
{
  AttestIdentityPaneClass *pane_class = ATTEST_IDENTITY_PANE_CLASS (klass);

  pane_class->kind = "session";
  pane_class->rememberable = TRUE;
  pane_class->reset = attest_session_pane_reset;
}

static void
attest_session_pane_init (AttestSessionPane *self)
{
  GtkWidget *label = gtk_label_new (
      _ ("A new random key. It is forgotten when you leave, unless you have it remembered."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "login-problem");
  adw_bin_set_child (ADW_BIN (self), label);
  attest_session_pane_reset (ATTEST_IDENTITY_PANE (self));
}
