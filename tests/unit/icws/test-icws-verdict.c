/* SPDX-License-Identifier: MIT */
/* The table of verdicts: every error, with what the Internet Computer may say about it. */
#include "icws-test-diagnosis.h"
#include "icws/icws-verdict-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define GATEWAY "wss://gateway.example"

#define NOT_CONNECTED_RUST                                                                         \
  "Client with principal 2chl6-4hpzw-vqaaa-aaaaa-c doesn't have an open connection"
#define NOT_CONNECTED_MOTOKO                                                                       \
  "Client with key 2chl6-4hpzw-vqaaa-aaaaa-c_12 doesn't have an open connection"
#define NOT_REGISTERED                                                                             \
  "Client with key 2chl6-4hpzw-vqaaa-aaaaa-c_12 was not registered to gateway aaaaa-aa"
#define WRONG_NUMBER "Expected incoming sequence number 2 but got 3"
#define REPLACED                                                                                   \
  "Client with principal 2chl6-4hpzw-vqaaa-aaaaa-c has a different key than the one used in the "  \
  "message"

typedef struct
{
  guint64 sequence;
  IcwsFate fate;
  const char *error_code;
  guint64 reject_code;
  const char *text;
} Request;

typedef enum
{
  IC_NOT_ASKED,
  IC_ANSWERS,
  IC_GONE
} IcState;

typedef struct
{
  IcwsError code;
  IcState ic;
  gint64 offset_s;
  IcwsCanisterState canister; /* ICWS_CANISTER_UNKNOWN: present */
  Request requests[4];        /* up to the first that is empty */
  IcwsAct act;
  IcwsCulprit culprit;
  IcwsCertainty certainty;
  IcwsResponse response;
} Case;

#define NOBODY  ICWS_CULPRIT_NONE
#define YOU     ICWS_CULPRIT_YOU
#define NET     ICWS_CULPRIT_NETWORK
#define GW      ICWS_CULPRIT_GATEWAY
#define CAN     ICWS_CULPRIT_CANISTER
#define SUSP    ICWS_CERTAINTY_SUSPECTED
#define PROVED  ICWS_CERTAINTY_PROVED
#define KEEP    ICWS_RESPONSE_KEEP
#define RETRY   ICWS_RESPONSE_RETRY
#define OVER    ICWS_RESPONSE_FAIL_OVER
#define QUAR    ICWS_RESPONSE_QUARANTINE
#define STOP    ICWS_RESPONSE_STOP
#define E(name) ICWS_ERROR_##name
#define A(name) ICWS_ACT_##name

/* Without an answer of the IC: every code once. */
static const Case alone[] = {
  { .code = E (UNREACHABLE), .act = A (GATEWAY_UNREACHABLE), NET, SUSP, OVER },
  { .code = E (TLS), .act = A (TLS), NET, SUSP, OVER },
  { .code = E (DISCONNECTED), .act = A (CONNECTION_LOST), NET, SUSP, RETRY },
  { .code = E (CANCELLED), .act = A (NONE), NOBODY, PROVED, KEEP },
  { .code = E (SUSPENDED), .act = A (SUSPENDED), NOBODY, PROVED, RETRY },
  { .code = E (HANDSHAKE), .act = A (PROTOCOL_VIOLATION), GW, PROVED, QUAR },
  { .code = E (HANDSHAKE_TIMEOUT), .act = A (PROTOCOL_VIOLATION), GW, SUSP, OVER },
  { .code = E (FRAME), .act = A (PROTOCOL_VIOLATION), GW, PROVED, QUAR },
  { .code = E (FRAME_LIMIT), .act = A (PROTOCOL_VIOLATION), GW, PROVED, QUAR },
  { .code = E (FLOOD), .act = A (PROTOCOL_VIOLATION), GW, PROVED, QUAR },
  { .code = E (GOING_AWAY), .act = A (GATEWAY_RESTARTED), NET, SUSP, RETRY },
  { .code = E (TAMPERED_CONTENT), .act = A (TAMPERED), GW, PROVED, QUAR },
  { .code = E (TAMPERED_KEY), .act = A (TAMPERED), GW, PROVED, QUAR },
  { .code = E (TAMPERED_TREE), .act = A (TAMPERED), GW, PROVED, QUAR },
  { .code = E (TAMPERED_CERTIFICATE), .act = A (TAMPERED), GW, PROVED, QUAR },
  { .code = E (FORGED_SIGNATURE), .act = A (FORGED), GW, PROVED, QUAR },
  { .code = E (FORGED_DELEGATION), .act = A (FORGED), GW, PROVED, QUAR },
  { .code = E (FORGED_RANGE), .act = A (FORGED), GW, PROVED, QUAR },
  { .code = E (FORGED_CANISTER), .act = A (FORGED), GW, PROVED, QUAR },
  { .code = E (STALE), .act = A (STALE), GW, SUSP, OVER },
  { .code = E (FUTURE), .act = A (CLOCK_WRONG), YOU, SUSP, OVER },
  { .code = E (REPLAYED), .act = A (REPLAYED), GW, PROVED, QUAR },
  { .code = E (REORDERED), .act = A (REORDERED), GW, PROVED, QUAR },
  { .code = E (MISDELIVERED), .act = A (MISDELIVERED), GW, PROVED, QUAR },
  { .code = E (MESSAGE_LATE), .act = A (DELAYED), GW, SUSP, OVER },
  { .code = E (ACK_TIMEOUT), .act = A (WITHHELD_FROM_CANISTER), GW, SUSP, OVER },
  { .code = E (SILENT), .act = A (WITHHELD_FROM_YOU), GW, SUSP, OVER },
  { .code = E (OPEN_TIMEOUT), .act = A (NEVER_OPENED), NOBODY, SUSP, OVER },
  { .code = E (DELAYED), .act = A (DELAYED), GW, SUSP, OVER },
  { .code = E (WITHHELD), .act = A (WITHHELD_FROM_CANISTER), GW, SUSP, OVER },
  { .code = E (CONTENT), .act = A (CANISTER_MISBEHAVED), CAN, PROVED, RETRY },
  { .code = E (UNEXPECTED_SERVICE), .act = A (CANISTER_MISBEHAVED), CAN, PROVED, RETRY },
  { .code = E (BAD_ACK), .act = A (CANISTER_MISBEHAVED), CAN, PROVED, RETRY },
  { .code = E (CLOSED_WRONG_SEQUENCE), .act = A (OUT_OF_STEP), NET, PROVED, RETRY },
  { .code = E (CLOSED_INVALID_SERVICE), .act = A (CANISTER_MISBEHAVED), CAN, PROVED, RETRY },
  { .code = E (CLOSED_KEEP_ALIVE), .act = A (OUT_OF_STEP), NET, PROVED, RETRY },
  { .code = E (CLOSED_BY_APPLICATION), .act = A (CANISTER_CLOSED), CAN, PROVED, STOP },
  { .code = E (REFUSED), .act = A (CANISTER_REFUSED), CAN, SUSP, RETRY },
  { .code = E (ANONYMOUS), .act = A (IDENTITY), YOU, PROVED, STOP },
  { .code = E (IDENTITY_EXPIRED), .act = A (IDENTITY), YOU, PROVED, STOP },
  { .code = E (IDENTITY_RESTRICTED), .act = A (IDENTITY), YOU, PROVED, STOP },
  { .code = E (SIGN), .act = A (IDENTITY), YOU, PROVED, STOP },
  { .code = E (NOT_OPEN), .act = A (NONE), YOU, PROVED, KEEP },
  { .code = E (MESSAGE_TOO_LARGE), .act = A (NONE), YOU, PROVED, KEEP },
  { .code = E (BUSY), .act = A (NONE), YOU, PROVED, KEEP },
};

#define ANSWER(error, ...)                                                                         \
  {                                                                                                \
    .code = E (error), .ic = IC_ANSWERS, .requests = { __VA_ARGS__ }
#define GOES(name, who, how, what)                                                                 \
  .act = A (name), .culprit = who, .certainty = how, .response = what                              \
  }
#define ABSENT(n)                                                                                  \
  {                                                                                                \
    .sequence = n, .fate = ICWS_FATE_ABSENT                                                        \
  }
#define PENDING(n)                                                                                 \
  {                                                                                                \
    .sequence = n, .fate = ICWS_FATE_PENDING                                                       \
  }
#define ACCEPTED(n)                                                                                \
  {                                                                                                \
    .sequence = n, .fate = ICWS_FATE_ACCEPTED                                                      \
  }
#define UNKNOWN(n)                                                                                 \
  {                                                                                                \
    .sequence = n, .fate = ICWS_FATE_UNKNOWN, .text = ""                                           \
  }
#define REFUSED(n, said)                                                                           \
  {                                                                                                \
    .sequence = n, .fate = ICWS_FATE_REFUSED, .text = said                                         \
  }
#define REJECTED(n, id, number)                                                                    \
  {                                                                                                \
    .sequence = n, .fate = ICWS_FATE_REJECTED, .error_code = id, .reject_code = number,            \
    .text = "see the code"                                                                         \
  }
#define GONE(error, ...)                                                                           \
  {                                                                                                \
    .code = E (error), .ic = IC_GONE, GOES (__VA_ARGS__)
#define CLOCK(error, s, ...)                                                                       \
  {                                                                                                \
    .code = E (error), .ic = IC_ANSWERS, .offset_s = s, GOES (__VA_ARGS__)

/* clang-format off */
static const Case asked[] = {
  /* the way to it */
  ANSWER (UNREACHABLE), GOES (GATEWAY_UNREACHABLE, NET, SUSP, OVER),
  GONE (UNREACHABLE, NETWORK_LOST, NET, SUSP, RETRY),
  GONE (TLS, NETWORK_LOST, NET, SUSP, RETRY),
  GONE (DISCONNECTED, NETWORK_LOST, NET, SUSP, RETRY),
  GONE (HANDSHAKE_TIMEOUT, NETWORK_LOST, NET, SUSP, RETRY),
  GONE (OPEN_TIMEOUT, NETWORK_LOST, NET, SUSP, RETRY),
  GONE (SILENT, NETWORK_LOST, NET, SUSP, RETRY),
  GONE (ACK_TIMEOUT, NETWORK_LOST, NET, SUSP, RETRY),
  GONE (WITHHELD, NETWORK_LOST, NET, SUSP, RETRY),
  GONE (DELAYED, NETWORK_LOST, NET, SUSP, RETRY),
  GONE (SUSPENDED, SUSPENDED, NOBODY, PROVED, RETRY),
  GONE (GOING_AWAY, GATEWAY_RESTARTED, NET, SUSP, RETRY),
  GONE (TAMPERED_TREE, TAMPERED, GW, PROVED, QUAR),
  /* a lost connection: what was on its way is lost to nobody's fault */
  ANSWER (DISCONNECTED, ACCEPTED (0), ABSENT (1), ABSENT (2)), GOES (CONNECTION_LOST, NET, SUSP, RETRY),
  ANSWER (DISCONNECTED, ACCEPTED (0), ABSENT (1), ACCEPTED (2)), GOES (CONNECTION_LOST, NET, SUSP, RETRY),
  ANSWER (DISCONNECTED, ABSENT (0)), GOES (CONNECTION_LOST, NET, SUSP, OVER),
  ANSWER (DISCONNECTED, REFUSED (0, "Not today")), GOES (CANISTER_REFUSED, CAN, PROVED, RETRY),
  ANSWER (DISCONNECTED, ACCEPTED (0), REFUSED (1, NOT_CONNECTED_RUST)), GOES (CANISTER_RESTARTED, CAN, PROVED, RETRY),
  ANSWER (DISCONNECTED, ACCEPTED (0), REJECTED (1, "IC0508", 5)), GOES (CANISTER_STOPPED, CAN, PROVED, RETRY),
  /* clocks */
  CLOCK (STALE, 0, STALE, GW, PROVED, QUAR),
  CLOCK (STALE, 119, STALE, GW, PROVED, QUAR),
  CLOCK (STALE, 121, CLOCK_WRONG, YOU, PROVED, STOP),
  CLOCK (STALE, -3600, CLOCK_WRONG, YOU, PROVED, STOP),
  CLOCK (FUTURE, 0, CLOCK_WRONG, YOU, SUSP, RETRY),
  CLOCK (FUTURE, -600, CLOCK_WRONG, YOU, PROVED, STOP),
  CLOCK (MESSAGE_LATE, 0, DELAYED, GW, PROVED, OVER),
  CLOCK (MESSAGE_LATE, 60, DELAYED, GW, PROVED, OVER),
  CLOCK (MESSAGE_LATE, 600, CLOCK_WRONG, YOU, PROVED, STOP),
  CLOCK (DELAYED, 0, DELAYED, GW, SUSP, OVER),
  CLOCK (DELAYED, -60, DELAYED, GW, SUSP, OVER),
  CLOCK (DELAYED, 40, CLOCK_WRONG, YOU, PROVED, RETRY),
  CLOCK (DELAYED, 400, CLOCK_WRONG, YOU, PROVED, STOP),
  CLOCK (TLS, 86400, CLOCK_WRONG, YOU, PROVED, STOP),
  CLOCK (IDENTITY_EXPIRED, 86400, CLOCK_WRONG, YOU, PROVED, STOP),
  CLOCK (OPEN_TIMEOUT, 600, CLOCK_WRONG, YOU, PROVED, STOP),
  CLOCK (SILENT, -600, CLOCK_WRONG, YOU, PROVED, STOP),
  CLOCK (TAMPERED_CONTENT, 600, TAMPERED, GW, PROVED, QUAR),
  CLOCK (DISCONNECTED, 600, CONNECTION_LOST, NET, SUSP, RETRY),
  { .code = E (OPEN_TIMEOUT), .ic = IC_ANSWERS, .offset_s = 600, .requests = { ABSENT (0) }, GOES (CLOCK_WRONG, YOU, PROVED, STOP),
  { .code = E (ACK_TIMEOUT), .ic = IC_ANSWERS, .offset_s = -600, .requests = { ABSENT (1) }, GOES (CLOCK_WRONG, YOU, PROVED, STOP),
  { .code = E (DISCONNECTED), .ic = IC_ANSWERS, .offset_s = 600, .requests = { ABSENT (0) }, GOES (CLOCK_WRONG, YOU, PROVED, STOP),
  /* never opened */
  ANSWER (OPEN_TIMEOUT, ABSENT (0)), GOES (WITHHELD_FROM_CANISTER, GW, PROVED, QUAR),
  ANSWER (OPEN_TIMEOUT, PENDING (0)), GOES (CANISTER_SLOW, CAN, PROVED, RETRY),
  ANSWER (OPEN_TIMEOUT, ACCEPTED (0)), GOES (WITHHELD_FROM_YOU, GW, SUSP, OVER),
  ANSWER (OPEN_TIMEOUT, UNKNOWN (0)), GOES (NEVER_OPENED, NOBODY, SUSP, OVER),
  ANSWER (OPEN_TIMEOUT), GOES (NEVER_OPENED, NOBODY, SUSP, OVER),
  ANSWER (OPEN_TIMEOUT, REFUSED (0, "Not today")), GOES (CANISTER_REFUSED, CAN, PROVED, RETRY),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, "IC0536", 5)), GOES (CANISTER_NO_METHOD, CAN, PROVED, STOP),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, "IC0302", 3)), GOES (CANISTER_NO_METHOD, CAN, PROVED, STOP),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, "IC0537", 5)), GOES (CANISTER_NO_METHOD, CAN, PROVED, STOP),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, "IC0508", 5)), GOES (CANISTER_STOPPED, CAN, PROVED, RETRY),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, "IC0509", 5)), GOES (CANISTER_STOPPED, CAN, PROVED, RETRY),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, "IC0207", 2)), GOES (CANISTER_OUT_OF_CYCLES, CAN, PROVED, RETRY),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, "IC0301", 3)), GOES (CANISTER_MISSING, CAN, PROVED, STOP),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, "IC0502", 5)), GOES (CANISTER_TRAPPED, CAN, PROVED, RETRY),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, "IC0503", 5)), GOES (CANISTER_TRAPPED, CAN, PROVED, RETRY),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, "IC0522", 5)), GOES (CANISTER_TRAPPED, CAN, PROVED, RETRY),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, NULL, 5)), GOES (CANISTER_TRAPPED, CAN, PROVED, RETRY),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, NULL, 4)), GOES (CANISTER_REFUSED, CAN, PROVED, RETRY),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, NULL, 3)), GOES (CANISTER_NO_METHOD, CAN, PROVED, STOP),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, NULL, 2)), GOES (CANISTER_SLOW, CAN, PROVED, RETRY),
  ANSWER (OPEN_TIMEOUT, REJECTED (0, "IC0204", 2)), GOES (CANISTER_SLOW, CAN, PROVED, RETRY),
  { .code = E (OPEN_TIMEOUT), .ic = IC_ANSWERS, .canister = ICWS_CANISTER_MISSING, .requests = { ABSENT (0) }, GOES (CANISTER_MISSING, CAN, PROVED, STOP),
  { .code = E (OPEN_TIMEOUT), .ic = IC_ANSWERS, .canister = ICWS_CANISTER_EMPTY, .requests = { ABSENT (0) }, GOES (CANISTER_NO_METHOD, CAN, PROVED, STOP),
  /* silence */
  ANSWER (SILENT, ACCEPTED (0), ACCEPTED (1)), GOES (WITHHELD_FROM_YOU, GW, SUSP, OVER),
  ANSWER (SILENT, ACCEPTED (0)), GOES (WITHHELD_FROM_YOU, GW, SUSP, OVER),
  ANSWER (SILENT, ACCEPTED (0), ABSENT (1)), GOES (WITHHELD_FROM_CANISTER, GW, SUSP, OVER),
  ANSWER (SILENT, UNKNOWN (1), ABSENT (2)), GOES (WITHHELD_FROM_CANISTER, GW, SUSP, OVER),
  ANSWER (SILENT, ACCEPTED (1), ABSENT (2)), GOES (WITHHELD_FROM_CANISTER, GW, SUSP, OVER),
  ANSWER (SILENT, ACCEPTED (1), ABSENT (2), ACCEPTED (3)), GOES (WITHHELD_FROM_CANISTER, GW, PROVED, QUAR),
  ANSWER (SILENT, ACCEPTED (1), PENDING (2)), GOES (CANISTER_SLOW, CAN, PROVED, RETRY),
  ANSWER (SILENT, REFUSED (1, NOT_CONNECTED_RUST)), GOES (CANISTER_RESTARTED, CAN, PROVED, RETRY),
  ANSWER (SILENT, REFUSED (1, NOT_CONNECTED_MOTOKO)), GOES (CANISTER_RESTARTED, CAN, PROVED, RETRY),
  ANSWER (SILENT, REFUSED (1, NOT_REGISTERED)), GOES (CANISTER_RESTARTED, CAN, PROVED, RETRY),
  ANSWER (SILENT, REFUSED (1, REPLACED)), GOES (CANISTER_CLOSED, YOU, PROVED, RETRY),
  ANSWER (SILENT, REFUSED (1, "No swearing")), GOES (CANISTER_REFUSED, CAN, PROVED, RETRY),
  ANSWER (SILENT, ABSENT (2), REFUSED (3, WRONG_NUMBER)), GOES (WITHHELD_FROM_CANISTER, GW, PROVED, QUAR),
  ANSWER (SILENT, ACCEPTED (2), REFUSED (3, WRONG_NUMBER)), GOES (OUT_OF_STEP, NET, PROVED, RETRY),
  ANSWER (ACK_TIMEOUT, ABSENT (1), ABSENT (2)), GOES (WITHHELD_FROM_CANISTER, GW, PROVED, QUAR),
  ANSWER (ACK_TIMEOUT, UNKNOWN (1), ACCEPTED (2)), GOES (WITHHELD_FROM_YOU, GW, SUSP, OVER),
  ANSWER (ACK_TIMEOUT, UNKNOWN (1), ABSENT (2)), GOES (WITHHELD_FROM_CANISTER, GW, SUSP, OVER),
  ANSWER (ACK_TIMEOUT, UNKNOWN (1)), GOES (WITHHELD_FROM_CANISTER, GW, SUSP, OVER),
  ANSWER (ACK_TIMEOUT, REJECTED (1, "IC0503", 5)), GOES (CANISTER_TRAPPED, CAN, PROVED, RETRY),
  ANSWER (WITHHELD, ACCEPTED (1), ABSENT (2)), GOES (WITHHELD_FROM_CANISTER, GW, PROVED, QUAR),
  ANSWER (WITHHELD, ABSENT (0)), GOES (WITHHELD_FROM_CANISTER, GW, PROVED, QUAR),
  ANSWER (WITHHELD, ACCEPTED (1)), GOES (DELAYED, GW, SUSP, OVER),
  ANSWER (WITHHELD, PENDING (1)), GOES (CANISTER_SLOW, CAN, PROVED, RETRY),
  /* out of step */
  ANSWER (CLOSED_WRONG_SEQUENCE, ACCEPTED (1), REFUSED (3, WRONG_NUMBER), REFUSED (2, NOT_CONNECTED_RUST)), GOES (OUT_OF_STEP, NET, PROVED, RETRY),
  ANSWER (CLOSED_WRONG_SEQUENCE, ACCEPTED (1), ABSENT (2), REFUSED (3, WRONG_NUMBER)), GOES (WITHHELD_FROM_CANISTER, GW, PROVED, OVER),
  ANSWER (CLOSED_WRONG_SEQUENCE, ACCEPTED (1), REFUSED (2, WRONG_NUMBER), ABSENT (3)), GOES (OUT_OF_STEP, NET, PROVED, RETRY),
  ANSWER (CLOSED_KEEP_ALIVE, ABSENT (1)), GOES (WITHHELD_FROM_CANISTER, GW, PROVED, OVER),
  ANSWER (CLOSED_KEEP_ALIVE, ABSENT (1), ACCEPTED (2)), GOES (WITHHELD_FROM_CANISTER, GW, PROVED, QUAR),
  ANSWER (CLOSED_KEEP_ALIVE, UNKNOWN (1), ABSENT (2)), GOES (OUT_OF_STEP, NET, PROVED, RETRY),
  ANSWER (CLOSED_KEEP_ALIVE, ACCEPTED (1), ABSENT (2)), GOES (OUT_OF_STEP, NET, PROVED, RETRY),
  ANSWER (CLOSED_KEEP_ALIVE, ACCEPTED (1)), GOES (OUT_OF_STEP, NET, PROVED, RETRY),
  ANSWER (CLOSED_KEEP_ALIVE, PENDING (1)), GOES (CANISTER_SLOW, CAN, PROVED, RETRY),
  ANSWER (CLOSED_WRONG_SEQUENCE, REFUSED (1, "Not today"), REFUSED (2, WRONG_NUMBER)), GOES (CANISTER_REFUSED, CAN, PROVED, RETRY),
  ANSWER (CLOSED_WRONG_SEQUENCE, REJECTED (1, "IC0503", 5), REFUSED (2, WRONG_NUMBER)), GOES (CANISTER_TRAPPED, CAN, PROVED, RETRY),
  /* told by others */
  ANSWER (REFUSED, REFUSED (0, "Not today")), GOES (CANISTER_REFUSED, CAN, PROVED, RETRY),
  ANSWER (REFUSED, ACCEPTED (0), REFUSED (4, NOT_CONNECTED_RUST)), GOES (CANISTER_RESTARTED, CAN, PROVED, RETRY),
  ANSWER (REFUSED), GOES (CANISTER_REFUSED, CAN, PROVED, RETRY),
};
/* clang-format on */

static IcwsDiagnosis *
diagnosis_of (const Case *self)
{
  IcwsDiagnosis *diagnosis;

  if (self->ic == IC_NOT_ASKED)
    return NULL;
  diagnosis = icws_test_diagnosis_new (self->ic == IC_ANSWERS);
  if (self->ic == IC_GONE)
    return diagnosis;
  icws_test_diagnosis_set_offset (diagnosis, self->offset_s);
  if (self->canister != ICWS_CANISTER_UNKNOWN)
    {
      diagnosis->canister = self->canister;
      diagnosis->has_interface = diagnosis->has_websocket = FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (self->requests); i++)
    {
      const Request *request = &self->requests[i];

      if (request->fate != ICWS_FATE_UNKNOWN || request->text != NULL)
        icws_test_diagnosis_add (diagnosis, request->sequence, request->fate, request->reject_code,
                                 request->error_code, request->text);
    }
  return diagnosis;
}

static void
assert_round_trip (IcwsVerdict *verdict)
{
  g_autofree char *json = icws_verdict_to_json (verdict, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcwsVerdict) back = icws_verdict_new_from_json (json, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  again = icws_verdict_to_json (back, TRUE);
  g_assert_cmpstr (again, ==, json);
  g_assert_cmpint (icws_verdict_is_integrity_failure (back), ==,
                   icws_verdict_is_integrity_failure (verdict));
}

static gboolean
is_lie (const Case *self)
{
  return self->act == A (TAMPERED) || self->act == A (FORGED) || self->act == A (REPLAYED) ||
         self->act == A (REORDERED) || self->act == A (MISDELIVERED) ||
         (self->act == A (STALE) && self->certainty == PROVED);
}

/* What stands after a colon may be the canister's own words. */
static void
assert_speaks_of_no_gateway (IcwsVerdict *verdict, gboolean all_is_ours)
{
  const char *text = icws_verdict_get_text (verdict);
  const char *quote = all_is_ours ? NULL : strstr (text, ": ");
  g_autofree char *ours = g_strndup (text, quote ? (gsize)(quote - text) : strlen (text));

  g_assert_null (strstr (ours, "gateway"));
}

static const IcwsEvidence RECEIVED = { (char *)ICWS_EVIDENCE_GATEWAY_RECEIVED,
                                       (char *)ICWS_EVIDENCE_YES };
static const IcwsEvidence NOT_SEEN = { (char *)ICWS_EVIDENCE_GATEWAY_RECEIVED,
                                       (char *)ICWS_EVIDENCE_UNKNOWN };

static IcwsVerdict *
judge (const GError *error, const IcwsDiagnosis *diagnosis, const IcwsEvidence *noted)
{
  return icws_verdict_new_full (error, diagnosis, GATEWAY, NULL, ICWS_TEST_NOW_NS, noted, 1);
}

/* One that is absent, before one that has come: both went the same way in order. */
static gboolean
has_later_arrived (const Case *self)
{
  gboolean absent = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (self->requests); i++)
    if (self->requests[i].sequence != 0 && self->requests[i].fate == ICWS_FATE_ABSENT)
      absent = TRUE;
    else if (absent && self->requests[i].fate != ICWS_FATE_UNKNOWN)
      return TRUE;
  return FALSE;
}

/* Where nothing shows that the gateway got it, the way to the gateway may be dead. */
static void
check_unreceived (const Case *self, IcwsVerdict *verdict)
{
  gboolean softer = self->act == A (WITHHELD_FROM_CANISTER) && !has_later_arrived (self);

  g_assert_cmpint (icws_verdict_get_act (verdict), ==, self->act);
  g_assert_cmpint (icws_verdict_get_culprit (verdict), ==, self->culprit);
  g_assert_cmpint (icws_verdict_get_certainty (verdict), ==, softer ? SUSP : self->certainty);
  g_assert_cmpint (icws_verdict_get_response (verdict), ==, softer ? OVER : self->response);
  assert_round_trip (verdict);
}

static void
check_case (const Case *self, guint position)
{
  g_autoptr (GError) error = g_error_new (ICWS_ERROR, self->code, "said by the session");
  g_autoptr (IcwsDiagnosis) diagnosis = diagnosis_of (self);
  g_autoptr (IcwsVerdict) verdict = judge (error, diagnosis, &RECEIVED);
  g_autoptr (IcwsVerdict) unseen = judge (error, diagnosis, &NOT_SEEN);
  g_autoptr (IcwsVerdict)
      unnoted = icws_verdict_new (error, diagnosis, GATEWAY, NULL, ICWS_TEST_NOW_NS);
  g_autoptr (IcwsVerdict)
      direct = icws_verdict_new (error, diagnosis, NULL, NULL, ICWS_TEST_NOW_NS);

  g_test_message ("%u: %s: %s", position, icws_error_get_id (error),
                  icws_verdict_get_text (verdict));
  g_assert_cmpstr (icws_act_to_id (icws_verdict_get_act (verdict)), ==, icws_act_to_id (self->act));
  g_assert_cmpstr (icws_culprit_to_id (icws_verdict_get_culprit (verdict)), ==,
                   icws_culprit_to_id (self->culprit));
  g_assert_cmpstr (icws_certainty_to_id (icws_verdict_get_certainty (verdict)), ==,
                   icws_certainty_to_id (self->certainty));
  g_assert_cmpstr (icws_response_to_id (icws_verdict_get_response (verdict)), ==,
                   icws_response_to_id (self->response));
  g_assert_cmpint (icws_verdict_is_integrity_failure (verdict), ==, is_lie (self));
  g_assert_cmpstr (icws_verdict_get_gateway (verdict), ==, GATEWAY);
  g_assert_cmpuint (icws_verdict_get_wall_ns (verdict), ==, ICWS_TEST_NOW_NS);
  g_assert_true (g_error_matches (icws_verdict_get_error (verdict), ICWS_ERROR, (gint)self->code));
  g_assert_cmpint (strlen (icws_verdict_get_text (verdict)), >, 5);
  assert_round_trip (verdict);
  check_unreceived (self, unseen);
  check_unreceived (self, unnoted);

  /* Without a gateway there is none to blame. */
  g_assert_cmpint (icws_verdict_get_act (direct), ==, self->act);
  g_assert_cmpint (icws_verdict_get_culprit (direct), !=, GW);
  g_assert_cmpint (icws_verdict_get_response (direct), !=, QUAR);
  g_assert_null (icws_verdict_get_gateway (direct));
  assert_speaks_of_no_gateway (direct, self->culprit == GW);
  assert_round_trip (direct);
}

static void
test_alone (void)
{
  /* Every code, each once. */
  g_assert_cmpuint (G_N_ELEMENTS (alone), ==, ICWS_ERROR_LAST + 1);
  for (guint i = 0; i < G_N_ELEMENTS (alone); i++)
    {
      for (guint j = 0; j < i; j++)
        g_assert_cmpint (alone[i].code, !=, alone[j].code);
      check_case (&alone[i], i);
    }
}

static void
test_asked (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    check_case (&asked[i], i);
}

/* Before the OpenMessage has come, an upgrade of the canister makes an honest gateway miss messages. */
static void
test_reordered_opening (void)
{
  static const char *const STATES[] = { "opening", "open" };

  for (guint i = 0; i < G_N_ELEMENTS (STATES); i++)
    {
      g_autoptr (GError) error = g_error_new (ICWS_ERROR, E (REORDERED), "2 came, 1 was due");
      IcwsEvidence noted = { (char *)ICWS_EVIDENCE_STATE, (char *)STATES[i] };
      g_autoptr (IcwsVerdict) verdict = judge (error, NULL, &noted);

      g_assert_cmpint (icws_verdict_get_act (verdict), ==, A (REORDERED));
      g_assert_cmpint (icws_verdict_get_certainty (verdict), ==, i == 0 ? SUSP : PROVED);
      g_assert_cmpint (icws_verdict_get_response (verdict), ==, i == 0 ? OVER : QUAR);
      g_assert_cmpint (icws_verdict_is_integrity_failure (verdict), ==, i == 1);
    }
}

/* The canister's own words, and those of the IC, reach the person. */
static void
test_words (void)
{
  g_autoptr (GError) error = g_error_new (ICWS_ERROR, E (OPEN_TIMEOUT), "x");
  g_autoptr (IcwsDiagnosis) diagnosis = icws_test_diagnosis_new (TRUE);
  g_autoptr (IcwsVerdict) verdict = NULL;

  icws_test_diagnosis_add (diagnosis, 0, ICWS_FATE_REFUSED, 0, NULL, "Only on\nTuesdays");
  verdict = icws_verdict_new (error, diagnosis, GATEWAY, NULL, ICWS_TEST_NOW_NS);
  g_assert_nonnull (strstr (icws_verdict_get_text (verdict), "Only on Tuesdays"));
}

/* The IC refuses calls to such a canister without a trace: no gateway is to blame, whatever is absent. */
static void
test_refuses_calls (void)
{
  static const IcwsError ERRORS[] = { E (OPEN_TIMEOUT), E (WITHHELD), E (ACK_TIMEOUT), E (SILENT),
                                      E (DISCONNECTED) };
  static const struct
  {
    const char *code;
    IcwsAct act;
  } CODES[] = { { "IC0508", ICWS_ACT_CANISTER_STOPPED },
                { "IC0509", ICWS_ACT_CANISTER_STOPPED },
                { "IC0207", ICWS_ACT_CANISTER_OUT_OF_CYCLES } };

  for (gsize i = 0; i < G_N_ELEMENTS (ERRORS); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (CODES); j++)
      {
        g_autoptr (GError) error = g_error_new (ICWS_ERROR, ERRORS[i], "x");
        g_autoptr (IcwsDiagnosis) diagnosis = icws_test_diagnosis_new (TRUE);
        g_autoptr (IcwsVerdict) verdict = NULL;

        diagnosis->refuses_calls = TRUE;
        diagnosis->query_error_code = g_strdup (CODES[j].code);
        diagnosis->query_text = g_strdup ("Canister is not at your service");
        icws_test_diagnosis_add (diagnosis, 0, ICWS_FATE_ABSENT, 0, NULL, NULL);
        icws_test_diagnosis_add (diagnosis, 1, ICWS_FATE_ABSENT, 0, NULL, NULL);
        verdict = icws_verdict_new (error, diagnosis, GATEWAY, NULL, ICWS_TEST_NOW_NS);
        g_assert_cmpint (icws_verdict_get_act (verdict), ==, CODES[j].act);
        g_assert_cmpint (icws_verdict_get_culprit (verdict), ==, ICWS_CULPRIT_CANISTER);
        g_assert_cmpint (icws_verdict_get_certainty (verdict), ==, ICWS_CERTAINTY_SUSPECTED);
        g_assert_cmpint (icws_verdict_get_response (verdict), ==, ICWS_RESPONSE_RETRY);
        g_assert_nonnull (strstr (icws_verdict_get_text (verdict), "at your service"));
      }
}

/* Another program than before: whatever is missing, the canister forgot us. */
static void
test_upgraded (void)
{
  static const IcwsError ERRORS[] = { E (SILENT), E (ACK_TIMEOUT), E (WITHHELD) };

  for (gsize i = 0; i < G_N_ELEMENTS (ERRORS); i++)
    {
      g_autoptr (GError) error = g_error_new (ICWS_ERROR, ERRORS[i], "x");
      g_autoptr (IcwsDiagnosis) diagnosis = icws_test_diagnosis_new (TRUE);
      g_autoptr (IcwsVerdict) upgraded = NULL;
      g_autoptr (IcwsVerdict) same = NULL;

      icws_test_diagnosis_add (diagnosis, 0, ICWS_FATE_ACCEPTED, 0, NULL, NULL);
      g_free (diagnosis->module_hash);
      diagnosis->module_hash = g_strdup ("aa");
      diagnosis->module_hash_before = g_strdup ("aa");
      same = icws_verdict_new (error, diagnosis, GATEWAY, NULL, ICWS_TEST_NOW_NS);
      g_assert_cmpint (icws_verdict_get_act (same), !=, ICWS_ACT_CANISTER_RESTARTED);
      g_free (diagnosis->module_hash_before);
      diagnosis->module_hash_before = g_strdup ("bb");
      upgraded = icws_verdict_new (error, diagnosis, GATEWAY, NULL, ICWS_TEST_NOW_NS);
      g_assert_cmpint (icws_verdict_get_act (upgraded), ==, ICWS_ACT_CANISTER_RESTARTED);
      g_assert_cmpint (icws_verdict_get_culprit (upgraded), ==, ICWS_CULPRIT_CANISTER);
      g_assert_cmpint (icws_verdict_get_response (upgraded), ==, ICWS_RESPONSE_RETRY);
    }
}

/* The canister does not know us, and is the same as before: then it was no upgrade. */
static void
test_forgotten_without_upgrade (void)
{
  g_autoptr (GError) error = g_error_new (ICWS_ERROR, ICWS_ERROR_SILENT, "x");
  g_autoptr (IcwsDiagnosis) diagnosis = icws_test_diagnosis_new (TRUE);
  g_autoptr (IcwsVerdict) lost = NULL;
  g_autoptr (IcwsVerdict) direct = NULL;

  icws_test_diagnosis_add (diagnosis, 0, ICWS_FATE_ACCEPTED, 0, NULL, NULL);
  icws_test_diagnosis_add (diagnosis, 1, ICWS_FATE_REFUSED, 0, NULL, NOT_CONNECTED_RUST);
  g_free (diagnosis->module_hash);
  diagnosis->module_hash = g_strdup ("aa");
  diagnosis->module_hash_before = g_strdup ("aa");
  lost = icws_verdict_new (error, diagnosis, GATEWAY, NULL, ICWS_TEST_NOW_NS);
  g_assert_cmpint (icws_verdict_get_act (lost), ==, ICWS_ACT_CONNECTION_LOST);
  g_assert_cmpint (icws_verdict_get_culprit (lost), ==, ICWS_CULPRIT_NETWORK);
  g_assert_cmpint (icws_verdict_get_certainty (lost), ==, ICWS_CERTAINTY_SUSPECTED);
  g_assert_cmpint (icws_verdict_get_response (lost), ==, ICWS_RESPONSE_FAIL_OVER);
  direct = icws_verdict_new (error, diagnosis, NULL, NULL, ICWS_TEST_NOW_NS);
  g_assert_cmpint (icws_verdict_get_act (direct), ==, ICWS_ACT_OUT_OF_STEP);
  g_assert_cmpint (icws_verdict_get_certainty (direct), ==, ICWS_CERTAINTY_SUSPECTED);
}

/* A fast clock explains only so much of a delay. */
static void
test_late_and_fast (void)
{
  static const struct
  {
    const char *latency;
    const char *correction; /* (nullable) */
    gint64 offset_s;
    IcwsAct act;
  } CASES[] = {
    { "40.0 s", NULL, 20, ICWS_ACT_CLOCK_WRONG }, { "75.0 s", NULL, 20, ICWS_ACT_DELAYED },
    { "75.0 s", NULL, 50, ICWS_ACT_CLOCK_WRONG }, { "40.0 s", "20.0 s", 20, ICWS_ACT_DELAYED },
    { "40.0 s", NULL, 2, ICWS_ACT_DELAYED },      { "1e300 s", NULL, 20, ICWS_ACT_DELAYED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (GError) error = g_error_new (ICWS_ERROR, ICWS_ERROR_DELAYED, "x");
      g_autoptr (IcwsDiagnosis) diagnosis = icws_test_diagnosis_new (TRUE);
      const IcwsEvidence NOTES[] = { { (char *)ICWS_EVIDENCE_LATENCY, (char *)CASES[i].latency },
                                     { (char *)ICWS_EVIDENCE_CORRECTION,
                                       (char *)CASES[i].correction } };
      g_autoptr (IcwsVerdict) verdict = NULL;

      icws_test_diagnosis_set_offset (diagnosis, CASES[i].offset_s);
      verdict = icws_verdict_new_full (error, diagnosis, GATEWAY, NULL, ICWS_TEST_NOW_NS, NOTES,
                                       CASES[i].correction != NULL ? 2 : 1);
      g_assert_cmpint (icws_verdict_get_act (verdict), ==, CASES[i].act);
    }
}

/* A text without end or sense is cut and made valid. */
static void
test_hostile_words (void)
{
  g_autofree char *endless = g_strnfill (3 * ICWS_VERDICT_MAX_TEXT_BYTES, 'x');
  const char *const words[] = { endless, "\xff\xfe\x80", "\x01\x02\x7f", "" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GError) error = g_error_new (ICWS_ERROR, E (REFUSED), "%s", words[i]);
      g_autoptr (IcwsDiagnosis) diagnosis = icws_test_diagnosis_new (TRUE);
      g_autoptr (IcwsVerdict) verdict = NULL;
      const IcwsEvidence *evidence;
      guint n;

      for (guint64 j = 0; j < 2 * ICWS_VERDICT_MAX_EVIDENCE; j++)
        icws_test_diagnosis_add (diagnosis, j, ICWS_FATE_REFUSED, 0, words[i], words[i]);
      verdict = icws_verdict_new (error, diagnosis, GATEWAY, NULL, ICWS_TEST_NOW_NS);
      evidence = icws_verdict_get_evidence (verdict, &n);
      g_assert_cmpuint (n, ==, ICWS_VERDICT_MAX_EVIDENCE);
      for (guint j = 0; j < n; j++)
        {
          g_assert_true (g_utf8_validate (evidence[j].value, -1, NULL));
          g_assert_cmpuint (strlen (evidence[j].value), <=, ICWS_VERDICT_MAX_EVIDENCE_BYTES);
        }
      g_assert_cmpuint (strlen (icws_verdict_get_text (verdict)), <=, ICWS_VERDICT_MAX_TEXT_BYTES);
      assert_round_trip (verdict);
    }
}

static const char *
evidence_of (IcwsVerdict *verdict, const char *name)
{
  guint n;
  const IcwsEvidence *evidence = icws_verdict_get_evidence (verdict, &n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (evidence[i].name, name))
      return evidence[i].value;
  return NULL;
}

static IcwsFrame *
make_frame (IcwsTestKit *kit, guint64 sequence)
{
  const IcwsClientKey client = { .principal = kit->canister_id, .nonce = 5 };
  g_autoptr (GBytes) payload = icws_test_text ("hello");
  g_autoptr (GBytes) content = icws_test_kit_content (kit, &client, sequence, FALSE, payload);

  return icws_test_kit_frame (kit, content);
}

/* The frame, the session's notes and the IC's answers all stand there. */
static void
test_evidence (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (1, TRUE);
  g_autoptr (IcwsFrame) frame = make_frame (kit, 9);
  g_autoptr (GBytes) bytes = icws_frame_encode (frame);
  g_autoptr (GError) error = g_error_new (ICWS_ERROR, E (REORDERED), "9 came, 7 was due");
  g_autoptr (IcwsDiagnosis) diagnosis = icws_test_diagnosis_new (TRUE);
  g_autoptr (IcwsVerdict) verdict = NULL;
  IcwsEvidence noted = { (char *)"expected-sequence", (char *)"7" };

  icws_test_diagnosis_set_offset (diagnosis, -3);
  icws_test_diagnosis_add (diagnosis, 0, ICWS_FATE_ACCEPTED, 0, NULL, NULL);
  icws_test_diagnosis_add (diagnosis, 4, ICWS_FATE_REJECTED, 5, "IC0503", "trapped");
  verdict = icws_verdict_new_full (error, diagnosis, GATEWAY, bytes, ICWS_TEST_NOW_NS, &noted, 1);
  g_assert_cmpstr (evidence_of (verdict, "error"), ==, "reordered: 9 came, 7 was due");
  g_assert_cmpstr (evidence_of (verdict, "expected-sequence"), ==, "7");
  g_assert_cmpstr (evidence_of (verdict, "received-sequence"), ==, "9");
  g_assert_cmpstr (evidence_of (verdict, "key"), ==, frame->key);
  g_assert_cmpstr (evidence_of (verdict, "certificate-time"), ==, "2023-11-14T22:13:20.000Z");
  g_assert_cmpstr (evidence_of (verdict, "message-time"), ==, "2023-11-14T22:13:20.000Z");
  g_assert_cmpstr (evidence_of (verdict, "our-time"), ==, "2023-11-14T22:13:20.000Z");
  g_assert_cmpstr (evidence_of (verdict, "certified-time"), ==, "2023-11-14T22:13:23.000Z");
  g_assert_cmpstr (evidence_of (verdict, "clock-offset"), ==, "-3.000 s");
  g_assert_cmpstr (evidence_of (verdict, "ws_open"), ==,
                   "accepted, certified at 2023-11-14T22:13:23.000Z");
  g_assert_cmpstr (evidence_of (verdict, "message-4"), ==,
                   "rejected, certified at 2023-11-14T22:13:23.000Z, IC0503: trapped");
  g_assert_cmpuint (g_utf8_strlen (evidence_of (verdict, "content-sha256"), -1), ==, 17);
  g_assert_true (icws_verdict_get_frame (verdict) == bytes);
  assert_round_trip (verdict);
}

/* The certificate was fresh all the time, and our clock has been put right since: no lie. */
static void
test_clock_put_right (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (2, TRUE);
  g_autoptr (IcwsFrame) frame = make_frame (kit, 2);
  g_autoptr (GBytes) bytes = icws_frame_encode (frame);
  g_autoptr (GError) error = g_error_new (ICWS_ERROR, E (STALE), "Old");
  g_autoptr (IcwsDiagnosis) diagnosis = icws_test_diagnosis_new (TRUE);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (IcwsVerdict) verdict = NULL;

      /* By the IC's time it was a minute short of being old, or old indeed. */
      diagnosis->wall_ns = ICWS_TEST_NOW_NS + (i == 0 ? 240 : 300) * IC_NS_PER_S;
      icws_test_diagnosis_set_offset (diagnosis, 0);
      verdict = icws_verdict_new (error, diagnosis, GATEWAY, bytes, diagnosis->wall_ns);
      g_assert_cmpint (icws_verdict_get_act (verdict), ==, i == 0 ? A (CLOCK_WRONG) : A (STALE));
      g_assert_cmpint (icws_verdict_get_response (verdict), ==, i == 0 ? RETRY : QUAR);
      g_assert_cmpint (icws_verdict_is_integrity_failure (verdict), ==, i == 1);
    }
}

/* Errors from before there was a session. */
static void
test_foreign (void)
{
  const struct
  {
    GQuark domain;
    gint code;
    IcState ic;
    IcwsAct act;
    IcwsResponse response;
  } cases[] = {
    { G_IO_ERROR, G_IO_ERROR_CANCELLED, IC_NOT_ASKED, A (NONE), KEEP },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, IC_NOT_ASKED, A (CONNECTION_LOST), RETRY },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, IC_GONE, A (NETWORK_LOST), RETRY },
    { IC_ERROR, IC_ERROR_KEY, IC_NOT_ASKED, A (IDENTITY), STOP },
    { IC_ERROR, IC_ERROR_SIGNATURE, IC_NOT_ASKED, A (CONNECTION_LOST), RETRY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new (cases[i].domain, cases[i].code, "x");
      g_autoptr (IcwsDiagnosis) diagnosis = cases[i].ic == IC_GONE ? icws_test_diagnosis_new (FALSE)
                                                                   : NULL;
      g_autoptr (IcwsVerdict)
          verdict = icws_verdict_new (error, diagnosis, GATEWAY, NULL, ICWS_TEST_NOW_NS);

      g_assert_cmpint (icws_verdict_get_act (verdict), ==, cases[i].act);
      g_assert_cmpint (icws_verdict_get_response (verdict), ==, cases[i].response);
      assert_round_trip (verdict);
    }
}

/* The names are each one's own, and lead back. */
static void
test_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  IcwsAct back;

  for (IcwsAct act = 0; act < ICWS_N_ACTS; act++)
    {
      g_assert_true (g_hash_table_add (seen, (gpointer)icws_act_to_id (act)));
      g_assert_true (icws_act_from_id (icws_act_to_id (act), &back));
      g_assert_cmpint (back, ==, act);
    }
  g_assert_false (g_hash_table_contains (seen, "unknown"));
  g_assert_false (icws_act_from_id ("unknown", &back));
  g_assert_cmpstr (icws_act_to_id (ICWS_ACT_WITHHELD_FROM_CANISTER), ==, "withheld-from-canister");
}

/* A good text with one member replaced. */
static char *
broken_json (const char *member, const char *json_value)
{
  g_autoptr (GError) error = g_error_new (ICWS_ERROR, E (REPLAYED), "x");
  g_autoptr (IcwsVerdict) verdict = icws_verdict_new (error, NULL, GATEWAY, NULL, 1);
  g_autofree char *good = icws_verdict_to_json (verdict, TRUE);
  g_autoptr (JsonNode) root = json_from_string (good, NULL);
  JsonObject *object = json_node_get_object (root);

  json_object_remove_member (object, member);
  if (json_value != NULL)
    {
      g_autofree char *list = g_strdup_printf ("[%s]", json_value);
      g_autoptr (JsonNode) holder = json_from_string (list, NULL);

      g_assert_nonnull (holder);
      json_object_set_member (object, member,
                              json_array_dup_element (json_node_get_array (holder), 0));
    }
  return json_to_string (root, FALSE);
}

static void
assert_malformed (const char *json)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (icws_verdict_new_from_json (json, &error));
  g_assert_error (error, ICWS_ERROR, ICWS_ERROR_FRAME);
}

static void
test_malformed (void)
{
  static const char *const texts[] = {
    "", "{", "[]", "null", "7", "{}", "{\"act\":\"replayed\"}", "\xff", "[[[[[[[[{}]]]]]]]]",
  };
  static const struct
  {
    const char *member;
    const char *value;
  } changes[] = {
    { "act", NULL },
    { "act", "7" },
    { "act", "\"murdered\"" },
    { "act", "\"unknown\"" },
    { "culprit", "\"butler\"" },
    { "culprit", "null" },
    { "certainty", "\"maybe\"" },
    { "response", "\"shoot\"" },
    { "response", NULL },
    { "time_ns", "12" },
    { "time_ns", "\"-1\"" },
    { "time_ns", "\"\"" },
    { "time_ns", "\"18446744073709551616\"" },
    { "gateway", "[]" },
    { "text", NULL },
    { "text", "{}" },
    { "error", NULL },
    { "error", "\"replayed\"" },
    { "error", "{\"id\":\"replayed\"}" },
    { "error", "{\"id\":\"invented\",\"message\":\"x\"}" },
    { "error", "{\"id\":\"replayed\",\"message\":\"x\",\"code\":1}" },
    { "evidence", NULL },
    { "evidence", "{}" },
    { "evidence", "[1]" },
    { "evidence", "[{\"name\":\"x\"}]" },
    { "evidence", "[{\"name\":\"x\",\"value\":1}]" },
    { "evidence", "[{\"name\":\"x\",\"value\":\"y\",\"z\":\"\"}]" },
    { "frame", "\"abc\"" },
    { "frame", "\"zz\"" },
    { "frame", "12" },
    { "extra", "1" },
  };
  g_autofree char *good = broken_json ("nothing", NULL);
  g_autofree char *long_text = g_strnfill (ICWS_VERDICT_MAX_TEXT_BYTES + 1, 'x');
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", long_text);
  g_autofree char *too_long = broken_json ("text", quoted);
  g_autofree char *huge = g_strnfill (ICWS_VERDICT_MAX_JSON_BYTES + 1, ' ');
  GString *many = g_string_new ("[");
  g_autofree char *too_many = NULL;
  g_autoptr (IcwsVerdict) verdict = icws_verdict_new_from_json (good, NULL);

  g_assert_nonnull (verdict);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_malformed (texts[i]);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *json = broken_json (changes[i].member, changes[i].value);

      g_test_message ("%s: %s", changes[i].member, changes[i].value);
      assert_malformed (json);
    }
  assert_malformed (too_long);
  assert_malformed (huge);
  for (guint i = 0; i <= ICWS_VERDICT_MAX_EVIDENCE; i++)
    g_string_append_printf (many, "%s{\"name\":\"x\",\"value\":\"y\"}", i > 0 ? "," : "");
  g_string_append_c (many, ']');
  too_many = broken_json ("evidence", many->str);
  assert_malformed (too_many);
  g_string_free (many, TRUE);
  /* Cut anywhere. */
  for (gsize len = 0; len < strlen (good); len++)
    {
      g_autofree char *cut = g_strndup (good, len);

      assert_malformed (cut);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icws/verdict/alone", test_alone);
  g_test_add_func ("/icws/verdict/reordered-opening", test_reordered_opening);
  g_test_add_func ("/icws/verdict/asked", test_asked);
  g_test_add_func ("/icws/verdict/words", test_words);
  g_test_add_func ("/icws/verdict/refuses-calls", test_refuses_calls);
  g_test_add_func ("/icws/verdict/upgraded", test_upgraded);
  g_test_add_func ("/icws/verdict/forgotten-without-upgrade", test_forgotten_without_upgrade);
  g_test_add_func ("/icws/verdict/late-and-fast", test_late_and_fast);
  g_test_add_func ("/icws/verdict/hostile-words", test_hostile_words);
  g_test_add_func ("/icws/verdict/evidence", test_evidence);
  g_test_add_func ("/icws/verdict/clock-put-right", test_clock_put_right);
  g_test_add_func ("/icws/verdict/foreign", test_foreign);
  g_test_add_func ("/icws/verdict/names", test_names);
  g_test_add_func ("/icws/verdict/malformed", test_malformed);
  return g_test_run ();
}
