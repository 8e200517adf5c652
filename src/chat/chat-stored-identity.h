/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Bytes of a name that a person gives an identity. */
#define CHAT_STORED_IDENTITY_MAX_NAME 200

/**
 * ChatStoredIdentity: what may be shown of an identity in the keyring: all but the secret.
 * Immutable. Properties, for rows: "name", "kind", "principal" (strings).
 */
#define CHAT_TYPE_STORED_IDENTITY (chat_stored_identity_get_type ())
G_DECLARE_FINAL_TYPE (ChatStoredIdentity, chat_stored_identity, CHAT, STORED_IDENTITY, GObject)

/* @id: NULL for a new one. @created_s: seconds since 1970. */
ChatStoredIdentity *chat_stored_identity_new (
    const char *id, const char *name, const char *kind, const char *principal, gint64 created_s);
const char *chat_stored_identity_get_id (ChatStoredIdentity *self);
const char *chat_stored_identity_get_name (ChatStoredIdentity *self);
/* A short word: lower-case letters, digits, "-", such as "recovery-phrase", "internet-identity". */
const char *chat_stored_identity_get_kind (ChatStoredIdentity *self);
const char *chat_stored_identity_get_principal (ChatStoredIdentity *self); /* as text */
gint64 chat_stored_identity_get_created_s (ChatStoredIdentity *self);
/* What other programs show for it: "Attest identity NAME (KIND, abcde-…)". (transfer full) */
char *chat_stored_identity_make_label (ChatStoredIdentity *self);
/* The name in such a label. (transfer full) */
char *chat_stored_identity_parse_label (const char *label, const char *kind, const char *principal);

G_END_DECLS
