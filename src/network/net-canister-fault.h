/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-random.h"

G_BEGIN_DECLS

/* What goes wrong in a canister. */
typedef enum
{
  NET_CANISTER_FAULT_OPEN_ERR,    /* ws_open answers Err */
  NET_CANISTER_FAULT_MESSAGE_ERR, /* ws_message answers Err */
  NET_CANISTER_FAULT_TRAP_OPEN,
  NET_CANISTER_FAULT_TRAP_MESSAGE,
  NET_CANISTER_FAULT_TRAP_POLL,      /* ws_get_messages traps: gateways drop all sessions */
  NET_CANISTER_FAULT_SLOW,           /* a call is executed `parameter` ms later (default 20000) */
  NET_CANISTER_FAULT_WRONG_SEQUENCE, /* leaves a sequence number out, certified */
  NET_CANISTER_FAULT_BAD_CONTENT,    /* certified content that is no message */
  NET_CANISTER_FAULT_SECOND_OPEN,    /* an OpenMessage in the middle */
  NET_CANISTER_FAULT_BAD_ACK,        /* acknowledges what was never sent */
  NET_CANISTER_FAULT_NO_ACK,         /* sends no AckMessage */
  NET_CANISTER_FAULT_STOPPED,        /* IC0508 */
  NET_CANISTER_FAULT_OUT_OF_CYCLES,  /* IC0207 */
  NET_CANISTER_FAULT_NO_METHOD,      /* has no ws_open: IC0536 */
  NET_N_CANISTER_FAULTS
} NetCanisterFault;

/* What `parameter` means where it means anything. */
#define NET_CANISTER_FAULT_SLOW_DEFAULT_MS 20000
#define NET_CANISTER_FAULT_BAD_ACK_DEFAULT 1000
/* bad-content: the message's own content is nonsense in a proper message */
#define NET_CANISTER_FAULT_BAD_INNER_CONTENT 1
/* stopped, out-of-cycles: the call is accepted first, and its rejection certified. As a replica has
 * it when the canister stops in between; otherwise it refuses at once, and nothing is certified. */
#define NET_CANISTER_FAULT_AFTER_ACCEPTING 1

/* Milliseconds or times. */
#define NET_CANISTER_FAULT_MAX_PARAMETER G_GUINT64_CONSTANT (1000000000)

const char *net_canister_fault_get_name (NetCanisterFault fault); /* "open-err" */
const char *net_canister_fault_get_text (NetCanisterFault fault); /* one sentence, for a tester */
gboolean net_canister_fault_from_name (const char *name, NetCanisterFault *out);

/* The switches of one canister. Initialise with { 0 }: nothing goes wrong. */
typedef struct
{
  struct
  {
    double rate;
    guint64 parameter;
    guint64 limit; /* how many are left; 0: no limit */
    guint64 count;
  } faults[NET_N_CANISTER_FAULTS];
} NetCanisterFaults;

void net_canister_faults_set (
    NetCanisterFaults *self, NetCanisterFault fault, double rate, guint64 parameter, guint64 limit);
/* Is it to be done now? Counts it if so. @parameter (nullable). */
gboolean net_canister_faults_strike (NetCanisterFaults *self,
                                     NetCanisterFault fault,
                                     IcRandom *random,
                                     guint64 *parameter);

G_END_DECLS
