/* SPDX-License-Identifier: MIT */
/* Internet Identity: taking a delegation that exists already. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-internet-identity-pane-private.h"

typedef struct
{
  AttestInternetIdentityPane *pane;
  GCancellable *cancellable;
  char *chain;
  IcSecret *key;
} Import;

static void
import_free (Import *import)
{
  g_clear_object (&import->pane);
  g_clear_object (&import->cancellable);
  g_clear_pointer (&import->key, ic_secret_unref);
  g_free (import->chain);
  g_free (import);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Import *import = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcLogin) login = ic_login_import_finish (result, &error);

  if (import->cancellable == import->pane->cancellable)
    attest_internet_identity_pane_finish (import->pane, login, error);
  import_free (import);
}

static void
import_root_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Import *import = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcRootKey) root = attest_network_root_finish (result, &error);

  if (import->cancellable != import->pane->cancellable)
    {
      import_free (import);
      return;
    }
  if (root == NULL)
    {
      attest_internet_identity_pane_finish (import->pane, NULL, error);
      import_free (import);
      return;
    }
  ic_login_import_async (import->chain, -1, import->key, &import->pane->profile->canister_id,
                         ic_clock_get_wall_ns (ic_clock_get_system ()), root, import->cancellable,
                         imported_cb, import);
}

void
attest_internet_identity_pane_import_cb (AttestInternetIdentityPane *self)
{
  const char *chain = gtk_editable_get_text (GTK_EDITABLE (self->chain_row));
  const char *key = gtk_editable_get_text (GTK_EDITABLE (self->key_row));
  Import *import;

  if (*chain == '\0' || *key == '\0')
    {
      attest_internet_identity_pane_set_state (
          self, NULL,
          *chain == '\0' ? _ ("The delegation chain is needed, in JSON.")
                         : _ ("The session key that the chain leads to is needed."),
          FALSE);
      return;
    }
  attest_internet_identity_pane_stop (self);
  self->waiting = FALSE;
  self->cancellable = g_cancellable_new ();
  attest_internet_identity_pane_set_state (self, NULL, NULL, TRUE);
  import = g_new0 (Import, 1);
  import->pane = g_object_ref (self);
  import->cancellable = g_object_ref (self->cancellable);
  import->chain = g_strdup (chain);
  import->key = ic_secret_new_text (key);
  attest_network_root_async (self->profile, self->cancellable, import_root_cb, import);
}

void
attest_internet_identity_pane_import (AttestInternetIdentityPane *self,
                                      const char *chain_json,
                                      const char *session_key)
{
  gtk_editable_set_text (GTK_EDITABLE (self->chain_row), chain_json);
  gtk_editable_set_text (GTK_EDITABLE (self->key_row), session_key);
  attest_internet_identity_pane_import_cb (self);
}
