/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat-profile-store.h"

G_BEGIN_DECLS

/**
 * AttestPreferences: what a person can choose for all rooms.
 *
 * Signal "remove" (const char *id): a saved connection that is not wanted any more.
 */
#define ATTEST_TYPE_PREFERENCES (attest_preferences_get_type ())
G_DECLARE_FINAL_TYPE (
    AttestPreferences, attest_preferences, ATTEST, PREFERENCES, AdwPreferencesWindow)

AttestPreferences *attest_preferences_new (GSettings *settings);
/* The saved connections, which are listed then. */
void attest_preferences_set_store (AttestPreferences *self, ChatProfileStore *store);
/* Makes the program light or dark by the setting, now and when it changes. */
void attest_preferences_bind_style (GSettings *settings);

G_END_DECLS
