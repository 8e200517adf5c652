/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-saved-profile.h"

G_BEGIN_DECLS

/* Limits of the file. */
#define CHAT_PROFILE_STORE_MAX_BYTES    (1024 * 1024)
#define CHAT_PROFILE_STORE_MAX_PROFILES 200
#define CHAT_PROFILE_STORE_MAX_GATEWAYS CHAT_PROFILE_MAX_GATEWAYS
#define CHAT_PROFILE_STORE_MAX_TEXT     512 /* bytes of a title, name, id, kind */

#define CHAT_PROFILE_STORE_ERROR (chat_profile_store_error_quark ())
GQuark chat_profile_store_error_quark (void);
typedef enum
{
  CHAT_PROFILE_STORE_ERROR_BROKEN, /* the file was not usable, and is kept aside */
  CHAT_PROFILE_STORE_ERROR_IO,     /* it cannot be read or written */
  CHAT_PROFILE_STORE_ERROR_INVALID /* a profile that cannot be saved */
} ChatProfileStoreError;

/**
 * ChatProfileStore: the saved profiles: a GListModel of ChatSavedProfile, in the order in which they
 * were added. Each change is written to the file in a thread; "save-failed" (const GError *error)
 * tells if that does not work.
 */
#define CHAT_TYPE_PROFILE_STORE (chat_profile_store_get_type ())
G_DECLARE_FINAL_TYPE (ChatProfileStore, chat_profile_store, CHAT, PROFILE_STORE, GObject)

/* @path: NULL for attest/profiles.json in the person's data directory. Empty until loaded. */
ChatProfileStore *chat_profile_store_new (const char *path);
const char *chat_profile_store_get_path (ChatProfileStore *self);

/* Reads the file. No file is an empty list. FALSE with CHAT_PROFILE_STORE_ERROR: the store is
 * usable all the same, and empty; the broken file is kept as "profiles.json.broken". */
void chat_profile_store_load_async (ChatProfileStore *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean
chat_profile_store_load_finish (ChatProfileStore *self, GAsyncResult *result, GError **error);

/* Ends when all changes so far are on the disk; fails as the last writing did. */
void chat_profile_store_flush_async (ChatProfileStore *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
chat_profile_store_flush_finish (ChatProfileStore *self, GAsyncResult *result, GError **error);

/* FALSE with CHAT_PROFILE_STORE_ERROR_INVALID: beyond a limit, id known already, bad URL. */
gboolean chat_profile_store_add (ChatProfileStore *self, ChatSavedProfile *profile, GError **error);
/* Replaces the one with the same id. */
gboolean
chat_profile_store_update (ChatProfileStore *self, ChatSavedProfile *profile, GError **error);
gboolean chat_profile_store_remove (ChatProfileStore *self, const char *id);
ChatSavedProfile *chat_profile_store_find (ChatProfileStore *self,
                                           const char *id); /* (transfer none) (nullable) */
/* Preselected at the next start. */
void chat_profile_store_set_last (ChatProfileStore *self, const char *id, gint64 now_s);
ChatSavedProfile *
chat_profile_store_get_last (ChatProfileStore *self); /* (transfer none) (nullable) */
/* Forgets that identity in each profile: it is no more in the keyring. */
void chat_profile_store_forget_identity (ChatProfileStore *self, const char *identity_id);

G_END_DECLS
