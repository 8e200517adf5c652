/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-matrix-table.h"

G_BEGIN_DECLS

/* What was seen in a cell with one gateway. @text: copied. */
void matrix_report_note (const Row *row, NetFaultPhase phase, const char *text);
/* All rows as Markdown, to the file that ATTEST_MATRIX_FILE names, if it does. */
void matrix_report_write (void);

G_END_DECLS
