/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic.h"
#include "icws-wire.h"

G_BEGIN_DECLS

/**
 * IcwsFate: what became of one request of ours, by the certified answer of the Internet Computer.
 */
typedef enum
{
  ICWS_FATE_UNKNOWN,  /* not asked, no answer, or too long ago for the IC to remember */
  ICWS_FATE_ABSENT,   /* proved: the IC has not received it (by the certificate's time) */
  ICWS_FATE_PENDING,  /* received or being processed */
  ICWS_FATE_ACCEPTED, /* replied, and the canister said Ok */
  ICWS_FATE_REFUSED,  /* replied, and the canister said Err: see the text */
  ICWS_FATE_REJECTED  /* rejected by the IC or trapped: see code and text */
} IcwsFate;
const char *icws_fate_to_id (IcwsFate fate);

typedef struct
{
  guint64 sequence; /* 0: ws_open */
  IcwsFate fate;
  guint64 certificate_time_ns; /* 0: no answer */
  guint64 reject_code;
  char *error_code; /* (nullable): IC0508, ... */
  char *text; /* (nullable): of the canister or the IC; a remark of ours where neither spoke */
} IcwsRequestFate;
void icws_request_fate_clear (IcwsRequestFate *self);
void icws_request_fate_copy (const IcwsRequestFate *from, IcwsRequestFate *to);

/* Asks for the fate of one request. A certificate older than @not_before_ns (0: any) is no answer:
 * asked again, a few times; but what is final stays true. Errors: what the agent says.
 * @ingress_expiry_ns: of the request. The IC keeps an outcome for five minutes from its end, and only
 * until the expiry for certain: once that has passed, absence proves nothing any more. Nor does it at
 * a time more than 5 min 30 s before, when the request could not have been there yet (our clock is
 * ahead, or an old certificate came). Then the fate is UNKNOWN. */
void icws_fate_ask_async (IcAgent *agent,
                          const IcPrincipal *canister_id,
                          const guint8 request_id[IC_HASH_BYTES],
                          guint64 ingress_expiry_ns,
                          guint64 not_before_ns,
                          IcClock *clock,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
/* @out: to be cleared with icws_request_fate_clear(); its sequence is 0. */
gboolean icws_fate_ask_finish (GAsyncResult *result, IcwsRequestFate *out, GError **error);

typedef enum
{
  ICWS_CANISTER_UNKNOWN,
  ICWS_CANISTER_PRESENT, /* has a module */
  ICWS_CANISTER_EMPTY,   /* exists without a module */
  ICWS_CANISTER_MISSING  /* proved: no such canister */
} IcwsCanisterState;

/* A clock this far from the IC's certified time makes certificates look stale or from the future. */
#define ICWS_CLOCK_WRONG_NS (2 * 60 * IC_NS_PER_S)

/**
 * IcwsDiagnosis: what the Internet Computer itself says about a connection that went wrong.
 */
typedef struct
{
  guint64 wall_ns; /* our clock when it was made */
  /* The network */
  gboolean reachable;        /* gave its status, or a certified answer */
  GError *network_error;     /* (nullable): the first that kept something from being found out */
  guint64 certified_time_ns; /* 0: none */
  gboolean has_clock_offset;
  gint64 clock_offset_ns; /* our clock minus the IC's, at most: a certificate may be old, not new */
  gboolean clock_wrong;   /* the host's own Date says so, too */
  /* The canister */
  IcwsCanisterState canister;
  char *module_hash;        /* (nullable), hex */
  char *module_hash_before; /* (nullable): when the connection was opened; set by who asks */
  gboolean has_interface;   /* candid:service metadata was read */
  gboolean has_websocket;   /* and it names ws_open and ws_message */
  /* What a replica says to a query that changes nothing. Nobody certifies that, so it proves nothing
   * against anybody; but a canister that is stopped or out of cycles is said so here only: the IC
   * refuses calls to it at once and without a trace. */
  guint64 query_reject_code; /* 0: not rejected, or no answer */
  char *query_error_code;    /* (nullable): IC0508, IC0207, ... */
  char *query_text;          /* (nullable) */
  gboolean refuses_calls;    /* stopped, stopping, out of cycles */
  /* Our requests: ws_open first if it was sent, then messages in order */
  GArray *requests; /* IcwsRequestFate; where no call can be taken, absence is told as UNKNOWN */
} IcwsDiagnosis;
void icws_diagnosis_free (IcwsDiagnosis *self);
IcwsDiagnosis *icws_diagnosis_copy (const IcwsDiagnosis *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcwsDiagnosis, icws_diagnosis_free)
/* The canister runs another program than when the connection was opened, as the IC certifies: it
 * may have forgotten who is connected. */
gboolean icws_diagnosis_is_upgraded (const IcwsDiagnosis *self);
gboolean icws_diagnosis_is_same_program (const IcwsDiagnosis *self);
/* What the canister runs, certified: the hash of its module in hex; (transfer full), NULL if that could
 * not be found out. */
void icws_module_hash_ask_async (IcAgent *agent,
                                 const IcPrincipal *canister_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
char *
icws_module_hash_ask_finish (IcAgent *agent, const IcPrincipal *canister_id, GAsyncResult *result);
/* (nullable) (transfer none): the fate of that request */
const IcwsRequestFate *icws_diagnosis_get_request (const IcwsDiagnosis *self, guint64 sequence);

typedef struct
{
  guint64 sequence;
  guint8 id[IC_HASH_BYTES];
  guint64 ingress_expiry_ns;
} IcwsQuestion;
/* More messages than this are not asked for one by one: the oldest ones tell. */
#define ICWS_DIAGNOSIS_MAX_QUESTIONS 16
#define ICWS_DIAGNOSIS_TIMEOUT_MS    15000

/* Asks the IC through @agent (it has the identity whose requests they are, and the root key; a root
 * key that is not known yet is fetched on networks that allow it). Works with a clock that is wrong.
 * Never fails but by @cancellable: what could not be found out is told as such. */
void icws_diagnose_async (IcAgent *agent,
                          const IcPrincipal *canister_id,
                          const IcwsQuestion *questions,
                          guint n_questions,
                          IcClock *clock,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
IcwsDiagnosis *icws_diagnose_finish (GAsyncResult *result, GError **error);

G_END_DECLS
