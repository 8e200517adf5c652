/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reject codes of the interface spec, "Reject codes". */
typedef enum
{
  NET_REJECT_SYS_FATAL = 1,
  NET_REJECT_SYS_TRANSIENT = 2,
  NET_REJECT_DESTINATION_INVALID = 3,
  NET_REJECT_CANISTER_REJECT = 4,
  NET_REJECT_CANISTER_ERROR = 5
} NetRejectCode;

/* Error codes as replicas give them. */
#define NET_ERROR_CODE_OUT_OF_CYCLES      "IC0207"
#define NET_ERROR_CODE_CANISTER_NOT_FOUND "IC0301"
#define NET_ERROR_CODE_CALLED_TRAP        "IC0503"
#define NET_ERROR_CODE_CANISTER_STOPPED   "IC0508"
#define NET_ERROR_CODE_METHOD_NOT_FOUND   "IC0536"

/**
 * NetOutcome: what became of a call or query: a reply, or a reject. Initialise with { 0 }, release
 * with net_outcome_clear().
 */
typedef struct
{
  GBytes *reply; /* (nullable): Candid; NULL when rejected */
  NetRejectCode reject_code;
  char *reject_message;
  const char *error_code; /* static */
} NetOutcome;

void net_outcome_clear (NetOutcome *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NetOutcome, net_outcome_clear)

void net_outcome_reply_take (NetOutcome *self, GBytes *reply);
void net_outcome_reject (NetOutcome *self,
                         NetRejectCode code,
                         const char *error_code,
                         const char *format,
                         ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
