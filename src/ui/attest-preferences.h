/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * AttestPreferences: what a person can choose for all rooms.
 */
#define ATTEST_TYPE_PREFERENCES (attest_preferences_get_type ())
G_DECLARE_FINAL_TYPE (
    AttestPreferences, attest_preferences, ATTEST, PREFERENCES, AdwPreferencesWindow)

AttestPreferences *attest_preferences_new (GSettings *settings);
/* Makes the program light or dark by the setting, now and when it changes. */
void attest_preferences_bind_style (GSettings *settings);

G_END_DECLS
