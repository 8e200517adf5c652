/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-profile.h"

G_BEGIN_DECLS

/**
 * ChatSavedProfile: a profile as saved: where to, under which name, as whom. No secrets: the
 * identity is named by its id in the keyring. Immutable; change one by adding a changed copy under
 * the same id (chat_profile_store_update()). Properties, for rows: "title", "display-name".
 */
#define CHAT_TYPE_SAVED_PROFILE (chat_saved_profile_get_type ())
G_DECLARE_FINAL_TYPE (ChatSavedProfile, chat_saved_profile, CHAT, SAVED_PROFILE, GObject)

/* @id: NULL for a new one. @identity_id, @identity_kind: NULL for none. */
ChatSavedProfile *chat_saved_profile_new (const char *id,
                                          const ChatProfile *profile,
                                          const char *display_name,
                                          const char *identity_id,
                                          const char *identity_kind);
const char *chat_saved_profile_get_id (ChatSavedProfile *self);
const char *chat_saved_profile_get_title (ChatSavedProfile *self);
const ChatProfile *chat_saved_profile_get_profile (ChatSavedProfile *self); /* (transfer none) */
const char *chat_saved_profile_get_display_name (ChatSavedProfile *self);   /* may be "" */
const char *chat_saved_profile_get_identity_id (ChatSavedProfile *self);    /* (nullable) */
const char *chat_saved_profile_get_identity_kind (ChatSavedProfile *self);  /* (nullable) */
gint64 chat_saved_profile_get_last_used_s (ChatSavedProfile *self); /* since 1970; 0: never */
/* The same, used at that time. (transfer full) */
ChatSavedProfile *chat_saved_profile_used (ChatSavedProfile *self, gint64 last_used_s);

G_END_DECLS
