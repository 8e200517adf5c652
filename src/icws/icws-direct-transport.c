/* SPDX-License-Identifier: MIT */
#include "icws-direct-private.h"
#include "ic/ic-i18n.h"

struct _IcwsDirectTransport
{
  GObject parent_instance;

  IcAgent *agent;
  IcwsDirectCalls *calls; /* NULL once it has ended */
  IcwsDirectPoller *poller;
  gboolean is_open;
  gboolean ended; /* "closed" was emitted */
};

static void icws_direct_transport_iface_init (IcwsTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IcwsDirectTransport,
                               icws_direct_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ICWS_TYPE_TRANSPORT,
                                                      icws_direct_transport_iface_init))

enum
{
  SIGNAL_ACCEPTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* From here on the calls are on their own. @at_once: what waits to be sent is dropped. */
static void
let_go (IcwsDirectTransport *self, gboolean at_once)
{
  IcwsDirectCalls *calls = g_steal_pointer (&self->calls);

  icws_direct_poller_stop (self->poller);
  if (calls != NULL)
    icws_direct_calls_leave (calls, at_once);
}

static void
end (IcwsDirectTransport *self, guint code, const char *reason, const GError *error)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  let_go (self, error != NULL);
  if (self->is_open)
    icws_transport_emit_closed (ICWS_TRANSPORT (self), code, reason, error);
}

/* Both parts call back at the very end of what they do, and keep themselves alive through it. */
static void
on_accepted (guint64 sequence,
             guint64 certificate_time_ns,
             const IcwsClientKey *key,
             gpointer user_data)
{
  g_autoptr (IcwsDirectTransport) self = g_object_ref (user_data);

  if (sequence == 0)
    icws_direct_poller_start (self->poller, key);
  else
    icws_direct_poller_hurry (self->poller);
  g_signal_emit (self, signals[SIGNAL_ACCEPTED], 0, sequence, certificate_time_ns);
}

static void
on_call_failed (const GError *error, gpointer user_data)
{
  g_autoptr (IcwsDirectTransport) self = g_object_ref (user_data);

  /* A canister that has closed the connection refuses what comes after: its CloseMessage says why,
   * and certified. */
  if (g_error_matches (error, ICWS_ERROR, ICWS_ERROR_REFUSED))
    icws_direct_poller_fail_later (self->poller, error);
  else
    end (self, 0, NULL, error);
}

static void
on_frame (GBytes *frame, gpointer user_data)
{
  icws_transport_emit_frame (ICWS_TRANSPORT (user_data), frame);
}

static void
on_poll_failed (const GError *error, gpointer user_data)
{
  g_autoptr (IcwsDirectTransport) self = g_object_ref (user_data);

  end (self, 0, NULL, error);
}

/* The session takes the handshake only after it has heard that we are open. */
static void
on_open_told (GObject *task, GParamSpec *spec, IcwsDirectTransport *self)
{
  IcPrincipal principal;
  g_autoptr (GBytes) handshake = NULL;

  if (self->ended)
    return;
  ic_identity_get_principal (ic_agent_get_identity (self->agent), &principal);
  handshake = icws_handshake_encode (&principal);
  icws_transport_emit_frame (ICWS_TRANSPORT (self), handshake);
}

static void
icws_direct_transport_open_async (IcwsTransport *transport,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  IcwsDirectTransport *self = ICWS_DIRECT_TRANSPORT (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, icws_direct_transport_open_async);
  if (self->ended)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Closed meanwhile"));
  else if (g_task_return_error_if_cancelled (task))
    self->ended = TRUE;
  else if (ic_agent_get_identity (self->agent) == NULL)
    g_task_return_new_error (task, ICWS_ERROR, ICWS_ERROR_ANONYMOUS,
                             _ ("A canister opens no connection for the anonymous identity"));
  else if (ic_agent_get_root_key (self->agent) == NULL)
    g_task_return_new_error (task, ICWS_ERROR, ICWS_ERROR_UNREACHABLE,
                             _ ("The root key of %s is not known"), ic_agent_get_url (self->agent));
  else
    {
      self->is_open = TRUE;
      g_signal_connect_object (task, "notify::completed", G_CALLBACK (on_open_told), self, 0);
      g_task_return_boolean (task, TRUE);
    }
}

static gboolean
icws_direct_transport_open_finish (IcwsTransport *transport, GAsyncResult *result, GError **error)
{
  IcwsDirectTransport *self = ICWS_DIRECT_TRANSPORT (transport);

  if (g_task_propagate_boolean (G_TASK (result), error))
    return TRUE;
  /* Cancelled after all. */
  self->is_open = FALSE;
  self->ended = TRUE;
  return FALSE;
}

static void
icws_direct_transport_send (IcwsTransport *transport, GBytes *frame)
{
  IcwsDirectTransport *self = ICWS_DIRECT_TRANSPORT (transport);
  g_autoptr (GError) error = NULL;

  if (self->is_open && !self->ended && !icws_direct_calls_push (self->calls, frame, &error))
    end (self, 0, NULL, error);
}

static void
icws_direct_transport_close (IcwsTransport *transport, guint code, const char *reason)
{
  end (ICWS_DIRECT_TRANSPORT (transport), code, reason, NULL);
}

static char *
icws_direct_transport_get_description (IcwsTransport *transport)
{
  return g_strconcat ("direct: ", ic_agent_get_url (ICWS_DIRECT_TRANSPORT (transport)->agent),
                      NULL);
}

static void
icws_direct_transport_iface_init (IcwsTransportInterface *iface)
{
  iface->open_async = icws_direct_transport_open_async;
  iface->open_finish = icws_direct_transport_open_finish;
  iface->send = icws_direct_transport_send;
  iface->close = icws_direct_transport_close;
  iface->get_description = icws_direct_transport_get_description;
}

/* (skip) */
gboolean
icws_direct_transport_is_busy (IcwsDirectTransport *self)
{
  return icws_direct_poller_is_busy (self->poller) ||
         (self->calls != NULL && icws_direct_calls_is_busy (self->calls));
}

static void
icws_direct_transport_finalize (GObject *object)
{
  IcwsDirectTransport *self = ICWS_DIRECT_TRANSPORT (object);

  let_go (self, FALSE);
  icws_direct_poller_free (self->poller);
  g_object_unref (self->agent);
  G_OBJECT_CLASS (icws_direct_transport_parent_class)->finalize (object);
}

static void
icws_direct_transport_class_init (IcwsDirectTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = icws_direct_transport_finalize;

  /**
   * IcwsDirectTransport::accepted:
   * @sequence: number of a message of ours; 0: ws_open
   * @certificate_time_ns: when that was certified, nanoseconds since 1970
   *
   * The canister has certified that it took it: what a gateway tells nobody. Whoever passes it on to
   * icws_session_settle() lets the session send the next one without waiting for a timer.
   */
  signals[SIGNAL_ACCEPTED] = g_signal_new ("accepted", ICWS_TYPE_DIRECT_TRANSPORT,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                           G_TYPE_UINT64, G_TYPE_UINT64);
}

static void
icws_direct_transport_init (IcwsDirectTransport *self)
{
}

/**
 * icws_direct_transport_new:
 * @agent: of the identity that chats, with the root key
 * @canister_id: the canister
 * @clock: time of the polls
 *
 * Returns: (transfer full): a transport without a gateway.
 */
IcwsTransport *
icws_direct_transport_new (IcAgent *agent, const IcPrincipal *canister_id, IcClock *clock)
{
  static const IcwsDirectCallsFuncs calls = { on_accepted, on_call_failed };
  static const IcwsDirectPollerFuncs polls = { on_frame, on_poll_failed };
  IcwsDirectTransport *self;

  g_return_val_if_fail (IC_IS_AGENT (agent), NULL);
  g_return_val_if_fail (canister_id != NULL, NULL);
  g_return_val_if_fail (IC_IS_CLOCK (clock), NULL);

  self = g_object_new (ICWS_TYPE_DIRECT_TRANSPORT, NULL);
  self->agent = g_object_ref (agent);
  self->calls = icws_direct_calls_new (agent, canister_id, clock, &calls, self);
  self->poller = icws_direct_poller_new (agent, canister_id, clock, &polls, self);
  return ICWS_TRANSPORT (self);
}

/**
 * icws_direct_transport_set_pace:
 * @self: a transport
 * @pace: how often the canister is asked from now on; at first %ICWS_PACE_ACTIVE
 *
 * Until the connection is open, %ICWS_PACE_IDLE polls as %ICWS_PACE_ACTIVE does.
 */
void
icws_direct_transport_set_pace (IcwsDirectTransport *self, IcwsPace pace)
{
  g_return_if_fail (ICWS_IS_DIRECT_TRANSPORT (self));

  icws_direct_poller_set_pace (self->poller, pace);
}

/**
 * icws_direct_transport_get_pace:
 * @self: a transport
 *
 * Returns: what was set last.
 */
IcwsPace
icws_direct_transport_get_pace (IcwsDirectTransport *self)
{
  g_return_val_if_fail (ICWS_IS_DIRECT_TRANSPORT (self), ICWS_PACE_PAUSED);

  return icws_direct_poller_get_pace (self->poller);
}

/**
 * icws_direct_transport_get_interval_ms:
 * @self: a transport
 *
 * Returns: milliseconds between polls as things stand; 0: there are none.
 */
guint
icws_direct_transport_get_interval_ms (IcwsDirectTransport *self)
{
  g_return_val_if_fail (ICWS_IS_DIRECT_TRANSPORT (self), 0);

  return icws_direct_poller_get_interval_ms (self->poller);
}

/**
 * icws_direct_transport_get_n_polls:
 * @self: a transport
 *
 * Returns: polls so far.
 */
guint64
icws_direct_transport_get_n_polls (IcwsDirectTransport *self)
{
  g_return_val_if_fail (ICWS_IS_DIRECT_TRANSPORT (self), 0);

  return icws_direct_poller_get_n_polls (self->poller);
}
