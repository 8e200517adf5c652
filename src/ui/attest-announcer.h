/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * AttestAnnouncer: tells people who do not see the window what comes in: a line that is not seen.
 */
#define ATTEST_TYPE_ANNOUNCER (attest_announcer_get_type ())
G_DECLARE_FINAL_TYPE (AttestAnnouncer, attest_announcer, ATTEST, ANNOUNCER, AdwBin)

void attest_announcer_announce (AttestAnnouncer *self, const char *author, const char *text);
void attest_announcer_clear (AttestAnnouncer *self);
const char *attest_announcer_get_text (AttestAnnouncer *self);
/* For tests: what waits is said now. */
void attest_announcer_say (AttestAnnouncer *self, const char *words);
void attest_announcer_flush (AttestAnnouncer *self);

G_END_DECLS
