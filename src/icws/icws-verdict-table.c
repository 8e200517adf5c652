/* SPDX-License-Identifier: MIT */
/*
 * From the end of a session to a ruling: who did what, how sure we are, what follows. One rule goes
 * before all others: no false alarm. What a network, sleep, a set clock, a slow or upgraded canister
 * or a gateway's restart can bring about as well is at most suspected, and sends nobody to quarantine.
 */
#include "icws-verdict-private.h"
#include "ic/ic-i18n.h"

#include <string.h>

gboolean
icws_ruling_set (IcwsRuling *out,
                 IcwsAct act,
                 IcwsCulprit culprit,
                 IcwsCertainty certainty,
                 IcwsResponse response,
                 const char *format,
                 ...)
{
  va_list args;

  out->act = act;
  out->culprit = culprit;
  out->certainty = certainty;
  out->response = response;
  g_free (out->text);
  va_start (args, format);
  out->text = g_strdup_vprintf (format, args);
  va_end (args);
  return TRUE;
}

gboolean
icws_act_is_integrity_failure (IcwsAct act, IcwsCertainty certainty)
{
  /* They stand together in the enumeration. */
  return act >= ICWS_ACT_TAMPERED && act <= ICWS_ACT_STALE && certainty == ICWS_CERTAINTY_PROVED;
}

/* The IC does not answer either. */
gboolean
icws_verdict_read_network (const IcwsCase *self, IcwsRuling *out)
{
  if (self->diagnosis == NULL || self->diagnosis->reachable)
    return FALSE;
  return icws_ruling_set (
      out, ICWS_ACT_NETWORK_LOST, ICWS_CULPRIT_NETWORK, ICWS_CERTAINTY_SUSPECTED,
      ICWS_RESPONSE_RETRY,
      _ ("The network is gone: the Internet Computer cannot be reached either"));
}

static void
rule_lie (IcwsRuling *out, IcwsAct act, const char *text)
{
  icws_ruling_set (out, act, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_PROVED, ICWS_RESPONSE_QUARANTINE,
                   "%s", text);
}

static void
rule_violation (IcwsRuling *out, const char *text)
{
  rule_lie (out, ICWS_ACT_PROTOCOL_VIOLATION, text);
}

static void
rule_identity (const IcwsCase *self, IcwsRuling *out)
{
  icws_ruling_set (out, ICWS_ACT_IDENTITY, ICWS_CULPRIT_YOU, ICWS_CERTAINTY_PROVED,
                   ICWS_RESPONSE_STOP, _ ("This identity cannot be used here: %s"),
                   self->error->message);
}

static void
rule_canister_misbehaved (const IcwsCase *self, IcwsRuling *out)
{
  icws_ruling_set (out, ICWS_ACT_CANISTER_MISBEHAVED, ICWS_CULPRIT_CANISTER, ICWS_CERTAINTY_PROVED,
                   ICWS_RESPONSE_RETRY,
                   _ ("The canister breaks the protocol, and certified it: %s"),
                   self->error->message);
}

static void
rule_unreachable (const IcwsCase *self, IcwsRuling *out)
{
  if (icws_verdict_read_network (self, out))
    return;
  icws_ruling_set (out, ICWS_ACT_GATEWAY_UNREACHABLE, ICWS_CULPRIT_NETWORK,
                   ICWS_CERTAINTY_SUSPECTED, ICWS_RESPONSE_FAIL_OVER,
                   self->gateway == NULL ? _ ("The canister cannot be reached: %s")
                   : self->diagnosis != NULL
                       ? _ ("The gateway cannot be reached, though the Internet "
                            "Computer can: %s")
                       : _ ("The gateway cannot be reached: %s"),
                   self->error->message);
}

static void
rule_tls (const IcwsCase *self, IcwsRuling *out)
{
  if (icws_verdict_read_clock (self, out) || icws_verdict_read_network (self, out))
    return;
  icws_ruling_set (
      out, ICWS_ACT_TLS, ICWS_CULPRIT_NETWORK, ICWS_CERTAINTY_SUSPECTED, ICWS_RESPONSE_FAIL_OVER,
      ICWS_GATEWAY_OR_NODE (
          self,
          _ ("No secure connection to the gateway: its TLS certificate is not acceptable, or "
             "something stands in between"),
          _ ("No secure connection to the boundary node: its TLS certificate is not acceptable, or "
             "something stands in between")));
}

/* Messages that were on their way when a connection ends are lost to nobody's fault, so absence says
 * nothing here. */
static void
rule_disconnected (const IcwsCase *self, IcwsRuling *out)
{
  const IcwsRequestFate *open = self->diagnosis != NULL
                                    ? icws_diagnosis_get_request (self->diagnosis, 0)
                                    : NULL;
  gboolean never_came = open != NULL && open->fate == ICWS_FATE_ABSENT;
  /* A gateway whose polls are refused drops its sessions without a word. */
  gboolean refuses_calls = self->diagnosis != NULL && self->diagnosis->refuses_calls;

  if (icws_verdict_read_network (self, out) ||
      (never_came && icws_verdict_read_clock (self, out)) ||
      icws_verdict_read_answers (self, out) ||
      ((never_came || refuses_calls) && icws_verdict_read_canister (self, out)))
    return;
  icws_ruling_set (out, ICWS_ACT_CONNECTION_LOST, ICWS_CULPRIT_NETWORK, ICWS_CERTAINTY_SUSPECTED,
                   never_came ? ICWS_RESPONSE_FAIL_OVER : ICWS_RESPONSE_RETRY,
                   never_came
                       ? _ ("The connection ended before the request to connect had come to the "
                            "canister")
                       : ICWS_GATEWAY_OR_NODE (self, _ ("The connection to the gateway was lost"),
                                               _ ("The connection to the boundary node was lost")));
}

static void
rule_handshake_timeout (const IcwsCase *self, IcwsRuling *out)
{
  if (icws_verdict_read_network (self, out))
    return;
  icws_ruling_set (out, ICWS_ACT_PROTOCOL_VIOLATION, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_SUSPECTED,
                   ICWS_RESPONSE_FAIL_OVER,
                   ICWS_GATEWAY_OR_NODE (
                       self, _ ("The gateway took the connection and then did not say who it is"),
                       _ ("The boundary node took the connection and then did not say who it is")));
}

static void
rule_open_timeout (const IcwsCase *self, IcwsRuling *out)
{
  if (icws_verdict_read_clock (self, out) || icws_verdict_read_network (self, out) ||
      icws_verdict_read_answers (self, out) || icws_verdict_read_canister (self, out) ||
      icws_verdict_read_open (self, out))
    return;
  icws_ruling_set (out, ICWS_ACT_NEVER_OPENED, ICWS_CULPRIT_NONE, ICWS_CERTAINTY_SUSPECTED,
                   ICWS_RESPONSE_FAIL_OVER,
                   _ ("The canister's answer to the request to connect did not come in time, and "
                      "nobody can say why"));
}

/* Silence, or a message that nobody acknowledges. */
static void
rule_timeout (const IcwsCase *self, IcwsRuling *out, IcwsAct otherwise, const char *text)
{
  if (icws_verdict_read_clock (self, out) || icws_verdict_read_network (self, out) ||
      icws_verdict_read_answers (self, out) || icws_verdict_read_canister (self, out) ||
      icws_verdict_read_timeout (self, out))
    return;
  icws_ruling_set (out, otherwise, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_SUSPECTED,
                   ICWS_RESPONSE_FAIL_OVER, "%s", text);
}

static void
rule_out_of_step (const IcwsCase *self, IcwsRuling *out, const char *text)
{
  if (icws_verdict_read_clock (self, out) || icws_verdict_read_out_of_step (self, out))
    return;
  icws_ruling_set (out, ICWS_ACT_OUT_OF_STEP, ICWS_CULPRIT_NETWORK, ICWS_CERTAINTY_PROVED,
                   ICWS_RESPONSE_RETRY, "%s", text);
}

static void
rule_refused (const IcwsCase *self, IcwsRuling *out)
{
  if (icws_verdict_read_clock (self, out) || icws_verdict_read_answers (self, out))
    return;
  icws_ruling_set (out, ICWS_ACT_CANISTER_REFUSED, ICWS_CULPRIT_CANISTER,
                   self->diagnosis != NULL ? ICWS_CERTAINTY_PROVED : ICWS_CERTAINTY_SUSPECTED,
                   ICWS_RESPONSE_RETRY, _ ("The canister refused: %s"), self->error->message);
}

/* A canister that lost its memory in an upgrade numbers its queues anew, and a gateway that polls for
 * another client asks from where it was: honestly it skips the first messages, the OpenMessage among
 * them. Once that has come, nothing is skipped. */
static void
rule_reordered (const IcwsCase *self, IcwsRuling *out)
{
  if (self->was_opening)
    icws_ruling_set (
        out, ICWS_ACT_REORDERED, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_SUSPECTED,
        ICWS_RESPONSE_FAIL_OVER,
        ICWS_GATEWAY_OR_NODE (
            self,
            _ ("The first message that the gateway handed over is not the canister's first: "
               "it left one out, or an upgrade of the canister made it miss one"),
            _ ("The first message that the boundary node handed over is not the canister's first: "
               "it left one out, or an upgrade of the canister made it miss one")));
  else
    rule_lie (
        out, ICWS_ACT_REORDERED,
        ICWS_GATEWAY_OR_NODE (
            self,
            _ ("The gateway left a message out or swapped two, by the numbers that the canister "
               "certified"),
            _ ("The boundary node left a message out or swapped two, by the numbers that the "
               "canister "
               "certified")));
}

/* Not the end of a session, or one of ours. */
static void
rule_nothing (const IcwsCase *self, IcwsRuling *out, IcwsCulprit culprit)
{
  icws_ruling_set (out, ICWS_ACT_NONE, culprit, ICWS_CERTAINTY_PROVED, ICWS_RESPONSE_KEEP, "%s",
                   self->error->message);
}

/* A switch without a default: the compiler tells of a code that was forgotten. */
static void
rule_code (const IcwsCase *self, IcwsError code, IcwsRuling *out)
{
  switch (code)
    {
    case ICWS_ERROR_UNREACHABLE:
      rule_unreachable (self, out);
      return;
    case ICWS_ERROR_TLS:
      rule_tls (self, out);
      return;
    case ICWS_ERROR_DISCONNECTED:
      rule_disconnected (self, out);
      return;
    case ICWS_ERROR_CANCELLED:
      rule_nothing (self, out, ICWS_CULPRIT_NONE);
      return;
    case ICWS_ERROR_SUSPENDED:
      icws_ruling_set (out, ICWS_ACT_SUSPENDED, ICWS_CULPRIT_NONE, ICWS_CERTAINTY_PROVED,
                       ICWS_RESPONSE_RETRY,
                       _ ("This computer slept longer than a connection lasts"));
      return;
    case ICWS_ERROR_GOING_AWAY:
      icws_ruling_set (
          out, ICWS_ACT_GATEWAY_RESTARTED, ICWS_CULPRIT_NETWORK, ICWS_CERTAINTY_SUSPECTED,
          ICWS_RESPONSE_RETRY,
          ICWS_GATEWAY_OR_NODE (self, _ ("The gateway said goodbye: it stops or restarts"),
                                _ ("The boundary node said goodbye: it stops or restarts")));
      return;
    case ICWS_ERROR_HANDSHAKE:
      rule_violation (
          out,
          ICWS_GATEWAY_OR_NODE (
              self, _ ("The gateway's first words are no handshake of an IC WebSocket gateway"),
              _ ("What the boundary node answers is not what the protocol asks for")));
      return;
    case ICWS_ERROR_HANDSHAKE_TIMEOUT:
      rule_handshake_timeout (self, out);
      return;
    case ICWS_ERROR_FRAME:
      rule_violation (out, ICWS_GATEWAY_OR_NODE (
                               self, _ ("The gateway sent something that is no relayed message"),
                               _ ("The boundary node sent something that is no relayed message")));
      return;
    case ICWS_ERROR_FRAME_LIMIT:
      rule_violation (
          out, ICWS_GATEWAY_OR_NODE (
                   self, _ ("The gateway sent more in one piece than any canister can make"),
                   _ ("The boundary node sent more in one piece than any canister can make")));
      return;
    case ICWS_ERROR_FLOOD:
      rule_violation (
          out, ICWS_GATEWAY_OR_NODE (self, _ ("The gateway floods this computer with messages"),
                                     _ ("The boundary node floods this computer with messages")));
      return;
    case ICWS_ERROR_TAMPERED_CONTENT:
      rule_lie (out, ICWS_ACT_TAMPERED,
                ICWS_GATEWAY_OR_NODE (self,
                                      _ ("The gateway changed a message: its hash is not the one "
                                         "that the canister certified"),
                                      _ ("The boundary node changed a message: its hash is not the "
                                         "one that the canister certified")));
      return;
    case ICWS_ERROR_TAMPERED_KEY:
      rule_lie (
          out, ICWS_ACT_TAMPERED,
          ICWS_GATEWAY_OR_NODE (
              self,
              _ ("The gateway changed a message's key: the canister certified none of that name in "
                 "the queue that it reads"),
              _ ("The boundary node changed a message's key: the canister certified none of that "
                 "name in "
                 "the queue that it reads")));
      return;
    case ICWS_ERROR_TAMPERED_TREE:
      rule_lie (out, ICWS_ACT_TAMPERED,
                ICWS_GATEWAY_OR_NODE (self,
                                      _ ("The gateway changed a message's witness: its root is not "
                                         "the canister's certified "
                                         "data"),
                                      _ ("The boundary node changed a message's witness: its root "
                                         "is not the canister's certified "
                                         "data")));
      return;
    case ICWS_ERROR_TAMPERED_CERTIFICATE:
      rule_lie (out, ICWS_ACT_TAMPERED,
                ICWS_GATEWAY_OR_NODE (self, _ ("The gateway damaged a message's certificate"),
                                      _ ("The boundary node damaged a message's certificate")));
      return;
    case ICWS_ERROR_FORGED_SIGNATURE:
      rule_lie (
          out, ICWS_ACT_FORGED,
          ICWS_GATEWAY_OR_NODE (
              self, _ ("The gateway forged a certificate: the Internet Computer did not sign it"),
              _ ("The boundary node forged a certificate: the Internet Computer did not sign it")));
      return;
    case ICWS_ERROR_FORGED_DELEGATION:
      rule_lie (out, ICWS_ACT_FORGED,
                ICWS_GATEWAY_OR_NODE (self,
                                      _ ("The gateway forged a certificate: the Internet Computer "
                                         "did not appoint the subnet "
                                         "that signed it"),
                                      _ ("The boundary node forged a certificate: the Internet "
                                         "Computer did not appoint the subnet "
                                         "that signed it")));
      return;
    case ICWS_ERROR_FORGED_RANGE:
      rule_lie (
          out, ICWS_ACT_FORGED,
          ICWS_GATEWAY_OR_NODE (
              self,
              _ ("The gateway passed off a certificate of a subnet that is not responsible for the "
                 "canister"),
              _ ("The boundary node passed off a certificate of a subnet that is not responsible "
                 "for the "
                 "canister")));
      return;
    case ICWS_ERROR_FORGED_CANISTER:
      rule_lie (out, ICWS_ACT_FORGED,
                ICWS_GATEWAY_OR_NODE (
                    self, _ ("The gateway passed off a certificate of another canister"),
                    _ ("The boundary node passed off a certificate of another canister")));
      return;
    case ICWS_ERROR_STALE:
      icws_verdict_rule_stale (self, out);
      return;
    case ICWS_ERROR_FUTURE:
      icws_verdict_rule_future (self, out);
      return;
    case ICWS_ERROR_REPLAYED:
      rule_lie (out, ICWS_ACT_REPLAYED,
                ICWS_GATEWAY_OR_NODE (self,
                                      _ ("The gateway handed over a message again, by the number "
                                         "that the canister certified"),
                                      _ ("The boundary node handed over a message again, by the "
                                         "number that the canister certified")));
      return;
    case ICWS_ERROR_REORDERED:
      rule_reordered (self, out);
      return;
    case ICWS_ERROR_MISDELIVERED:
      rule_lie (
          out, ICWS_ACT_MISDELIVERED,
          ICWS_GATEWAY_OR_NODE (
              self,
              _ ("The gateway handed over a message that the canister certified for somebody else"),
              _ ("The boundary node handed over a message that the canister certified for somebody "
                 "else")));
      return;
    case ICWS_ERROR_MESSAGE_LATE:
    case ICWS_ERROR_DELAYED:
      icws_verdict_rule_late (self, out);
      return;
    case ICWS_ERROR_ACK_TIMEOUT:
      rule_timeout (
          self, out, ICWS_ACT_WITHHELD_FROM_CANISTER,
          ICWS_GATEWAY_OR_NODE (
              self,
              _ ("The canister did not acknowledge our messages in time: they may not have come "
                 "to it through this gateway"),
              _ ("The canister did not acknowledge our messages in time: they may not have come "
                 "to it through this boundary node")));
      return;
    case ICWS_ERROR_SILENT:
      rule_timeout (
          self, out, ICWS_ACT_WITHHELD_FROM_YOU,
          ICWS_GATEWAY_OR_NODE (
              self,
              _ ("Nothing came from the canister through this gateway in the time in which it "
                 "must give a sign of life"),
              _ ("Nothing came from the canister through this boundary node in the time in which "
                 "it "
                 "must give a sign of life")));
      return;
    case ICWS_ERROR_OPEN_TIMEOUT:
      rule_open_timeout (self, out);
      return;
    case ICWS_ERROR_WITHHELD:
      rule_timeout (
          self, out, ICWS_ACT_WITHHELD_FROM_CANISTER,
          ICWS_GATEWAY_OR_NODE (
              self, _ ("What we sent has not come to the canister through this gateway"),
              _ ("What we sent has not come to the canister through this boundary node")));
      return;
    case ICWS_ERROR_CONTENT:
    case ICWS_ERROR_UNEXPECTED_SERVICE:
    case ICWS_ERROR_BAD_ACK:
      rule_canister_misbehaved (self, out);
      return;
    case ICWS_ERROR_CLOSED_WRONG_SEQUENCE:
      rule_out_of_step (
          self, out,
          _ ("The canister closed the connection, for two of our messages reached it in "
             "the wrong order"));
      return;
    case ICWS_ERROR_CLOSED_INVALID_SERVICE:
      icws_ruling_set (out, ICWS_ACT_CANISTER_MISBEHAVED, ICWS_CULPRIT_CANISTER,
                       ICWS_CERTAINTY_PROVED, ICWS_RESPONSE_RETRY,
                       _ ("The canister closed the connection, for it did not understand a service "
                          "message of ours"));
      return;
    case ICWS_ERROR_CLOSED_KEEP_ALIVE:
      rule_out_of_step (
          self, out,
          _ ("The canister closed the connection, for our sign of life did not reach it "
             "in time"));
      return;
    case ICWS_ERROR_CLOSED_BY_APPLICATION:
      icws_ruling_set (out, ICWS_ACT_CANISTER_CLOSED, ICWS_CULPRIT_CANISTER, ICWS_CERTAINTY_PROVED,
                       ICWS_RESPONSE_STOP, _ ("The canister closed the connection"));
      return;
    case ICWS_ERROR_REFUSED:
      rule_refused (self, out);
      return;
    case ICWS_ERROR_IDENTITY_EXPIRED:
      if (!icws_verdict_read_clock (self, out))
        rule_identity (self, out);
      return;
    case ICWS_ERROR_ANONYMOUS:
    case ICWS_ERROR_IDENTITY_RESTRICTED:
    case ICWS_ERROR_SIGN:
      rule_identity (self, out);
      return;
    case ICWS_ERROR_NOT_OPEN:
    case ICWS_ERROR_MESSAGE_TOO_LARGE:
    case ICWS_ERROR_BUSY:
      rule_nothing (self, out, ICWS_CULPRIT_YOU);
      return;
    }
  icws_ruling_set (out, ICWS_ACT_CONNECTION_LOST, ICWS_CULPRIT_NETWORK, ICWS_CERTAINTY_SUSPECTED,
                   ICWS_RESPONSE_RETRY, _ ("The connection ended: %s"), self->error->message);
}

/* What went wrong before there was a session: the root key, an agent's call. */
static void
rule_foreign (const IcwsCase *self, IcwsRuling *out)
{
  if (icws_verdict_read_clock (self, out) || icws_verdict_read_network (self, out))
    return;
  switch (icws_error_get_culprit (self->error))
    {
    case ICWS_CULPRIT_NONE:
      rule_nothing (self, out, ICWS_CULPRIT_NONE);
      return;
    case ICWS_CULPRIT_YOU:
      rule_identity (self, out);
      return;
    case ICWS_CULPRIT_NETWORK:
    case ICWS_CULPRIT_GATEWAY:
    case ICWS_CULPRIT_CANISTER:
      break;
    }
  icws_ruling_set (out, ICWS_ACT_CONNECTION_LOST, ICWS_CULPRIT_NETWORK, ICWS_CERTAINTY_SUSPECTED,
                   ICWS_RESPONSE_RETRY, _ ("No connection: %s"), self->error->message);
}

/* Without a gateway it is a boundary node, or something on the way to it, and there is none to set
 * aside. */
static void
adapt_to_direct (IcwsRuling *out)
{
  if (out->culprit == ICWS_CULPRIT_GATEWAY)
    out->culprit = ICWS_CULPRIT_NETWORK;
  if (out->response == ICWS_RESPONSE_QUARANTINE)
    out->response = ICWS_RESPONSE_FAIL_OVER;
}

void
icws_verdict_rule (const IcwsCase *self, IcwsRuling *out)
{
  if (self->error->domain == ICWS_ERROR)
    rule_code (self, self->error->code, out);
  else
    rule_foreign (self, out);
  if (self->gateway == NULL)
    adapt_to_direct (out);
}
