/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *attest_text_clean (const char *text);
char *attest_text_clean_line (const char *text);
char *attest_text_isolate (const char *text);
guint attest_text_get_author_color (const char *author);

/* As many as there are classes "author-1", "author-2", ... in style.css. */
#define ATTEST_N_AUTHOR_COLORS 14

G_END_DECLS
