/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <json-glib/json-glib.h>

#include "attest-report.h"

/* Text reports are in English: they are read by those who run gateways and rooms. */

static char *
shorten_principal (IcIdentity *identity)
{
  IcPrincipal principal;
  g_autofree char *text = NULL;
  char *dash;

  ic_identity_get_principal (identity, &principal);
  text = ic_principal_to_text (&principal);
  dash = strchr (text, '-');
  if (dash != NULL)
    *dash = 0;
  return g_strdup_printf ("%s-…", text);
}

static char *
format_time (guint64 wall_ns)
{
  g_autoptr (GDateTime) time = NULL;

  if (wall_ns == 0)
    return g_strdup ("never");
  time = g_date_time_new_from_unix_utc ((gint64)(wall_ns / IC_NS_PER_S));
  return time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("?");
}

static const char *
get_mode (ChatConnection *connection)
{
  return chat_connection_get_mode (connection) == CHAT_MODE_DIRECT ? "direct" : "gateway";
}

static void
append_verdict (GString *out, IcwsVerdict *verdict)
{
  g_autofree char *when = format_time (icws_verdict_get_wall_ns (verdict));
  const IcwsEvidence *evidence;
  guint n;

  g_string_append_printf (
      out, "%s  %s by %s, %s%s%s\n    %s\n", when, icws_act_to_id (icws_verdict_get_act (verdict)),
      icws_culprit_to_id (icws_verdict_get_culprit (verdict)),
      icws_verdict_get_certainty (verdict) == ICWS_CERTAINTY_PROVED ? "proved" : "suspected",
      icws_verdict_get_gateway (verdict) != NULL ? ", through " : "",
      icws_verdict_get_gateway (verdict) != NULL ? icws_verdict_get_gateway (verdict) : "",
      icws_verdict_get_text (verdict));
  evidence = icws_verdict_get_evidence (verdict, &n);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "    %s: %s\n", evidence[i].name, evidence[i].value);
}

static void
append_gateways (GString *out, IcwsPool *pool, guint64 now_ns)
{
  g_string_append (out, "\nGateways\n");
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pool)); i++)
    {
      g_autoptr (IcwsGateway) gateway = g_list_model_get_item (G_LIST_MODEL (pool), i);

      g_string_append_printf (
          out,
          "  %s: %s, opened %" G_GUINT64_FORMAT ", failed %" G_GUINT64_FORMAT
          ", messages %" G_GUINT64_FORMAT ", up %" G_GUINT64_FORMAT " s\n",
          icws_gateway_get_url (gateway),
          icws_gateway_state_to_id (icws_gateway_get_state (gateway, now_ns)),
          icws_gateway_get_n_opened (gateway), icws_gateway_get_n_failed (gateway),
          icws_gateway_get_n_messages (gateway), icws_gateway_get_uptime_s (gateway));
    }
}

/**
 * attest_report_to_text:
 * @connection: what to report on
 *
 * Returns: (transfer full): a page of text
 */
char *
attest_report_to_text (ChatConnection *connection)
{
  const ChatProfile *profile = chat_connection_get_profile (connection);
  guint64 now_ns = ic_clock_get_wall_ns (chat_connection_get_clock (connection));
  GListModel *verdicts = chat_connection_get_verdicts (connection);
  IcwsGateway *gateway = chat_connection_get_gateway (connection);
  g_autofree char *now = format_time (now_ns);
  g_autofree char *canister = ic_principal_to_text (&profile->canister_id);
  g_autofree char *own = shorten_principal (chat_connection_get_identity (connection));
  g_autofree char *proof = NULL;
  GString *out = g_string_new (NULL);
  IcwsFigures figures;

  icws_ledger_get_figures (chat_connection_get_ledger (connection), &figures);
  proof = format_time (figures.last_proof_wall_ns);
  g_string_append_printf (out, "Attest %s, connection report, %s\n\n", ATTEST_VERSION, now);
  g_string_append_printf (
      out,
      "Health: %s\nWay: %s%s%s\nNetwork: %s\nCanister: %s\nYou: %s\nLast proof: %s\n"
      "Messages: %" G_GUINT64_FORMAT " verified, %" G_GUINT64_FORMAT
      " refused\nCertificates: %" G_GUINT64_FORMAT " verified, %" G_GUINT64_FORMAT
      " shared\nSent: %" G_GUINT64_FORMAT ", acknowledged %" G_GUINT64_FORMAT "\n",
      chat_health_to_id (chat_connection_get_health (connection)), get_mode (connection),
      gateway != NULL ? " " : "", gateway != NULL ? icws_gateway_get_url (gateway) : "",
      profile->network_url, canister, own, proof, figures.messages_verified,
      figures.messages_refused, figures.certificates_verified, figures.certificates_shared,
      figures.messages_sent, figures.messages_acknowledged);
  append_gateways (out, chat_connection_get_pool (connection), now_ns);
  g_string_append (out, "\nVerdicts\n");
  for (guint i = 0; i < g_list_model_get_n_items (verdicts); i++)
    {
      g_autoptr (IcwsVerdict) verdict = g_list_model_get_item (verdicts, i);

      append_verdict (out, verdict);
    }
  if (g_list_model_get_n_items (verdicts) == 0)
    g_string_append (out, "  none; absence of events proves nothing: see the last proof\n");
  return g_string_free (out, FALSE);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/* What is JSON already becomes a part of the report. */
static void
add_json_take (JsonBuilder *builder, const char *name, char *json)
{
  JsonNode *node = json_from_string (json, NULL);

  if (name != NULL)
    json_builder_set_member_name (builder, name);
  if (node != NULL)
    json_builder_add_value (builder, node);
  else
    json_builder_add_null_value (builder);
  g_free (json);
}

static void
add_verdicts (JsonBuilder *builder, GListModel *verdicts, gboolean with_proofs)
{
  json_builder_set_member_name (builder, "verdicts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (verdicts); i++)
    {
      g_autoptr (IcwsVerdict) verdict = g_list_model_get_item (verdicts, i);

      add_json_take (builder, NULL, icws_verdict_to_json (verdict, with_proofs));
    }
  json_builder_end_array (builder);
}

static void
add_timeline (JsonBuilder *builder, ChatTimeline *timeline)
{
  json_builder_set_member_name (builder, "timeline");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (timeline)); i++)
    {
      g_autoptr (ChatSpan) span = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      json_builder_begin_object (builder);
      add_string (builder, "health", chat_health_to_id (chat_span_get_health (span)));
      json_builder_set_member_name (builder, "start_ns");
      json_builder_add_int_value (builder, (gint64)chat_span_get_start_ns (span));
      json_builder_set_member_name (builder, "end_ns");
      json_builder_add_int_value (builder, (gint64)chat_span_get_end_ns (span));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_latency (JsonBuilder *builder, ChatLatency *latency)
{
  guint n;
  const ChatLatencySample *samples = chat_latency_get_samples (latency, &n);

  json_builder_set_member_name (builder, "latency_us");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    json_builder_add_int_value (builder, samples[i].latency_us);
  json_builder_end_array (builder);
}

/**
 * attest_report_to_json:
 * @connection: what to report on
 * @with_proofs: whether to add the bytes of messages
 *
 * Returns: (transfer full): a JSON object
 */
char *
attest_report_to_json (ChatConnection *connection, gboolean with_proofs)
{
  const ChatProfile *profile = chat_connection_get_profile (connection);
  guint64 now_ns = ic_clock_get_wall_ns (chat_connection_get_clock (connection));
  IcwsGateway *gateway = chat_connection_get_gateway (connection);
  g_autofree char *now = format_time (now_ns);
  g_autofree char *canister = ic_principal_to_text (&profile->canister_id);
  g_autofree char *own = shorten_principal (chat_connection_get_identity (connection));
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "format", "attest-report");
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, 1);
  add_string (builder, "attest", ATTEST_VERSION);
  add_string (builder, "created", now);
  add_string (builder, "health", chat_health_to_id (chat_connection_get_health (connection)));
  add_string (builder, "way", get_mode (connection));
  add_string (builder, "gateway_url", gateway != NULL ? icws_gateway_get_url (gateway) : NULL);
  add_string (builder, "network_url", profile->network_url);
  add_string (builder, "canister_id", canister);
  add_string (builder, "principal", own);
  add_verdicts (builder, chat_connection_get_verdicts (connection), with_proofs);
  add_timeline (builder, chat_connection_get_timeline (connection));
  add_latency (builder, chat_connection_get_latency (connection));
  add_json_take (builder, "gateways", icws_pool_to_json (chat_connection_get_pool (connection)));
  add_json_take (builder, "ledger",
                 icws_ledger_to_json (chat_connection_get_ledger (connection), with_proofs));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
