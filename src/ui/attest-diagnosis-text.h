/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/* What the Internet Computer said of itself, the room and our requests: a sentence each, translated.
 * (transfer full) */
char *attest_diagnosis_text_network (const IcwsDiagnosis *diagnosis);
char *attest_diagnosis_text_clock (const IcwsDiagnosis *diagnosis); /* (nullable): not known */
char *attest_diagnosis_text_canister (const IcwsDiagnosis *diagnosis);
char *attest_diagnosis_text_request (const IcwsRequestFate *request);

G_END_DECLS
