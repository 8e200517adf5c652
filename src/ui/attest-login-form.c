/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "attest-login-form.h"

#define SEED_DIGITS 64

static char *
strip (const char *text)
{
  return g_strstrip (g_strdup (text != NULL ? text : ""));
}

static char *
check_url (const char *text,
           const char *missing,
           const char *plain_scheme,
           const char *secure_scheme)
{
  g_autofree char *url = strip (text);
  g_autoptr (GUri) uri = NULL;

  if (*url == '\0')
    return g_strdup (missing);
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    /* Translators: the beginning of an address, such as "https" */
    return g_strdup_printf (_ ("This is no address. It begins with %s://"), secure_scheme);
  if (g_strcmp0 (g_uri_get_scheme (uri), plain_scheme) != 0 &&
      g_strcmp0 (g_uri_get_scheme (uri), secure_scheme) != 0)
    return g_strdup_printf (_ ("The address must begin with %s:// or %s://"), secure_scheme,
                            plain_scheme);
  return NULL;
}

/* Canisters of the local network that nobody knows. */
static const char *const place_ids[ATTEST_N_LOGIN_PLACES] = {
  [ATTEST_LOGIN_GROUP_CHAT] = CHAT_GROUP_CANISTER,
  [ATTEST_LOGIN_PING_MOTOKO] = CHAT_PING_MOTOKO_CANISTER,
  [ATTEST_LOGIN_PING_RUST] = CHAT_PING_RUST_CANISTER,
  [ATTEST_LOGIN_BOARD] = "oamd4-giaaa-aaaao-a74aq-cai",
  [ATTEST_LOGIN_PRIVATE_BOARD] = "ojpia-qaaaa-aaaao-a74ba-cai",
  [ATTEST_LOGIN_OTHER] = NULL,
};

/**
 * attest_login_place_find:
 * @canister_id: of a room
 *
 * Returns: under which name it is offered; %ATTEST_LOGIN_OTHER if under none
 */
AttestLoginPlace
attest_login_place_find (const IcPrincipal *canister_id)
{
  g_autofree char *id = ic_principal_to_text (canister_id);

  for (guint i = 0; i < ATTEST_LOGIN_OTHER; i++)
    if (g_str_equal (id, place_ids[i]))
      return (AttestLoginPlace)i;
  return ATTEST_LOGIN_OTHER;
}

/* The last byte of a principal tells its class: interface spec, "Principals". */
static gboolean
is_persons (const IcPrincipal *principal)
{
  guint8 class = principal->len > 0 ? principal->bytes[principal->len - 1] : 0;

  return class == 2 || class == 4;
}

static char *
check_canister (const char *text)
{
  g_autofree char *id = strip (text);
  IcPrincipal principal;

  if (*id == '\0')
    return g_strdup (_ ("The room's canister id is needed."));
  if (!ic_principal_from_text (&principal, id, NULL))
    return g_strdup (_ ("This is no canister id. It looks like kio63-vyaaa-aaaal-qcd6q-cai"));
  if (is_persons (&principal))
    return g_strdup (_ ("This is the principal of a person, not the id of a canister."));
  if (principal.len == 0)
    return g_strdup (_ ("This canister is the network itself. It is no room."));
  return NULL;
}

/**
 * attest_login_form_check_seed:
 * @text: (nullable): a seed in hexadecimal digits
 *
 * Says how far one is and nothing of the seed itself.
 *
 * Returns: (transfer full) (nullable): what is wrong with it
 */
char *
attest_login_form_check_seed (const char *text)
{
  gsize n_digits = 0;
  const char *start = text != NULL ? text : "";

  while (g_ascii_isspace (*start))
    start++;
  while (g_ascii_isxdigit (start[n_digits]))
    n_digits++;
  for (const char *rest = start + n_digits; *rest != '\0'; rest++)
    if (!g_ascii_isspace (*rest))
      return g_strdup (_ ("A seed has only the digits 0 to 9 and the letters a to f."));
  if (n_digits == 0)
    return g_strdup (_ ("The seed is needed: 64 hexadecimal digits."));
  if (n_digits != SEED_DIGITS)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "A seed has 64 hexadecimal digits, this has %u.",
                     "A seed has 64 hexadecimal digits, this has %u.", (gulong)n_digits),
        (guint)n_digits);
  return NULL;
}

static char *
check_name (const char *text)
{
  g_autofree char *name = strip (text);

  if (*name == '\0')
    return g_strdup (_ ("A name is needed: the others see it."));
  if (!g_utf8_validate (name, -1, NULL))
    return g_strdup (_ ("This name cannot be used."));
  if (g_utf8_strlen (name, -1) > ATTEST_LOGIN_MAX_NAME_CHARS)
    return g_strdup_printf (_ ("A name has at most %d characters."), ATTEST_LOGIN_MAX_NAME_CHARS);
  return NULL;
}

/**
 * attest_login_form_check:
 * @self: what is filled in
 * @problems: (out caller-allocates): what is wrong with each field; clear it after use
 *
 * Returns: whether everything can be used
 */
gboolean
attest_login_form_check (const AttestLoginForm *self, AttestLoginProblems *problems)
{
  memset (problems, 0, sizeof *problems);
  if (self->preset == NULL && self->network == CHAT_NETWORK_CUSTOM)
    {
      problems->network_url = check_url (
          self->network_url, _ ("The address of the network is needed."), "http", "https");
      problems->gateway_url = check_url (self->gateway_url,
                                         _ ("The address of the gateway is needed."), "ws", "wss");
    }
  if (self->preset == NULL &&
      (self->network == CHAT_NETWORK_CUSTOM || self->place == ATTEST_LOGIN_OTHER))
    problems->canister_id = check_canister (self->canister_id);
  if (self->method == ATTEST_LOGIN_SEED)
    problems->seed = attest_login_form_check_seed (self->seed);
  problems->display_name = check_name (self->display_name);

  return problems->network_url == NULL && problems->gateway_url == NULL &&
         problems->canister_id == NULL && problems->seed == NULL && problems->display_name == NULL;
}

/* @profile says where the group chat is. */
static void
choose_canister (const AttestLoginForm *self, ChatProfile *profile)
{
  gboolean by_id = self->network == CHAT_NETWORK_CUSTOM || self->place == ATTEST_LOGIN_OTHER;
  g_autofree char *id = strip (by_id ? self->canister_id : place_ids[self->place]);
  IcPrincipal principal;

  if (!by_id && self->place == ATTEST_LOGIN_GROUP_CHAT &&
      g_str_equal (profile->codec_id, "group-chat"))
    return;
  if (!ic_principal_from_text (&principal, id, NULL))
    g_return_if_reached ();
  if (!ic_principal_equal (&principal, &profile->canister_id) ||
      self->network == CHAT_NETWORK_CUSTOM)
    chat_profile_set_canister (profile, &principal);
}

/**
 * attest_login_form_get_profile:
 * @self: what is filled in, after a successful check
 *
 * Returns: (transfer full): where to connect
 */
ChatProfile *
attest_login_form_get_profile (const AttestLoginForm *self)
{
  g_autoptr (ChatProfile) profile = NULL;

  if (self->preset != NULL)
    return chat_profile_copy (self->preset);
  if (self->network == CHAT_NETWORK_LOCAL && self->local != NULL)
    profile = chat_profile_copy (self->local);
  else
    profile = chat_profile_new_default (self->network);
  if (self->network == CHAT_NETWORK_CUSTOM)
    {
      g_free (profile->network_url);
      g_free (profile->gateway_url);
      profile->network_url = strip (self->network_url);
      profile->gateway_url = strip (self->gateway_url);
    }
  choose_canister (self, profile);
  return g_steal_pointer (&profile);
}

/**
 * attest_login_form_get_identity:
 * @self: what is filled in
 *
 * Returns: (transfer full) (nullable): who logs in; %NULL while the seed is not complete
 */
IcIdentity *
attest_login_form_get_identity (const AttestLoginForm *self)
{
  if (self->method == ATTEST_LOGIN_SESSION_KEY)
    return self->session_identity != NULL ? g_object_ref (self->session_identity) : NULL;
  return (IcIdentity *)ic_ed25519_identity_new_from_hex (self->seed != NULL ? self->seed : "",
                                                         NULL);
}

void
attest_login_problems_clear (AttestLoginProblems *self)
{
  g_clear_pointer (&self->network_url, g_free);
  g_clear_pointer (&self->gateway_url, g_free);
  g_clear_pointer (&self->canister_id, g_free);
  g_clear_pointer (&self->seed, g_free);
  g_clear_pointer (&self->display_name, g_free);
}
