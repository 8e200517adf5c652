/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-verdict-text.h"

#define ADVICE_SWITCHED                                                                            \
  N_ ("Attest uses another way. Look at the evidence, and tell the people who run the gateway.")
#define ADVICE_NOTHING  N_ ("Nothing needs to be done: Attest connects again by itself.")
#define ADVICE_CANISTER N_ ("Tell the people who run the room. Another gateway does not help.")

/* In the order of IcwsAct. */
static const AttestErrorText TEXTS[ICWS_N_ACTS] = {
  [ICWS_ACT_NONE] = { N_ ("Disconnected"), N_ ("You closed the connection."),
                      N_ ("Connect again whenever you like.") },
  [ICWS_ACT_TAMPERED] = { N_ ("A message was changed"),
                          N_ ("The gateway handed over a message that is not the one which the "
                              "Internet Computer certified."),
                          ADVICE_SWITCHED },
  [ICWS_ACT_FORGED] = { N_ ("A proof was forged"),
                        N_ ("The gateway handed over a certificate that the Internet Computer "
                            "never "
                            "made for this room."),
                        ADVICE_SWITCHED },
  [ICWS_ACT_REPLAYED] = { N_ ("An old message came again"),
                          N_ ("The gateway handed over a message a second time."),
                          ADVICE_SWITCHED },
  [ICWS_ACT_REORDERED] = { N_ ("Messages are missing or out of order"),
                           N_ ("The gateway left out a message or changed the order."),
                           ADVICE_SWITCHED },
  [ICWS_ACT_MISDELIVERED] = { N_ ("Somebody else's message came"),
                              N_ ("The gateway handed over a message that is for another client."),
                              ADVICE_SWITCHED },
  [ICWS_ACT_STALE] = { N_ ("An outdated proof came"),
                       N_ ("The gateway handed over a certificate that is too old. The Internet "
                           "Computer confirms that this computer's clock is right."),
                       ADVICE_SWITCHED },
  [ICWS_ACT_WITHHELD_FROM_CANISTER] = { N_ ("Your messages were withheld"),
                                        N_ ("The gateway took what you sent and did not pass it "
                                            "on: "
                                            "the Internet Computer never received it."),
                                        N_ ("What you wrote is kept and sent another way.") },
  [ICWS_ACT_WITHHELD_FROM_YOU] = { N_ ("Messages to you are withheld"),
                                   N_ ("The room answered, but the gateway does not hand the "
                                       "answer "
                                       "over."),
                                   N_ ("Attest uses another way. Messages of the meantime may be "
                                       "missing.") },
  [ICWS_ACT_DELAYED] = { N_ ("Messages come too late"),
                         N_ ("What the room wrote is genuine, but is held back on the way."),
                         N_ ("If it goes on, use another gateway.") },
  [ICWS_ACT_PROTOCOL_VIOLATION] = { N_ ("The gateway breaks the rules"),
                                    N_ ("What the gateway sent is no message of the protocol."),
                                    N_ ("Attest uses another way. The address may belong to "
                                        "something that is no gateway.") },
  [ICWS_ACT_NEVER_OPENED] = { N_ ("The room does not answer"),
                              N_ ("The gateway took your request, but no answer came, and the "
                                  "Internet Computer could not be asked why."),
                              ADVICE_NOTHING },
  [ICWS_ACT_GATEWAY_RESTARTED] = { N_ ("The gateway restarts"),
                                   N_ ("The gateway said goodbye. That harms no message."),
                                   ADVICE_NOTHING },
  [ICWS_ACT_GATEWAY_UNREACHABLE] = { N_ ("Gateway unreachable"),
                                     N_ ("The gateway does not answer, while the Internet Computer "
                                         "does."),
                                     N_ ("Attest uses another way or tries again.") },
  [ICWS_ACT_TLS] = { N_ ("Encryption not acceptable"),
                     N_ ("The gateway's encryption certificate is not valid for its address. "
                         "Somebody may be in between, or the gateway is set up wrongly."),
                     N_ ("Check the gateway's address and this computer's date.") },
  [ICWS_ACT_CONNECTION_LOST] = { N_ ("Connection lost"),
                                 N_ ("The connection ended without a reason. Networks and gateways "
                                     "do this; it harms no message."),
                                 ADVICE_NOTHING },
  [ICWS_ACT_NETWORK_LOST] = { N_ ("No way to the Internet Computer"),
                              N_ ("Neither the gateway nor the Internet Computer can be reached. "
                                  "That is the network, and nobody's malice."),
                              N_ ("Check your network. What you write is kept.") },
  [ICWS_ACT_SUSPENDED] = { N_ ("This computer slept"),
                           N_ ("It slept longer than a connection lasts."), ADVICE_NOTHING },
  [ICWS_ACT_CANISTER_REFUSED] = { N_ ("Refused by the room"),
                                  N_ ("The Internet Computer proves that the room received the "
                                      "request and refused it."),
                                  ADVICE_CANISTER },
  [ICWS_ACT_CANISTER_CLOSED] = { N_ ("Closed by the room"), N_ ("The room ended the connection."),
                                 N_ ("Reconnect to join again.") },
  [ICWS_ACT_CANISTER_TRAPPED] = { N_ ("The room failed"),
                                  N_ ("The room's program crashed on the request."),
                                  ADVICE_CANISTER },
  [ICWS_ACT_CANISTER_NO_METHOD] = { N_ ("This is no chat room"),
                                    N_ ("The canister does not speak IC WebSocket: it has no such "
                                        "method."),
                                    N_ ("Check the canister's id.") },
  [ICWS_ACT_CANISTER_STOPPED] = { N_ ("The room is stopped"),
                                  N_ ("Whoever owns the room has stopped it."), ADVICE_CANISTER },
  [ICWS_ACT_CANISTER_OUT_OF_CYCLES] = { N_ ("The room has run out of fuel"),
                                        N_ ("The room has no cycles left to work with."),
                                        ADVICE_CANISTER },
  [ICWS_ACT_CANISTER_MISSING] = { N_ ("There is no such room"),
                                  N_ ("The Internet Computer has no canister with this id."),
                                  N_ ("Check the canister's id.") },
  [ICWS_ACT_CANISTER_RESTARTED] = { N_ ("The room was restarted"),
                                    N_ ("The room forgot who is connected, as after an upgrade."),
                                    ADVICE_NOTHING },
  [ICWS_ACT_CANISTER_SLOW] = { N_ ("The room is slow"),
                               N_ ("The Internet Computer has the request, and the room has not "
                                   "dealt with it yet."),
                               ADVICE_NOTHING },
  [ICWS_ACT_CANISTER_MISBEHAVED] = { N_ ("The room breaks the rules"),
                                     N_ ("A message with a valid proof does not follow the "
                                         "protocol: that is the room's doing."),
                                     ADVICE_CANISTER },
  [ICWS_ACT_OUT_OF_STEP] = { N_ ("Out of step with the room"),
                             N_ ("The room lost track of your messages and ended the connection."),
                             ADVICE_NOTHING },
  [ICWS_ACT_CLOCK_WRONG] = { N_ ("This computer's clock is wrong"),
                             N_ ("The Internet Computer's certified time is another one. Nothing "
                                 "can be proved with a wrong clock."),
                             N_ ("Set this computer's date and time, then reconnect.") },
  [ICWS_ACT_IDENTITY] = { N_ ("Your sign-in does not work here"),
                          N_ ("The identity that you use has ended, is limited, or cannot sign."),
                          N_ ("Sign in again.") },
};

/**
 * attest_verdict_text_get:
 * @act: what happened
 * @out: (out): the words
 */
void
attest_verdict_text_get (IcwsAct act, AttestErrorText *out)
{
  g_return_if_fail (act < ICWS_N_ACTS);
  out->title = _ (TEXTS[act].title);
  out->what = _ (TEXTS[act].what);
  out->advice = _ (TEXTS[act].advice);
}

const char *
attest_certainty_text (IcwsCertainty certainty)
{
  if (certainty == ICWS_CERTAINTY_PROVED)
    return _ ("This is proved by cryptography or by a certified answer of the Internet Computer.");
  return _ ("This is a suspicion: nothing proves it.");
}

const char *
attest_response_text (IcwsResponse response)
{
  switch (response)
    {
    case ICWS_RESPONSE_KEEP:
      return _ ("Attest noted it and went on.");
    case ICWS_RESPONSE_RETRY:
      return _ ("Attest connects again the same way.");
    case ICWS_RESPONSE_FAIL_OVER:
      return _ ("Attest uses another way.");
    case ICWS_RESPONSE_QUARANTINE:
      return _ ("Attest uses another way, and does not use this gateway any more for now.");
    case ICWS_RESPONSE_STOP:
    default:
      return _ ("Attest waits for you.");
    }
}

/**
 * attest_verdict_text_line:
 *
 * Returns: (transfer full): the verdict in one line
 */
char *
attest_verdict_text_line (IcwsVerdict *verdict)
{
  AttestErrorText text;

  attest_verdict_text_get (icws_verdict_get_act (verdict), &text);
  /* Translators: what happened, then who did it: "A message was changed (the gateway)" */
  return g_strdup_printf (_ ("%s (%s)"), text.title,
                          attest_culprit_text (icws_verdict_get_culprit (verdict)));
}

/**
 * attest_evidence_text:
 * @name: the stable name of a piece of evidence
 *
 * Returns: (transfer none): its name for people; @name itself if it is not known
 */
const char *
attest_evidence_text (const char *name)
{
  static const struct
  {
    const char *name;
    const char *text;
  } NAMES[] = {
    { "expected-sequence", N_ ("Number that was due") },
    { "received-sequence", N_ ("Number that came") },
    { "expected-hash", N_ ("Certified hash") },
    { "received-hash", N_ ("Hash of what came") },
    { "certificate-time", N_ ("Time of the certificate") },
    { "message-time", N_ ("Time of the message") },
    { "our-time", N_ ("Time of this computer") },
    { "certified-time", N_ ("Time of the Internet Computer") },
    { "clock-offset", N_ ("This computer's clock is off by") },
    { "gateway", N_ ("Gateway") },
    { "key", N_ ("Key of the message") },
    { "client", N_ ("Client") },
    { "ws-open", N_ ("Your request to connect") },
    { "message", N_ ("Your message") },
    { "error", N_ ("Error") },
    { "network", N_ ("Internet Computer") },
    { "canister", N_ ("Room (canister)") },
    { "internet-computer", N_ ("Internet Computer") },
    { "network-error", N_ ("Error of the network") },
    { "asked-at", N_ ("Time of the question") },
    { "close-reason", N_ ("Reason of the close") },
    { "last-proof", N_ ("Last proof") },
    { "slept", N_ ("This computer slept for") },
    { "clock-correction", N_ ("The clock was set by") },
    { "latency", N_ ("Time that the message took") },
    { "message-client-key", N_ ("Client of the message") },
    { "our-client-key", N_ ("This client") },
    { "frame-bytes", N_ ("Size of what came, in bytes") },
    { "frame-sha256", N_ ("Hash of what came") },
    { "content-sha256", N_ ("Hash of the content") },
    { "certificate-sha256", N_ ("Hash of the certificate") },
    { "module-hash", N_ ("Hash of the room's program") },
    { "module-hash-before", N_ ("Hash of the program before") },
    { "state", N_ ("State of the connection") },
    { "gateway-received", N_ ("Received by the gateway") },
    { "ws_open", N_ ("Your request to connect") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (NAMES); i++)
    if (g_str_equal (NAMES[i].name, name))
      return _ (NAMES[i].text);
  return name;
}
