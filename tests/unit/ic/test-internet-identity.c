/* SPDX-License-Identifier: MIT */
/* What the host may do wrong before the browser is opened, what a person may ask for wrongly, and
 * logins that are imported. The flow behind it is tested with the local network's Internet Identity. */
#include "ic/ic-internet-identity-private.h"

#include "ic-test-canister.h"
#include "ic-test-keys.h"
#include "ic/ic-bytes.h"
#include "ic/ic-delegation-json.h"
#include "ic/ic-error.h"

#include <libsoup/soup.h>
#include <string.h>

#define NOW_NS   G_GUINT64_CONSTANT (1700000000000000000)
#define LATER_NS (NOW_NS + 3600 * IC_NS_PER_S)
#define SEED_HEX "0202020202020202020202020202020202020202020202020202020202020202"

/* An auth host that answers what it is told to. */
typedef struct
{
  IcManualClock *clock;
  IcRandom *random;
  IcInternetIdentity *ii;
  SoupServer *server;
  char *url;
  guint status;
  char *body;
  const char *location;
  gboolean silent;
  guint n_asked;
  IcInternetIdentityOptions options;
  char *opened;
  gboolean done;
  GError *error;
} Fixture;

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  Fixture *self = data;

  g_assert_cmpstr (path, ==, "/.well-known/cli-auth-config");
  self->n_asked++;
  if (self->silent)
    {
      soup_server_message_pause (message);
      return;
    }
  soup_server_message_set_status (message, self->status, NULL);
  if (self->location != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location",
                                  self->location);
  if (self->body != NULL)
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, self->body,
                                      strlen (self->body));
}

static gboolean
on_open (const char *uri, gpointer data, GError **error)
{
  Fixture *self = data;

  g_free (self->opened);
  self->opened = g_strdup (uri);
  return TRUE;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  GSList *uris;

  self->clock = ic_manual_clock_new (NOW_NS);
  self->random = ic_random_new_seeded (1);
  self->ii = ic_internet_identity_new (NULL, IC_CLOCK (self->clock), self->random);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  g_assert_true (soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  self->status = 200;
  self->options = (IcInternetIdentityOptions){
    .auth_url = self->url,
    .open_uri = on_open,
    .open_uri_data = self,
  };
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (ic_manual_clock_get_pending (self->clock), ==, 0);
  g_assert_finalize_object (self->ii);
  g_object_unref (self->clock);
  g_object_unref (self->random);
  g_clear_error (&self->error);
  g_free (self->body);
  g_free (self->opened);
  g_free (self->url);
}

static void
on_login (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  g_assert_null (
      ic_internet_identity_login_finish (IC_INTERNET_IDENTITY (source), result, &self->error));
  self->done = TRUE;
}

static void
start (Fixture *self, GCancellable *cancellable)
{
  g_clear_error (&self->error);
  g_clear_pointer (&self->opened, g_free);
  self->done = FALSE;
  ic_internet_identity_login_async (self->ii, &self->options, cancellable, on_login, self);
}

static void
wait_done (Fixture *self)
{
  while (!self->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_fails (Fixture *self, int code, const char *pattern)
{
  start (self, NULL);
  wait_done (self);
  g_assert_error (self->error, IC_ERROR, code);
  g_assert_null (self->opened);
  if (!g_pattern_match_simple (pattern, self->error->message))
    g_error ("“%s” is not “%s”", self->error->message, pattern);
}

static void
set_body (Fixture *self, const char *body)
{
  g_free (self->body);
  self->body = g_strdup (body);
}

static void
test_config (Fixture *self, gconstpointer data)
{
  static const char *const cases[][2] = {
    { "", "*does not say where*" },
    { "no JSON", "*does not say where*" },
    { "[]", "*does not say where*" },
    { "{}", "*“path” is missing*" },
    { "{\"path\":17}", "*no text*" },
    { "{\"path\":null}", "*no text*" },
    { "{\"path\":\"\"}", "*names no login page*" },
    { "{\"path\":\"  \\n\"}", "*names no login page*" },
    { "{\"path\":\"https://evil.example/cli\"}", "*another host, https://evil.example*" },
    { "{\"path\":\"//evil.example/cli\"}", "*another host*" },
    { "{\"path\":\"/\\\\evil.example/cli\"}", "*no path*" },
    { "{\"path\":\"http://127.0.0.1:1/cli\"}", "*another host*" },
    { "{\"path\":\"javascript:alert(1)\"}", "*no path*" },
    { "{\"path\":\"/cli#x\"}", "*no path*" },
    { "{\"path\":\"/c li\"}", "*no path*" },
    { "{\"path\":\"/cli\\u0007\"}", "*no path*" },
  };
  g_autofree char *large = g_strnfill (IC_II_MAX_CONFIG_BYTES + 1, ' ');
  g_autofree char *filler = g_strnfill (IC_II_MAX_PATH, 'a');
  g_autofree char *long_path = g_strdup_printf ("{\"path\":\"/%s\"}", filler);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      set_body (self, cases[i][0]);
      assert_fails (self, IC_ERROR_LOGIN_DISCOVERY, cases[i][1]);
    }
  set_body (self, large);
  assert_fails (self, IC_ERROR_LOGIN_DISCOVERY, "*longer than 16 KiB*");
  set_body (self, long_path);
  assert_fails (self, IC_ERROR_LOGIN_DISCOVERY, "*no path*");
}

static void
test_status (Fixture *self, gconstpointer data)
{
  set_body (self, "{\"path\":\"/cli\"}");
  self->status = 404;
  assert_fails (self, IC_ERROR_LOGIN_DISCOVERY, "*no login for desktop programs*404*");
  self->status = 500;
  assert_fails (self, IC_ERROR_LOGIN_DISCOVERY, "*500*");
  self->status = 302;
  self->location = "https://evil.example/";
  self->n_asked = 0;
  assert_fails (self, IC_ERROR_LOGIN_DISCOVERY, "*refers to another address, https://evil*");
  g_assert_cmpuint (self->n_asked, ==, 1);
}

static void
test_good (Fixture *self, gconstpointer data)
{
  static const char *const paths[][2] = {
    { "/cli", "/cli#public_key=MCowBQYDK2Vw" },
    { " /a/b?c=d ", "/a/b?c=d#public_key=" },
    { "login", "/login#public_key=" },
    { "?cli", "/?cli#public_key=" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"more\":[],\"path\":\"%s\"}", paths[i][0]);
      g_autofree char *expected = g_strconcat (self->url, paths[i][1], NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      set_body (self, body);
      start (self, cancellable);
      while (self->opened == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (g_str_has_prefix (self->opened, expected));
      g_assert_cmpstr (ic_internet_identity_get_login_uri (self->ii), ==, self->opened);
      g_cancellable_cancel (cancellable);
      wait_done (self);
      g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_unreachable (Fixture *self, gconstpointer data)
{
  self->silent = TRUE;
  start (self, NULL);
  while (self->n_asked == 0)
    g_main_context_iteration (NULL, TRUE);
  ic_manual_clock_advance_us (self->clock, (gint64)IC_II_DISCOVERY_S * G_USEC_PER_SEC);
  wait_done (self);
  g_assert_error (self->error, IC_ERROR, IC_ERROR_NETWORK);
  g_assert_nonnull (strstr (self->error->message, "does not answer"));

  soup_server_disconnect (self->server);
  assert_fails (self, IC_ERROR_NETWORK, "*cannot be reached at http://127.0.0.1:*");
}

static void
test_options (Fixture *self, gconstpointer data)
{
  static const char *const hosts[] = { "id.ai",           "http://id.ai",
                                       "https://",        "https://a b",
                                       "ftp://id.ai",     "https://me@id.ai",
                                       "https://id.ai/x", "https://id.ai?x",
                                       "https://id.ai#x", "http://127.0.0.1.evil.example" };
  static const char *const domains[] = { "a/b",          "a b", "http://example.com",
                                         "https://me@a", "a?b", "a#b",
                                         "ftp://a" };
  g_autoptr (IcSecret) no_key = ic_secret_new_text ("no key");

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      self->options.auth_url = hosts[i];
      assert_fails (self, IC_ERROR_LOGIN_OPTIONS, "*no address of an Internet Identity*");
    }
  self->options.auth_url = self->url;
  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    {
      self->options.domain = domains[i];
      assert_fails (self, IC_ERROR_LOGIN_OPTIONS, "*no address of a web app*");
    }
  self->options.domain = NULL;
  self->options.ttl_minutes = IC_INTERNET_IDENTITY_MAX_TTL_MINUTES + 1;
  assert_fails (self, IC_ERROR_LOGIN_OPTIONS, "*30 days*");
  self->options.ttl_minutes = 0;
  self->options.session_key = no_key;
  assert_fails (self, IC_ERROR_KEY, "*");
  g_assert_cmpuint (self->n_asked, ==, 0);
}

static void
test_hosts (void)
{
  static const char *const cases[][2] = {
    { "https://id.ai", "https://id.ai" },
    { "https://ID.ai/", "https://id.ai" },
    { "https://id.ai:443", "https://id.ai" },
    { "https://id.ai:8443/", "https://id.ai:8443" },
    { "http://localhost:4944", "http://localhost:4944" },
    { "http://[::1]:4944", "http://[::1]:4944" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *origin = ic_ii_parse_host (cases[i][0], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (origin, ==, cases[i][1]);
    }
}

static void
test_fragment (void)
{
  g_autoptr (GBytes) key = ic_bytes_from_hex ("fbff", NULL);
  g_autofree char *plain = ic_ii_make_fragment (key, "http://127.0.0.1:8/", "N_-", NULL, 0);
  g_autofree char *full = ic_ii_make_fragment (key, "http://127.0.0.1:8/", "N_-", "https://a.b",
                                               60);

  g_assert_cmpstr (plain, ==, "public_key=-_8&callback=http%3A%2F%2F127.0.0.1%3A8%2F&nonce=N_-");
  g_assert_cmpstr (full, ==,
                   "public_key=-_8&callback=http%3A%2F%2F127.0.0.1%3A8%2F&nonce=N_-"
                   "&domain=https%3A%2F%2Fa.b&ttl=60");
}

/* Import */

typedef struct
{
  gboolean done;
  IcLogin *login;
  GError *error;
} Import;

static void
import_clear (Import *self)
{
  g_clear_pointer (&self->login, ic_login_free);
  g_clear_error (&self->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

static void
on_imported (GObject *source, GAsyncResult *result, gpointer data)
{
  Import *self = data;

  self->login = ic_login_import_finish (result, &self->error);
  self->done = TRUE;
}

static void
import (Import *self, const char *json, const char *key, IcRootKey *root)
{
  g_autoptr (IcSecret) secret = ic_secret_new_text (key);

  ic_login_import_async (json, -1, secret, NULL, NOW_NS, root, NULL, on_imported, self);
  while (!self->done)
    g_main_context_iteration (NULL, TRUE);
}

static char *
make_chain (IcTestCanister *canister, guint64 expiration_ns, IcEd25519Identity **session)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);

  *session = ic_ed25519_identity_new_from_hex (SEED_HEX, NULL);
  g_ptr_array_add (chain, ic_test_canister_delegate (
                              canister, ic_identity_get_public_key_der (IC_IDENTITY (*session)),
                              expiration_ns, NULL, NULL));
  return ic_delegation_chain_to_json (canister->key_der, chain);
}

static void
test_import (void)
{
  g_autoptr (IcTestCanister) canister = ic_test_canister_new (1);
  g_autoptr (IcEd25519Identity) session = NULL;
  g_autofree char *json = make_chain (canister, LATER_NS, &session);
  g_autofree char *public_hex = ic_bytes_to_hex (
      ic_identity_get_public_key_der (IC_IDENTITY (session)));
  g_autofree char *pair = g_strdup_printf ("[\"%s\",\"" SEED_HEX "\"]", public_hex);
  const char *keys[] = { SEED_HEX, " " SEED_HEX "\n", pair };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_auto (Import) result = { 0 }, again = { 0 };
      g_autofree char *stored = NULL;
      IcPrincipal principal;

      import (&result, json, keys[i], canister->root);
      g_assert_no_error (result.error);
      ic_principal_self_authenticating (&principal, g_bytes_get_data (canister->key_der, NULL),
                                        g_bytes_get_size (canister->key_der));
      g_assert_true (ic_principal_equal (&principal, &result.login->principal));
      g_assert_cmpuint (result.login->expiration_ns, ==, LATER_NS);

      /* What is kept is read again. */
      stored = ic_login_to_json (result.login);
      g_assert_cmpstr (stored, ==, json);
      import (&again, stored, ic_secret_get_text (result.login->session_key), canister->root);
      g_assert_no_error (again.error);
    }
}

static void
assert_import_fails (
    const char *json, const char *key, IcRootKey *root, int code, const char *pattern)
{
  g_auto (Import) result = { 0 };

  import (&result, json, key, root);
  g_assert_null (result.login);
  g_assert_error (result.error, IC_ERROR, code);
  if (!g_pattern_match_simple (pattern, result.error->message))
    g_error ("“%s” is not “%s”", result.error->message, pattern);
}

static void
test_import_refused (void)
{
  g_autoptr (IcTestCanister) canister = ic_test_canister_new (1);
  g_autoptr (IcTestCanister) other = ic_test_canister_new (2);
  g_autoptr (IcEd25519Identity) session = NULL;
  g_autoptr (IcEd25519Identity) session_again = NULL;
  g_autofree char *json = make_chain (canister, LATER_NS, &session);
  g_autofree char *expired = make_chain (canister, NOW_NS - 60 * 60 * 24 * 3 * IC_NS_PER_S,
                                         &session_again);
  char other_seed[] = SEED_HEX;

  other_seed[1] = '3';
  assert_import_fails ("{}", SEED_HEX, canister->root, IC_ERROR_LOGIN_JSON, "*missing*");
  assert_import_fails (json, other_seed, canister->root, IC_ERROR_LOGIN_KEY, "*another key*");
  assert_import_fails (expired, SEED_HEX, canister->root, IC_ERROR_LOGIN_EXPIRED, "*3 days ago*");
  assert_import_fails (json, SEED_HEX, other->root, IC_ERROR_LOGIN_SIGNATURE, "*forged*");
  assert_import_fails (json, SEED_HEX, NULL, IC_ERROR_LOGIN_SIGNATURE, "*no root key*");
  other_seed[5] = 'x';
  assert_import_fails (json, other_seed, canister->root, IC_ERROR_KEY, "*");
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ic/internet-identity/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("config", test_config);
  ADD ("status", test_status);
  ADD ("good", test_good);
  ADD ("unreachable", test_unreachable);
  ADD ("options", test_options);
  g_test_add_func ("/ic/internet-identity/hosts", test_hosts);
  g_test_add_func ("/ic/internet-identity/fragment", test_fragment);
  g_test_add_func ("/ic/internet-identity/import", test_import);
  g_test_add_func ("/ic/internet-identity/import-refused", test_import_refused);
  return g_test_run ();
}
