/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-error-text.h"

G_BEGIN_DECLS

/* Who did what, and what a person can do: translated, static strings. */
void attest_verdict_text_get (IcwsAct act, AttestErrorText *out);
/* How sure that is: one sentence. */
const char *attest_certainty_text (IcwsCertainty certainty);
/* What Attest does about it by itself: one sentence. */
const char *attest_response_text (IcwsResponse response);
/* One line for lists: "A message was changed (gateway, proved)". (transfer full) */
char *attest_verdict_text_line (IcwsVerdict *verdict);
/* The name of a piece of evidence, such as "expected-sequence", in words. */
const char *attest_evidence_text (const char *name);

G_END_DECLS
