/* SPDX-License-Identifier: MIT */
#include "chat-health.h"

static ChatHealth
evaluate_error (const ChatHealthInputs *in)
{
  if (in->error == NULL)
    return CHAT_HEALTH_CHECKING;
  switch (icws_error_get_culprit (in->error))
    {
    case ICWS_CULPRIT_GATEWAY:
    case ICWS_CULPRIT_NETWORK:
      return in->wanted && in->attempt > 1 ? CHAT_HEALTH_UNREACHABLE : CHAT_HEALTH_RECONNECTING;
    case ICWS_CULPRIT_YOU:
    case ICWS_CULPRIT_CANISTER:
      return CHAT_HEALTH_REFUSED;
    case ICWS_CULPRIT_NONE:
    default:
      return CHAT_HEALTH_CHECKING;
    }
}

/* An open session is worth what its last proof is worth: an open socket proves nothing. */
static ChatHealth
evaluate_open (const ChatHealthInputs *in, guint64 now)
{
  guint64 window = (in->ack_interval_ms + (guint64)ICWS_LATENCY_BOUND_MS) * IC_NS_PER_MS;

  if (in->last_proof_wall_ns == 0)
    return CHAT_HEALTH_CHECKING;
  /* A proof from the future: the wall clock was set back, so its age is not known. */
  if (in->last_proof_wall_ns > now || now - in->last_proof_wall_ns > window)
    return CHAT_HEALTH_UNCONFIRMED;
  if (in->last_latency_us > CHAT_HEALTH_DELAY_US)
    return CHAT_HEALTH_DELAYED;
  return CHAT_HEALTH_VERIFIED;
}

/**
 * chat_health_evaluate:
 * @inputs: everything that the verdict depends on
 * @now_wall_ns: wall time, nanoseconds since 1970
 *
 * A pure function: the same inputs and time give the same verdict. %CHAT_HEALTH_VERIFIED needs a
 * proof within the acknowledgement interval and the latency bound, and so decays by itself.
 *
 * Returns: the verdict of the highest precedence that applies
 */
ChatHealth
chat_health_evaluate (const ChatHealthInputs *inputs, guint64 now_wall_ns)
{
  /* Latched: only a session that was proved anew (its state says so) takes it away. */
  if (inputs->error != NULL && icws_error_is_integrity_failure (inputs->error))
    return CHAT_HEALTH_INTEGRITY;
  if (!inputs->wanted)
    return CHAT_HEALTH_DISCONNECTED;
  if (!inputs->network_available && inputs->state != ICWS_STATE_OPEN)
    return CHAT_HEALTH_OFFLINE;
  if (inputs->state == ICWS_STATE_OPEN)
    return evaluate_open (inputs, now_wall_ns);
  return evaluate_error (inputs);
}

/**
 * chat_health_to_id:
 *
 * Returns: (transfer none): a stable name for reports and tests
 */
const char *
chat_health_to_id (ChatHealth health)
{
  switch (health)
    {
    case CHAT_HEALTH_INTEGRITY:
      return "integrity-failure";
    case CHAT_HEALTH_IDENTITY:
      return "identity-changed";
    case CHAT_HEALTH_OFFLINE:
      return "offline";
    case CHAT_HEALTH_UNREACHABLE:
      return "gateway-unreachable";
    case CHAT_HEALTH_REFUSED:
      return "refused";
    case CHAT_HEALTH_RECONNECTING:
      return "reconnecting";
    case CHAT_HEALTH_UNCONFIRMED:
      return "not-confirmed";
    case CHAT_HEALTH_DELAYED:
      return "delayed";
    case CHAT_HEALTH_CHECKING:
      return "checking";
    case CHAT_HEALTH_VERIFIED:
      return "verified";
    case CHAT_HEALTH_PAUSED:
      return "paused";
    case CHAT_HEALTH_DISCONNECTED:
      return "disconnected";
    default:
      return "unknown";
    }
}
