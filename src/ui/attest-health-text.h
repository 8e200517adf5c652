/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestHealthText: the verdict for people. Never by colour alone: icon, word and sentences.
 */
typedef struct
{
  char *word;            /* beside the shield */
  char *title;           /* the verdict, one sentence */
  char *explanation;     /* what happened, whose fault, what it means for messages */
  char *advice;          /* (nullable): what to do */
  const char *icon_name; /* a shape of its own for each state */
  const char *css_class; /* "health-good", "-neutral", "-warning", "-bad" */
  gboolean trouble;      /* worth a banner */
  gboolean can_reconnect;
} AttestHealthText;

AttestHealthText *
attest_health_text_new (ChatHealth health, const GError *error, guint attempt, guint retry_seconds);
/* The same, where more is known than how the session ended: @verdict (nullable). */
AttestHealthText *attest_health_text_new_for_verdict (ChatHealth health,
                                                      const GError *error,
                                                      IcwsVerdict *verdict,
                                                      guint attempt,
                                                      guint retry_seconds);
/* Of a connection as it is now. */
AttestHealthText *attest_health_text_new_for_connection (ChatConnection *connection);
void attest_health_text_free (AttestHealthText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttestHealthText, attest_health_text_free)

const char *attest_health_get_icon_name (ChatHealth health);
const char *attest_health_get_word (ChatHealth health);

G_END_DECLS
