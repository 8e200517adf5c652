/* SPDX-License-Identifier: MIT */
/* The login page: the saved connections. */
#include "config.h"

#include "attest-login-page-private.h"
#include "attest-saved-identities.h"

static void
fill_in (AttestLoginPage *self, ChatSavedProfile *saved)
{
  const ChatProfile *profile = chat_saved_profile_get_profile (saved);

  g_free (self->editing_id);
  self->editing_id = g_strdup (chat_saved_profile_get_id (saved));
  attest_login_page_set_display_name (self, chat_saved_profile_get_display_name (saved));
  if (profile->network == CHAT_NETWORK_LOCAL)
    attest_login_page_set_local_profile (self, profile);
  else
    {
      attest_login_page_set_network (self, profile->network);
      if (profile->network == CHAT_NETWORK_CUSTOM)
        {
          gtk_editable_set_text (GTK_EDITABLE (self->network_url_row), profile->network_url);
          gtk_editable_set_text (GTK_EDITABLE (self->gateway_url_row), profile->gateway_url);
        }
      attest_login_page_set_canister (self, &profile->canister_id);
    }
}

static AttestLoginMethod
find_method (AttestLoginPage *self, const char *kind)
{
  for (guint i = 0; i < ATTEST_N_LOGIN_METHODS; i++)
    if (g_strcmp0 (attest_identity_pane_get_kind (self->pane[i]), kind) == 0)
      return (AttestLoginMethod)i;
  return ATTEST_LOGIN_SESSION_KEY;
}

/**
 * attest_login_page_open_profile:
 * @self: the page
 * @profile: a saved connection
 *
 * Goes in, if it is known as whom; else asks for that.
 */
void
attest_login_page_open_profile (AttestLoginPage *self, ChatSavedProfile *profile)
{
  const char *id = chat_saved_profile_get_identity_id (profile);
  const char *kind = chat_saved_profile_get_identity_kind (profile);

  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));

  fill_in (self, profile);
  if (id != NULL)
    {
      attest_login_page_set_method (self, ATTEST_LOGIN_REMEMBERED);
      attest_saved_identities_use (ATTEST_SAVED_IDENTITIES (self->pane[ATTEST_LOGIN_REMEMBERED]),
                                   id);
      attest_login_page_join (self);
      return;
    }
  attest_login_page_set_method (self, find_method (self, kind));
  if (g_strcmp0 (kind, "session") == 0)
    {
      attest_login_page_join (self);
      return;
    }
  self->form_wanted = TRUE;
  attest_login_page_update (self);
  gtk_widget_grab_focus (GTK_WIDGET (attest_login_page_get_chosen_pane (self)));
}

/**
 * attest_login_page_edit_profile:
 * @self: the page
 * @profile: a saved connection, which is changed when one goes in
 */
void
attest_login_page_edit_profile (AttestLoginPage *self, ChatSavedProfile *profile)
{
  const char *id = chat_saved_profile_get_identity_id (profile);

  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));

  fill_in (self, profile);
  self->form_wanted = TRUE;
  gtk_switch_set_active (self->save_switch, TRUE);
  if (id != NULL)
    {
      attest_login_page_set_method (self, ATTEST_LOGIN_REMEMBERED);
      attest_saved_identities_use (ATTEST_SAVED_IDENTITIES (self->pane[ATTEST_LOGIN_REMEMBERED]),
                                   id);
    }
  else
    attest_login_page_set_method (
        self, find_method (self, chat_saved_profile_get_identity_kind (profile)));
  attest_login_page_update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

ChatKeyring *
attest_login_page_get_keyring (AttestLoginPage *self)
{
  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), NULL);
  return self->keyring;
}

gboolean
attest_login_page_get_loaded (AttestLoginPage *self)
{
  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), FALSE);
  return self->loaded;
}

const char *
attest_login_page_get_saved_id (AttestLoginPage *self)
{
  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), NULL);
  return self->saved_id;
}

/**
 * attest_login_page_remove_profile:
 * @self: the page
 * @id: of a saved connection
 *
 * Removes it from the list; "removed" tells those who keep more of it.
 */
void
attest_login_page_remove_profile (AttestLoginPage *self, const char *id)
{
  g_autofree char *copy = g_strdup (id);

  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  if (!chat_profile_store_remove (self->store, copy))
    return;
  attest_login_page_update (self);
  g_signal_emit_by_name (self, "removed", copy);
}

void
attest_login_page_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GWeakRef *weak = data;
  g_autoptr (AttestLoginPage) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;

  g_weak_ref_clear (weak);
  g_free (weak);
  if (!chat_profile_store_load_finish (CHAT_PROFILE_STORE (source), result, &error))
    g_debug ("Saved connections: %s", error->message);
  if (self == NULL)
    return;
  self->loaded = TRUE;
  attest_login_page_update (self);
  g_signal_emit_by_name (self, "loaded");
  if (error != NULL)
    {
      attest_login_page_show_problem (self->where_problem, error->message);
      return;
    }
  /* The one used last is preselected, unless somebody types already. */
  if (gtk_widget_get_visible (self->profiles_box) &&
      *attest_login_page_get_text (self->name_row) == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->profiles));
}
