/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-profile-store.h"

G_BEGIN_DECLS

/* Whether @profile keeps the limits of the file: CHAT_PROFILE_STORE_ERROR_INVALID. */
gboolean chat_profile_store_check (ChatSavedProfile *profile, GError **error);
/* The whole file. (transfer full) */
char *chat_profile_store_to_json (GPtrArray *profiles, const char *last_id);
/* Reads a whole file, strictly: G_IO_ERROR_INVALID_DATA. @last_id: (out) (nullable). */
GPtrArray *
chat_profile_store_from_json (const char *text, gsize len, char **last_id, GError **error);

G_END_DECLS
