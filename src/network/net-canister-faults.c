/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-canister-faults.h"

#include "net-ws-canister-private.h"
#include <string.h>

#define MAX_PARTS 3

/* A canister that does not run. The texts are those of replicas. */

static void
reject_stopped (NetCanister *canister, NetOutcome *outcome, const char *tail)
{
  g_autofree char *id = ic_principal_to_text (net_canister_get_id (canister));

  net_outcome_reject (outcome, NET_REJECT_CANISTER_ERROR, NET_ERROR_CODE_CANISTER_STOPPED,
                      "Canister %s is stopped%s", id, tail);
}

static void
reject_out_of_cycles (NetCanister *canister, NetOutcome *outcome, const char *tail)
{
  g_autofree char *id = ic_principal_to_text (net_canister_get_id (canister));

  net_outcome_reject (outcome, NET_REJECT_SYS_TRANSIENT, NET_ERROR_CODE_OUT_OF_CYCLES,
                      "Canister %s is %s", id, tail);
}

/* Whether @fault meets a call at this moment: before or after it was accepted. */
static gboolean
strikes_call (NetCanister *canister, NetCanisterFault fault, gboolean after_accepting)
{
  NetWsCanisterPrivate *priv = net_ws_canister_get_private (canister);
  guint64 parameter = priv->faults.faults[fault].parameter;

  return (parameter == NET_CANISTER_FAULT_AFTER_ACCEPTING) == after_accepting &&
         net_ws_canister_strike (canister, fault, NULL);
}

static gboolean
refuse_call (NetCanister *canister, NetOutcome *outcome, gboolean after_accepting)
{
  if (strikes_call (canister, NET_CANISTER_FAULT_STOPPED, after_accepting))
    reject_stopped (canister, outcome, "");
  else if (strikes_call (canister, NET_CANISTER_FAULT_OUT_OF_CYCLES, after_accepting))
    reject_out_of_cycles (canister, outcome, "out of cycles");
  else
    return FALSE;
  return TRUE;
}

gboolean
net_ws_canister_inspect (NetCanister *canister, const char *method, NetOutcome *outcome)
{
  return !refuse_call (canister, outcome, FALSE);
}

gboolean
net_ws_canister_refuse_update (NetCanister *canister, NetOutcome *outcome)
{
  return refuse_call (canister, outcome, TRUE);
}

gboolean
net_ws_canister_refuse_query (NetCanister *canister, NetOutcome *outcome)
{
  if (net_ws_canister_strike (canister, NET_CANISTER_FAULT_STOPPED, NULL))
    reject_stopped (canister, outcome, " and therefore does not have a CallContextManager");
  else if (net_ws_canister_strike (canister, NET_CANISTER_FAULT_OUT_OF_CYCLES, NULL))
    reject_out_of_cycles (canister, outcome,
                          "unable to process query calls because it's frozen. Please top up the "
                          "canister with cycles and try again.");
  else
    return FALSE;
  return TRUE;
}

guint64
net_ws_canister_get_delay_ms (NetCanister *canister, const char *method)
{
  guint64 parameter;

  if (!net_ws_canister_strike (canister, NET_CANISTER_FAULT_SLOW, &parameter))
    return 0;
  return parameter != 0 ? parameter : NET_CANISTER_FAULT_SLOW_DEFAULT_MS;
}

/* The switches */

/**
 * net_ws_canister_set_random:
 * @random: decides from now on whether a fault with a rate below 1 is done
 */
void
net_ws_canister_set_random (NetWsCanister *self, IcRandom *random)
{
  g_set_object (&net_ws_canister_get_private (self)->random, random);
}

/**
 * net_ws_canister_set_fault:
 * @rate: of the occasions, 0 to 1; 0: off
 * @parameter: see the fault; 0: its default
 * @limit: so many times, then off by itself; 0: no limit
 */
void
net_ws_canister_set_fault (
    NetWsCanister *self, NetCanisterFault fault, double rate, guint64 parameter, guint64 limit)
{
  g_return_if_fail (NET_IS_WS_CANISTER (self));

  net_canister_faults_set (&net_ws_canister_get_private (self)->faults, fault, rate, parameter,
                           limit);
}

double
net_ws_canister_get_fault (NetWsCanister *self, NetCanisterFault fault)
{
  g_return_val_if_fail (fault < NET_N_CANISTER_FAULTS, 0);

  return net_ws_canister_get_private (self)->faults.faults[fault].rate;
}

guint64
net_ws_canister_get_fault_count (NetWsCanister *self, NetCanisterFault fault)
{
  g_return_val_if_fail (fault < NET_N_CANISTER_FAULTS, 0);

  return net_ws_canister_get_private (self)->faults.faults[fault].count;
}

const NetCanisterFaults *
net_ws_canister_get_faults (NetWsCanister *self)
{
  return &net_ws_canister_get_private (self)->faults;
}

void
net_ws_canister_clear_faults (NetWsCanister *self)
{
  for (guint i = 0; i < NET_N_CANISTER_FAULTS; i++)
    net_ws_canister_set_fault (self, i, 0, 0, 0);
}

static gboolean
complain (GError **error, const char *text, const char *why, const char *part)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "fault \"%s\": %s \"%s\"", text,
               why, part);
  return FALSE;
}

static gboolean
parse_rate (const char *part, double *rate)
{
  char *end;

  /* Digits and a point: strtod() takes blanks, signs, hexadecimal, "inf" and "nan", too. */
  if (*part == '\0' || strspn (part, "0123456789.") != strlen (part))
    return FALSE;
  *rate = g_ascii_strtod (part, &end);
  return *end == '\0' && *rate >= 0 && *rate <= 1;
}

/**
 * net_ws_canister_parse_fault:
 * @text: "name[:rate[:parameter]]"; an empty part is its default: 1, 0
 *
 * Switches a fault on as the command line says it, or off by a rate of 0. Fails with
 * %G_OPTION_ERROR_BAD_VALUE.
 */
gboolean
net_ws_canister_parse_fault (NetWsCanister *self, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", MAX_PARTS);
  guint n = g_strv_length (parts);
  NetCanisterFault fault;
  guint64 parameter = 0;
  double rate = 1;

  if (n == 0 || !net_canister_fault_from_name (parts[0], &fault))
    return complain (error, text, "there is none called", n > 0 ? parts[0] : "");
  if (n > 1 && *parts[1] != '\0' && !parse_rate (parts[1], &rate))
    return complain (error, text, "not a rate from 0 to 1:", parts[1]);
  if (n > 2 && *parts[2] != '\0' &&
      !g_ascii_string_to_unsigned (parts[2], 10, 0, NET_CANISTER_FAULT_MAX_PARAMETER, &parameter,
                                   NULL))
    return complain (error, text, "not a parameter:", parts[2]);
  net_ws_canister_set_fault (self, fault, rate, parameter, 0);
  return TRUE;
}

/* What happens once */

/**
 * net_ws_canister_upgrade:
 *
 * An upgrade that keeps nothing: who is connected, queues and numbers are gone. What was certified
 * last stays so, as it does on the IC, until something else is.
 */
void
net_ws_canister_upgrade (NetWsCanister *self)
{
  NetWsCanisterClass *class;
  guint upgrades;

  g_return_if_fail (NET_IS_WS_CANISTER (self));

  class = NET_WS_CANISTER_GET_CLASS (self);
  if (class->reset != NULL)
    class->reset (self);
  net_ws_canister_make_cdk (self);
  upgrades = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (self), NET_WS_CANISTER_UPGRADES));
  g_object_set_data (G_OBJECT (self), NET_WS_CANISTER_UPGRADES, GUINT_TO_POINTER (upgrades + 1));
  g_signal_emit_by_name (self, "upgraded");
}

/**
 * net_ws_canister_close_all:
 * @reason: a NetCloseReason
 */
void
net_ws_canister_close_all (NetWsCanister *self, guint reason)
{
  g_return_if_fail (NET_IS_WS_CANISTER (self));
  g_return_if_fail (reason < NET_N_CLOSE_REASONS);

  net_ws_cdk_close_all (net_ws_canister_get_cdk (self), reason);
}
