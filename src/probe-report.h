/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/* Stable exit codes of attest-probe; documented in attest-probe(1). */
typedef enum
{
  PROBE_EXIT_VERIFIED = 0,    /* connected, everything that came was verified, expectations met */
  PROBE_EXIT_REFUSED = 1,     /* the canister, or something on our side, ended it */
  PROBE_EXIT_UNREACHABLE = 2, /* network or gateway trouble without proof of dishonesty */
  PROBE_EXIT_INTEGRITY = 3,   /* a gateway was caught */
  PROBE_EXIT_TIMEOUT = 4,     /* what was expected did not come in time */
  PROBE_EXIT_USAGE = 64       /* the command line is off */
} ProbeExit;

ProbeExit probe_exit_from_verdict (IcwsVerdict *verdict);
/* By what the Internet Computer says alone. */
ProbeExit probe_exit_from_diagnosis (const IcwsDiagnosis *diagnosis);
/* Was a gateway (or a boundary node) caught lying, at any time? */
gboolean probe_saw_lie (ChatConnection *connection);
/* (nullable) (transfer full): of all that went wrong, also when it was overcome since */
IcwsVerdict *probe_get_last_verdict (ChatConnection *connection);
const char *probe_exit_to_verdict (ProbeExit code);

typedef struct
{
  gboolean with_ledger;
  gboolean with_evidence;
} ProbeReportOptions;

/* What happened, as JSON, without secrets. @room (nullable): there is no conversation.
 * (transfer full) */
char *probe_report_to_json (ChatConnection *connection,
                            ChatRoom *room,
                            ProbeExit code,
                            const ProbeReportOptions *options);

G_END_DECLS
