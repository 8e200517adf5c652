/* SPDX-License-Identifier: MIT */
#include "probe-report.h"

#include <json-glib/json-glib.h>

static const char *
verdict_of (ProbeExit code)
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

static const char *
culprit_of (const GError *error)
{
  switch (icws_error_get_culprit (error))
    {
    case ICWS_CULPRIT_YOU:
      return "you";
    case ICWS_CULPRIT_NETWORK:
      return "network";
    case ICWS_CULPRIT_GATEWAY:
      return "gateway";
    case ICWS_CULPRIT_CANISTER:
      return "canister";
    case ICWS_CULPRIT_NONE:
    default:
      return "nobody";
    }
}

/**
 * probe_exit_from_error:
 * @error: how the session ended
 *
 * Returns: the exit code that stands for it
 */
ProbeExit
probe_exit_from_error (const GError *error)
{
  if (icws_error_is_integrity_failure (error))
    return PROBE_EXIT_INTEGRITY;
  switch (icws_error_get_culprit (error))
    {
    case ICWS_CULPRIT_NETWORK:
    case ICWS_CULPRIT_GATEWAY:
      return PROBE_EXIT_UNREACHABLE;
    case ICWS_CULPRIT_YOU:
    case ICWS_CULPRIT_CANISTER:
    case ICWS_CULPRIT_NONE:
    default:
      return PROBE_EXIT_REFUSED;
    }
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

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_principal (JsonBuilder *builder, const char *name, const IcPrincipal *principal)
{
  g_autofree char *text = principal ? ic_principal_to_text (principal) : NULL;

  add_string (builder, name, text);
}

static void
add_message (JsonBuilder *builder, ChatMessage *message)
{
  ChatDelivery delivery = chat_message_get_delivery (message);
  static const char *const kinds[] = { "text", "joined", "notice" };
  static const char *const deliveries[] = { "received", "queued", "sent", "accepted", "failed" };

  json_builder_begin_object (builder);
  add_string (builder, "kind", kinds[chat_message_get_kind (message)]);
  add_string (builder, "name", chat_message_get_author (message));
  add_string (builder, "text", chat_message_get_text (message));
  json_builder_set_member_name (builder, "own");
  json_builder_add_boolean_value (builder, chat_message_is_own (message));
  add_string (builder, "delivery", deliveries[delivery]);
  /* Nothing unverified ever becomes a received message; our own have a proof once they came back. */
  json_builder_set_member_name (builder, "verified");
  json_builder_add_boolean_value (builder, chat_message_get_certificate_time_ns (message) != 0);
  add_int (builder, "sequence", (gint64)chat_message_get_sequence (message));
  add_int (builder, "time_ns", (gint64)chat_message_get_time_ns (message));
  add_int (builder, "certificate_time_ns", (gint64)chat_message_get_certificate_time_ns (message));
  json_builder_end_object (builder);
}

static void
add_messages (JsonBuilder *builder, ChatRoom *room)
{
  GListModel *model = G_LIST_MODEL (room);

  json_builder_set_member_name (builder, "messages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (model, i);

      add_message (builder, message);
    }
  json_builder_end_array (builder);
}

static void
add_error (JsonBuilder *builder, const GError *error)
{
  json_builder_set_member_name (builder, "error");
  if (error == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  add_string (builder, "id", icws_error_get_id (error));
  add_string (builder, "culprit", culprit_of (error));
  add_string (builder, "message", error->message);
  json_builder_end_object (builder);
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
      add_string (builder, icws_step_to_string (step), states[info.state]);
    }
  json_builder_end_object (builder);
}

static void
add_ledger (JsonBuilder *builder, IcwsLedger *ledger, gboolean with_entries)
{
  g_autofree char *json = icws_ledger_to_json (ledger, FALSE);
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  JsonObject *object = json_node_get_object (node);

  json_builder_set_member_name (builder, "figures");
  json_builder_add_value (builder, json_object_dup_member (object, "figures"));
  if (!with_entries)
    return;
  json_builder_set_member_name (builder, "ledger");
  json_builder_add_value (builder, json_object_dup_member (object, "entries"));
}

/**
 * probe_report_to_json:
 * @room: the conversation
 * @code: how the probe ends
 * @with_ledger: whether to add every event
 *
 * Returns: (transfer full): a JSON object, without secrets
 */
char *
probe_report_to_json (ChatRoom *room, ProbeExit code, gboolean with_ledger)
{
  ChatConnection *connection = chat_room_get_connection (room);
  const ChatProfile *profile = chat_connection_get_profile (connection);
  IcwsSession *session = chat_connection_get_session (connection);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  IcPrincipal you;
  IcPrincipal gateway;
  gboolean known = session != NULL && icws_session_get_gateway_principal (session, &gateway);

  ic_identity_get_principal (chat_connection_get_identity (connection), &you);
  json_builder_begin_object (builder);
  add_string (builder, "verdict", verdict_of (code));
  add_string (builder, "health", chat_health_to_id (chat_connection_get_health (connection)));
  add_error (builder, chat_connection_get_error (connection));
  add_string (builder, "network_url", profile->network_url);
  add_string (builder, "gateway_url", profile->gateway_url);
  add_principal (builder, "gateway_principal", known ? &gateway : NULL);
  add_principal (builder, "canister_id", &profile->canister_id);
  add_principal (builder, "principal", &you);
  add_steps (builder, session);
  add_messages (builder, room);
  add_ledger (builder, chat_connection_get_ledger (connection), with_ledger);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
