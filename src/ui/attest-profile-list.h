/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat-profile-store.h"

G_BEGIN_DECLS

/**
 * AttestProfileList: the saved connections; the one used last comes first to the keyboard.
 *
 * Signals: "open", "edit", "remove" (ChatSavedProfile *).
 */
#define ATTEST_TYPE_PROFILE_LIST (attest_profile_list_get_type ())
G_DECLARE_FINAL_TYPE (AttestProfileList, attest_profile_list, ATTEST, PROFILE_LIST, AdwBin)

void attest_profile_list_set_store (AttestProfileList *self, ChatProfileStore *store);
/* FALSE, before there is a store: a list of which one can only remove. */
void attest_profile_list_set_editable (AttestProfileList *self, gboolean editable);
guint attest_profile_list_get_n (AttestProfileList *self);
ChatSavedProfile *attest_profile_list_get_selected (AttestProfileList *self); /* (nullable) */

G_END_DECLS
