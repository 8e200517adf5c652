/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws/icws.h"

G_BEGIN_DECLS

#define CHAT_EXPIRY_HOUR_NS    (G_GUINT64_CONSTANT (3600) * IC_NS_PER_S)
#define CHAT_EXPIRY_MINUTES_NS (G_GUINT64_CONSTANT (300) * IC_NS_PER_S)
/* The expiry of an identity that needs no renewal. */
#define CHAT_EXPIRY_NONE_NS G_MAXUINT64

/**
 * ChatExpiry: how near the end of a sign-in is. The order is that of time.
 */
typedef enum
{
  CHAT_EXPIRY_NEVER,   /* a key of one's own: no delegation, no end */
  CHAT_EXPIRY_FRESH,   /* more than an hour left */
  CHAT_EXPIRY_HOUR,    /* an hour or less left */
  CHAT_EXPIRY_MINUTES, /* five minutes or less left */
  CHAT_EXPIRY_EXPIRED
} ChatExpiry;

/* A pure function of the two times (nanoseconds since 1970). */
ChatExpiry chat_expiry_evaluate (guint64 expiry_ns, guint64 now_ns);
/* Wall time of the next change of stage; CHAT_EXPIRY_NONE_NS if none is to come. */
guint64 chat_expiry_get_next_ns (guint64 expiry_ns, guint64 now_ns);
const char *chat_expiry_to_id (ChatExpiry expiry); /* "fresh", ... */

/* When the first delegation of @identity ends; CHAT_EXPIRY_NONE_NS without delegations. */
guint64 chat_identity_get_expiry_ns (IcIdentity *identity);
/* Whether @identity may open a connection to @canister_id now, before anything is sent:
 * ICWS_ERROR_IDENTITY_EXPIRED, ICWS_ERROR_IDENTITY_RESTRICTED. Checks no signature: that is done
 * at login. */
gboolean chat_identity_check (IcIdentity *identity,
                              const IcPrincipal *canister_id,
                              guint64 now_ns,
                              GError **error);

/**
 * ChatRenewalWatch: calls back whenever the stage changes, by the wall time: a computer that slept,
 * or whose clock was set, is noticed within CHAT_RENEWAL_LOOK_MS.
 */
typedef struct _ChatRenewalWatch ChatRenewalWatch;
typedef void (*ChatRenewalFunc) (ChatExpiry expiry, gpointer data);
#define CHAT_RENEWAL_LOOK_MS 30000

ChatRenewalWatch *chat_renewal_watch_new (IcClock *clock, ChatRenewalFunc func, gpointer data);
void chat_renewal_watch_free (ChatRenewalWatch *self);
/* Calls back at once if the stage is another one. */
void chat_renewal_watch_set_expiry_ns (ChatRenewalWatch *self, guint64 expiry_ns);
guint64 chat_renewal_watch_get_expiry_ns (const ChatRenewalWatch *self);
ChatExpiry chat_renewal_watch_get_expiry (const ChatRenewalWatch *self); /* as last called back */
/* Looks at the clock now. */
void chat_renewal_watch_look (ChatRenewalWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatRenewalWatch, chat_renewal_watch_free)

G_END_DECLS
