/* SPDX-License-Identifier: MIT */
/* The stable names: they stand in files, reports and tests, and are not translated. */
#include "icws-verdict-private.h"

const char *
icws_act_to_id (IcwsAct act)
{
  switch (act)
    {
    case ICWS_ACT_NONE:
      return "none";
    case ICWS_ACT_TAMPERED:
      return "tampered";
    case ICWS_ACT_FORGED:
      return "forged";
    case ICWS_ACT_REPLAYED:
      return "replayed";
    case ICWS_ACT_REORDERED:
      return "reordered";
    case ICWS_ACT_MISDELIVERED:
      return "misdelivered";
    case ICWS_ACT_STALE:
      return "stale";
    case ICWS_ACT_WITHHELD_FROM_CANISTER:
      return "withheld-from-canister";
    case ICWS_ACT_WITHHELD_FROM_YOU:
      return "withheld-from-you";
    case ICWS_ACT_DELAYED:
      return "delayed";
    case ICWS_ACT_PROTOCOL_VIOLATION:
      return "protocol-violation";
    case ICWS_ACT_NEVER_OPENED:
      return "never-opened";
    case ICWS_ACT_GATEWAY_RESTARTED:
      return "gateway-restarted";
    case ICWS_ACT_GATEWAY_UNREACHABLE:
      return "gateway-unreachable";
    case ICWS_ACT_TLS:
      return "tls";
    case ICWS_ACT_CONNECTION_LOST:
      return "connection-lost";
    case ICWS_ACT_NETWORK_LOST:
      return "network-lost";
    case ICWS_ACT_SUSPENDED:
      return "suspended";
    case ICWS_ACT_CANISTER_REFUSED:
      return "canister-refused";
    case ICWS_ACT_CANISTER_CLOSED:
      return "canister-closed";
    case ICWS_ACT_CANISTER_TRAPPED:
      return "canister-trapped";
    case ICWS_ACT_CANISTER_NO_METHOD:
      return "canister-no-method";
    case ICWS_ACT_CANISTER_STOPPED:
      return "canister-stopped";
    case ICWS_ACT_CANISTER_OUT_OF_CYCLES:
      return "canister-out-of-cycles";
    case ICWS_ACT_CANISTER_MISSING:
      return "canister-missing";
    case ICWS_ACT_CANISTER_RESTARTED:
      return "canister-restarted";
    case ICWS_ACT_CANISTER_SLOW:
      return "canister-slow";
    case ICWS_ACT_CANISTER_MISBEHAVED:
      return "canister-misbehaved";
    case ICWS_ACT_OUT_OF_STEP:
      return "out-of-step";
    case ICWS_ACT_CLOCK_WRONG:
      return "clock-wrong";
    case ICWS_ACT_IDENTITY:
      return "identity";
    case ICWS_N_ACTS:
      break;
    }
  return "unknown";
}

const char *
icws_response_to_id (IcwsResponse response)
{
  switch (response)
    {
    case ICWS_RESPONSE_KEEP:
      return "keep";
    case ICWS_RESPONSE_RETRY:
      return "retry";
    case ICWS_RESPONSE_FAIL_OVER:
      return "fail-over";
    case ICWS_RESPONSE_QUARANTINE:
      return "quarantine";
    case ICWS_RESPONSE_STOP:
      return "stop";
    }
  return "unknown";
}

const char *
icws_culprit_to_id (IcwsCulprit culprit)
{
  switch (culprit)
    {
    case ICWS_CULPRIT_NONE:
      return "nobody";
    case ICWS_CULPRIT_YOU:
      return "you";
    case ICWS_CULPRIT_NETWORK:
      return "network";
    case ICWS_CULPRIT_GATEWAY:
      return "gateway";
    case ICWS_CULPRIT_CANISTER:
      return "canister";
    }
  return "unknown";
}

const char *
icws_certainty_to_id (IcwsCertainty certainty)
{
  switch (certainty)
    {
    case ICWS_CERTAINTY_SUSPECTED:
      return "suspected";
    case ICWS_CERTAINTY_PROVED:
      return "proved";
    }
  return "unknown";
}

gboolean
icws_act_from_id (const char *id, IcwsAct *out)
{
  for (IcwsAct act = 0; act < ICWS_N_ACTS; act++)
    if (g_str_equal (id, icws_act_to_id (act)))
      {
        *out = act;
        return TRUE;
      }
  return FALSE;
}

gboolean
icws_response_from_id (const char *id, IcwsResponse *out)
{
  for (IcwsResponse response = 0; response <= ICWS_RESPONSE_STOP; response++)
    if (g_str_equal (id, icws_response_to_id (response)))
      {
        *out = response;
        return TRUE;
      }
  return FALSE;
}

gboolean
icws_culprit_from_id (const char *id, IcwsCulprit *out)
{
  for (IcwsCulprit culprit = 0; culprit <= ICWS_CULPRIT_CANISTER; culprit++)
    if (g_str_equal (id, icws_culprit_to_id (culprit)))
      {
        *out = culprit;
        return TRUE;
      }
  return FALSE;
}

gboolean
icws_certainty_from_id (const char *id, IcwsCertainty *out)
{
  for (IcwsCertainty certainty = 0; certainty <= ICWS_CERTAINTY_PROVED; certainty++)
    if (g_str_equal (id, icws_certainty_to_id (certainty)))
      {
        *out = certainty;
        return TRUE;
      }
  return FALSE;
}
