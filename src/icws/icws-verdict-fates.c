/* SPDX-License-Identifier: MIT */
/*
 * What the certified fates of our requests prove. Absence alone proves little: a message that was
 * sent a moment ago may be on its way. It counts when a time-out of the session has passed over that
 * very request, or when a later one has arrived, for a gateway gets them in order. And it counts against
 * the gateway only if that has received the request.
 */
#include "icws-verdict-private.h"
#include "ic/ic-i18n.h"

#include <string.h>

typedef struct
{
  const IcwsRequestFate *open;          /* (nullable): ws_open */
  const IcwsRequestFate *rejected;      /* (nullable): the first */
  const IcwsRequestFate *out_of_order;  /* (nullable): refused for its number */
  const IcwsRequestFate *not_connected; /* (nullable): refused, for the canister does not know us */
  const IcwsRequestFate *refused;       /* (nullable): refused for another reason */
  const IcwsRequestFate *absent;        /* (nullable): the first message that never arrived */
  gboolean first_absent;                /* and it is the first that was asked about */
  gboolean received_after_absent;       /* and a later one arrived */
  gboolean pending;
  guint n_accepted; /* messages */
} Fates;

/* The errors of the canister development kits for Rust and Motoko, which agree in these words. */
static gboolean
says_not_connected (const char *text)
{
  return strstr (text, "doesn't have an open connection") != NULL ||
         strstr (text, "was not registered to gateway") != NULL ||
         strstr (text, "message to client num not initialized") != NULL;
}

static gboolean
says_replaced (const char *text)
{
  return strstr (text, "has a different key than the one used in the message") != NULL;
}

static gboolean
says_wrong_number (const char *text)
{
  return strstr (text, "xpected incoming sequence number") != NULL;
}

static void
read_refusal (Fates *self, const IcwsRequestFate *request)
{
  const char *text = request->text != NULL ? request->text : "";

  if (says_wrong_number (text))
    self->out_of_order = self->out_of_order != NULL ? self->out_of_order : request;
  else if (says_not_connected (text))
    self->not_connected = self->not_connected != NULL ? self->not_connected : request;
  else if (self->refused == NULL)
    self->refused = request;
}

static void
read_message (Fates *self, const IcwsRequestFate *request, gboolean is_first)
{
  switch (request->fate)
    {
    case ICWS_FATE_UNKNOWN:
      return;
    case ICWS_FATE_ABSENT:
      if (self->absent == NULL)
        {
          self->absent = request;
          self->first_absent = is_first;
        }
      return;
    case ICWS_FATE_PENDING:
      self->pending = TRUE;
      break;
    case ICWS_FATE_ACCEPTED:
      self->n_accepted++;
      break;
    case ICWS_FATE_REFUSED:
      read_refusal (self, request);
      break;
    case ICWS_FATE_REJECTED:
      if (self->rejected == NULL)
        self->rejected = request;
      break;
    }
  if (self->absent != NULL)
    self->received_after_absent = TRUE;
}

static void
read_fates (const IcwsDiagnosis *diagnosis, Fates *self)
{
  gboolean is_first = TRUE;

  *self = (Fates){ 0 };
  if (diagnosis == NULL || diagnosis->requests == NULL)
    return;
  for (guint i = 0; i < diagnosis->requests->len; i++)
    {
      const IcwsRequestFate *request = &g_array_index (diagnosis->requests, IcwsRequestFate, i);

      if (request->sequence == 0)
        self->open = request;
      else
        {
          read_message (self, request, is_first);
          is_first = FALSE;
        }
    }
}

static const char *
text_of (const IcwsRequestFate *request)
{
  return request->text != NULL && *request->text != '\0' ? request->text : _ ("no reason given");
}

/* By the IC's error code; where a replica gives none, by its reject code. */
static gboolean
rule_rejected (const IcwsRequestFate *request, IcwsRuling *out)
{
#define REJECTED(act, response, words)                                                             \
  icws_ruling_set (out, act, ICWS_CULPRIT_CANISTER, ICWS_CERTAINTY_PROVED, response, words,        \
                   text_of (request))
  const char *code = request->error_code != NULL ? request->error_code : "";

  /* Translators: here and below %s is what the Internet Computer or the canister said, in English */
  if (g_str_equal (code, "IC0508") || g_str_equal (code, "IC0509"))
    return REJECTED (ICWS_ACT_CANISTER_STOPPED, ICWS_RESPONSE_RETRY,
                     _ ("The canister is stopped, as the Internet Computer certifies: %s"));
  if (g_str_equal (code, "IC0207"))
    return REJECTED (ICWS_ACT_CANISTER_OUT_OF_CYCLES, ICWS_RESPONSE_RETRY,
                     _ ("The canister is out of cycles, as the Internet Computer certifies: %s"));
  if (g_str_equal (code, "IC0301"))
    return REJECTED (ICWS_ACT_CANISTER_MISSING, ICWS_RESPONSE_STOP,
                     _ ("There is no such canister, as the Internet Computer certifies: %s"));
  if (g_str_equal (code, "IC0302") || g_str_equal (code, "IC0536") ||
      g_str_equal (code, "IC0304") || g_str_equal (code, "IC0537"))
    return REJECTED (ICWS_ACT_CANISTER_NO_METHOD, ICWS_RESPONSE_STOP,
                     _ ("The canister does not offer IC WebSocket connections, as the Internet "
                        "Computer certifies: %s"));
  if (g_str_equal (code, "IC0406") || (*code == '\0' && request->reject_code == 4))
    return REJECTED (ICWS_ACT_CANISTER_REFUSED, ICWS_RESPONSE_RETRY,
                     _ ("The canister refused, as the Internet Computer certifies: %s"));
  if (g_str_has_prefix (code, "IC05") || (*code == '\0' && request->reject_code == 5))
    return REJECTED (ICWS_ACT_CANISTER_TRAPPED, ICWS_RESPONSE_RETRY,
                     _ ("The canister broke down over our message, as the Internet Computer "
                        "certifies: %s"));
  if (*code == '\0' && request->reject_code == 3)
    return REJECTED (
        ICWS_ACT_CANISTER_NO_METHOD, ICWS_RESPONSE_STOP,
        _ ("There is no such canister or method, as the Internet Computer certifies: %s"));
  return REJECTED (
      ICWS_ACT_CANISTER_SLOW, ICWS_RESPONSE_RETRY,
      _ ("The canister could not be served just now, as the Internet Computer certifies: %s"));
#undef REJECTED
}

static gboolean
rule_refused (const IcwsRequestFate *request, IcwsRuling *out)
{
  if (says_replaced (text_of (request)))
    return icws_ruling_set (
        out, ICWS_ACT_CANISTER_CLOSED, ICWS_CULPRIT_YOU, ICWS_CERTAINTY_PROVED, ICWS_RESPONSE_RETRY,
        _ ("Another connection of the same identity has replaced this one, as the "
           "canister certifies"));
  if (request->sequence == 0)
    return icws_ruling_set (out, ICWS_ACT_CANISTER_REFUSED, ICWS_CULPRIT_CANISTER,
                            ICWS_CERTAINTY_PROVED, ICWS_RESPONSE_RETRY,
                            _ ("The canister refused the connection, as the Internet Computer "
                               "certifies: %s"),
                            text_of (request));
  return icws_ruling_set (
      out, ICWS_ACT_CANISTER_REFUSED, ICWS_CULPRIT_CANISTER, ICWS_CERTAINTY_PROVED,
      ICWS_RESPONSE_RETRY,
      _ ("The canister refused our message %" PRIu64 ", as the Internet Computer certifies: %s"),
      request->sequence, text_of (request));
}

/* The same program cannot have forgotten us by an upgrade to another. A gateway closes our connection
 * at the canister when the way to us breaks, which is its duty, and tells nobody who is behind the break. */
static gboolean
rule_not_connected (const IcwsCase *self, IcwsRuling *out)
{
  gboolean same_program = icws_diagnosis_is_same_program (self->diagnosis);

  if (same_program && self->gateway == NULL)
    return icws_ruling_set (
        out, ICWS_ACT_OUT_OF_STEP, ICWS_CULPRIT_NETWORK, ICWS_CERTAINTY_SUSPECTED,
        ICWS_RESPONSE_RETRY,
        _ ("The canister does not know this connection any more, as it certifies, "
           "and runs the same program as before: it seems to have closed it when "
           "it did not hear from us in time"));
  if (same_program)
    return icws_ruling_set (
        out, ICWS_ACT_CONNECTION_LOST, ICWS_CULPRIT_NETWORK, ICWS_CERTAINTY_SUSPECTED,
        ICWS_RESPONSE_FAIL_OVER,
        _ ("The canister does not know this connection any more, as it certifies, "
           "and runs the same program as before: the gateway seems to have told it "
           "that we are gone, as gateways do when the way to us breaks"));
  return icws_ruling_set (
      out, ICWS_ACT_CANISTER_RESTARTED, ICWS_CULPRIT_CANISTER, ICWS_CERTAINTY_PROVED,
      ICWS_RESPONSE_RETRY,
      _ ("The canister does not know this connection any more, as it certifies: "
         "an upgrade makes it forget who is connected"));
}

/* A way to the gateway that has died without a word looks the same to the IC. */
static gboolean
rule_lost_or_withheld (const IcwsRequestFate *request, IcwsRuling *out)
{
  if (request->sequence == 0)
    return icws_ruling_set (
        out, ICWS_ACT_WITHHELD_FROM_CANISTER, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_SUSPECTED,
        ICWS_RESPONSE_FAIL_OVER,
        _ ("The request to connect has not come to the Internet Computer, as it "
           "certifies; the gateway may have kept it back, or the way to the "
           "gateway is dead"));
  return icws_ruling_set (out, ICWS_ACT_WITHHELD_FROM_CANISTER, ICWS_CULPRIT_GATEWAY,
                          ICWS_CERTAINTY_SUSPECTED, ICWS_RESPONSE_FAIL_OVER,
                          _ ("Our message %" PRIu64 " has not come to the Internet Computer, as it "
                             "certifies; the gateway may have kept it back, or the way to the "
                             "gateway is dead"),
                          request->sequence);
}

/* @later_arrived: one that was sent after it, and so the gateway got both. In direct mode nobody stands
 * between. */
static gboolean
rule_withheld (const IcwsCase *self,
               const IcwsRequestFate *request,
               gboolean later_arrived,
               IcwsResponse response,
               IcwsRuling *out)
{
  if (self->gateway != NULL && !later_arrived && !self->gateway_received)
    return rule_lost_or_withheld (request, out);
  if (request->sequence == 0)
    return icws_ruling_set (
        out, ICWS_ACT_WITHHELD_FROM_CANISTER, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_PROVED, response,
        ICWS_GATEWAY_OR_NODE (
            self,
            _ ("The gateway did not pass on the request to connect: the Internet "
               "Computer certifies that it never came"),
            _ ("The boundary node did not pass on the request to connect: the Internet "
               "Computer certifies that it never came")));
  return icws_ruling_set (
      out, ICWS_ACT_WITHHELD_FROM_CANISTER, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_PROVED, response,
      ICWS_GATEWAY_OR_NODE (self,
                            _ ("The gateway did not pass on our message %" PRIu64
                               ": the Internet Computer certifies that it never came"),
                            _ ("The boundary node did not pass on our message %" PRIu64
                               ": the Internet Computer certifies that it never came")),
      request->sequence);
}

static gboolean
rule_tail_absent (const IcwsRequestFate *request, IcwsRuling *out)
{
  return icws_ruling_set (out, ICWS_ACT_WITHHELD_FROM_CANISTER, ICWS_CULPRIT_GATEWAY,
                          ICWS_CERTAINTY_SUSPECTED, ICWS_RESPONSE_FAIL_OVER,
                          _ ("Our message %" PRIu64
                             " has not come to the Internet Computer; it may have been on its way"),
                          request->sequence);
}

static gboolean
rule_slow (IcwsRuling *out)
{
  return icws_ruling_set (
      out, ICWS_ACT_CANISTER_SLOW, ICWS_CULPRIT_CANISTER, ICWS_CERTAINTY_PROVED,
      ICWS_RESPONSE_RETRY,
      _ ("The canister has not answered yet: the Internet Computer certifies that "
         "it has our message and is at work on it"));
}

/* The IC refuses calls to such a canister without a trace: that looks as if they were withheld, and
 * whoever says so is not certified, so it clears the gateway and proves nothing. */
static gboolean
rule_refuses_calls (const IcwsDiagnosis *diagnosis, IcwsRuling *out)
{
  gboolean no_cycles = g_strcmp0 (diagnosis->query_error_code, "IC0207") == 0;
  const char *text = diagnosis->query_text != NULL ? diagnosis->query_text : _ ("no reason given");

  return icws_ruling_set (
      out, no_cycles ? ICWS_ACT_CANISTER_OUT_OF_CYCLES : ICWS_ACT_CANISTER_STOPPED,
      ICWS_CULPRIT_CANISTER, ICWS_CERTAINTY_SUSPECTED, ICWS_RESPONSE_RETRY,
      no_cycles ? _ ("The canister is out of cycles, as a node of the Internet Computer says: %s")
                : _ ("The canister is stopped, as a node of the Internet Computer says: %s"),
      text);
}

/* There is nobody to talk to. */
gboolean
icws_verdict_read_canister (const IcwsCase *self, IcwsRuling *out)
{
  const IcwsDiagnosis *diagnosis = self->diagnosis;

  if (diagnosis == NULL)
    return FALSE;
  if (diagnosis->canister == ICWS_CANISTER_MISSING)
    return icws_ruling_set (out, ICWS_ACT_CANISTER_MISSING, ICWS_CULPRIT_CANISTER,
                            ICWS_CERTAINTY_PROVED, ICWS_RESPONSE_STOP,
                            _ ("There is no such canister, as the Internet Computer certifies"));
  if (diagnosis->canister == ICWS_CANISTER_EMPTY)
    return icws_ruling_set (
        out, ICWS_ACT_CANISTER_NO_METHOD, ICWS_CULPRIT_CANISTER, ICWS_CERTAINTY_PROVED,
        ICWS_RESPONSE_STOP,
        _ ("The canister has no program in it, as the Internet Computer certifies"));
  if (diagnosis->has_interface && !diagnosis->has_websocket)
    return icws_ruling_set (
        out, ICWS_ACT_CANISTER_NO_METHOD, ICWS_CULPRIT_CANISTER, ICWS_CERTAINTY_PROVED,
        ICWS_RESPONSE_STOP,
        _ ("The canister does not offer IC WebSocket connections, by its certified "
           "interface"));
  if (icws_diagnosis_is_upgraded (diagnosis))
    return icws_ruling_set (out, ICWS_ACT_CANISTER_RESTARTED, ICWS_CULPRIT_CANISTER,
                            ICWS_CERTAINTY_PROVED, ICWS_RESPONSE_RETRY,
                            _ ("The canister runs another program than when the connection was "
                               "opened, as the Internet Computer certifies: an upgrade makes it "
                               "forget who is connected"));
  return diagnosis->refuses_calls && rule_refuses_calls (diagnosis, out);
}

gboolean
icws_verdict_read_answers (const IcwsCase *self, IcwsRuling *out)
{
  Fates fates;

  read_fates (self->diagnosis, &fates);
  if (fates.open != NULL && fates.open->fate == ICWS_FATE_REJECTED)
    return rule_rejected (fates.open, out);
  if (fates.open != NULL && fates.open->fate == ICWS_FATE_REFUSED)
    return rule_refused (fates.open, out);
  if (fates.rejected != NULL)
    return rule_rejected (fates.rejected, out);
  if (fates.out_of_order != NULL)
    return FALSE; /* not an answer that stands for itself: see the messages before it */
  if (fates.not_connected != NULL)
    return rule_not_connected (self, out);
  if (fates.refused != NULL)
    return rule_refused (fates.refused, out);
  return FALSE;
}

/* The canister dropped us for a number or a missing sign of life. */
gboolean
icws_verdict_read_out_of_step (const IcwsCase *self, IcwsRuling *out)
{
  Fates fates;
  gboolean by_number = !g_error_matches (self->error, ICWS_ERROR, ICWS_ERROR_CLOSED_KEEP_ALIVE);

  read_fates (self->diagnosis, &fates);
  if (fates.absent != NULL && fates.received_after_absent)
    /* Of two that were sent at once one may have been late rather than left out. */
    return rule_withheld (self, fates.absent, TRUE,
                          by_number ? ICWS_RESPONSE_FAIL_OVER : ICWS_RESPONSE_QUARANTINE, out);
  /* The canister waited a minute for it; but our own network may have stood still so long. */
  if (fates.absent != NULL && fates.first_absent && !by_number)
    return rule_withheld (self, fates.absent, FALSE, ICWS_RESPONSE_FAIL_OVER, out);
  /* A message that the canister did not take leaves a gap before the next one, or was the sign of
   * life. */
  if (fates.rejected != NULL)
    return rule_rejected (fates.rejected, out);
  if (fates.refused != NULL)
    return rule_refused (fates.refused, out);
  if (!by_number && fates.pending)
    return rule_slow (out);
  return FALSE;
}

gboolean
icws_verdict_read_open (const IcwsCase *self, IcwsRuling *out)
{
  Fates fates;

  read_fates (self->diagnosis, &fates);
  if (fates.open == NULL)
    return FALSE;
  switch (fates.open->fate)
    {
    case ICWS_FATE_ABSENT:
      return rule_withheld (self, fates.open, FALSE, ICWS_RESPONSE_QUARANTINE, out);
    case ICWS_FATE_PENDING:
      return rule_slow (out);
    case ICWS_FATE_ACCEPTED:
      /* Not proved: nobody certifies when it was accepted, and that may be a moment ago; and an
       * upgrade in between loses the answer. */
      return icws_ruling_set (
          out, ICWS_ACT_WITHHELD_FROM_YOU, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_SUSPECTED,
          ICWS_RESPONSE_FAIL_OVER,
          ICWS_GATEWAY_OR_NODE (
              self,
              _ ("The canister took the connection, as the Internet Computer "
                 "certifies, but the gateway did not hand over its answer"),
              _ ("The canister took the connection, as the Internet Computer "
                 "certifies, but the boundary node did not hand over its answer")));
    case ICWS_FATE_REFUSED:
      return rule_refused (fates.open, out);
    case ICWS_FATE_REJECTED:
      return rule_rejected (fates.open, out);
    case ICWS_FATE_UNKNOWN:
      break;
    }
  return FALSE;
}

/* No ack message, or none for a message of ours, in time; or a message that did not arrive. */
gboolean
icws_verdict_read_timeout (const IcwsCase *self, IcwsRuling *out)
{
  gboolean withheld = g_error_matches (self->error, ICWS_ERROR, ICWS_ERROR_WITHHELD);
  /* The first that is not acknowledged is the one whose time is up. */
  gboolean first_is_overdue = g_error_matches (self->error, ICWS_ERROR, ICWS_ERROR_ACK_TIMEOUT);
  Fates fates;

  read_fates (self->diagnosis, &fates);
  if (fates.open != NULL && fates.open->fate == ICWS_FATE_ABSENT && fates.n_accepted == 0 &&
      fates.absent == NULL && withheld)
    return rule_withheld (self, fates.open, FALSE, ICWS_RESPONSE_QUARANTINE, out);
  if (fates.absent != NULL &&
      (withheld || fates.received_after_absent || (first_is_overdue && fates.first_absent)))
    return rule_withheld (self, fates.absent, fates.received_after_absent, ICWS_RESPONSE_QUARANTINE,
                          out);
  if (fates.out_of_order != NULL)
    return icws_ruling_set (out, ICWS_ACT_OUT_OF_STEP, ICWS_CULPRIT_NETWORK, ICWS_CERTAINTY_PROVED,
                            ICWS_RESPONSE_RETRY,
                            _ ("Our messages reached the canister in the wrong order, as it "
                               "certifies: %s"),
                            text_of (fates.out_of_order));
  if (fates.pending)
    return rule_slow (out);
  if (fates.absent != NULL)
    return rule_tail_absent (fates.absent, out);
  if (withheld && fates.n_accepted > 0)
    return icws_ruling_set (out, ICWS_ACT_DELAYED, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_SUSPECTED,
                            ICWS_RESPONSE_FAIL_OVER,
                            _ ("Our messages came to the canister after all, but late"));
  if (fates.n_accepted > 0)
    /* Not proved: a canister whose timers do not run takes messages and sends no ack. */
    return icws_ruling_set (
        out, ICWS_ACT_WITHHELD_FROM_YOU, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_SUSPECTED,
        ICWS_RESPONSE_FAIL_OVER,
        ICWS_GATEWAY_OR_NODE (
            self,
            _ ("The canister has our messages, as the Internet Computer certifies, "
               "but no acknowledgement came through the gateway"),
            _ ("The canister has our messages, as the Internet Computer certifies, "
               "but no acknowledgement came through the boundary node")));
  return FALSE;
}
