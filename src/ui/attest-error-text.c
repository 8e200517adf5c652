/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-error-text.h"

#define ADVICE_RETRY N_ ("Attest tries again by itself. You can also try now.")
#define ADVICE_DISTRUST                                                                            \
  N_ ("The message is not shown and the connection is closed. Use another gateway, or reconnect "  \
      "if you accept the risk.")
#define ADVICE_OPERATOR N_ ("Reconnect; if it happens again, tell the people who run the gateway.")
#define ADVICE_CANISTER N_ ("Reconnect; if it happens again, tell the people who run the room.")

typedef struct
{
  IcwsError code;
  AttestErrorText text;
} Entry;

static const Entry ENTRIES[] = {
  { ICWS_ERROR_UNREACHABLE,
    { N_ ("Gateway unreachable"),
      N_ ("The gateway does not answer. It may be down, or something between you and it blocks the "
          "way."),
      ADVICE_RETRY } },
  { ICWS_ERROR_TLS,
    { N_ ("Encryption not acceptable"),
      N_ ("The gateway's encryption certificate is not valid for its address. Somebody may be "
          "listening in between, or the gateway is set up wrongly."),
      N_ ("Check the gateway's address and this computer's date. Do not go on in a network that "
          "you "
          "do not trust.") } },
  { ICWS_ERROR_DISCONNECTED,
    { N_ ("Connection lost"),
      N_ ("The connection to the gateway ended without a reason. Networks and gateways do this; it "
          "harms no message."),
      ADVICE_RETRY } },
  { ICWS_ERROR_SUSPENDED,
    { N_ ("This computer slept"),
      N_ ("It slept longer than a connection lasts. That harms no message."), ADVICE_RETRY } },
  { ICWS_ERROR_GOING_AWAY,
    { N_ ("The gateway restarts"),
      N_ ("The gateway said that it stops or restarts. That harms no message."), ADVICE_RETRY } },
  { ICWS_ERROR_CANCELLED,
    { N_ ("Disconnected"), N_ ("You closed the connection."),
      N_ ("Connect again whenever you like.") } },
  { ICWS_ERROR_HANDSHAKE,
    { N_ ("Not a gateway"),
      N_ ("What answers at this address does not speak as a gateway of the Internet Computer."),
      N_ ("Check the gateway's address.") } },
  { ICWS_ERROR_HANDSHAKE_TIMEOUT,
    { N_ ("Gateway does not introduce itself"),
      N_ ("The gateway took the connection but did not say who it is in time."), ADVICE_RETRY } },
  { ICWS_ERROR_FRAME,
    { N_ ("Gateway speaks nonsense"),
      N_ ("The gateway sent something that is no message of the protocol. Nothing of it was used."),
      ADVICE_OPERATOR } },
  { ICWS_ERROR_FRAME_LIMIT,
    { N_ ("Message too large"),
      N_ ("The gateway sent more in one message than any honest room does. Nothing of it was "
          "used."),
      ADVICE_OPERATOR } },
  { ICWS_ERROR_FLOOD,
    { N_ ("Flooded"),
      N_ ("The gateway sent more messages than this computer can check. The rest was not read."),
      ADVICE_OPERATOR } },
  { ICWS_ERROR_TAMPERED_CONTENT,
    { N_ ("A message was changed"),
      N_ ("The gateway handed over a message whose content is not what the Internet Computer "
          "certified. It was changed on the way."),
      ADVICE_DISTRUST } },
  { ICWS_ERROR_TAMPERED_KEY,
    { N_ ("A message was relabelled"),
      N_ ("The gateway handed over a message under a number or name that the Internet Computer did "
          "not certify."),
      ADVICE_DISTRUST } },
  { ICWS_ERROR_TAMPERED_TREE,
    { N_ ("A proof was changed"),
      N_ ("The gateway handed over a message with a proof that does not lead to what the Internet "
          "Computer certified."),
      ADVICE_DISTRUST } },
  { ICWS_ERROR_TAMPERED_CERTIFICATE,
    { N_ ("A certificate was damaged"),
      N_ ("The gateway handed over a certificate that cannot be read."), ADVICE_DISTRUST } },
  { ICWS_ERROR_FORGED_SIGNATURE,
    { N_ ("A certificate was forged"),
      N_ ("The gateway handed over a certificate that the Internet Computer did not sign."),
      ADVICE_DISTRUST } },
  { ICWS_ERROR_FORGED_DELEGATION,
    { N_ ("A certificate was forged"),
      N_ ("The gateway handed over a certificate from a part of the network that the Internet "
          "Computer does not vouch for."),
      ADVICE_DISTRUST } },
  { ICWS_ERROR_FORGED_RANGE,
    { N_ ("Certified by the wrong part of the network"),
      N_ ("The gateway handed over a certificate from a part of the Internet Computer that does "
          "not "
          "run this room."),
      ADVICE_DISTRUST } },
  { ICWS_ERROR_FORGED_CANISTER,
    { N_ ("Certificate of another room"),
      N_ ("The gateway handed over a certificate that says nothing about this room."),
      ADVICE_DISTRUST } },
  { ICWS_ERROR_STALE,
    { N_ ("Proof too old"),
      N_ ("The gateway handed over a proof that is more than five minutes old, or this computer's "
          "clock is ahead."),
      N_ ("Check this computer's date and time. If they are right, the gateway holds messages "
          "back.") } },
  { ICWS_ERROR_FUTURE,
    { N_ ("Proof from the future"),
      N_ ("The gateway handed over a proof with a time still to come. Most likely this computer's "
          "clock is behind."),
      N_ ("Check this computer's date and time, then reconnect.") } },
  { ICWS_ERROR_REPLAYED,
    { N_ ("An old message was repeated"),
      N_ ("The gateway handed over a message for the second time."), ADVICE_DISTRUST } },
  { ICWS_ERROR_REORDERED,
    { N_ ("A message is missing"),
      N_ ("The gateway left out a message, or changed the order of messages."), ADVICE_DISTRUST } },
  { ICWS_ERROR_MISDELIVERED,
    { N_ ("A message of somebody else"),
      N_ ("The gateway handed over a message that the room certified for another person."),
      ADVICE_DISTRUST } },
  { ICWS_ERROR_MESSAGE_LATE,
    { N_ ("A message was held back"),
      N_ ("The gateway handed over a message long after the room wrote it."), ADVICE_DISTRUST } },
  { ICWS_ERROR_ACK_TIMEOUT,
    { N_ ("Your messages do not arrive"),
      N_ ("The room did not confirm your messages in time. The gateway or the network withholds "
          "them."),
      N_ ("What you wrote is kept. Reconnect to send it again, or use another gateway.") } },
  { ICWS_ERROR_SILENT,
    { N_ ("Nothing arrives any more"),
      N_ ("The room reports at fixed times and the report did not come. The gateway or the network "
          "withholds messages to you."),
      N_ ("Reconnect, or use another gateway.") } },
  { ICWS_ERROR_OPEN_TIMEOUT,
    { N_ ("The room does not answer"),
      N_ ("The gateway took your request, but no answer of the room came within a minute."),
      ADVICE_RETRY } },
  { ICWS_ERROR_DELAYED,
    { N_ ("Messages come too late"),
      N_ ("What the room wrote is proved to be genuine, but the gateway or the network holds it "
          "back "
          "for minutes."),
      N_ ("Use another gateway.") } },
  { ICWS_ERROR_WITHHELD,
    { N_ ("Your message was withheld"),
      N_ ("The Internet Computer proves that it never received a message which the gateway had "
          "taken from you."),
      N_ ("What you wrote is kept, and sent through another gateway.") } },
  { ICWS_ERROR_CONTENT,
    { N_ ("The room speaks nonsense"),
      N_ ("The room certified a message that cannot be read. This is a fault of the room's "
          "program, "
          "not of the gateway."),
      ADVICE_CANISTER } },
  { ICWS_ERROR_UNEXPECTED_SERVICE,
    { N_ ("The room breaks the rules"),
      N_ ("The room certified a control message that does not belong here. This is a fault of the "
          "room's program, not of the gateway."),
      ADVICE_CANISTER } },
  { ICWS_ERROR_BAD_ACK,
    { N_ ("The room confirms too much"),
      N_ ("The room confirmed messages that you never sent. Somebody else may be using your key, "
          "or "
          "the room's program has a fault."),
      ADVICE_CANISTER } },
  { ICWS_ERROR_CLOSED_WRONG_SEQUENCE,
    { N_ ("Closed: wrong order"),
      N_ ("The room received your messages in the wrong order and ended the connection. This "
          "happens on busy gateways and is nobody's ill will."),
      ADVICE_RETRY } },
  { ICWS_ERROR_CLOSED_INVALID_SERVICE,
    { N_ ("Closed: not understood"),
      N_ ("The room did not understand a control message of this program and ended the "
          "connection."),
      N_ ("Reconnect; if it happens again, report it as a fault of Attest.") } },
  { ICWS_ERROR_CLOSED_KEEP_ALIVE,
    { N_ ("Closed: no sign of life"),
      N_ ("The room did not hear from this program in time and ended the connection. The computer "
          "may have slept, or the gateway withheld the answer."),
      ADVICE_RETRY } },
  { ICWS_ERROR_CLOSED_BY_APPLICATION,
    { N_ ("Closed by the room"), N_ ("The room ended the connection."),
      N_ ("Reconnect to join again.") } },
  { ICWS_ERROR_REFUSED,
    { N_ ("Refused by the room"),
      N_ ("The Internet Computer proves that the room received the request and refused it."),
      N_ ("Look at the details, and ask the people who run the room.") } },
  { ICWS_ERROR_ANONYMOUS,
    { N_ ("Anonymous is not accepted"), N_ ("The room takes nobody without a key of their own."),
      N_ ("Log in with a key.") } },
  { ICWS_ERROR_IDENTITY_EXPIRED,
    { N_ ("Your sign-in has ended"),
      N_ ("You signed in for a limited time and that time is over. What you wrote is kept."),
      N_ ("Sign in again to go on.") } },
  { ICWS_ERROR_IDENTITY_RESTRICTED,
    { N_ ("Your sign-in does not cover this room"),
      N_ ("You signed in with a permission that is for other rooms only, or for reading only. "
          "Nothing was sent."),
      N_ ("Sign in again and allow this room.") } },
  { ICWS_ERROR_SIGN,
    { N_ ("Signing failed"), N_ ("Your key could not sign the message. Nothing was sent."),
      N_ ("Leave the chat and log in again.") } },
  { ICWS_ERROR_NOT_OPEN,
    { N_ ("Not connected"), N_ ("The message could not be sent without a connection. It is kept."),
      N_ ("It is sent when the connection is back.") } },
  { ICWS_ERROR_MESSAGE_TOO_LARGE,
    { N_ ("Message too long"), N_ ("The message is longer than the Internet Computer takes."),
      N_ ("Send it in parts.") } },
  { ICWS_ERROR_BUSY,
    { N_ ("Too many messages wait"),
      N_ ("More messages wait to be sent than this program takes. The last one was not taken."),
      N_ ("Wait until some are sent, then try again.") } },
};

/* Errors of the layer below that reach people: joining asks the network for its root key. */
static const struct
{
  IcError code;
  AttestErrorText text;
} IC_ENTRIES[] = {
  { IC_ERROR_HTTP,
    { N_ ("Network refuses to answer"), N_ ("The network's own address answers with an error."),
      N_ ("Check the address of the network, or try again later.") } },
  { IC_ERROR_NETWORK,
    { N_ ("Network unreachable"), N_ ("The network's own address does not answer."),
      N_ ("Check the address of the network. For a local network: is it running?") } },
  { IC_ERROR_TIMEOUT,
    { N_ ("Network does not answer"), N_ ("The network gave no answer in time."), ADVICE_RETRY } },
  { IC_ERROR_REJECTED,
    { N_ ("Refused"), N_ ("The network or the room rejected the request."), ADVICE_CANISTER } },
  { IC_ERROR_ROOT_KEY,
    { N_ ("Nothing to check against"),
      N_ ("The network did not name the key that proves its messages, so nothing can be verified."),
      N_ ("Check the address of the network.") } },
  { IC_ERROR_SIGNATURE,
    { N_ ("A certificate was forged"), N_ ("A certificate's signature is not the network's."),
      ADVICE_DISTRUST } },
};

static void
translate (const AttestErrorText *text, AttestErrorText *out)
{
  out->title = _ (text->title);
  out->what = _ (text->what);
  out->advice = _ (text->advice);
}

/**
 * attest_error_text_get:
 * @error: (nullable): how a session or a connection ended
 * @out: (out caller-allocates): what to tell about it
 *
 * Returns: whether there is a text for just this error; otherwise @out is a general one, for which
 *   the error's own message is the only detail
 */
gboolean
attest_error_text_get (const GError *error, AttestErrorText *out)
{
  static const AttestErrorText GENERAL = { N_ ("Something went wrong"),
                                           N_ ("The connection ended for a reason without a name."),
                                           ADVICE_RETRY };

  if (error != NULL && error->domain == ICWS_ERROR)
    for (gsize i = 0; i < G_N_ELEMENTS (ENTRIES); i++)
      if ((int)ENTRIES[i].code == error->code)
        {
          translate (&ENTRIES[i].text, out);
          return TRUE;
        }
  if (error != NULL && error->domain == IC_ERROR)
    for (gsize i = 0; i < G_N_ELEMENTS (IC_ENTRIES); i++)
      if ((int)IC_ENTRIES[i].code == error->code)
        {
          translate (&IC_ENTRIES[i].text, out);
          return TRUE;
        }
  translate (&GENERAL, out);
  return FALSE;
}

/**
 * attest_culprit_text:
 * @culprit: who is to blame
 *
 * Returns: (transfer none): who that is, as a word or two
 */
const char *
attest_culprit_text (IcwsCulprit culprit)
{
  switch (culprit)
    {
    case ICWS_CULPRIT_YOU:
      return _ ("this program or computer");
    case ICWS_CULPRIT_NETWORK:
      return _ ("the network in between");
    case ICWS_CULPRIT_GATEWAY:
      return _ ("the gateway");
    case ICWS_CULPRIT_CANISTER:
      return _ ("the room");
    case ICWS_CULPRIT_NONE:
    default:
      return _ ("nobody");
    }
}
