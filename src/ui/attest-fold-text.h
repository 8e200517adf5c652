/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Longer messages are folded. */
#define ATTEST_FOLD_MAX_CHARS 1500
#define ATTEST_FOLD_MAX_LINES 12

/* Bytes of @text that are shown when it is folded; 0: it is short enough. */
gsize attest_fold_text_find_cut (const char *text);

G_END_DECLS
