/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-health.h"
#include "chat-latency.h"
#include "chat-profile.h"
#include "chat-renewal.h"
#include "chat-timeline.h"

G_BEGIN_DECLS

typedef enum
{
  CHAT_MODE_GATEWAY,
  CHAT_MODE_DIRECT
} ChatMode;

/**
 * ChatConnection: keeps one identity connected to one canister, whatever gateways do: gets the root
 * key, takes a gateway of its pool, opens a session; when it ends, asks the Internet Computer what
 * happened (diagnosis), makes a verdict, and follows it: the same gateway again with backoff, the
 * next one, direct mode as the last resort (or by choice), or waiting for a person.
 *
 * Properties: "health" (ChatHealth, notify), "error" is read by the getter; "identity-expiry-ns"
 *   (guint64) and "expiry" (ChatExpiry, notify at each stage). When a sign-in ends, so does the
 *   session, with ICWS_ERROR_IDENTITY_EXPIRED; chat_connection_renew_identity() goes on.
 * Signals:
 *   "opened", "closed" (const GError *error),
 *   "message" (IcwsMessage *, IcwsProof *), "sent" (guint64), "acknowledged" (guint64): of the session
 *   "accepted" (guint64 sequence, guint64 certificate_time_ns): the IC certifies that the canister
 *      took this message of the current session, without an echo or an acknowledgement
 *   "refused" (const IcwsRequestFate *): the same, but the canister or the IC said no
 *   "verdict" (IcwsVerdict *): a session ended, and this is what is known by now; may come again for
 *      the same end, when the IC has answered
 *   "updated": figures, steps or health may have changed
 */
#define CHAT_TYPE_CONNECTION (chat_connection_get_type ())
G_DECLARE_FINAL_TYPE (ChatConnection, chat_connection, CHAT, CONNECTION, GObject)

ChatConnection *chat_connection_new (const ChatProfile *profile,
                                     IcIdentity *identity,
                                     IcClock *clock,
                                     IcRandom *random);
/* Starts, or starts again at once (also after an integrity failure: the person said so, which
 * acknowledges it). */
void chat_connection_connect (ChatConnection *self);
void chat_connection_disconnect (ChatConnection *self);
/* Goes on as the same principal with a newer delegation, in a fresh session at once. FALSE with
 * CHAT_ERROR_IDENTITY (another identity), or ICWS_ERROR_IDENTITY_EXPIRED, _RESTRICTED. */
gboolean
chat_connection_renew_identity (ChatConnection *self, IcIdentity *identity, GError **error);

/* Where it goes through. */
ChatMode chat_connection_get_mode (ChatConnection *self);
IcwsPool *chat_connection_get_pool (ChatConnection *self); /* (transfer none) */
IcwsGateway *
chat_connection_get_gateway (ChatConnection *self); /* (nullable): direct mode, none yet */
/* (nullable) (transfer none): of the current session, for its pace and its polls */
IcwsDirectTransport *chat_connection_get_direct_transport (ChatConnection *self);
/* By choice; reconnects if that changes something. */
void chat_connection_set_direct_policy (ChatConnection *self, ChatDirectPolicy policy);
ChatDirectPolicy chat_connection_get_direct_policy (ChatConnection *self);
/* A person wants this one, now: pins it, takes it out of quarantine, and reconnects. NULL: no pin. */
void chat_connection_use_gateway (ChatConnection *self, const char *url);
/* Is a person looking, and may messages be announced while not: the pace of direct mode, and a pause
 * (with ws_close) of a direct connection that nobody looks at or is told about. */
void chat_connection_set_attention (ChatConnection *self, gboolean visible, gboolean notifying);

/* What went wrong last; NULL since a session opened without anything having gone wrong. */
IcwsVerdict *chat_connection_get_verdict (ChatConnection *self); /* (nullable) (transfer none) */
/* All of them, a GListModel of IcwsVerdict, oldest first, the last 500. */
GListModel *chat_connection_get_verdicts (ChatConnection *self);
/* A proved lie stays in the display until a person has seen it, or another path was proved. */
IcwsVerdict *chat_connection_get_incident (ChatConnection *self); /* (nullable): not yet seen */
void chat_connection_acknowledge (ChatConnection *self);
/* Asks the Internet Computer now, whatever the state. */
void chat_connection_diagnose_async (ChatConnection *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
IcwsDiagnosis *
chat_connection_diagnose_finish (ChatConnection *self, GAsyncResult *result, GError **error);
const IcwsDiagnosis *
chat_connection_get_diagnosis (ChatConnection *self); /* (nullable): the last */
/* A session ended, and what is found out about that may still change the verdict; "updated" tells
 * when it is over. */
gboolean chat_connection_is_diagnosing (ChatConnection *self);
/* Reaches a gateway and takes its handshake, without opening a session: its principal and the
 * microseconds that took. */
void chat_connection_test_gateway_async (ChatConnection *self,
                                         const char *url,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean chat_connection_test_gateway_finish (ChatConnection *self,
                                              GAsyncResult *result,
                                              IcPrincipal *principal,
                                              gint64 *took_us,
                                              GError **error);
/* A network of one's own whose root key is another one than last time (profile: root_key_pin). */
void chat_connection_accept_root_key (ChatConnection *self);
/* (nullable): what the network tells now, while that is not accepted */
IcRootKey *chat_connection_get_offered_root_key (ChatConnection *self);

guint64 chat_connection_get_identity_expiry_ns (ChatConnection *self); /* CHAT_EXPIRY_NONE_NS */
ChatExpiry chat_connection_get_expiry (ChatConnection *self);
ChatHealth chat_connection_get_health (ChatConnection *self);
const GError *chat_connection_get_error (ChatConnection *self); /* (nullable) last failure */
const ChatProfile *chat_connection_get_profile (ChatConnection *self);
IcIdentity *chat_connection_get_identity (ChatConnection *self);
IcwsSession *chat_connection_get_session (ChatConnection *self); /* (nullable) (transfer none) */
IcAgent *
chat_connection_get_agent (ChatConnection *self); /* (nullable): before the root key is known */
IcwsLedger *chat_connection_get_ledger (ChatConnection *self); /* one for the connection's life */
ChatTimeline *chat_connection_get_timeline (ChatConnection *self);
ChatLatency *chat_connection_get_latency (ChatConnection *self);
IcRootKey *chat_connection_get_root_key (ChatConnection *self); /* (nullable) */
IcClock *chat_connection_get_clock (ChatConnection *self);
guint chat_connection_get_attempt (ChatConnection *self);
/* Seconds until the next attempt, rounded up; 0: none planned. */
guint chat_connection_get_retry_seconds (ChatConnection *self);

G_END_DECLS
