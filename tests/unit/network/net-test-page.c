/* SPDX-License-Identifier: MIT */
#include "net-test-page.h"

#include "ic/ic-bytes.h"
#include "ic/ic-delegation-json.h"

#include <string.h>

TestPage *
test_page_new (const char *number)
{
  TestPage *self = g_new0 (TestPage, 1);
  guint8 seed[32];

  memset (seed, 0x77, sizeof seed);
  self->number = number;
  self->session = soup_session_new ();
  self->key = ic_ed25519_identity_new_from_seed (seed);
  return self;
}

void
test_page_free (TestPage *self)
{
  soup_session_abort (self->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (self->session);
  g_object_unref (self->key);
  g_free (self->uri);
  g_free (self->location);
  g_clear_pointer (&self->params, g_hash_table_unref);
  g_free (self);
}

GBytes *
test_page_decode (const char *text)
{
  g_autoptr (GString) plain = g_string_new (text);
  gsize len;
  guchar *bytes;

  for (char *c = plain->str; *c != '\0'; c++)
    *c = *c == '-' ? '+' : *c == '_' ? '/' : *c;
  while (plain->len % 4 != 0)
    g_string_append_c (plain, '=');
  bytes = g_base64_decode (plain->str, &len);
  return g_bytes_new_take (bytes, len);
}

IcDelegation *
test_page_sign (TestPage *self,
                GBytes *pubkey,
                guint64 expiration_ns,
                GPtrArray *targets,
                const char *permissions)
{
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  g_autoptr (IcDelegation)
      hop = ic_delegation_new (pubkey, expiration_ns, targets, permissions, none);
  g_autoptr (GBytes) message = ic_delegation_get_signed_bytes (hop);
  g_autoptr (GBytes) signature = ic_ed25519_identity_sign_sync (
      self->key, g_bytes_get_data (message, NULL), g_bytes_get_size (message));

  return ic_delegation_new (pubkey, expiration_ns, targets, permissions, signature);
}

typedef struct
{
  TestPage *page;
  SoupMessage *message;
} Exchange;

static Exchange *
send (TestPage *self, const char *uri, const char *type, const char *body, GAsyncReadyCallback cb)
{
  Exchange *exchange = g_new0 (Exchange, 1);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  exchange->page = self;
  exchange->message = soup_message_new ("POST", uri);
  g_assert_nonnull (exchange->message);
  soup_message_add_flags (exchange->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_request_body_from_bytes (exchange->message, type, bytes);
  soup_session_send_and_read_async (self->session, exchange->message, G_PRIORITY_DEFAULT, NULL, cb,
                                    exchange);
  return exchange;
}

static void
exchange_free (Exchange *self)
{
  g_object_unref (self->message);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Exchange, exchange_free)

static void
on_delivered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Exchange) exchange = data;
  TestPage *self = exchange->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
      body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->answered = TRUE;
  if (body == NULL)
    return;
  self->status = soup_message_get_status (exchange->message);
  g_free (self->location);
  self->location = g_strdup (soup_message_headers_get_one (
      soup_message_get_response_headers (exchange->message), "Location"));
}

static void
deliver (TestPage *self, const char *json)
{
  const char *nonce = g_hash_table_lookup (self->params, "nonce");
  g_autofree char *form = soup_form_encode ("delegation", json, "nonce",
                                            self->wrong_nonce ? "AAAA" : nonce, NULL);

  self->answered = FALSE;
  self->status = 0;
  send (self, g_hash_table_lookup (self->params, "callback"), "application/x-www-form-urlencoded",
        form, on_delivered);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Exchange) exchange = data;
  TestPage *self = exchange->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
      body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  g_autoptr (GBytes) root_der = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autofree char *json = NULL;
  gsize len;
  const char *text;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_assert_no_error (error);
  self->ask_status = soup_message_get_status (exchange->message);
  if (self->ask_status != 200)
    return;
  text = g_bytes_get_data (body, &len);
  g_assert_true (ic_delegation_chain_from_json (text, (gssize)len, &root_der, &chain, &error));
  g_assert_no_error (error);
  key = test_page_decode (g_hash_table_lookup (self->params, "public_key"));
  g_ptr_array_add (
      chain, test_page_sign (self, key, ic_delegation_chain_get_expiration_ns (chain), NULL, NULL));
  if (self->hook != NULL)
    self->hook (self, chain);
  json = ic_delegation_chain_to_json (root_der, chain);
  deliver (self, json);
}

void
test_page_submit (TestPage *self)
{
  g_autoptr (GUri) uri = g_uri_parse (self->uri, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *endpoint = g_strdup_printf ("http://127.0.0.1:%d/cli/delegation",
                                               g_uri_get_port (uri));
  g_autofree char *key_hex = ic_bytes_to_hex (
      ic_identity_get_public_key_der (IC_IDENTITY (self->key)));
  const char *domain = g_hash_table_lookup (self->params, "domain");
  const char *ttl = g_hash_table_lookup (self->params, "ttl");
  g_autoptr (GString) body = g_string_new (NULL);

  if (self->json != NULL)
    {
      deliver (self, self->json);
      return;
    }
  g_string_append_printf (body, "{\"number\":\"%s\",\"publicKey\":\"%s\"", self->number, key_hex);
  if (domain != NULL)
    g_string_append_printf (body, ",\"domain\":\"%s\"", domain);
  if (ttl != NULL)
    g_string_append_printf (body, ",\"ttl\":%s", ttl);
  g_string_append_c (body, '}');
  self->ask_status = 0;
  send (self, endpoint, "application/json", body->str, on_asked);
}

gboolean
test_page_open (const char *uri, gpointer user_data, GError **error)
{
  TestPage *self = user_data;
  const char *fragment = strchr (uri, '#');

  g_assert_nonnull (fragment);
  self->n_opened++;
  g_free (self->uri);
  self->uri = g_strdup (uri);
  g_clear_pointer (&self->params, g_hash_table_unref);
  self->params = g_uri_parse_params (fragment + 1, -1, "&", G_URI_PARAMS_WWW_FORM, error);
  g_assert_nonnull (self->params);
  if (!self->keep)
    test_page_submit (self);
  return TRUE;
}
