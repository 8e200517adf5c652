/* SPDX-License-Identifier: MIT */
#pragma once

#include <libsecret/secret.h>

#include "chat-keyring.h"

G_BEGIN_DECLS

const SecretSchema *chat_keyring_get_schema (void);
const SecretSchema *chat_keyring_get_search_schema (void);
/* Attributes of all that we store, of one id, of one item. (transfer full) */
GHashTable *chat_keyring_attributes_all (void);
GHashTable *chat_keyring_attributes_id (const char *id);
GHashTable *chat_keyring_attributes_item (ChatStoredIdentity *identity);
/* NULL for what is not readable: of a locked keyring, or not written by us. (transfer full) */
ChatStoredIdentity *chat_keyring_read_item (SecretRetrievable *item);
gboolean chat_keyring_is_locked (SecretRetrievable *item);
/* Text of the secret, as the keyring holds it, and back. (transfer full) */
SecretValue *chat_keyring_encode (IcSecret *secret);
IcSecret *chat_keyring_decode (SecretValue *value, GError **error);

/* To be called before each act. */
void chat_keyring_begin (void);
/* Finds without reading secrets. Takes @attributes. */
void chat_keyring_search_async (ChatKeyring *self,
                                GHashTable *attributes,
                                gboolean unlock,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GList *chat_keyring_search_finish (ChatKeyring *self, GAsyncResult *result, GError **error);
void chat_keyring_free_items (GList *items);

/* Makes a CHAT_KEYRING_ERROR of what libsecret says, unless the caller cancelled. Takes @error. */
GError *chat_keyring_error_take (GError *error, GCancellable *cancellable);
GError *chat_keyring_error_new (ChatKeyringError code);

G_END_DECLS
