/* SPDX-License-Identifier: MIT */
/* The login page: going in, and what is kept of it. */
#include "config.h"

#include "attest-error-text.h"
#include "attest-login-page-private.h"
#include "attest-saved-identities.h"

/* The id of the identity in the keyring, if it is or will be there. The chat does not wait for it. */
static const char *
remember_identity (AttestLoginPage *self, IcIdentity *identity, const char *name)
{
  AttestIdentityPane *pane = attest_login_page_get_chosen_pane (self);

  if (ATTEST_IS_SAVED_IDENTITIES (pane))
    attest_login_memory_set_id (self->memory,
                                attest_saved_identities_get_id (ATTEST_SAVED_IDENTITIES (pane)));
  else if (!gtk_switch_get_active (self->remember_switch) ||
           !attest_identity_pane_get_rememberable (pane))
    attest_login_memory_set_id (self->memory, NULL);
  else
    attest_login_memory_remember (self->memory, identity, attest_identity_pane_get_kind (pane),
                                  name);
  return attest_login_memory_get_id (self->memory);
}

static const char *
get_kind (AttestLoginPage *self)
{
  AttestIdentityPane *pane = attest_login_page_get_chosen_pane (self);

  if (ATTEST_IS_SAVED_IDENTITIES (pane))
    return attest_saved_identities_get_kind (ATTEST_SAVED_IDENTITIES (pane));
  return attest_identity_pane_get_kind (pane);
}

/* What was said elsewhere does not belong into the history of this room. */
static gboolean
is_same_place (const ChatProfile *a, const ChatProfile *b)
{
  return a->network == b->network && g_strcmp0 (a->network_url, b->network_url) == 0 &&
         ic_principal_equal (&a->canister_id, &b->canister_id);
}

/* The id of the saved connection that one goes into, if it is one. */
static char *
save_connection (AttestLoginPage *self, const char *name, const char *identity_id)
{
  ChatSavedProfile *old = self->editing_id != NULL
                              ? chat_profile_store_find (self->store, self->editing_id)
                              : NULL;
  g_autoptr (ChatProfile) profile = attest_login_page_get_profile (self);
  g_autoptr (ChatSavedProfile) saved = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;

  if (old != NULL && !is_same_place (profile, chat_saved_profile_get_profile (old)))
    old = NULL;
  if (!gtk_switch_get_active (self->save_switch))
    {
      if (old == NULL)
        return NULL;
      chat_profile_store_set_last (self->store, chat_saved_profile_get_id (old), now_s);
      return g_strdup (self->editing_id);
    }
  saved = chat_saved_profile_new (old != NULL ? chat_saved_profile_get_id (old) : NULL, profile,
                                  name, identity_id, get_kind (self));
  if (old != NULL ? chat_profile_store_update (self->store, saved, &error)
                  : chat_profile_store_add (self->store, saved, &error))
    {
      chat_profile_store_set_last (self->store, chat_saved_profile_get_id (saved), now_s);
      return g_strdup (chat_saved_profile_get_id (saved));
    }
  g_signal_emit_by_name (self, "notice", error->message);
  return NULL;
}

/* A sign-in may have ended since, or be for other rooms. */
static gboolean
check_identity (AttestLoginPage *self, IcIdentity *identity)
{
  g_autoptr (ChatProfile) profile = attest_login_page_get_profile (self);
  g_autoptr (GError) error = NULL;
  AttestErrorText text;

  g_clear_pointer (&self->refusal, g_free);
  if (chat_identity_check (identity, &profile->canister_id,
                           ic_clock_get_wall_ns (ic_clock_get_system ()), &error))
    return TRUE;
  attest_error_text_get (error, &text);
  self->refusal = g_strdup_printf ("%s %s", text.what, text.advice);
  return FALSE;
}

static void
forget_secrets (AttestLoginPage *self)
{
  for (guint i = 0; i < ATTEST_N_LOGIN_METHODS; i++)
    if (i != ATTEST_LOGIN_SESSION_KEY)
      attest_identity_pane_reset (self->pane[i]);
}

static void
go_in (AttestLoginPage *self, IcIdentity *identity)
{
  g_autofree char *name = g_strstrip (g_strdup (attest_login_page_get_text (self->name_row)));

  g_free (self->saved_id);
  self->saved_id = save_connection (self, name, remember_identity (self, identity, name));
  g_signal_emit_by_name (self, "login", identity, name);
  g_clear_pointer (&self->saved_id, g_free);
  forget_secrets (self);
  gtk_switch_set_active (self->remember_switch, FALSE);
  gtk_switch_set_active (self->save_switch, FALSE);
  g_clear_pointer (&self->editing_id, g_free);
  self->form_wanted = FALSE;
  self->attempted = FALSE;
  attest_login_page_update (self);
}

/**
 * attest_login_page_join:
 * @self: the page
 *
 * Checks what is filled in; emits "login" if it can be used, else says what is wrong. While a key is
 * being made, waits for it.
 *
 * Returns: whether it could be used
 */
gboolean
attest_login_page_join (AttestLoginPage *self)
{
  AttestLoginForm form;
  AttestLoginProblems problems;
  AttestIdentityPane *pane;
  g_autoptr (IcIdentity) identity = NULL;
  gboolean usable;

  g_return_val_if_fail (ATTEST_IS_LOGIN_PAGE (self), FALSE);

  self->attempted = TRUE;
  self->join_pending = FALSE;
  pane = attest_login_page_get_chosen_pane (self);
  attest_login_page_fill_form (self, &form);
  usable = attest_login_form_check (&form, &problems);
  attest_login_problems_clear (&problems);
  if (usable && attest_identity_pane_get_busy (pane))
    {
      self->join_pending = TRUE;
      return FALSE;
    }
  g_set_object (&identity, attest_identity_pane_get_identity (pane));
  if (identity == NULL)
    attest_identity_pane_attempt (pane);
  if (!usable || identity == NULL || !check_identity (self, identity))
    {
      if (!usable)
        self->form_wanted = TRUE;
      attest_login_page_update (self);
      attest_login_page_focus_problem (self);
      return FALSE;
    }
  go_in (self, identity);
  return TRUE;
}

/**
 * attest_login_page_reset:
 * @self: the page
 *
 * Forgets the keys: what was typed, and the random key, in whose place comes a new one.
 */
void
attest_login_page_reset (AttestLoginPage *self)
{
  g_return_if_fail (ATTEST_IS_LOGIN_PAGE (self));
  attest_login_page_set_preset (self, NULL);
  self->attempted = FALSE;
  self->join_pending = FALSE;
  forget_secrets (self);
  attest_identity_pane_reset (self->pane[ATTEST_LOGIN_SESSION_KEY]);
  attest_login_page_update (self);
}
