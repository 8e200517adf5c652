/* SPDX-License-Identifier: MIT */
#include <json-glib/json-glib.h>

#include "icws-ledger.h"

static const char *
direction_to_string (IcwsDirection direction)
{
  switch (direction)
    {
    case ICWS_DIRECTION_IN:
      return "in";
    case ICWS_DIRECTION_OUT:
      return "out";
    case ICWS_DIRECTION_NONE:
      break;
    }
  return "none";
}

/* 64-bit numbers go out as text: a reader in JavaScript would round them. */
static void
add_uint64 (JsonBuilder *builder, const char *name, guint64 value)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, value);
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_count (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_figures (JsonBuilder *builder, const IcwsFigures *figures)
{
  json_builder_set_member_name (builder, "figures");
  json_builder_begin_object (builder);
  add_count (builder, "frames_received", figures->frames_received);
  add_count (builder, "messages_verified", figures->messages_verified);
  add_count (builder, "messages_refused", figures->messages_refused);
  add_count (builder, "certificates_verified", figures->certificates_verified);
  add_count (builder, "certificates_shared", figures->certificates_shared);
  add_count (builder, "messages_sent", figures->messages_sent);
  add_count (builder, "messages_acknowledged", figures->messages_acknowledged);
  add_count (builder, "acks_received", figures->acks_received);
  add_uint64 (builder, "last_proof_wall_ns", figures->last_proof_wall_ns);
  add_uint64 (builder, "last_certificate_time_ns", figures->last_certificate_time_ns);
  add_uint64 (builder, "last_message_time_ns", figures->last_message_time_ns);
  add_count (builder, "last_latency_us", figures->last_latency_us);
  add_count (builder, "last_verify_us", figures->last_verify_us);
  json_builder_end_object (builder);
}

static void
add_entry (JsonBuilder *builder, IcwsLedgerEntry *entry, gboolean with_evidence)
{
  GBytes *evidence = icws_ledger_entry_get_evidence (entry);

  json_builder_begin_object (builder);
  add_uint64 (builder, "time_ns", icws_ledger_entry_get_wall_ns (entry));
  add_text (builder, "severity", icws_severity_to_string (icws_ledger_entry_get_severity (entry)));
  add_text (builder, "group", icws_group_to_string (icws_ledger_entry_get_group (entry)));
  add_text (builder, "direction", direction_to_string (icws_ledger_entry_get_direction (entry)));
  add_text (builder, "id", icws_ledger_entry_get_id (entry));
  add_text (builder, "text", icws_ledger_entry_get_text (entry));
  if (icws_ledger_entry_get_sequence (entry) != 0)
    add_uint64 (builder, "sequence", icws_ledger_entry_get_sequence (entry));
  if (icws_ledger_entry_get_certificate_time_ns (entry) != 0)
    add_uint64 (builder, "certificate_time_ns", icws_ledger_entry_get_certificate_time_ns (entry));
  if (icws_ledger_entry_get_message_time_ns (entry) != 0)
    add_uint64 (builder, "message_time_ns", icws_ledger_entry_get_message_time_ns (entry));
  if (icws_ledger_entry_get_latency_us (entry) >= 0)
    add_count (builder, "latency_us", icws_ledger_entry_get_latency_us (entry));
  if (icws_ledger_entry_get_verify_us (entry) >= 0)
    add_count (builder, "verify_us", icws_ledger_entry_get_verify_us (entry));
  if (with_evidence && evidence != NULL)
    {
      gsize len;
      const guchar *data = g_bytes_get_data (evidence, &len);
      g_autofree char *base64 = g_base64_encode (data, len);

      add_text (builder, "evidence_base64", base64);
    }
  json_builder_end_object (builder);
}

/**
 * icws_ledger_to_json:
 * @self: a ledger
 * @with_evidence: whether to put in the frames that are still kept, as base64
 *
 * Returns: (transfer full): the whole record: an object with `figures` and `entries`. Times are
 * nanoseconds since 1970 as text, durations microseconds as numbers.
 */
char *
icws_ledger_to_json (IcwsLedger *self, gboolean with_evidence)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  IcwsFigures figures;
  guint n_items;

  g_return_val_if_fail (ICWS_IS_LEDGER (self), NULL);

  icws_ledger_get_figures (self, &figures);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (self));
  json_builder_begin_object (builder);
  add_figures (builder, &figures);
  json_builder_set_member_name (builder, "entries");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (IcwsLedgerEntry) entry = g_list_model_get_item (G_LIST_MODEL (self), i);

      add_entry (builder, entry, with_evidence);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
