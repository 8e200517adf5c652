/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestErrorText: an error for people. Translated, static strings.
 */
typedef struct
{
  const char *title;  /* what happened, in a few words */
  const char *what;   /* what happened, and who did it */
  const char *advice; /* what the person can do */
} AttestErrorText;

gboolean attest_error_text_get (const GError *error, AttestErrorText *out);
const char *attest_culprit_text (IcwsCulprit culprit);

G_END_DECLS
