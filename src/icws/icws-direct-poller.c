/* SPDX-License-Identifier: MIT */
/*
 * Polls our own queue at the canister, as a gateway does for its clients (ic-ws-protocol.md, "Relay
 * Canister Messages"; ic-websocket-gateway canister_poller.rs). One poll at a time.
 */
#include "icws-direct-private.h"
#include "ic/ic-i18n.h"

struct _IcwsDirectPoller
{
  guint ref_count; /* one for the transport, one for the poll under way */
  gboolean stopped;
  IcAgent *agent;
  IcPrincipal canister_id;
  IcClock *clock;
  IcwsDirectPollerFuncs funcs;
  gpointer user_data;

  gboolean started;
  IcwsClientKey key;
  IcPrincipal gateway; /* whose queue: our own */
  guint64 next_nonce;
  gboolean met; /* a message to us has come */

  IcwsPace pace;
  guint n_quiet; /* polls in a row that brought nothing */
  guint failures;
  guint64 n_polls;
  guint timer;

  GCancellable *under_way; /* (nullable) */
  guint timeout;
  gboolean again;     /* something happened since it left */
  GError *last_words; /* (nullable): how it ends after the next poll */
};

static void poll_now (IcwsDirectPoller *self);

static void
poller_unref (IcwsDirectPoller *self)
{
  if (--self->ref_count > 0)
    return;
  g_clear_error (&self->last_words);
  g_object_unref (self->agent);
  g_object_unref (self->clock);
  g_free (self);
}

static void
disarm (IcwsDirectPoller *self, guint *timer)
{
  if (*timer != 0)
    ic_clock_cancel (self->clock, *timer);
  *timer = 0;
}

static guint
call_in_ms (IcwsDirectPoller *self, guint ms, GSourceOnceFunc func)
{
  return ic_clock_call_at (self->clock, ic_clock_get_monotonic_us (self->clock) + (gint64)ms * 1000,
                           func, self);
}

/* (skip) */
void
icws_direct_poller_stop (IcwsDirectPoller *self)
{
  self->stopped = TRUE;
  disarm (self, &self->timer);
  disarm (self, &self->timeout);
  if (self->under_way != NULL)
    g_cancellable_cancel (self->under_way);
}

static void
fail (IcwsDirectPoller *self, const GError *error)
{
  icws_direct_poller_stop (self);
  self->funcs.failed (error, self->user_data);
}

static void
on_timer (gpointer user_data)
{
  IcwsDirectPoller *self = user_data;

  self->timer = 0;
  poll_now (self);
}

guint
icws_direct_poller_get_interval_ms (IcwsDirectPoller *self)
{
  guint ms = ICWS_DIRECT_FAST_MS;

  if (self->pace == ICWS_PACE_PAUSED)
    return 0;
  /* Whoever is not in yet waits for that, window or no window. */
  if (self->pace == ICWS_PACE_IDLE && self->met)
    return ICWS_DIRECT_IDLE_MS;
  for (guint i = ICWS_DIRECT_QUIET_POLLS; i < self->n_quiet && ms < ICWS_DIRECT_SLOW_MS; i++)
    ms = MIN (ms * 5 / 4, ICWS_DIRECT_SLOW_MS);
  return ms;
}

static void
schedule (IcwsDirectPoller *self)
{
  guint ms = icws_direct_poller_get_interval_ms (self);

  disarm (self, &self->timer);
  if (self->failures > 0)
    ms = MAX (ms, (guint)ICWS_DIRECT_RETRY_FIRST_MS << (self->failures - 1));
  if (self->pace != ICWS_PACE_PAUSED)
    self->timer = call_in_ms (self, ms, on_timer);
}

/* Gives the frames to us on; FALSE if that was the end. */
static gboolean
relay (IcwsDirectPoller *self, const IcwsDirectReply *reply, gboolean *any)
{
  for (guint i = 0; i < reply->messages->len; i++)
    {
      const IcwsDirectMessage *message = g_ptr_array_index (reply->messages, i);
      IcwsFrame frame = { message->key, message->content, reply->cert, reply->tree };
      g_autoptr (GBytes) bytes = NULL;
      IcPrincipal gateway;
      guint64 nonce;

      if (icws_frame_key_parse (message->key, &gateway, &nonce) &&
          ic_principal_equal (&gateway, &self->gateway) && nonce < G_MAXUINT64)
        self->next_nonce = MAX (self->next_nonce, nonce + 1);
      /* Messages to earlier connections of ours stand in the same queue, and to whoever named us as
       * his gateway: a gateway has no client of that key, and passes over them, too. */
      if (!icws_client_key_equal (&message->client_key, &self->key))
        continue;
      *any = self->met = TRUE;
      bytes = icws_frame_encode (&frame);
      self->funcs.frame (bytes, self->user_data);
      if (self->stopped)
        return FALSE;
    }
  return TRUE;
}

static void
take_failure (IcwsDirectPoller *self, const char *why)
{
  self->failures++;
  if (self->failures >= ICWS_DIRECT_MAX_FAILURES)
    {
      g_autoptr (GError) error = g_error_new (
          ICWS_ERROR, ICWS_ERROR_DISCONNECTED,
          _ ("The canister's messages could not be fetched %u times in a row: %s"), self->failures,
          why);

      fail (self, error);
      return;
    }
  g_info ("fetching messages failed: %s", why);
  schedule (self);
}

static void
take_reply (IcwsDirectPoller *self, GBytes *candid)
{
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcwsDirectReply) reply = icws_direct_reply_decode (candid, &err, &error);
  guint64 before = self->next_nonce;
  gboolean any = FALSE;

  if (reply == NULL && error != NULL)
    {
      fail (self, error);
      return;
    }
  if (reply == NULL)
    {
      /* A query proves nothing: one node says so. */
      take_failure (self, err);
      return;
    }
  self->failures = 0;
  if (!relay (self, reply, &any))
    return;
  /* A node that lags behind may still have a queue that the canister has forgotten and begun anew
   * since: what is missing then is looked for from the start. */
  if (!self->met && reply->messages->len == 0)
    self->next_nonce = 0;
  self->n_quiet = any ? 0 : self->n_quiet + 1;

  /* More only if there is progress: the answer is not certified. */
  if ((!reply->is_end_of_queue && self->next_nonce > before) || self->again)
    poll_now (self);
  else
    schedule (self);
}

/* An answer that cannot be read, as opposed to none. */
static gboolean
take_malformed (IcwsDirectPoller *self, const GError *error)
{
  g_autoptr (GError) named = NULL;

  if (g_error_matches (error, IC_ERROR, IC_ERROR_LIMIT))
    named = g_error_new_literal (ICWS_ERROR, ICWS_ERROR_FRAME_LIMIT, error->message);
  else if (g_error_matches (error, IC_ERROR, IC_ERROR_CBOR))
    named = g_error_new (ICWS_ERROR, ICWS_ERROR_FRAME,
                         _ ("The boundary node's answer cannot be read: %s"), error->message);
  else
    return FALSE;
  fail (self, named);
  return TRUE;
}

static void
on_polled (GObject *object, GAsyncResult *result, gpointer user_data)
{
  IcwsDirectPoller *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) candid = ic_agent_query_finish (IC_AGENT (object), result, &error);

  g_clear_object (&self->under_way);
  disarm (self, &self->timeout);
  if (self->stopped)
    ;
  else if (candid != NULL)
    take_reply (self, candid);
  else if (!take_malformed (self, error))
    take_failure (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                            ? _ ("the boundary node did not answer in time")
                            : error->message);
  /* Whatever came of it, that was the last one. */
  if (!self->stopped && self->last_words != NULL && self->under_way == NULL)
    {
      g_autoptr (GError) last = g_steal_pointer (&self->last_words);

      fail (self, last);
    }
  poller_unref (self);
}

static void
on_timeout (gpointer user_data)
{
  IcwsDirectPoller *self = user_data;

  self->timeout = 0;
  g_cancellable_cancel (self->under_way);
}

static void
poll_now (IcwsDirectPoller *self)
{
  g_autoptr (GBytes) arg = NULL;

  if (!self->started || self->stopped || self->pace == ICWS_PACE_PAUSED)
    return;
  if (self->under_way != NULL)
    {
      self->again = TRUE;
      return;
    }
  disarm (self, &self->timer);
  self->again = FALSE;
  self->n_polls++;
  self->ref_count++;
  self->under_way = g_cancellable_new ();
  self->timeout = call_in_ms (self, ICWS_DIRECT_POLL_TIMEOUT_MS, on_timeout);
  arg = icws_get_messages_arguments_encode (self->next_nonce);
  ic_agent_query_async (self->agent, &self->canister_id, "ws_get_messages", arg, self->under_way,
                        on_polled, self);
}

/* (skip) */
void
icws_direct_poller_start (IcwsDirectPoller *self, const IcwsClientKey *key)
{
  self->started = TRUE;
  self->key = *key;
  self->gateway = key->principal;
  poll_now (self);
}

/* (skip) */
void
icws_direct_poller_hurry (IcwsDirectPoller *self)
{
  self->n_quiet = 0;
  /* Not while the network is down: that has a pace of its own. */
  if (self->failures == 0)
    poll_now (self);
}

/* (skip) */
void
icws_direct_poller_fail_later (IcwsDirectPoller *self, const GError *error)
{
  if (self->stopped || self->last_words != NULL)
    return;
  if (!self->started || self->pace == ICWS_PACE_PAUSED)
    {
      fail (self, error);
      return;
    }
  self->last_words = g_error_copy (error);
  poll_now (self);
}

/* (skip) */
void
icws_direct_poller_set_pace (IcwsDirectPoller *self, IcwsPace pace)
{
  if (self->pace == pace)
    return;
  self->pace = pace;
  self->n_quiet = 0;
  if (pace == ICWS_PACE_ACTIVE && self->failures == 0)
    poll_now (self);
  else if (self->started && !self->stopped && self->under_way == NULL)
    schedule (self);
}

gboolean
icws_direct_poller_is_busy (IcwsDirectPoller *self)
{
  return self->under_way != NULL;
}

IcwsPace
icws_direct_poller_get_pace (IcwsDirectPoller *self)
{
  return self->pace;
}

guint64
icws_direct_poller_get_n_polls (IcwsDirectPoller *self)
{
  return self->n_polls;
}

IcwsDirectPoller *
icws_direct_poller_new (IcAgent *agent,
                        const IcPrincipal *canister_id,
                        IcClock *clock,
                        const IcwsDirectPollerFuncs *funcs,
                        gpointer user_data)
{
  IcwsDirectPoller *self = g_new0 (IcwsDirectPoller, 1);

  self->ref_count = 1;
  self->agent = g_object_ref (agent);
  self->canister_id = *canister_id;
  self->clock = g_object_ref (clock);
  self->funcs = *funcs;
  self->user_data = user_data;
  self->pace = ICWS_PACE_ACTIVE;
  return self;
}

void
icws_direct_poller_free (IcwsDirectPoller *self)
{
  icws_direct_poller_stop (self);
  poller_unref (self);
}
