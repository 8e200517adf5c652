/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/* Stable exit codes of attest-probe; documented in README.md. */
typedef enum
{
  PROBE_EXIT_VERIFIED = 0,    /* connected, everything that came was verified, expectations met */
  PROBE_EXIT_REFUSED = 1,     /* the canister, or something on our side, ended it */
  PROBE_EXIT_UNREACHABLE = 2, /* network or gateway trouble without proof of dishonesty */
  PROBE_EXIT_INTEGRITY = 3,   /* the gateway was caught */
  PROBE_EXIT_TIMEOUT = 4,     /* what was expected did not come in time */
  PROBE_EXIT_USAGE = 64       /* the command line is off */
} ProbeExit;

ProbeExit probe_exit_from_error (const GError *error);
/* What happened, as JSON. (transfer full) */
char *probe_report_to_json (ChatRoom *room, ProbeExit code, gboolean with_ledger);

G_END_DECLS
