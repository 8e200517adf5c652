/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-form-panel.h"

G_BEGIN_DECLS

/**
 * AttestComposer: where a message is written. Enter sends, Shift+Enter makes a line, Escape leaves.
 *
 * Signals: "send" (const char *text) -> gboolean: whether the text was taken, and is cleared;
 * "typing": the person changed the text; "leave": Escape; "sent": a form went to the room.
 * Actions "composer.send", "composer.toggle-form" (plain text or all fields, where both will do).
 */
#define ATTEST_TYPE_COMPOSER (attest_composer_get_type ())
G_DECLARE_FINAL_TYPE (AttestComposer, attest_composer, ATTEST, COMPOSER, AdwBin)

GtkWidget *attest_composer_new (void);
char *attest_composer_get_text (AttestComposer *self);
void attest_composer_set_text (AttestComposer *self, const char *text);
void attest_composer_quote (AttestComposer *self, const char *author, const char *text);
const char *attest_composer_get_warning (AttestComposer *self);
/* @room (nullable): that is written to */
void attest_composer_set_room (AttestComposer *self, ChatRoom *room);
const char *attest_composer_get_note (AttestComposer *self);
AttestFormPanel *
attest_composer_get_form_panel (AttestComposer *self); /* (nullable): while shown */
gboolean attest_composer_send (AttestComposer *self);

G_END_DECLS
