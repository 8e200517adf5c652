/* SPDX-License-Identifier: MIT */
#include "icws-session-private.h"
#include "icws-verdict-private.h"
#include "ic/ic-i18n.h"

enum
{
  PROP_0,
  PROP_STATE,
  PROP_ACK_INTERVAL_MS,
  N_PROPS
};

enum
{
  SIGNAL_OPENED,
  SIGNAL_MESSAGE,
  SIGNAL_SENT,
  SIGNAL_ACKNOWLEDGED,
  SIGNAL_CLOSED,
  SIGNAL_UPDATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (IcwsSession, icws_session, G_TYPE_OBJECT)

/* Begins an entry from outside: keeps the session alive, collects changes for one "updated". */
void
icws_session_enter (IcwsSession *self)
{
  g_object_ref (self);
  self->depth++;
}

void
icws_session_leave (IcwsSession *self)
{
  if (--self->depth == 0 && self->dirty)
    {
      self->dirty = FALSE;
      g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
    }
  g_object_unref (self);
}

void
icws_session_set_state (IcwsSession *self, IcwsState state)
{
  if (self->state == state)
    return;
  self->state = state;
  self->dirty = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
icws_session_set_step (IcwsSession *self, IcwsStep step, IcwsStepState state)
{
  self->steps[step].state = state;
  self->steps[step].wall_ns = ic_clock_get_wall_ns (self->clock);
  self->dirty = TRUE;
}

/* Replaces a timer of the injected clock. */
void
icws_session_arm (IcwsSession *self, guint *timer, gint64 at_us, GSourceOnceFunc func)
{
  icws_session_disarm (self, timer);
  *timer = ic_clock_call_at (self->clock, at_us, func, self);
}

void
icws_session_disarm (IcwsSession *self, guint *timer)
{
  if (*timer != 0)
    ic_clock_cancel (self->clock, *timer);
  *timer = 0;
}

/* A line of news in the ledger. */
void
icws_session_note (IcwsSession *self,
                   IcwsGroup group,
                   IcwsDirection direction,
                   const char *id,
                   guint64 sequence,
                   const char *format,
                   ...)
{
  IcwsLedgerRecord record = ICWS_LEDGER_RECORD_INIT;
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  record.severity = ICWS_SEVERITY_INFO;
  record.group = group;
  record.direction = direction;
  record.id = id;
  record.sequence = sequence;
  icws_ledger_add (self->ledger, &record, "%s", text);
  self->dirty = TRUE;
}

void
icws_session_emit_opened (IcwsSession *self)
{
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

void
icws_session_emit_message (IcwsSession *self, IcwsMessage *message, IcwsProof *proof)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, message, proof);
}

void
icws_session_emit_sent (IcwsSession *self, guint64 sequence)
{
  g_signal_emit (self, signals[SIGNAL_SENT], 0, sequence);
}

void
icws_session_emit_closed (IcwsSession *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0, self->error);
}

void
icws_session_emit_acknowledged (IcwsSession *self, guint64 sequence)
{
  g_signal_emit (self, signals[SIGNAL_ACKNOWLEDGED], 0, sequence);
}

static void
icws_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  IcwsSession *self = ICWS_SESSION (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ACK_INTERVAL_MS:
      g_value_set_uint (value, self->ack_interval_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* Dropped without a close: lets go of everything, silently. */
static void
icws_session_dispose (GObject *object)
{
  IcwsSession *self = ICWS_SESSION (object);

  g_cancellable_cancel (self->cancellable);
  if (self->clock != NULL)
    icws_session_stop_timers (self);
  if (self->transport != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->transport, self);
      if (self->state != ICWS_STATE_NEW && self->state != ICWS_STATE_CLOSED)
        icws_transport_close (self->transport, ICWS_CLOSE_CODE_NORMAL, NULL);
      g_clear_object (&self->transport);
    }
  icws_session_send_clear (self);
  g_clear_object (&self->identity);
  g_clear_object (&self->verifier);
  g_clear_object (&self->ledger);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  G_OBJECT_CLASS (icws_session_parent_class)->dispose (object);
}

static void
icws_session_finalize (GObject *object)
{
  IcwsSession *self = ICWS_SESSION (object);

  g_clear_error (&self->error);
  g_clear_error (&self->deferred_error);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->requests, g_hash_table_unref);
  g_clear_pointer (&self->refused_frame, g_bytes_unref);
  g_clear_pointer (&self->evidence, g_array_unref);
  G_OBJECT_CLASS (icws_session_parent_class)->finalize (object);
}

static void
icws_session_class_init (IcwsSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GSignalFlags last = G_SIGNAL_RUN_LAST;

  object_class->get_property = icws_session_get_property;
  object_class->dispose = icws_session_dispose;
  object_class->finalize = icws_session_finalize;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, ICWS_TYPE_STATE, ICWS_STATE_NEW,
                                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                                  G_PARAM_STATIC_STRINGS);
  properties[PROP_ACK_INTERVAL_MS] = g_param_spec_uint ("ack-interval-ms", NULL, NULL, 1, G_MAXUINT,
                                                        ICWS_DEFAULT_ACK_INTERVAL_MS,
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_OPENED] = g_signal_new ("opened", ICWS_TYPE_SESSION, last, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  signals[SIGNAL_MESSAGE] = g_signal_new ("message", ICWS_TYPE_SESSION, last, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
  signals[SIGNAL_SENT] = g_signal_new ("sent", ICWS_TYPE_SESSION, last, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[SIGNAL_ACKNOWLEDGED] = g_signal_new ("acknowledged", ICWS_TYPE_SESSION, last, 0, NULL,
                                               NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", ICWS_TYPE_SESSION, last, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_UPDATED] = g_signal_new ("updated", ICWS_TYPE_SESSION, last, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
icws_session_init (IcwsSession *self)
{
  self->cancellable = g_cancellable_new ();
  self->next_incoming = 1;
  self->next_outgoing = 1;
  self->ack_deadline_us = -1;
  g_queue_init (&self->queued);
  g_queue_init (&self->sent);
  self->requests = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->evidence = icws_evidence_array_new ();
  self->opened_us = -1;
  self->closed_us = -1;
}

/**
 * icws_session_new:
 * @config: what it works with; references are taken
 *
 * Returns: (transfer full): a session that does nothing before icws_session_open().
 */
IcwsSession *
icws_session_new (const IcwsSessionConfig *config)
{
  IcwsSession *self = g_object_new (ICWS_TYPE_SESSION, NULL);

  self->transport = g_object_ref (config->transport);
  self->identity = config->identity != NULL ? g_object_ref (config->identity) : NULL;
  self->canister_id = config->canister_id;
  self->verifier = g_object_ref (config->verifier);
  self->ledger = g_object_ref (config->ledger);
  self->clock = g_object_ref (config->clock);
  self->random = g_object_ref (config->random);
  self->ack_interval_ms = config->ack_interval_ms != 0 ? config->ack_interval_ms
                                                       : ICWS_DEFAULT_ACK_INTERVAL_MS;
  self->max_in_flight = config->max_in_flight != 0 ? config->max_in_flight : ICWS_MAX_IN_FLIGHT;
  self->client_key.nonce = ic_random_uint64 (self->random);
  if (self->identity != NULL)
    ic_identity_get_principal (self->identity, &self->client_key.principal);
  else
    self->client_key.principal = IC_PRINCIPAL_ANONYMOUS;
  return self;
}

/**
 * icws_session_open:
 * @self: a new session
 *
 * Connects, waits for the gateway's handshake, sends `ws_open` and waits for the certified
 * OpenMessage: "opened" or "closed" follows.
 */
void
icws_session_open (IcwsSession *self)
{
  g_return_if_fail (ICWS_IS_SESSION (self));
  g_return_if_fail (self->state == ICWS_STATE_NEW);

  icws_session_enter (self);
  icws_session_start (self);
  icws_session_leave (self);
}

/**
 * icws_session_close:
 * @self: a session
 *
 * Ends it with %ICWS_ERROR_CANCELLED. The canister learns of it from the gateway.
 */
void
icws_session_close (IcwsSession *self)
{
  g_return_if_fail (ICWS_IS_SESSION (self));

  icws_session_fail (self, ICWS_ERROR_CANCELLED, _ ("Closed on request"));
}

/**
 * icws_session_end:
 * @self: a session
 * @error: an error of %ICWS_ERROR, found out by other means than the session's own
 *
 * Ends it with @error; nothing if it has ended already.
 */
void
icws_session_end (IcwsSession *self, const GError *error)
{
  g_return_if_fail (ICWS_IS_SESSION (self));
  g_return_if_fail (error != NULL && error->domain == ICWS_ERROR);

  icws_session_fail_take (self, g_error_copy (error), NULL);
}
