/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-lab-state.h"

G_BEGIN_DECLS

/* Bodies of requests to the switches of a local network: JSON. (transfer full) */

/* NULL: off, which has no body. */
char *attest_lab_request_setting (const AttestLabSetting *setting);
char *attest_lab_request_close (const char *reason);

G_END_DECLS
