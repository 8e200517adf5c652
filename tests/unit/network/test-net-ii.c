/* SPDX-License-Identifier: MIT */
/* Logging in with the local Internet Identity, all of it but the browser. */
#include "net-test-page.h"
#include "net-test-util.h"

#include "ic/ic-agent.h"
#include "ic/ic-bytes.h"
#include "ic/ic-error.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  IcManualClock *clock;
  IcRandom *random;
  NetNetwork *network;
  IcRootKey *root;
  IcInternetIdentity *ii;
  IcPrincipal canister;
  TestPage *page;
  IcInternetIdentityOptions options;
  gboolean done;
  IcLogin *login;
  GError *error;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  NetNetworkOptions options;
  g_autoptr (GError) error = NULL;

  self->clock = ic_manual_clock_new (TEST_NOW_NS);
  self->random = ic_random_new_seeded (1);
  net_network_options_init (&options);
  options.clock = IC_CLOCK (self->clock);
  options.random = self->random;
  self->network = net_network_new (&options);
  g_assert_true (net_network_start (self->network, &error));
  g_assert_no_error (error);
  self->root = ic_root_key_new_from_der (net_network_get_root_key_der (self->network), NULL);
  self->ii = ic_internet_identity_new (self->root, IC_CLOCK (self->clock), self->random);
  self->canister = test_principal (GROUP_CHAT_ID);
  self->page = test_page_new ("10000");
  self->options = (IcInternetIdentityOptions){
    .auth_url = net_network_get_identity_url (self->network),
    .canister_id = &self->canister,
    .open_uri = test_page_open,
    .open_uri_data = self->page,
  };
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  test_page_free (self->page);
  g_clear_pointer (&self->login, ic_login_free);
  g_clear_error (&self->error);
  g_assert_finalize_object (self->ii);
  ic_root_key_unref (self->root);
  net_network_stop (self->network);
  g_object_unref (self->network);
  g_object_unref (self->clock);
  g_object_unref (self->random);
}

static void
on_login (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  self->login = ic_internet_identity_login_finish (IC_INTERNET_IDENTITY (source), result,
                                                   &self->error);
  self->done = TRUE;
}

static void
start (Fixture *self, GCancellable *cancellable)
{
  g_clear_pointer (&self->login, ic_login_free);
  g_clear_error (&self->error);
  self->done = FALSE;
  ic_internet_identity_login_async (self->ii, &self->options, cancellable, on_login, self);
}

static void
login (Fixture *self)
{
  start (self, NULL);
  test_run_until (&self->done);
  g_assert_null (ic_internet_identity_get_login_uri (self->ii));
}

static void
assert_failed (Fixture *self, int code, const char *pattern)
{
  g_assert_null (self->login);
  g_assert_error (self->error, IC_ERROR, code);
  if (!g_pattern_match_simple (pattern, self->error->message))
    g_error ("“%s” is not “%s”", self->error->message, pattern);
}

/* Nobody listens at the callback any more. */
static void
assert_closed (Fixture *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GUri)
      uri = g_uri_parse (g_hash_table_lookup (self->page->params, "callback"), 0, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (
      g_socket_client_connect_to_host (client, "127.0.0.1", g_uri_get_port (uri), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
on_status_read (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean *done = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcCertificate)
      certificate = ic_agent_read_state_finish (IC_AGENT (source), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (certificate);
  *done = TRUE;
}

/* The replica takes what the login signs. */
static void
assert_usable (Fixture *self)
{
  g_autoptr (IcAgent) agent = ic_agent_new (net_network_get_replica_url (self->network),
                                            IC_IDENTITY (self->login->identity), self->root,
                                            IC_CLOCK (self->clock), self->random);
  g_autoptr (GPtrArray) path = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  gboolean done = FALSE;

  g_ptr_array_add (path, g_bytes_new_static ("time", 4));
  g_ptr_array_add (paths, path);
  ic_agent_read_state_async (agent, &self->canister, paths, NULL, on_status_read, &done);
  test_run_until (&done);
}

static void
test_login (Fixture *self, gconstpointer data)
{
  g_autofree char *json = NULL;
  g_autofree char *expected = g_strconcat (self->options.auth_url, "/cli#status=success", NULL);
  g_autoptr (GBytes) user_key = net_ii_canister_get_user_key (
      net_network_get_ii_canister (self->network), "10000", NET_II_CLI_ORIGIN);
  g_autoptr (GBytes) nonce = NULL;
  IcPrincipal principal;

  login (self);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->login->chain->len, ==, 2);
  g_assert_cmpuint (self->login->expiration_ns, ==,
                    TEST_NOW_NS + NET_II_DEFAULT_LIFE_S * IC_NS_PER_S);
  g_assert_true (g_bytes_equal (self->login->root_der, user_key));
  ic_principal_self_authenticating (&principal, g_bytes_get_data (user_key, NULL),
                                    g_bytes_get_size (user_key));
  g_assert_true (ic_principal_equal (&principal, &self->login->principal));
  g_assert_cmpuint (ic_secret_get_len (self->login->session_key), ==, 64);
  assert_usable (self);

  while (!self->page->answered)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->page->status, ==, 303);
  g_assert_cmpstr (self->page->location, ==, expected);
  g_assert_cmpuint (self->page->n_opened, ==, 1);
  assert_closed (self);

  /* What the browser was told is no more than it needs. */
  g_assert_cmpuint (g_hash_table_size (self->page->params), ==, 3);
  nonce = test_page_decode (g_hash_table_lookup (self->page->params, "nonce"));
  g_assert_cmpuint (g_bytes_get_size (nonce), ==, 32);
  g_assert_true (
      g_str_has_prefix (g_hash_table_lookup (self->page->params, "callback"), "http://127.0.0.1:"));
}

/* Another number or web app: somebody else; the same: the same. */
static void
test_accounts (Fixture *self, gconstpointer data)
{
  IcPrincipal first, other;

  login (self);
  g_assert_no_error (self->error);
  first = self->login->principal;

  login (self);
  g_assert_true (ic_principal_equal (&first, &self->login->principal));

  self->page->number = "10001";
  login (self);
  g_assert_false (ic_principal_equal (&first, &self->login->principal));

  self->page->number = "10000";
  self->options.domain = "a3wil-byaaa-aaaal-qccgq-cai.icp0.io";
  login (self);
  g_assert_no_error (self->error);
  other = self->login->principal;
  g_assert_false (ic_principal_equal (&first, &other));
  g_assert_cmpstr (g_hash_table_lookup (self->page->params, "domain"), ==, self->options.domain);

  self->options.domain = "https://a3wil-byaaa-aaaal-qccgq-cai.ic0.app";
  self->options.ttl_minutes = 7;
  login (self);
  g_assert_no_error (self->error);
  g_assert_true (ic_principal_equal (&other, &self->login->principal));
  g_assert_cmpuint (self->login->expiration_ns, ==, TEST_NOW_NS + 7 * 60 * IC_NS_PER_S);
}

static void
on_mismatch (IcInternetIdentity *ii, const char *principal, gpointer data)
{
  char **seen = data;

  g_free (*seen);
  *seen = g_strdup (principal);
}

/* Renewal: the same key; somebody else is sent back to choose again. */
static void
test_renewal (Fixture *self, gconstpointer data)
{
  g_autoptr (IcSecret) key = NULL;
  g_autofree char *mismatch = NULL;
  g_autofree char *fragment = NULL;
  g_autofree char *first_key = NULL;
  IcPrincipal principal;

  login (self);
  g_assert_no_error (self->error);
  key = ic_secret_ref (self->login->session_key);
  principal = self->login->principal;
  first_key = g_strdup (g_hash_table_lookup (self->page->params, "public_key"));

  g_signal_connect (self->ii, "identity-mismatch", G_CALLBACK (on_mismatch), &mismatch);
  self->options.session_key = key;
  self->options.expected = &principal;
  self->page->number = "10007";
  while (!self->page->answered)
    g_main_context_iteration (NULL, TRUE);
  self->page->answered = FALSE;
  start (self, NULL);
  while (!self->page->answered)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (self->done);
  g_assert_cmpuint (self->page->status, ==, 303);
  g_assert_nonnull (mismatch);
  fragment = g_strconcat (self->page->uri, "&status=identity-mismatch", NULL);
  g_assert_cmpstr (self->page->location, ==, fragment);
  g_assert_cmpstr (g_hash_table_lookup (self->page->params, "public_key"), ==, first_key);
  g_assert_nonnull (ic_internet_identity_get_login_uri (self->ii));

  self->page->number = "10000";
  test_page_submit (self->page);
  test_run_until (&self->done);
  g_assert_no_error (self->error);
  g_assert_true (ic_principal_equal (&principal, &self->login->principal));
}

/* A wrong number is refused, and the wait goes on; a callback that was used is gone. */
static void
test_nonce (Fixture *self, gconstpointer data)
{
  self->page->wrong_nonce = TRUE;
  start (self, NULL);
  while (!self->page->answered)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->page->status, ==, 403);
  g_assert_null (self->page->location);
  g_assert_false (self->done);

  self->page->wrong_nonce = FALSE;
  test_page_submit (self->page);
  test_run_until (&self->done);
  g_assert_no_error (self->error);
  assert_closed (self);

  test_page_submit (self->page);
  while (self->page->status == 303 || !self->page->answered)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->page->status, ==, 0);
}

/* What may be wrong with a chain, in the words that a person reads. */
static IcDelegation *
last_hop (GPtrArray *chain)
{
  return g_ptr_array_index (chain, chain->len - 1);
}

static void
replace_last (TestPage *page,
              GPtrArray *chain,
              GBytes *key,
              guint64 expiration_ns,
              const char *target,
              const char *permissions)
{
  g_autoptr (GPtrArray) targets = NULL;
  IcDelegation *hop;

  if (target != NULL)
    {
      IcPrincipal id = test_principal (target);

      targets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
      g_ptr_array_add (targets, g_bytes_new (id.bytes, id.len));
    }
  hop = test_page_sign (page, key, expiration_ns, targets, permissions);
  g_ptr_array_set_size (chain, (gint)chain->len - 1);
  g_ptr_array_add (chain, hop);
}

static void
spoil_expired (TestPage *page, GPtrArray *chain)
{
  g_autoptr (GBytes) key = g_bytes_ref (last_hop (chain)->pubkey);

  replace_last (page, chain, key, TEST_NOW_NS - 3600 * IC_NS_PER_S * 5, NULL, NULL);
}

static void
spoil_key (TestPage *page, GPtrArray *chain)
{
  g_autoptr (IcEd25519Identity) other = test_identity (9);

  replace_last (page, chain, ic_identity_get_public_key_der (IC_IDENTITY (other)),
                TEST_NOW_NS + IC_NS_PER_S * 3600, NULL, NULL);
}

static void
spoil_targets (TestPage *page, GPtrArray *chain)
{
  g_autoptr (GBytes) key = g_bytes_ref (last_hop (chain)->pubkey);

  replace_last (page, chain, key, TEST_NOW_NS + IC_NS_PER_S * 3600, PING_PONG_RUST_ID, NULL);
}

static void
spoil_permissions (TestPage *page, GPtrArray *chain)
{
  g_autoptr (GBytes) key = g_bytes_ref (last_hop (chain)->pubkey);

  replace_last (page, chain, key, TEST_NOW_NS + IC_NS_PER_S * 3600, NULL, "queries");
}

static void
spoil_signature (IcDelegation *hop, gsize at)
{
  gsize len;
  guint8 *bytes = g_bytes_unref_to_data (
      g_bytes_new (g_bytes_get_data (hop->signature, NULL), g_bytes_get_size (hop->signature)),
      &len);

  bytes[at % len] ^= 1;
  g_bytes_unref (hop->signature);
  hop->signature = g_bytes_new_take (bytes, len);
}

static void
spoil_last_signature (TestPage *page, GPtrArray *chain)
{
  spoil_signature (last_hop (chain), 17);
}

static void
spoil_canister_signature (TestPage *page, GPtrArray *chain)
{
  spoil_signature (g_ptr_array_index (chain, 0), 700);
}

static void
spoil_order (TestPage *page, GPtrArray *chain)
{
  gpointer first = chain->pdata[0];

  chain->pdata[0] = chain->pdata[1];
  chain->pdata[1] = first;
}

static void
spoil_broken (TestPage *page, GPtrArray *chain)
{
  g_ptr_array_remove_index (chain, 0);
}

static void
spoil_empty (TestPage *page, GPtrArray *chain)
{
  g_ptr_array_set_size (chain, 0);
}

static void
spoil_repeated (TestPage *page, GPtrArray *chain)
{
  g_ptr_array_insert (chain, 1, ic_delegation_copy (g_ptr_array_index (chain, 0)));
}

static void
test_spoiled (Fixture *self, gconstpointer data)
{
  static const struct
  {
    TestPageHook hook;
    const char *json;
    int code;
    const char *pattern;
  } cases[] = {
    { spoil_expired, NULL, IC_ERROR_LOGIN_EXPIRED, "*expired 5 hours ago*" },
    { spoil_key, NULL, IC_ERROR_LOGIN_KEY, "*another key*" },
    { spoil_targets, NULL, IC_ERROR_LOGIN_TARGET, "*other canisters*" GROUP_CHAT_ID "*" },
    { spoil_permissions, NULL, IC_ERROR_LOGIN_READ_ONLY, "*may only read*" },
    { spoil_last_signature, NULL, IC_ERROR_LOGIN_SIGNATURE, "*delegation 2*" },
    { spoil_canister_signature, NULL, IC_ERROR_LOGIN_SIGNATURE, "*delegation 1*" },
    { spoil_order, NULL, IC_ERROR_LOGIN_KEY, "*another key*" },
    { spoil_broken, NULL, IC_ERROR_LOGIN_SIGNATURE, "*delegation 1*" },
    { spoil_empty, NULL, IC_ERROR_LOGIN_CHAIN, "*empty*" },
    { spoil_repeated, NULL, IC_ERROR_LOGIN_CHAIN, "*circle*" },
    { NULL, "{}", IC_ERROR_LOGIN_JSON, "*cannot be read*missing*" },
    { NULL, "no JSON", IC_ERROR_LOGIN_JSON, "*cannot be read*" },
  };
  g_autofree char *expected = g_strconcat (self->options.auth_url, "/cli#status=error", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      self->page->hook = cases[i].hook;
      self->page->json = cases[i].json;
      self->page->answered = FALSE;
      login (self);
      assert_failed (self, cases[i].code, cases[i].pattern);
      while (!self->page->answered)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpstr (self->page->location, ==, expected);
      assert_closed (self);
    }
}

/* The delegation of another network is a forgery here. */
static void
test_other_network (Fixture *self, gconstpointer data)
{
  g_autoptr (IcInternetIdentity) other = ic_internet_identity_new (
      ic_root_key_get_mainnet (), IC_CLOCK (self->clock), self->random);

  self->done = FALSE;
  ic_internet_identity_login_async (other, &self->options, NULL, on_login, self);
  test_run_until (&self->done);
  assert_failed (self, IC_ERROR_LOGIN_SIGNATURE, "*another network*");
}

static void
test_timeout (Fixture *self, gconstpointer data)
{
  self->page->keep = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      start (self, NULL);
      while (ic_internet_identity_get_login_uri (self->ii) == NULL)
        g_main_context_iteration (NULL, TRUE);
      ic_manual_clock_advance_us (self->clock, (gint64)599 * G_USEC_PER_SEC);
      g_assert_false (self->done);
      ic_manual_clock_advance_us (self->clock, G_USEC_PER_SEC);
      test_run_until (&self->done);
      assert_failed (self, IC_ERROR_LOGIN_TIMEOUT,
                     i == 0 ? "*10 minutes*tab*" : "*CLI access*switched on*");
      assert_closed (self);
      self->options.domain = "app.example.com";
    }
}

/* The page says "CLI access not enabled" and sends nothing. */
static void
test_no_cli_access (Fixture *self, gconstpointer data)
{
  self->options.domain = "app.example.com";
  self->page->number = NET_II_NUMBER_WITHOUT_CLI_ACCESS;
  start (self, NULL);
  while (self->page->ask_status == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->page->ask_status, ==, 403);
  g_assert_false (self->done);
  ic_manual_clock_advance_us (self->clock, (gint64)600 * G_USEC_PER_SEC);
  test_run_until (&self->done);
  assert_failed (self, IC_ERROR_LOGIN_TIMEOUT, "*CLI access*");
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) second = g_cancellable_new ();

  self->page->keep = TRUE;
  start (self, cancellable);
  while (ic_internet_identity_get_login_uri (self->ii) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  test_run_until (&self->done);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_closed (self);

  /* Before it began, and while the host is asked. */
  start (self, cancellable);
  test_run_until (&self->done);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  start (self, second);
  g_cancellable_cancel (second);
  test_run_until (&self->done);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (self->page->n_opened, ==, 1);

  self->page->keep = FALSE;
  login (self);
  g_assert_no_error (self->error);
}

static void
on_pending (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ic_internet_identity_login_finish (IC_INTERNET_IDENTITY (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  *(gboolean *)data = TRUE;
}

static void
test_one_at_a_time (Fixture *self, gconstpointer data)
{
  gboolean refused = FALSE;

  start (self, NULL);
  ic_internet_identity_login_async (self->ii, &self->options, NULL, on_pending, &refused);
  test_run_until (&refused);
  test_run_until (&self->done);
  g_assert_no_error (self->error);
}

static gboolean
fail_to_open (const char *uri, gpointer user_data, GError **error)
{
  test_page_open (uri, user_data, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no browser here");
  return FALSE;
}

static void
test_no_browser (Fixture *self, gconstpointer data)
{
  self->page->keep = TRUE;
  self->options.open_uri = fail_to_open;
  login (self);
  assert_failed (self, IC_ERROR_LOGIN_BROWSER, "*no browser here*");
  assert_closed (self);
}

static void
test_busy_port (Fixture *self, gconstpointer data)
{
  g_autoptr (GUri) uri = g_uri_parse (self->options.auth_url, 0, NULL);

  self->options.port = g_uri_get_port (uri);
  login (self);
  assert_failed (self, IC_ERROR_LOGIN_LISTEN, "*in use*");
  g_assert_cmpuint (self->page->n_opened, ==, 0);
}

/* What the page asks of the server, asked wrongly. */
static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GBytes **)data = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
}

static guint
ask (Fixture *self, const char *method, const char *path, const char *type, const char *body)
{
  g_autofree char *uri = g_strconcat (self->options.auth_url, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, uri);
  GBytes *answer = NULL;

  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, type, bytes);
    }
  soup_session_send_and_read_async (self->page->session, message, G_PRIORITY_DEFAULT, NULL, on_read,
                                    &answer);
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_bytes_unref (answer);
  return soup_message_get_status (message);
}

static void
test_server (Fixture *self, gconstpointer data)
{
  g_autofree char *large = g_strnfill (10000, ' ');

  g_assert_cmpuint (ask (self, "GET", "/cli", NULL, NULL), ==, 200);
  g_assert_cmpuint (ask (self, "GET", "/cli.js", NULL, NULL), ==, 200);
  g_assert_cmpuint (ask (self, "GET", "/cli.css", NULL, NULL), ==, 200);
  g_assert_cmpuint (ask (self, "GET", "/.well-known/cli-auth-config", NULL, NULL), ==, 200);
  g_assert_cmpuint (ask (self, "GET", "/elsewhere", NULL, NULL), ==, 404);
  g_assert_cmpuint (ask (self, "DELETE", "/cli", NULL, NULL), ==, 405);
  g_assert_cmpuint (ask (self, "POST", "/cli/number", "application/json", "{}"), ==, 200);
  g_assert_cmpuint (ask (self, "POST", "/cli/nothing", "application/json", "{}"), ==, 404);
  g_assert_cmpuint (ask (self, "POST", "/cli/number", "text/plain", "{}"), ==, 415);
  g_assert_cmpuint (ask (self, "POST", "/cli/number", "application/json", large), ==, 413);
  g_assert_cmpuint (ask (self, "POST", "/cli/delegation", "application/json", "{}"), ==, 400);
  g_assert_cmpuint (ask (self, "POST", "/cli/delegation", "application/json", "[]"), ==, 400);
  g_assert_cmpuint (ask (self, "POST", "/cli/delegation", "application/json",
                         "{\"number\":\"0\",\"publicKey\":\"00\"}"),
                    ==, 400);
  g_assert_cmpuint (ask (self, "POST", "/cli/delegation", "application/json",
                         "{\"number\":1,\"publicKey\":\"00\"}"),
                    ==, 400);
  g_assert_cmpuint (ask (self, "POST", "/cli/delegation", "application/json",
                         "{\"number\":\"1\",\"publicKey\":\"00\",\"domain\":\"a/b\"}"),
                    ==, 400);
}

static void
test_origins (void)
{
  static const char *const cases[][2] = {
    { NULL, "https://cli.id.ai" },
    { "app.example.com", "https://app.example.com" },
    { "https://App.example.com/", "https://app.example.com" },
    { "a3wil-byaaa-aaaal-qccgq-cai.icp0.io", "https://a3wil-byaaa-aaaal-qccgq-cai.ic0.app" },
    { "a3wil-byaaa-aaaal-qccgq-cai.icp.net", "https://a3wil-byaaa-aaaal-qccgq-cai.ic0.app" },
    { "http://localhost:5173", "http://localhost:5173" },
    { "http://example.com", NULL },
    { "example.com/path", NULL },
    { "https://me@example.com", NULL },
    { "https://example.com?q", NULL },
    { "ftp://example.com", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *origin = net_ii_derivation_origin (cases[i][0]);

      g_assert_cmpstr (origin, ==, cases[i][1]);
    }
}

/* More signatures than are kept: each one verifies when it is made. */
static void
test_many (Fixture *self, gconstpointer data)
{
  NetIiCanister *canister = net_network_get_ii_canister (self->network);
  NetReplica *replica = net_network_get_replica (self->network);
  g_autoptr (IcEd25519Identity) session = test_identity (3);
  GBytes *key = ic_identity_get_public_key_der (IC_IDENTITY (session));

  for (guint i = 0; i < 250; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", 10000 + i % 7);
      g_autoptr (GPtrArray)
          chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
      g_autoptr (GBytes) root = net_ii_canister_get_user_key (canister, number, NET_II_CLI_ORIGIN);
      g_autoptr (IcPublicKey) last = NULL;
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (chain, net_ii_canister_delegate (canister, replica, number,
                                                        NET_II_CLI_ORIGIN, key, 60 + i));
      last = ic_delegation_chain_verify_with_root (root, chain, &self->canister, TEST_NOW_NS, TRUE,
                                                   self->root, &error);
      g_assert_no_error (error);
    }
}

#define ADD(name, func) g_test_add ("/network/ii/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("login", test_login);
  ADD ("accounts", test_accounts);
  ADD ("renewal", test_renewal);
  ADD ("nonce", test_nonce);
  ADD ("spoiled", test_spoiled);
  ADD ("other-network", test_other_network);
  ADD ("timeout", test_timeout);
  ADD ("no-cli-access", test_no_cli_access);
  ADD ("cancel", test_cancel);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("no-browser", test_no_browser);
  ADD ("busy-port", test_busy_port);
  ADD ("server", test_server);
  g_test_add_func ("/network/ii/origins", test_origins);
  ADD ("many", test_many);
  return g_test_run ();
}
