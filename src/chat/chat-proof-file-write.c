/* SPDX-License-Identifier: MIT */
/* The lines of an export: docs/history.md. Numbers of 64 bits are texts: JSON readers round them. */
#include "chat-proof-file-private.h"

#include <string.h>

static void
put_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != 0; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (out, "\\%c", *p);
    else if ((guchar)*p < 0x20 || *p == 0x7f)
      g_string_append_printf (out, "\\u%04x", (guint)*p);
    else
      g_string_append_c (out, *p);
  g_string_append_c (out, '"');
}

/* Nothing for NULL. */
static void
put_text (GString *out, const char *name, const char *text)
{
  if (text == NULL)
    return;
  g_string_append_printf (out, ",\"%s\":", name);
  put_string (out, text);
}

/* Nothing for 0. */
static void
put_number (GString *out, const char *name, guint64 value)
{
  if (value != 0)
    g_string_append_printf (out, ",\"%s\":\"%" G_GUINT64_FORMAT "\"", name, value);
}

static void
put_base64 (GString *out, const char *name, GBytes *bytes)
{
  gsize len;
  const guchar *data = g_bytes_get_data (bytes, &len);
  g_autofree char *text = g_base64_encode (data, len);

  g_string_append_printf (out, ",\"%s\":\"%s\"", name, text);
}

void
chat_proof_line_header (GString *out, const IcPrincipal *canister_id, GBytes *root_key)
{
  g_autofree char *canister = ic_principal_to_text (canister_id);
  g_autofree char *root = ic_bytes_to_hex (root_key);

  g_string_append_printf (out,
                          "{\"format\":\"" CHAT_PROOF_FILE_FORMAT "\",\"version\":%d,"
                          "\"canister\":\"%s\",\"root_key\":\"%s\"}\n",
                          CHAT_PROOF_FILE_VERSION, canister, root);
}

void
chat_proof_line_part (GString *out, const char *type, gint64 number, GBytes *data)
{
  g_string_append_printf (out, "{\"type\":\"%s\",\"number\":%" G_GINT64_FORMAT, type, number);
  put_base64 (out, "data", data);
  g_string_append (out, "}\n");
}

void
chat_proof_line_message (GString *out, const ChatHistoryRecord *record, gint64 cert, gint64 tree)
{
  g_string_append_printf (out,
                          "{\"type\":\"message\",\"id\":%" G_GINT64_FORMAT
                          ",\"kind\":\"%s\",\"own\":%s,\"delivery\":\"%s\"",
                          record->id, chat_history_kind_names[record->kind],
                          record->own ? "true" : "false",
                          chat_history_delivery_names[record->delivery]);
  put_text (out, "author", record->author);
  put_text (out, "text", record->text);
  put_number (out, "time_ns", record->time_ns);
  put_number (out, "own_sequence", record->own_sequence);
  put_number (out, "sequence", record->sequence);
  put_number (out, "certificate_time_ns", record->certificate_time_ns);
  put_text (out, "key", record->key);
  if (record->has_client_key)
    {
      g_autofree char *client = ic_principal_to_text (&record->client_key.principal);

      put_text (out, "client", client);
      put_number (out, "client_nonce", record->client_key.nonce);
    }
  put_text (out, "codec", record->codec_id);
  put_number (out, "from_ns", record->from_ns);
  put_number (out, "to_ns", record->to_ns);
  if (record->possible_duplicate)
    g_string_append (out, ",\"possible_duplicate\":true");
  put_text (out, "failure", record->failure_text);
  if (cert != 0 && tree != 0 && record->content != NULL)
    {
      put_base64 (out, "content", record->content);
      g_string_append_printf (
          out, ",\"certificate\":%" G_GINT64_FORMAT ",\"witness\":%" G_GINT64_FORMAT, cert, tree);
    }
  g_string_append (out, "}\n");
}

void
chat_proof_line_end (GString *out, guint64 n_messages, const char *sha256)
{
  g_string_append_printf (
      out, "{\"type\":\"end\",\"messages\":\"%" G_GUINT64_FORMAT "\",\"sha256\":\"%s\"}\n",
      n_messages, sha256);
}
