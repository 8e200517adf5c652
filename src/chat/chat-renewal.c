/* SPDX-License-Identifier: MIT */
#include "chat-renewal.h"
#include "ic/ic-i18n.h"

#include <string.h>

#define PERMISSIONS_QUERIES "queries"

struct _ChatRenewalWatch
{
  IcClock *clock;
  ChatRenewalFunc func;
  gpointer data;
  guint64 expiry_ns;
  ChatExpiry expiry;
  guint timer;
};

/**
 * chat_expiry_evaluate:
 * @expiry_ns: when the sign-in ends, nanoseconds since 1970; %CHAT_EXPIRY_NONE_NS: never
 * @now_ns: wall time
 *
 * A pure function. At its very end a sign-in has ended: the IC would still take a request at that
 * nanosecond, but none that we send then would arrive in time.
 *
 * Returns: the stage
 */
ChatExpiry
chat_expiry_evaluate (guint64 expiry_ns, guint64 now_ns)
{
  if (expiry_ns == CHAT_EXPIRY_NONE_NS)
    return CHAT_EXPIRY_NEVER;
  if (now_ns >= expiry_ns)
    return CHAT_EXPIRY_EXPIRED;
  if (expiry_ns - now_ns <= CHAT_EXPIRY_MINUTES_NS)
    return CHAT_EXPIRY_MINUTES;
  if (expiry_ns - now_ns <= CHAT_EXPIRY_HOUR_NS)
    return CHAT_EXPIRY_HOUR;
  return CHAT_EXPIRY_FRESH;
}

/**
 * chat_expiry_get_next_ns:
 * @expiry_ns: as for chat_expiry_evaluate()
 * @now_ns: wall time
 *
 * Returns: the wall time at which the stage changes next; %CHAT_EXPIRY_NONE_NS if it does not
 */
guint64
chat_expiry_get_next_ns (guint64 expiry_ns, guint64 now_ns)
{
  switch (chat_expiry_evaluate (expiry_ns, now_ns))
    {
    case CHAT_EXPIRY_FRESH:
      return expiry_ns - CHAT_EXPIRY_HOUR_NS;
    case CHAT_EXPIRY_HOUR:
      return expiry_ns - CHAT_EXPIRY_MINUTES_NS;
    case CHAT_EXPIRY_MINUTES:
      return expiry_ns;
    case CHAT_EXPIRY_NEVER:
    case CHAT_EXPIRY_EXPIRED:
    default:
      return CHAT_EXPIRY_NONE_NS;
    }
}

/**
 * chat_expiry_to_id:
 *
 * Returns: (transfer none): a stable name for reports and tests
 */
const char *
chat_expiry_to_id (ChatExpiry expiry)
{
  switch (expiry)
    {
    case CHAT_EXPIRY_NEVER:
      return "never";
    case CHAT_EXPIRY_FRESH:
      return "fresh";
    case CHAT_EXPIRY_HOUR:
      return "within-an-hour";
    case CHAT_EXPIRY_MINUTES:
      return "within-five-minutes";
    case CHAT_EXPIRY_EXPIRED:
      return "expired";
    default:
      return "unknown";
    }
}

/**
 * chat_identity_get_expiry_ns:
 * @identity: who we are
 *
 * Returns: when the first of its delegations ends; %CHAT_EXPIRY_NONE_NS if it has none
 */
guint64
chat_identity_get_expiry_ns (IcIdentity *identity)
{
  GPtrArray *chain = ic_identity_get_delegations (identity);
  guint64 earliest = CHAT_EXPIRY_NONE_NS;

  for (guint i = 0; chain != NULL && i < chain->len; i++)
    {
      const IcDelegation *hop = g_ptr_array_index (chain, i);

      earliest = MIN (earliest, hop->expiration_ns);
    }
  return earliest;
}

static gboolean
covers_canister (const IcDelegation *hop, const IcPrincipal *canister_id)
{
  if (hop->targets == NULL)
    return TRUE;
  for (guint i = 0; i < hop->targets->len; i++)
    {
      gsize len;
      gconstpointer bytes = g_bytes_get_data (g_ptr_array_index (hop->targets, i), &len);

      if (len == canister_id->len && len > 0 && memcmp (bytes, canister_id->bytes, len) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * chat_identity_check:
 * @identity: who we are
 * @canister_id: where to
 * @now_ns: wall time
 *
 * Interface specification, "Authentication": a delegation ends at its expiration, may name the
 * canisters it is for, and may be for queries only; opening a connection is an update call. The
 * network would refuse each of these without saying which: say it before anything is sent.
 *
 * Returns: %FALSE with %ICWS_ERROR_IDENTITY_EXPIRED or %ICWS_ERROR_IDENTITY_RESTRICTED
 */
gboolean
chat_identity_check (IcIdentity *identity,
                     const IcPrincipal *canister_id,
                     guint64 now_ns,
                     GError **error)
{
  GPtrArray *chain = ic_identity_get_delegations (identity);

  if (chat_expiry_evaluate (chat_identity_get_expiry_ns (identity), now_ns) == CHAT_EXPIRY_EXPIRED)
    {
      g_set_error_literal (error, ICWS_ERROR, ICWS_ERROR_IDENTITY_EXPIRED,
                           _ ("Your sign-in has ended: its delegation has expired"));
      return FALSE;
    }
  for (guint i = 0; chain != NULL && i < chain->len; i++)
    {
      const IcDelegation *hop = g_ptr_array_index (chain, i);

      if (g_strcmp0 (hop->permissions, PERMISSIONS_QUERIES) == 0)
        {
          g_set_error (error, ICWS_ERROR, ICWS_ERROR_IDENTITY_RESTRICTED,
                       _ ("Your sign-in permits queries only: delegation %u of %u says so"), i + 1,
                       chain->len);
          return FALSE;
        }
      if (!covers_canister (hop, canister_id))
        {
          g_autofree char *text = ic_principal_to_text (canister_id);

          g_set_error (
              error, ICWS_ERROR, ICWS_ERROR_IDENTITY_RESTRICTED,
              _ ("Your sign-in is not for the canister %s: delegation %u of %u names others"), text,
              i + 1, chain->len);
          return FALSE;
        }
    }
  return TRUE;
}

static void
on_timer (gpointer data)
{
  ChatRenewalWatch *self = data;

  self->timer = 0;
  chat_renewal_watch_look (self);
}

static void
disarm (ChatRenewalWatch *self)
{
  if (self->timer != 0)
    ic_clock_cancel (self->clock, self->timer);
  self->timer = 0;
}

/* The monotonic time stands still while the computer sleeps: no timer may be a long one. */
static void
arm (ChatRenewalWatch *self, guint64 now_ns)
{
  guint64 next_ns = chat_expiry_get_next_ns (self->expiry_ns, now_ns);
  guint64 delay_us;

  disarm (self);
  if (self->expiry == CHAT_EXPIRY_NEVER)
    return;
  /* Expired ones are looked at, too: the clock may be set back. */
  delay_us = next_ns == CHAT_EXPIRY_NONE_NS ? CHAT_RENEWAL_LOOK_MS * 1000
                                            : (next_ns - now_ns) / IC_NS_PER_US + 1;
  delay_us = MIN (delay_us, CHAT_RENEWAL_LOOK_MS * G_GUINT64_CONSTANT (1000));
  self->timer = ic_clock_call_at (
      self->clock, ic_clock_get_monotonic_us (self->clock) + (gint64)delay_us, on_timer, self);
}

/**
 * chat_renewal_watch_new:
 * @clock: time
 * @func: what to call when the stage changes
 * @data: for @func; must live longer than the watch
 *
 * Returns: (transfer full): a watch of an identity that never ends
 */
ChatRenewalWatch *
chat_renewal_watch_new (IcClock *clock, ChatRenewalFunc func, gpointer data)
{
  ChatRenewalWatch *self = g_new0 (ChatRenewalWatch, 1);

  self->clock = g_object_ref (clock);
  self->func = func;
  self->data = data;
  self->expiry_ns = CHAT_EXPIRY_NONE_NS;
  self->expiry = CHAT_EXPIRY_NEVER;
  return self;
}

void
chat_renewal_watch_free (ChatRenewalWatch *self)
{
  if (self == NULL)
    return;
  disarm (self);
  g_object_unref (self->clock);
  g_free (self);
}

/**
 * chat_renewal_watch_set_expiry_ns:
 * @expiry_ns: when the sign-in ends; %CHAT_EXPIRY_NONE_NS: never
 */
void
chat_renewal_watch_set_expiry_ns (ChatRenewalWatch *self, guint64 expiry_ns)
{
  self->expiry_ns = expiry_ns;
  chat_renewal_watch_look (self);
}

guint64
chat_renewal_watch_get_expiry_ns (const ChatRenewalWatch *self)
{
  return self->expiry_ns;
}

ChatExpiry
chat_renewal_watch_get_expiry (const ChatRenewalWatch *self)
{
  return self->expiry;
}

/**
 * chat_renewal_watch_look:
 *
 * Compares with the clock now; calls back if the stage has changed.
 */
void
chat_renewal_watch_look (ChatRenewalWatch *self)
{
  guint64 now_ns = ic_clock_get_wall_ns (self->clock);
  ChatExpiry expiry = chat_expiry_evaluate (self->expiry_ns, now_ns);
  gboolean changed = expiry != self->expiry;

  self->expiry = expiry;
  arm (self, now_ns);
  /* Last: the callback may set another expiry, or free us. */
  if (changed)
    self->func (expiry, self->data);
}
