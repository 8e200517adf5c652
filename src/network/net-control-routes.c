/* SPDX-License-Identifier: MIT */
/* What can be switched, path by path. A handler that refuses has answered, and gives FALSE. */
#include "config.h"

#include "net-control-private.h"

/* The longest path has five parts. */
#define MAX_PARTS 8

typedef NetControlRequest Request;

static gboolean
refuse_method (Request *request, const char *allowed)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message),
                                "Allow", allowed);
  return net_control_refuse (request->message, SOUP_STATUS_METHOD_NOT_ALLOWED,
                             "%s is not done here: use %s", request->method, allowed);
}

static gboolean
refuse_name (Request *request,
             const char *what,
             const char *name,
             guint n,
             const char *(*get_name) (gpointer data, guint i),
             gpointer data)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", get_name (data, i));
  return net_control_refuse (request->message, SOUP_STATUS_NOT_FOUND,
                             "There is no %s \"%s\"; there are %s", what, name, names->str);
}

/* @error by its address, for @ok sets it in the same breath. */
static gboolean
check (Request *request, gboolean ok, GError **error)
{
  return ok ||
         net_control_refuse (request->message, SOUP_STATUS_BAD_REQUEST, "%s", (*error)->message);
}

/* Faults of gateways */

static const char *
get_fault_name (gpointer data, guint i)
{
  return net_fault_get_name (i);
}

static gboolean
read_phase (Request *request, JsonObject *object, NetFault fault, NetFaultPhase *phase)
{
  g_autoptr (GError) error = NULL;
  const char *name = NULL;

  if (!check (request, net_control_get_text (object, "phase", &name, &error), &error))
    return FALSE;
  if (name == NULL)
    return TRUE;
  if (!net_fault_phase_from_name (name, phase))
    {
      g_autoptr (GString) names = g_string_new (NULL);

      for (guint i = 0; i < NET_N_FAULT_PHASES; i++)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", net_fault_phase_get_name (i));
      return net_control_refuse (request->message, SOUP_STATUS_BAD_REQUEST,
                                 "There is no phase \"%s\"; there are %s", name, names->str);
    }
  if (!net_fault_can_happen (fault, *phase))
    return net_control_refuse (request->message, SOUP_STATUS_BAD_REQUEST,
                               "%s never happens in the phase %s", net_fault_get_name (fault),
                               name);
  return TRUE;
}

static gboolean
read_setting (Request *request, NetFault fault, NetFaultSetting *setting)
{
  static const char *const MEMBERS[] = { "rate", "phase", "parameter", "limit", "clients", NULL };
  guint64 max = fault == NET_FAULT_HUGE_FRAME ? NET_FAULT_MAX_FRAME : NET_FAULT_MAX_PARAMETER;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = net_control_parse (request->body, MEMBERS, &error);

  setting->rate = 1;
  return check (
             request,
             object != NULL && net_control_get_rate (object, &setting->rate, &error) &&
                 net_control_get_number (object, "parameter", max, &setting->parameter, &error) &&
                 net_control_get_number (object, "limit", G_MAXINT64, &setting->limit, &error) &&
                 net_control_get_clients (object, &setting->clients, &error),
             &error) &&
         read_phase (request, object, fault, &setting->phase);
}

/* One fault of the gateways from @first to @last. */
static gboolean
handle_gateway_fault (Request *request, guint first, guint last, const char *name)
{
  NetFaultSetting setting = { 0 };
  NetFault fault;
  gboolean ok = TRUE;

  if (!net_fault_from_name (name, &fault))
    return refuse_name (request, "fault", name, NET_N_FAULTS, get_fault_name, NULL);
  if (g_str_equal (request->method, "PUT"))
    ok = read_setting (request, fault, &setting);
  else if (!g_str_equal (request->method, "DELETE"))
    return refuse_method (request, "PUT, DELETE");
  for (guint i = first; ok && i <= last; i++)
    net_faults_set (net_gateway_get_faults (net_network_get_nth_gateway (request->network, i)),
                    fault, &setting);
  net_fault_setting_clear (&setting);
  return ok;
}

static gboolean
clear_gateways (Request *request, guint first, guint last)
{
  if (!g_str_equal (request->method, "DELETE"))
    return refuse_method (request, "DELETE");
  for (guint i = first; i <= last; i++)
    net_faults_clear_all (
        net_gateway_get_faults (net_network_get_nth_gateway (request->network, i)));
  return TRUE;
}

static gboolean
restart_gateways (Request *request, guint first, guint last)
{
  static const char *const MEMBERS[] = { "down_ms", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = NULL;
  guint64 down_ms = 0;

  if (!g_str_equal (request->method, "POST"))
    return refuse_method (request, "POST");
  object = net_control_parse (request->body, MEMBERS, &error);
  if (!check (request,
              object != NULL && net_control_get_number (object, "down_ms", NET_CONTROL_MAX_DOWN_MS,
                                                        &down_ms, &error),
              &error))
    return FALSE;
  for (guint i = first; i <= last; i++)
    net_network_restart_gateway (request->network, i, (guint)down_ms);
  return TRUE;
}

/* Canisters */

static const char *
get_canister_fault_name (gpointer data, guint i)
{
  return net_canister_fault_get_name (i);
}

static const char *
get_canister_name (gpointer network, guint i)
{
  const char *name;

  net_network_get_nth_canister (network, i, &name);
  return name;
}

static const char *
get_reason_name (gpointer data, guint i)
{
  return net_close_reason_get_name (i);
}

static gboolean
handle_canister_fault (Request *request, NetWsCanister *canister, const char *name)
{
  static const char *const MEMBERS[] = { "rate", "parameter", "limit", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = NULL;
  guint64 parameter = 0, limit = 0;
  double rate = 0;
  NetCanisterFault fault;

  if (!net_canister_fault_from_name (name, &fault))
    return refuse_name (request, "fault", name, NET_N_CANISTER_FAULTS, get_canister_fault_name,
                        NULL);
  if (g_str_equal (request->method, "PUT"))
    {
      rate = 1;
      object = net_control_parse (request->body, MEMBERS, &error);
      if (!check (request,
                  object != NULL && net_control_get_rate (object, &rate, &error) &&
                      net_control_get_number (object, "parameter", NET_CANISTER_FAULT_MAX_PARAMETER,
                                              &parameter, &error) &&
                      net_control_get_number (object, "limit", G_MAXINT64, &limit, &error),
                  &error))
        return FALSE;
    }
  else if (!g_str_equal (request->method, "DELETE"))
    return refuse_method (request, "PUT, DELETE");
  net_ws_canister_set_fault (canister, fault, rate, parameter, limit);
  return TRUE;
}

static gboolean
clear_canister (Request *request, NetWsCanister *canister)
{
  if (!g_str_equal (request->method, "DELETE"))
    return refuse_method (request, "DELETE");
  net_ws_canister_clear_faults (canister);
  return TRUE;
}

static gboolean
upgrade_canister (Request *request, NetWsCanister *canister)
{
  static const char *const NO_MEMBERS[] = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = NULL;

  if (!g_str_equal (request->method, "POST"))
    return refuse_method (request, "POST");
  object = net_control_parse (request->body, NO_MEMBERS, &error);
  if (!check (request, object != NULL, &error))
    return FALSE;
  net_ws_canister_upgrade (canister);
  return TRUE;
}

static gboolean
close_canister (Request *request, NetWsCanister *canister)
{
  static const char *const MEMBERS[] = { "reason", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = NULL;
  const char *name = net_close_reason_get_name (NET_CLOSE_CLOSED_BY_APPLICATION);
  NetCloseReason reason;

  if (!g_str_equal (request->method, "POST"))
    return refuse_method (request, "POST");
  object = net_control_parse (request->body, MEMBERS, &error);
  if (!check (request, object != NULL && net_control_get_text (object, "reason", &name, &error),
              &error))
    return FALSE;
  if (!net_close_reason_from_name (name, &reason))
    {
      refuse_name (request, "reason", name, NET_N_CLOSE_REASONS, get_reason_name, NULL);
      soup_server_message_set_status (request->message, SOUP_STATUS_BAD_REQUEST, NULL);
      return FALSE;
    }
  net_ws_canister_close_all (canister, reason);
  return TRUE;
}

/* Paths: @parts are what follows "gateways" or "canisters". */

static gboolean
route_gateways (Request *request, char **parts, guint n)
{
  guint n_gateways = net_network_get_n_gateways (request->network);
  guint64 first = 0, last = n_gateways - 1;

  if (n < 2)
    return net_control_refuse (request->message, SOUP_STATUS_NOT_FOUND, "No such page");
  if (!g_str_equal (parts[0], "all"))
    {
      if (!g_ascii_string_to_unsigned (parts[0], 10, 0, n_gateways - 1, &first, NULL))
        return net_control_refuse (request->message, SOUP_STATUS_NOT_FOUND,
                                   "There is no gateway \"%s\"; there are 0 to %u, and \"all\"",
                                   parts[0], n_gateways - 1);
      last = first;
    }
  if (n == 3 && g_str_equal (parts[1], "faults"))
    return handle_gateway_fault (request, (guint)first, (guint)last, parts[2]);
  if (n == 2 && g_str_equal (parts[1], "faults"))
    return clear_gateways (request, (guint)first, (guint)last);
  if (n == 2 && g_str_equal (parts[1], "restart"))
    return restart_gateways (request, (guint)first, (guint)last);
  return net_control_refuse (request->message, SOUP_STATUS_NOT_FOUND, "No such page");
}

static gboolean
route_canisters (Request *request, char **parts, guint n)
{
  NetWsCanister *canister = NULL;
  guint n_canisters = net_network_get_n_canisters (request->network);

  if (n < 2)
    return net_control_refuse (request->message, SOUP_STATUS_NOT_FOUND, "No such page");
  for (guint i = 0; i < n_canisters && canister == NULL; i++)
    if (g_str_equal (parts[0], get_canister_name (request->network, i)))
      canister = net_network_get_nth_canister (request->network, i, NULL);
  if (canister == NULL)
    return refuse_name (request, "canister", parts[0], n_canisters, get_canister_name,
                        request->network);
  if (n == 3 && g_str_equal (parts[1], "faults"))
    return handle_canister_fault (request, canister, parts[2]);
  if (n == 2 && g_str_equal (parts[1], "faults"))
    return clear_canister (request, canister);
  if (n == 2 && g_str_equal (parts[1], "upgrade"))
    return upgrade_canister (request, canister);
  if (n == 2 && g_str_equal (parts[1], "close"))
    return close_canister (request, canister);
  return net_control_refuse (request->message, SOUP_STATUS_NOT_FOUND, "No such page");
}

gboolean
net_control_route (NetControlRequest *request, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", MAX_PARTS);
  guint n = g_strv_length (parts);

  if (g_str_equal (path, "/"))
    return g_str_equal (request->method, "GET") || g_str_equal (request->method, "HEAD") ||
           refuse_method (request, "GET, HEAD");
  if (n > 2 && g_str_equal (parts[1], "gateways"))
    return route_gateways (request, parts + 2, n - 2);
  if (n > 2 && g_str_equal (parts[1], "canisters"))
    return route_canisters (request, parts + 2, n - 2);
  return net_control_refuse (request->message, SOUP_STATUS_NOT_FOUND, "No such page");
}
