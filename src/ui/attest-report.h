/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/* A report for whoever runs a gateway or a room, or for us: without names, texts and keys; people's
 * principals are cut down to their first group. */

/* For people: a page of text. (transfer full) */
char *attest_report_to_text (ChatConnection *connection);
/* For programs: a JSON object, "format": "attest-report". @with_proofs adds the bytes of messages,
 * which hold what was said. (transfer full) */
char *attest_report_to_json (ChatConnection *connection, gboolean with_proofs);

G_END_DECLS
