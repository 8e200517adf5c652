/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words for what goes wrong with what is kept of a room. Pure; all are clean. (transfer full) */
char *attest_room_text_for_history_error (const GError *error);
/* Why a room was not opened again. */
char *attest_room_text_for_missing_identity (const GError *error);

G_END_DECLS
