/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-health.h"
#include "chat-profile.h"
#include "chat-renewal.h"

G_BEGIN_DECLS

/**
 * ChatConnection: keeps one identity connected to one canister: gets the root key, opens a session,
 * opens a fresh one after network trouble (backoff with jitter). After an integrity failure it stops:
 * what happens then is the person's (later: the gateway pool's) decision.
 *
 * Properties: "health" (ChatHealth, notify), "error" is read by the getter; "identity-expiry-ns"
 *   (guint64) and "expiry" (ChatExpiry, notify at each stage). When a sign-in ends, so does the
 *   session, with ICWS_ERROR_IDENTITY_EXPIRED; chat_connection_renew_identity() goes on.
 * Signals:
 *   "opened", "closed" (const GError *error),
 *   "message" (IcwsMessage *, IcwsProof *), "sent" (guint64), "acknowledged" (guint64): of the session
 *   "updated": figures, steps or health may have changed
 */
#define CHAT_TYPE_CONNECTION (chat_connection_get_type ())
G_DECLARE_FINAL_TYPE (ChatConnection, chat_connection, CHAT, CONNECTION, GObject)

ChatConnection *chat_connection_new (const ChatProfile *profile,
                                     IcIdentity *identity,
                                     IcClock *clock,
                                     IcRandom *random);
/* Starts, or starts again at once (also after an integrity failure: the person said so). */
void chat_connection_connect (ChatConnection *self);
void chat_connection_disconnect (ChatConnection *self);
/* Goes on as the same principal with a newer delegation, in a fresh session at once. FALSE with
 * CHAT_ERROR_IDENTITY (another identity), or ICWS_ERROR_IDENTITY_EXPIRED, _RESTRICTED. */
gboolean
chat_connection_renew_identity (ChatConnection *self, IcIdentity *identity, GError **error);

guint64 chat_connection_get_identity_expiry_ns (ChatConnection *self); /* CHAT_EXPIRY_NONE_NS */
ChatExpiry chat_connection_get_expiry (ChatConnection *self);
ChatHealth chat_connection_get_health (ChatConnection *self);
const GError *chat_connection_get_error (ChatConnection *self); /* (nullable) last failure */
const ChatProfile *chat_connection_get_profile (ChatConnection *self);
IcIdentity *chat_connection_get_identity (ChatConnection *self);
IcwsSession *chat_connection_get_session (ChatConnection *self); /* (nullable) (transfer none) */
IcwsLedger *chat_connection_get_ledger (ChatConnection *self);   /* one for the connection's life */
IcRootKey *chat_connection_get_root_key (ChatConnection *self);  /* (nullable) */
IcClock *chat_connection_get_clock (ChatConnection *self);
guint chat_connection_get_attempt (ChatConnection *self);
/* Seconds until the next attempt, rounded up; 0: none planned. */
guint chat_connection_get_retry_seconds (ChatConnection *self);

G_END_DECLS
