/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestShieldButton: the verdict in the header bar: shape, word, and since when. Toggles the panel.
 *
 * Property "compact": the shape alone, where there is no room for the word.
 */
#define ATTEST_TYPE_SHIELD_BUTTON (attest_shield_button_get_type ())
G_DECLARE_FINAL_TYPE (AttestShieldButton, attest_shield_button, ATTEST, SHIELD_BUTTON, AdwBin)

GtkWidget *attest_shield_button_new (void);
void
attest_shield_button_set_health (AttestShieldButton *self, ChatHealth health, guint64 since_ns);
const char *attest_shield_button_get_word (AttestShieldButton *self);
const char *attest_shield_button_get_icon_name (AttestShieldButton *self);

G_END_DECLS
