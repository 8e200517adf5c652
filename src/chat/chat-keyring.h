/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-stored-identity.h"
#include "ic/ic-secret.h"

G_BEGIN_DECLS

#define CHAT_KEYRING_SCHEMA "io.github.attest_chat.Attest.Identity"
/* Largest secret that is stored or read: far more than a delegation chain of 20 hops. */
#define CHAT_KEYRING_MAX_SECRET (512 * 1024)

/**
 * ChatKeyring: remembers identities in the person's keyring by libsecret. Only calls that each of
 * libsecret's backends has (store, search, lookup, clear by attributes): outside of a sandbox the
 * Secret Service, in Flatpak an encrypted file whose key comes from the secret portal.
 *
 * Everything is asynchronous; a call may wait for a person at a prompt. All errors are
 * CHAT_KEYRING_ERROR with a sentence for people, or G_IO_ERROR_CANCELLED if the caller cancelled.
 */
#define CHAT_TYPE_KEYRING (chat_keyring_get_type ())
G_DECLARE_FINAL_TYPE (ChatKeyring, chat_keyring, CHAT, KEYRING, GObject)

#define CHAT_KEYRING_ERROR (chat_keyring_error_quark ())
GQuark chat_keyring_error_quark (void);
typedef enum
{
  CHAT_KEYRING_ERROR_NO_SERVICE, /* there is no keyring, or it does not answer */
  CHAT_KEYRING_ERROR_LOCKED,     /* it is locked, and we were not to ask for its password */
  CHAT_KEYRING_ERROR_DENIED,     /* it asked the person and was not unlocked */
  CHAT_KEYRING_ERROR_NOT_FOUND,  /* no such identity */
  CHAT_KEYRING_ERROR_OTHER       /* what the keyring says */
} ChatKeyringError;

ChatKeyring *chat_keyring_new (void);
/* What to do about any of these errors: to go on with just this session. Untranslated. */
const char *chat_keyring_error_get_advice (const GError *error);
const char *chat_keyring_error_get_id (const GError *error); /* "no-service", ...; "other" */

/* Stores, or replaces what has the same id. The keyring may ask to be unlocked. */
void chat_keyring_store_async (ChatKeyring *self,
                               ChatStoredIdentity *identity,
                               IcSecret *secret,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean chat_keyring_store_finish (ChatKeyring *self, GAsyncResult *result, GError **error);

/* All of Attest's, oldest first; reads no secret. A locked keyring does not tell what it holds: with
 * @unlock the person is asked for its password, without it is CHAT_KEYRING_ERROR_LOCKED if it holds
 * any. (transfer full) (element-type ChatStoredIdentity) */
void chat_keyring_list_async (ChatKeyring *self,
                              gboolean unlock,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *chat_keyring_list_finish (ChatKeyring *self, GAsyncResult *result, GError **error);

/* The secret of one, unlocking the keyring if need be. (transfer full) */
void chat_keyring_lookup_async (ChatKeyring *self,
                                const char *id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
IcSecret *chat_keyring_lookup_finish (ChatKeyring *self, GAsyncResult *result, GError **error);

void chat_keyring_rename_async (ChatKeyring *self,
                                const char *id,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean chat_keyring_rename_finish (ChatKeyring *self, GAsyncResult *result, GError **error);

/* Removes it, and looks that it is gone. */
void chat_keyring_forget_async (ChatKeyring *self,
                                const char *id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean chat_keyring_forget_finish (ChatKeyring *self, GAsyncResult *result, GError **error);

G_END_DECLS
