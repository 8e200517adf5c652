/* SPDX-License-Identifier: MIT */
#include "ic-test-replica.h"

#include <string.h>

#include "ic/ic-cbor.h"
#include "ic/ic-envelope.h"

#define CBOR_TYPE "application/cbor"

static void
answer (SoupServerMessage *message, guint status, const char *type, GBytes *body)
{
  SoupMessageBody *out = soup_server_message_get_response_body (message);

  soup_server_message_set_status (message, status, NULL);
  if (type != NULL)
    soup_message_headers_set_content_type (soup_server_message_get_response_headers (message), type,
                                           NULL);
  if (body != NULL && g_bytes_get_size (body) > 0)
    soup_message_body_append_bytes (out, body);
}

static void
answer_cbor (SoupServerMessage *message, GByteArray *body)
{
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (body);

  answer (message, SOUP_STATUS_OK, CBOR_TYPE, bytes);
}

static void
set_status (
    IcTreeBuilder *builder, const guint8 *id, const char *name, gconstpointer value, gsize len)
{
  const IcLabel path[] = { IC_LABEL ("request_status"), IC_LABEL_BYTES (id, IC_HASH_BYTES),
                           IC_LABEL_BYTES (name, strlen (name)) };

  ic_test_set (builder, path, 3, value, len);
}

/* The certificate of a request that has come to @status; none for an unknown one. */
static GBytes *
certify_status (IcTestReplica *self, const guint8 *id, const char *status, guint64 time_ns)
{
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (
      self->authority, IC_TEST_RANGES_SHARDED, &self->low, &self->high);
  const guint8 other[IC_HASH_BYTES] = { 0 };

  ic_test_set_time (builder, time_ns);
  set_status (builder, other, "status", "replied", 7);
  set_status (builder, other, "reply", "not yours", 9);
  if (g_str_equal (status, "pruned"))
    {
      /* There, but not shown: the witness of everything else is made from the marks. */
      const IcLabel path[] = { IC_LABEL ("request_status"), IC_LABEL_BYTES (id, IC_HASH_BYTES),
                               IC_LABEL ("status") };

      ic_tree_builder_set (builder, path, 3, "replied", 7);
      return ic_test_authority_certify (self->authority, builder, delegation);
    }
  if (g_str_equal (status, "unknown"))
    {
      const IcLabel path[] = { IC_LABEL ("request_status"), IC_LABEL_BYTES (id, IC_HASH_BYTES) };

      ic_tree_builder_reveal (builder, path, 2);
      return ic_test_authority_certify (self->authority, builder, delegation);
    }

  set_status (builder, id, "status", status, strlen (status));
  if (g_str_equal (status, "replied"))
    set_status (builder, id, "reply", "DIDL\0\0", 6);
  if (g_str_equal (status, "rejected"))
    {
      set_status (builder, id, "reject_code", "\x04", 1);
      set_status (builder, id, "reject_message", "no, thank you", 13);
      set_status (builder, id, "error_code", "IC0503", 6);
    }
  return ic_test_authority_certify (self->authority, builder, delegation);
}

static void
answer_certificate (SoupServerMessage *message, gboolean call, GBytes *certificate)
{
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, call ? 2 : 1);
  if (call)
    {
      ic_cbor_put_text (out, "status");
      ic_cbor_put_text (out, "replied");
    }
  ic_cbor_put_text (out, "certificate");
  ic_cbor_put_bytes (out, g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate));
  answer_cbor (message, out);
}

static void
answer_rejection (SoupServerMessage *message, const char *status)
{
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_map (out, status != NULL ? 4 : 3);
  if (status != NULL)
    {
      ic_cbor_put_text (out, "status");
      ic_cbor_put_text (out, status);
    }
  ic_cbor_put_text (out, "reject_code");
  ic_cbor_put_uint64 (out, 3);
  ic_cbor_put_text (out, "reject_message");
  ic_cbor_put_text (out, "nobody here");
  ic_cbor_put_text (out, "error_code");
  ic_cbor_put_text (out, "IC0301");
  answer_cbor (message, out);
}

static void
answer_call (IcTestReplica *self, SoupServerMessage *message, const guint8 *id)
{
  guint64 now = ic_clock_get_wall_ns (self->clock);
  g_autoptr (GBytes) certificate = NULL;

  switch (self->call_mode)
    {
    case IC_TEST_CALL_ACCEPT:
      answer (message, SOUP_STATUS_ACCEPTED, NULL, NULL);
      return;
    case IC_TEST_CALL_NOT_REPLICATED:
      answer_rejection (message, "non_replicated_rejection");
      return;
    case IC_TEST_CALL_V2_REJECT:
      answer_rejection (message, NULL);
      return;
    case IC_TEST_CALL_RAW:
      if (self->raw_chunked)
        soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                           SOUP_ENCODING_CHUNKED);
      answer (message, self->raw_status, self->raw_type, self->raw_body);
      return;
    case IC_TEST_CALL_REJECT:
      certificate = certify_status (self, id, "rejected", now);
      break;
    case IC_TEST_CALL_PROCESSING:
      certificate = certify_status (self, id, "processing", now);
      break;
    case IC_TEST_CALL_OTHER_REQUEST:
      certificate = certify_status (self, id, "unknown", now);
      break;
    case IC_TEST_CALL_STALE:
      certificate = certify_status (self, id, "replied", now - 6 * 60 * IC_NS_PER_S);
      break;
    case IC_TEST_CALL_REPLY:
    case IC_TEST_CALL_TAMPERED:
    default:
      certificate = certify_status (self, id, "replied", now);
      break;
    }

  if (self->call_mode == IC_TEST_CALL_TAMPERED)
    {
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (certificate, NULL),
                                           g_bytes_get_size (certificate));
      gsize size = g_bytes_get_size (certificate);
      guint8 *at = memmem (copy, size, "DIDL", 4);

      at[5] ^= 1;
      g_clear_pointer (&certificate, g_bytes_unref);
      certificate = g_bytes_new (copy, size);
    }
  answer_certificate (message, TRUE, certificate);
}

static void
answer_query (IcTestReplica *self, SoupServerMessage *message)
{
  GByteArray *out;

  if (self->call_mode == IC_TEST_CALL_RAW)
    {
      answer (message, self->raw_status, self->raw_type, self->raw_body);
      return;
    }
  if (self->call_mode == IC_TEST_CALL_REJECT)
    {
      answer_rejection (message, "rejected");
      return;
    }
  out = g_byte_array_new ();
  ic_cbor_put_map (out, 2);
  ic_cbor_put_text (out, "status");
  ic_cbor_put_text (out, "replied");
  ic_cbor_put_text (out, "reply");
  ic_cbor_put_map (out, 1);
  ic_cbor_put_text (out, "arg");
  ic_cbor_put_bytes (out, "DIDL\0\0", 6);
  answer_cbor (message, out);
}

static void
answer_read_state (IcTestReplica *self, SoupServerMessage *message, IcRequest *request)
{
  GPtrArray *path = g_ptr_array_index (request->paths, 0);
  GBytes *id = path->len > 1 ? g_ptr_array_index (path, 1) : NULL;
  static const guint8 none[IC_HASH_BYTES] = { 0 };
  g_autoptr (GBytes)
      certificate = certify_status (self, id != NULL ? g_bytes_get_data (id, NULL) : none,
                                    *self->script, ic_clock_get_wall_ns (self->clock));

  if (self->script[1] != NULL)
    self->script++;
  answer_certificate (message, FALSE, certificate);
}

static void
answer_status (IcTestReplica *self, SoupServerMessage *message)
{
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, self->no_root ? 1 : 2);
  ic_cbor_put_text (out, "replica_health_status");
  ic_cbor_put_text (out, "healthy");
  if (!self->no_root)
    {
      ic_cbor_put_text (out, "root_key");
      ic_cbor_put_bytes (out, g_bytes_get_data (self->authority->root_der, NULL),
                         g_bytes_get_size (self->authority->root_der));
    }
  answer_cbor (message, out);
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  static const char *const names[] = { "call", "query", "read_state" };
  IcTestReplica *self = data;
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GBytes)
      body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (IcEnvelope) envelope = NULL;
  guint8 id[IC_HASH_BYTES];
  guint endpoint, version;

  g_ptr_array_add (self->paths, g_strdup (path));
  if (self->hang)
    {
      soup_server_message_pause (message);
      g_set_object (&self->hanging, message);
      return;
    }
  if (self->busy > 0)
    {
      self->busy--;
      answer (message, SOUP_STATUS_SERVICE_UNAVAILABLE, "text/plain", NULL);
      return;
    }
  if (g_str_equal (path, "/api/v2/status"))
    {
      answer_status (self, message);
      return;
    }

  g_assert_cmpuint (g_strv_length (parts), ==, 6);
  version = parts[2][1] - '0';
  for (endpoint = 0; !g_str_equal (parts[5], names[endpoint]); endpoint++)
    ;
  if (version > self->newest[endpoint])
    {
      g_autoptr (GBytes) text = g_bytes_new_static ("what?", 5);

      answer (message, self->missing_status, "text/plain", text);
      return;
    }

  envelope = ic_envelope_decode (body, NULL);
  if (envelope == NULL || !ic_envelope_check (envelope, ic_clock_get_wall_ns (self->clock), NULL))
    {
      self->n_unsigned++;
      answer (message, SOUP_STATUS_FORBIDDEN, NULL, NULL);
      return;
    }
  ic_request_get_id (envelope->request, id);
  if (endpoint == 0)
    answer_call (self, message, id);
  else if (endpoint == 1)
    answer_query (self, message);
  else if (self->read_failures > 0)
    {
      self->read_failures--;
      answer (message, SOUP_STATUS_BAD_GATEWAY, NULL, NULL);
    }
  else
    answer_read_state (self, message, envelope->request);
}

IcTestReplica *
ic_test_replica_new (IcClock *clock)
{
  static const char *const replied[] = { "replied", NULL };
  IcTestReplica *self = g_new0 (IcTestReplica, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->authority = ic_test_authority_new (3);
  self->clock = g_object_ref (clock);
  ic_principal_from_bytes (&self->low, "\0\0\0\0\1\0\0\0\1\1", 10, NULL);
  ic_principal_from_bytes (&self->high, "\0\0\0\0\1\xff\xff\xff\1\1", 10, NULL);
  self->newest[0] = 4;
  self->newest[1] = self->newest[2] = 3;
  self->missing_status = SOUP_STATUS_NOT_FOUND;
  self->script = replied;
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return self;
}

void
ic_test_replica_free (IcTestReplica *self)
{
  soup_server_disconnect (self->server);
  g_clear_object (&self->hanging);
  g_object_unref (self->server);
  g_object_unref (self->clock);
  g_free (self->url);
  g_clear_pointer (&self->raw_body, g_bytes_unref);
  g_ptr_array_unref (self->paths);
  ic_test_authority_free (self->authority);
  g_free (self);
}
