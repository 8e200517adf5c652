/* SPDX-License-Identifier: MIT */
#include "chat-health.h"

/* The verdict knows better than the error alone: a stale certificate may be our own clock. */
static gboolean
is_integrity_failure (const ChatHealthInputs *in)
{
  if (in->incident)
    return TRUE;
  if (in->verdict != NULL)
    return icws_verdict_is_integrity_failure (in->verdict);
  return in->error != NULL && icws_error_is_integrity_failure (in->error);
}

static IcwsCulprit
get_culprit (const ChatHealthInputs *in)
{
  return in->verdict ? icws_verdict_get_culprit (in->verdict) : icws_error_get_culprit (in->error);
}

/* The canister or we ourselves are the reason. A person should read it: at once where the canister
 * said no, and when trying again did not help. */
static gboolean
is_refusal (const ChatHealthInputs *in)
{
  if (in->verdict == NULL || in->attempt > 1)
    return TRUE;
  switch ((int)icws_verdict_get_act (in->verdict))
    {
    case ICWS_ACT_CANISTER_RESTARTED:
    case ICWS_ACT_CANISTER_SLOW:
    case ICWS_ACT_CANISTER_MISBEHAVED:
    case ICWS_ACT_CANISTER_CLOSED:
    case ICWS_ACT_OUT_OF_STEP:
      return FALSE;
    default:
      return TRUE;
    }
}

/* On the way to a session: the first time, or after something went wrong. */
static ChatHealth
evaluate_error (const ChatHealthInputs *in)
{
  if (in->error == NULL)
    return CHAT_HEALTH_CHECKING;
  if (in->verdict != NULL && icws_verdict_get_response (in->verdict) == ICWS_RESPONSE_STOP)
    return CHAT_HEALTH_REFUSED;
  switch (get_culprit (in))
    {
    case ICWS_CULPRIT_GATEWAY:
    case ICWS_CULPRIT_NETWORK:
      return in->attempt > 1 ? CHAT_HEALTH_UNREACHABLE : CHAT_HEALTH_RECONNECTING;
    case ICWS_CULPRIT_YOU:
    case ICWS_CULPRIT_CANISTER:
      return is_refusal (in) ? CHAT_HEALTH_REFUSED : CHAT_HEALTH_RECONNECTING;
    case ICWS_CULPRIT_NONE:
    default:
      return in->verdict ? CHAT_HEALTH_RECONNECTING : CHAT_HEALTH_CHECKING;
    }
}

/* One late message is enough to be slow; being well again takes a few timely ones. */
static gboolean
is_delayed (const ChatHealthInputs *in)
{
  return in->last_latency_us > CHAT_HEALTH_DELAY_US ||
         (in->delayed_in_a_row > 0 && in->timely_in_a_row < CHAT_HEALTH_TIMELY);
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
  if (is_delayed (in))
    return CHAT_HEALTH_DELAYED;
  return CHAT_HEALTH_VERIFIED;
}

/**
 * chat_health_evaluate:
 * @inputs: everything that the verdict depends on
 * @now_wall_ns: wall time, nanoseconds since 1970
 *
 * A pure function: the same inputs and time give the same verdict. %CHAT_HEALTH_VERIFIED needs a
 * proof within the acknowledgement interval and the latency bound, and so decays by itself. Closed
 * on purpose and paused are no troubles: whatever a person should know about stands before them.
 *
 * Returns: the verdict of the highest precedence that applies
 */
ChatHealth
chat_health_evaluate (const ChatHealthInputs *inputs, guint64 now_wall_ns)
{
  /* Latched: only a new path that was proved, or a person, takes it away. */
  if (is_integrity_failure (inputs))
    return CHAT_HEALTH_INTEGRITY;
  if (inputs->root_key_changed)
    return CHAT_HEALTH_IDENTITY;
  if (!inputs->wanted)
    return CHAT_HEALTH_DISCONNECTED;
  if (!inputs->network_available && inputs->state != ICWS_STATE_OPEN)
    return CHAT_HEALTH_OFFLINE;
  if (inputs->paused)
    return CHAT_HEALTH_PAUSED;
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
