/* SPDX-License-Identifier: MIT */
/* What attest-probe can be told to do. Each runs until it is done, prints, and gives the exit code. */
#pragma once

#include "probe-options.h"
#include "probe-report.h"

G_BEGIN_DECLS

ProbeExit probe_run (const ProbeOptions *options, ChatConnection *connection, ChatRoom *room);
ProbeExit probe_watch (const ProbeOptions *options, ChatConnection *connection, ChatRoom *room);
ProbeExit probe_diagnose (const ProbeOptions *options, ChatConnection *connection);
ProbeExit probe_test_gateways (const ProbeOptions *options, ChatConnection *connection);

G_END_DECLS
