/* SPDX-License-Identifier: MIT */
#include "probe-report.h"

#include "probe-json.h"

/**
 * probe_exit_to_verdict:
 *
 * Returns: (transfer none): the word that stands for an exit code in JSON
 */
const char *
probe_exit_to_verdict (ProbeExit code)
{
  switch (code)
    {
    case PROBE_EXIT_VERIFIED:
      return "verified";
    case PROBE_EXIT_REFUSED:
      return "refused";
    case PROBE_EXIT_UNREACHABLE:
      return "unreachable";
    case PROBE_EXIT_INTEGRITY:
      return "integrity-failure";
    case PROBE_EXIT_TIMEOUT:
      return "timeout";
    case PROBE_EXIT_USAGE:
    default:
      return "usage";
    }
}

/**
 * probe_exit_from_verdict:
 * @verdict: why it ended
 *
 * Returns: the exit code that stands for it
 */
ProbeExit
probe_exit_from_verdict (IcwsVerdict *verdict)
{
  if (icws_verdict_is_integrity_failure (verdict))
    return PROBE_EXIT_INTEGRITY;
  switch (icws_verdict_get_culprit (verdict))
    {
    case ICWS_CULPRIT_YOU:
    case ICWS_CULPRIT_CANISTER:
      return PROBE_EXIT_REFUSED;
    case ICWS_CULPRIT_NETWORK:
    case ICWS_CULPRIT_GATEWAY:
    case ICWS_CULPRIT_NONE:
    default:
      return PROBE_EXIT_UNREACHABLE;
    }
}

/**
 * probe_exit_from_diagnosis:
 *
 * Returns: whether, by what the Internet Computer says, one could connect: a canister that is not
 *   there, takes no calls or offers no connections refuses, and so does a clock that is wrong
 */
ProbeExit
probe_exit_from_diagnosis (const IcwsDiagnosis *diagnosis)
{
  if (!diagnosis->reachable)
    return PROBE_EXIT_UNREACHABLE;
  if (diagnosis->clock_wrong || diagnosis->refuses_calls ||
      diagnosis->canister == ICWS_CANISTER_MISSING || diagnosis->canister == ICWS_CANISTER_EMPTY ||
      (diagnosis->has_interface && !diagnosis->has_websocket))
    return PROBE_EXIT_REFUSED;
  /* The network is there, but told nothing that is certified. */
  if (diagnosis->canister == ICWS_CANISTER_UNKNOWN)
    return PROBE_EXIT_UNREACHABLE;
  return PROBE_EXIT_VERIFIED;
}

gboolean
probe_saw_lie (ChatConnection *connection)
{
  GListModel *verdicts = chat_connection_get_verdicts (connection);

  for (guint i = 0; i < g_list_model_get_n_items (verdicts); i++)
    {
      g_autoptr (IcwsVerdict) verdict = g_list_model_get_item (verdicts, i);

      if (icws_verdict_is_integrity_failure (verdict))
        return TRUE;
    }
  return FALSE;
}

IcwsVerdict *
probe_get_last_verdict (ChatConnection *connection)
{
  GListModel *verdicts = chat_connection_get_verdicts (connection);
  guint n = g_list_model_get_n_items (verdicts);

  return n > 0 ? g_list_model_get_item (verdicts, n - 1) : NULL;
}

static void
add_message (JsonBuilder *builder, ChatMessage *message)
{
  ChatDelivery delivery = chat_message_get_delivery (message);
  static const char *const kinds[] = { "text", "joined", "notice" };
  static const char *const deliveries[] = { "received", "queued", "sent", "accepted", "failed" };

  json_builder_begin_object (builder);
  probe_json_add_string (builder, "kind", kinds[chat_message_get_kind (message)]);
  probe_json_add_string (builder, "name", chat_message_get_author (message));
  probe_json_add_string (builder, "text", chat_message_get_text (message));
  probe_json_add_boolean (builder, "own", chat_message_is_own (message));
  probe_json_add_string (builder, "delivery", deliveries[delivery]);
  /* Nothing unverified ever becomes a received message; our own have a proof once they came back. */
  probe_json_add_boolean (builder, "verified", chat_message_get_certificate_time_ns (message) != 0);
  probe_json_add_int (builder, "sequence", (gint64)chat_message_get_sequence (message));
  probe_json_add_int (builder, "time_ns", (gint64)chat_message_get_time_ns (message));
  probe_json_add_int (builder, "certificate_time_ns",
                      (gint64)chat_message_get_certificate_time_ns (message));
  json_builder_end_object (builder);
}

static void
add_messages (JsonBuilder *builder, ChatRoom *room)
{
  guint n = room ? g_list_model_get_n_items (G_LIST_MODEL (room)) : 0;

  json_builder_set_member_name (builder, "messages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (room), i);

      add_message (builder, message);
    }
  json_builder_end_array (builder);
}

static void
add_verdicts (JsonBuilder *builder, ChatConnection *connection, gboolean with_frames)
{
  GListModel *verdicts = chat_connection_get_verdicts (connection);

  json_builder_set_member_name (builder, "verdicts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (verdicts); i++)
    {
      g_autoptr (IcwsVerdict) verdict = g_list_model_get_item (verdicts, i);

      probe_json_add_verdict (builder, NULL, verdict, with_frames);
    }
  json_builder_end_array (builder);
}

static void
add_steps (JsonBuilder *builder, IcwsSession *session)
{
  static const char *const states[] = { "pending", "running", "passed", "failed" };

  json_builder_set_member_name (builder, "steps");
  json_builder_begin_object (builder);
  for (int step = 0; session != NULL && step < ICWS_N_STEPS; step++)
    {
      IcwsStepInfo info;

      icws_session_get_step (session, step, &info);
      probe_json_add_string (builder, icws_step_to_string (step), states[info.state]);
    }
  json_builder_end_object (builder);
}

static void
add_ledger (JsonBuilder *builder, IcwsLedger *ledger, const ProbeReportOptions *options)
{
  g_autofree char *json = icws_ledger_to_json (ledger, options->with_evidence);
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  JsonObject *object = json_node_get_object (node);

  json_builder_set_member_name (builder, "figures");
  json_builder_add_value (builder, json_object_dup_member (object, "figures"));
  if (!options->with_ledger)
    return;
  json_builder_set_member_name (builder, "ledger");
  json_builder_add_value (builder, json_object_dup_member (object, "entries"));
}

/* Which way it went, and who is at its end. */
static void
add_way (JsonBuilder *builder, ChatConnection *connection)
{
  const ChatProfile *profile = chat_connection_get_profile (connection);
  IcwsSession *session = chat_connection_get_session (connection);
  IcwsGateway *used = chat_connection_get_gateway (connection);
  gboolean direct = chat_connection_get_mode (connection) == CHAT_MODE_DIRECT;
  IcPrincipal gateway, you;
  gboolean known = session != NULL && icws_session_get_gateway_principal (session, &gateway);

  ic_identity_get_principal (chat_connection_get_identity (connection), &you);
  probe_json_add_string (builder, "way", probe_way_to_id (connection));
  probe_json_add_string (builder, "network_url", profile->network_url);
  probe_json_add_string (builder, "gateway_url",
                         used     ? icws_gateway_get_url (used)
                         : direct ? NULL
                                  : profile->gateway_url);
  probe_json_add_principal (builder, "gateway_principal", known ? &gateway : NULL);
  probe_json_add_principal (builder, "canister_id", &profile->canister_id);
  probe_json_add_principal (builder, "principal", &you);
}

/**
 * probe_report_to_json:
 * @connection: the connection, whether it ever was one or not
 * @room: (nullable): the conversation
 * @code: how the probe ends
 * @options: what to add
 *
 * Returns: (transfer full): a JSON object, without secrets
 */
char *
probe_report_to_json (ChatConnection *connection,
                      ChatRoom *room,
                      ProbeExit code,
                      const ProbeReportOptions *options)
{
  g_autoptr (IcwsVerdict) last = probe_get_last_verdict (connection);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  probe_json_add_string (builder, "verdict", probe_exit_to_verdict (code));
  probe_json_add_blame (builder, last);
  probe_json_add_string (builder, "health",
                         chat_health_to_id (chat_connection_get_health (connection)));
  probe_json_add_error (builder, chat_connection_get_error (connection));
  add_way (builder, connection);
  add_verdicts (builder, connection, options->with_evidence);
  probe_json_add_verdict (builder, "incident", chat_connection_get_incident (connection), FALSE);
  probe_json_add_diagnosis (builder, chat_connection_get_diagnosis (connection));
  probe_json_add_gateways (builder, connection);
  add_steps (builder, chat_connection_get_session (connection));
  add_messages (builder, room);
  add_ledger (builder, chat_connection_get_ledger (connection), options);
  return probe_json_finish (builder, TRUE);
}
