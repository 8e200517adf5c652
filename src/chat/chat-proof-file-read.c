/* SPDX-License-Identifier: MIT */
/* Reading one line of an export. It comes from anybody. */
#include "chat-proof-file-private.h"

#include "chat-profile.h"
#include "icws/icws-json.h"
#include "ic/ic-i18n.h"

#include <string.h>

#define MAX_DEPTH      1
#define MAX_NAME_BYTES 4096

void
chat_proof_line_free (ChatProofLine *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->root_key, g_bytes_unref);
  g_clear_pointer (&self->data, g_bytes_unref);
  chat_history_record_free (self->record);
  g_free (self->sha256);
  g_free (self);
}

/* A name that comes twice would be read in one way here and in another elsewhere, and a zero byte
 * would hide what stands behind it. */
static gboolean
check_plain (const char *text, gsize len, JsonObject *object, GError **error)
{
  gboolean in_string = FALSE;
  guint n_names = 0;

  for (gsize i = 0; i < len; i++)
    {
      if (text[i] == '"')
        in_string = !in_string;
      else if (text[i] == ':' && !in_string)
        n_names++;
      else if (text[i] == '\\')
        {
          if (len - i >= 6 && memcmp (text + i, "\\u0000", 6) == 0)
            return icws_json_broken (error, _ ("it holds a zero byte"));
          i++;
        }
    }
  if (n_names != json_object_get_size (object))
    return icws_json_broken (error, _ ("a field comes twice"));
  return TRUE;
}

/* A 64-bit number written as text; 0 if it is missing. Only as we write it: no sign, no zero ahead. */
static gboolean
read_u64 (JsonObject *object, const char *name, guint64 *out, GError **error)
{
  const char *text;

  *out = 0;
  if (!icws_json_read_text (object, name, FALSE, 20, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (*text == '0' || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT64, out, NULL))
    return icws_json_broken (error, _ ("the field \"%s\" is no number"), name);
  return TRUE;
}

static gboolean
read_base64 (JsonObject *object, const char *name, gboolean required, GBytes **out, GError **error)
{
  const char *text;
  g_autofree guchar *data = NULL;
  g_autofree char *again = NULL;
  gsize len;

  if (!icws_json_read_text (object, name, required, CHAT_PROOF_FILE_MAX_LINE, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  data = g_base64_decode (text, &len);
  /* GLib passes over what is no base64. */
  again = g_base64_encode (data, len);
  if (!g_str_equal (again, text) || len > ICWS_MAX_FRAME_BYTES)
    return icws_json_broken (error, _ ("the field \"%s\" is no base64"), name);
  *out = g_bytes_new_take (g_steal_pointer (&data), len);
  return TRUE;
}

static gboolean
dup_text (JsonObject *object, const char *name, gsize max, char **out, GError **error)
{
  const char *text;

  if (!icws_json_read_text (object, name, FALSE, max, &text, error))
    return FALSE;
  *out = g_strdup (text);
  return TRUE;
}

static gboolean
read_header (ChatProofLine *self, JsonObject *object, GError **error)
{
  static const char *const KNOWN[] = { "format", "version", "canister", "root_key", NULL };
  const char *format;
  const char *canister;
  const char *root_key;
  gint64 version;

  self->kind = CHAT_PROOF_LINE_HEADER;
  if (!icws_json_read_text (object, "format", TRUE, 40, &format, error))
    return FALSE;
  if (!g_str_equal (format, CHAT_PROOF_FILE_FORMAT))
    return icws_json_broken (error, _ ("it is of another format"));
  if (!icws_json_read_number (object, "version", G_MAXINT, &version, error))
    return FALSE;
  if (version > CHAT_PROOF_FILE_VERSION)
    {
      g_set_error (error, CHAT_PROOF_FILE_ERROR, CHAT_PROOF_FILE_ERROR_VERSION,
                   _ ("it is of version %" PRId64 ", which a newer Attest reads"), version);
      return FALSE;
    }
  if (version < 1)
    return icws_json_broken (error, _ ("it has no version"));
  if (!icws_json_check_members (object, KNOWN, error) ||
      !icws_json_read_text (object, "canister", TRUE, IC_PRINCIPAL_TEXT_SIZE, &canister, error) ||
      !icws_json_read_text (object, "root_key", TRUE, CHAT_PROFILE_MAX_ROOT_KEY * 2, &root_key,
                            error))
    return FALSE;
  self->root_key = ic_bytes_from_hex (root_key, error);
  return self->root_key != NULL && ic_principal_from_text (&self->canister_id, canister, error);
}

static gboolean
read_part (ChatProofLine *self, JsonObject *object, GError **error)
{
  static const char *const KNOWN[] = { "type", "number", "data", NULL };

  self->kind = CHAT_PROOF_LINE_PART;
  if (!icws_json_check_members (object, KNOWN, error) ||
      !icws_json_read_number (object, "number", G_MAXINT64, &self->number, error) ||
      !read_base64 (object, "data", TRUE, &self->data, error))
    return FALSE;
  return self->number > 0 || icws_json_broken (error, _ ("it has no number"));
}

static gboolean
read_client (ChatHistoryRecord *record, JsonObject *object, GError **error)
{
  const char *client;

  if (!icws_json_read_text (object, "client", FALSE, IC_PRINCIPAL_TEXT_SIZE, &client, error) ||
      !read_u64 (object, "client_nonce", &record->client_key.nonce, error))
    return FALSE;
  record->has_client_key = client != NULL;
  return client == NULL || ic_principal_from_text (&record->client_key.principal, client, error);
}

static gboolean
read_message (ChatProofLine *self, JsonObject *object, GError **error)
{
  static const char *const KNOWN[] = {
    "type",        "id",           "kind",    "own",
    "delivery",    "author",       "text",    "time_ns",
    "sequence",    "own_sequence", "key",     "certificate_time_ns",
    "client",      "client_nonce", "codec",   "from_ns",
    "to_ns",       "failure",      "content", "possible_duplicate",
    "certificate", "witness",      NULL
  };
  ChatHistoryRecord *record = self->record = chat_history_record_new ();
  int kind = 0;
  int delivery = 0;

  self->kind = CHAT_PROOF_LINE_MESSAGE;
  if (!icws_json_check_members (object, KNOWN, error) ||
      !icws_json_read_number (object, "id", G_MAXINT64, &record->id, error) ||
      !icws_json_read_choice (object, "kind", chat_history_kind_names, 3, -1, &kind, error) ||
      !icws_json_read_choice (object, "delivery", chat_history_delivery_names, 5, -1, &delivery,
                              error) ||
      !icws_json_read_flag (object, "own", &record->own, error) ||
      !icws_json_read_flag (object, "possible_duplicate", &record->possible_duplicate, error) ||
      !dup_text (object, "author", CHAT_PROOF_FILE_MAX_LINE, &record->author, error) ||
      !dup_text (object, "text", CHAT_PROOF_FILE_MAX_LINE, &record->text, error) ||
      !dup_text (object, "failure", CHAT_PROOF_FILE_MAX_LINE, &record->failure_text, error) ||
      !dup_text (object, "key", ICWS_MAX_KEY_CHARS, &record->key, error) ||
      !dup_text (object, "codec", MAX_NAME_BYTES, &record->codec_id, error) ||
      !read_u64 (object, "time_ns", &record->time_ns, error) ||
      !read_u64 (object, "sequence", &record->sequence, error) ||
      !read_u64 (object, "own_sequence", &record->own_sequence, error) ||
      !read_u64 (object, "certificate_time_ns", &record->certificate_time_ns, error) ||
      !read_u64 (object, "from_ns", &record->from_ns, error) ||
      !read_u64 (object, "to_ns", &record->to_ns, error) || !read_client (record, object, error) ||
      !read_base64 (object, "content", FALSE, &record->content, error) ||
      !icws_json_read_number (object, "certificate", G_MAXINT64, &self->cert, error) ||
      !icws_json_read_number (object, "witness", G_MAXINT64, &self->tree, error))
    return FALSE;
  record->kind = (ChatMessageKind)kind;
  record->delivery = (ChatDelivery)delivery;
  return TRUE;
}

static gboolean
read_end (ChatProofLine *self, JsonObject *object, GError **error)
{
  static const char *const KNOWN[] = { "type", "messages", "sha256", NULL };
  const char *text;

  self->kind = CHAT_PROOF_LINE_END;
  if (!icws_json_check_members (object, KNOWN, error) ||
      !icws_json_read_text (object, "messages", TRUE, 20, &text, error) ||
      !dup_text (object, "sha256", 64, &self->sha256, error))
    return FALSE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &self->n_messages, NULL) ||
      self->sha256 == NULL)
    return icws_json_broken (error, _ ("it does not say how the file ends"));
  return TRUE;
}

static gboolean
read_line (ChatProofLine *self, JsonObject *object, gboolean first, GError **error)
{
  static const char *const TYPES[] = { "certificate", "witness", "message", "end" };
  int type;

  if (first)
    return read_header (self, object, error);
  if (!icws_json_read_choice (object, "type", TYPES, G_N_ELEMENTS (TYPES), -1, &type, error))
    return FALSE;
  if (type == 3)
    return read_end (self, object, error);
  return type == 2 ? read_message (self, object, error) : read_part (self, object, error);
}

ChatProofLine *
chat_proof_line_parse (const char *text, gsize len, gboolean first, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (ChatProofLine) self = g_new0 (ChatProofLine, 1);
  g_autoptr (JsonNode)
      node = icws_json_parse_object (text, len, CHAT_PROOF_FILE_MAX_LINE, MAX_DEPTH, &local);

  if (node != NULL && check_plain (text, len, json_node_get_object (node), &local) &&
      read_line (self, json_node_get_object (node), first, &local))
    return g_steal_pointer (&self);
  if (local->domain == CHAT_PROOF_FILE_ERROR)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error_literal (error, CHAT_PROOF_FILE_ERROR, CHAT_PROOF_FILE_ERROR_FORMAT,
                         local->message);
  return NULL;
}
