/* SPDX-License-Identifier: MIT */
#pragma once

#include "probe-options.h"
#include "probe-report.h"

G_BEGIN_DECLS

/* Judges an exported room without any network, prints what it proves, and gives the exit code. */
ProbeExit probe_verify (const ProbeOptions *options);

G_END_DECLS
