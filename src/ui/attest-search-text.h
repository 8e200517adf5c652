/* SPDX-License-Identifier: MIT */
#pragma once

#include <pango/pango.h>

#include "chat/chat-history.h"

G_BEGIN_DECLS

/* Characters of an excerpt, and how many of them may stand before the first hit. */
#define ATTEST_SEARCH_TEXT_MAX_CHARS 240
#define ATTEST_SEARCH_TEXT_BEFORE    40

char *attest_search_text_excerpt (const char *text, GArray *spans, PangoAttrList **attributes);

G_END_DECLS
