/* SPDX-License-Identifier: MIT */
#include "chat-connection.h"

/* Backoff between attempts: doubles from the first to the last, with a fifth of jitter. */
#define RETRY_FIRST_MS  1000
#define RETRY_LAST_MS   60000
#define RETRY_JITTER    5
#define RETRY_MAX_SHIFT 6

struct _ChatConnection
{
  GObject parent_instance;

  ChatProfile *profile;
  IcIdentity *identity;
  IcClock *clock;
  IcRandom *random;
  IcwsLedger *ledger;
  GNetworkMonitor *monitor;

  IcAgent *agent;
  IcRootKey *root_key;
  IcwsVerifier *verifier;
  IcwsSession *session;
  GCancellable *cancellable;
  GError *error;
  ChatRenewalWatch *renewal;

  gint64 retry_at_us; /* 0: none planned */
  guint retry_id;
  guint decay_id;
  guint attempt;
  ChatHealth health;
  guint wanted : 1;
};

enum
{
  PROP_0,
  PROP_HEALTH,
  PROP_IDENTITY_EXPIRY_NS,
  PROP_EXPIRY,
  N_PROPS
};

enum
{
  OPENED,
  CLOSED,
  MESSAGE,
  SENT,
  ACKNOWLEDGED,
  UPDATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChatConnection, chat_connection, G_TYPE_OBJECT)

static void start (ChatConnection *self);
static void update_health (ChatConnection *self);

/* The network monitor knows nothing of the loopback interface. */
static gboolean
is_network_available (ChatConnection *self)
{
  g_autoptr (GUri) uri = g_uri_parse (self->profile->gateway_url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri ? g_uri_get_host (uri) : NULL;
  g_autoptr (GInetAddress) address = host ? g_inet_address_new_from_string (host) : NULL;

  if (g_strcmp0 (host, "localhost") == 0 ||
      (address != NULL && g_inet_address_get_is_loopback (address)))
    return TRUE;
  return g_network_monitor_get_network_available (self->monitor);
}

static void
fill_inputs (ChatConnection *self, ChatHealthInputs *in)
{
  IcwsFigures figures;

  icws_ledger_get_figures (self->ledger, &figures);
  *in = (ChatHealthInputs){
    .network_available = is_network_available (self),
    .wanted = self->wanted,
    .attempt = self->attempt,
    .state = self->session ? icws_session_get_state (self->session) : ICWS_STATE_NEW,
    .error = self->error,
    .last_proof_wall_ns = figures.last_proof_wall_ns,
    .last_latency_us = figures.last_latency_us,
    .ack_interval_ms = self->profile->ack_interval_ms ? self->profile->ack_interval_ms
                                                      : ICWS_DEFAULT_ACK_INTERVAL_MS,
  };
}

static void
on_decay (gpointer data)
{
  ChatConnection *self = data;

  self->decay_id = 0;
  update_health (self);
}

/* "Verified" decays without any event: look again when it would. */
static void
schedule_decay (ChatConnection *self, const ChatHealthInputs *in)
{
  gint64 window_us = (in->ack_interval_ms + (gint64)ICWS_LATENCY_BOUND_MS) * 1000;

  if (self->decay_id != 0)
    ic_clock_cancel (self->clock, self->decay_id);
  self->decay_id = 0;
  if (self->health != CHAT_HEALTH_VERIFIED && self->health != CHAT_HEALTH_DELAYED)
    return;
  self->decay_id = ic_clock_call_at (
      self->clock, ic_clock_get_monotonic_us (self->clock) + window_us + 1000, on_decay, self);
}

static void
update_health (ChatConnection *self)
{
  ChatHealthInputs in;
  ChatHealth health;

  fill_inputs (self, &in);
  health = chat_health_evaluate (&in, ic_clock_get_wall_ns (self->clock));
  if (health != self->health)
    {
      self->health = health;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEALTH]);
    }
  schedule_decay (self, &in);
  g_signal_emit (self, signals[UPDATED], 0);
}

static void
cancel_retry (ChatConnection *self)
{
  if (self->retry_id != 0)
    ic_clock_cancel (self->clock, self->retry_id);
  self->retry_id = 0;
  self->retry_at_us = 0;
}

static void
on_retry (gpointer data)
{
  ChatConnection *self = data;

  self->retry_id = 0;
  self->retry_at_us = 0;
  start (self);
}

/* What passes by itself is tried again; what a person must decide on is not. */
static gboolean
is_worth_retrying (const GError *error)
{
  if (icws_error_is_integrity_failure (error))
    return FALSE;
  if (g_error_matches (error, ICWS_ERROR, ICWS_ERROR_CLOSED_KEEP_ALIVE) ||
      g_error_matches (error, ICWS_ERROR, ICWS_ERROR_CLOSED_WRONG_SEQUENCE))
    return TRUE;
  switch (icws_error_get_culprit (error))
    {
    case ICWS_CULPRIT_NETWORK:
    case ICWS_CULPRIT_GATEWAY:
      return TRUE;
    case ICWS_CULPRIT_NONE:
    case ICWS_CULPRIT_YOU:
    case ICWS_CULPRIT_CANISTER:
    default:
      return FALSE;
    }
}

static void
schedule_retry (ChatConnection *self)
{
  guint shift = MIN (self->attempt, RETRY_MAX_SHIFT);
  gint64 delay_ms = MIN ((gint64)RETRY_FIRST_MS << shift, RETRY_LAST_MS);
  gint64 jitter = delay_ms / RETRY_JITTER;

  self->attempt++;
  delay_ms += (gint64)(ic_random_uint64 (self->random) % (guint64)(2 * jitter + 1)) - jitter;
  self->retry_at_us = ic_clock_get_monotonic_us (self->clock) + delay_ms * 1000;
  self->retry_id = ic_clock_call_at (self->clock, self->retry_at_us, on_retry, self);
}

static void
fail (ChatConnection *self, const GError *error)
{
  g_autoptr (GError) copy = g_error_copy (error);

  g_clear_error (&self->error);
  if (self->wanted)
    self->error = g_error_copy (copy);
  if (self->wanted && is_worth_retrying (copy))
    schedule_retry (self);
  g_signal_emit (self, signals[CLOSED], 0, copy);
  update_health (self);
}

static void
on_session_opened (ChatConnection *self)
{
  g_clear_error (&self->error);
  self->attempt = 0;
  update_health (self);
  g_signal_emit (self, signals[OPENED], 0);
}

static void
on_session_closed (ChatConnection *self, const GError *error)
{
  fail (self, error);
}

static void
on_session_message (ChatConnection *self, IcwsMessage *message, IcwsProof *proof)
{
  g_signal_emit (self, signals[MESSAGE], 0, message, proof);
}

static void
on_session_sent (ChatConnection *self, guint64 sequence)
{
  g_signal_emit (self, signals[SENT], 0, sequence);
}

static void
on_session_acknowledged (ChatConnection *self, guint64 sequence)
{
  g_signal_emit (self, signals[ACKNOWLEDGED], 0, sequence);
}

/* Gives whether there was a session that had not ended. Nobody is told. */
static gboolean
end_session (ChatConnection *self)
{
  g_autoptr (IcwsSession) session = g_steal_pointer (&self->session);

  if (session == NULL)
    return FALSE;
  g_signal_handlers_disconnect_by_data (session, self);
  if (icws_session_get_state (session) == ICWS_STATE_CLOSED)
    return FALSE;
  icws_session_close (session);
  return TRUE;
}

/* Whoever sent through the old session must learn that it is gone, even if we replace it ourselves. */
static void
drop_session (ChatConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (!end_session (self))
    return;
  error = g_error_new_literal (ICWS_ERROR, ICWS_ERROR_CANCELLED, "Replaced by a new session");
  g_signal_emit (self, signals[CLOSED], 0, error);
}

static void
open_session (ChatConnection *self)
{
  g_autoptr (IcwsTransport) transport = icws_gateway_transport_new (self->profile->gateway_url);
  IcwsSessionConfig config = {
    .transport = transport,
    .identity = self->identity,
    .canister_id = self->profile->canister_id,
    .verifier = self->verifier,
    .ledger = self->ledger,
    .clock = self->clock,
    .random = self->random,
    .ack_interval_ms = self->profile->ack_interval_ms,
  };

  drop_session (self);
  /* A proof of the last session says nothing about this one. */
  icws_ledger_peek_figures (self->ledger)->last_proof_wall_ns = 0;
  icws_ledger_peek_figures (self->ledger)->last_latency_us = -1;
  self->session = icws_session_new (&config);
  g_signal_connect_swapped (self->session, "opened", G_CALLBACK (on_session_opened), self);
  g_signal_connect_swapped (self->session, "closed", G_CALLBACK (on_session_closed), self);
  g_signal_connect_swapped (self->session, "message", G_CALLBACK (on_session_message), self);
  g_signal_connect_swapped (self->session, "sent", G_CALLBACK (on_session_sent), self);
  g_signal_connect_swapped (self->session, "acknowledged", G_CALLBACK (on_session_acknowledged),
                            self);
  g_signal_connect_swapped (self->session, "updated", G_CALLBACK (update_health), self);
  g_signal_connect_swapped (self->session, "notify::state", G_CALLBACK (update_health), self);
  icws_session_open (self->session);
  update_health (self);
}

static void
use_root_key (ChatConnection *self, IcRootKey *root_key)
{
  self->root_key = ic_root_key_ref (root_key);
  self->verifier = icws_verifier_new (root_key, &self->profile->canister_id, self->clock, 0);
}

static void
on_root_key (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ChatConnection) self = data;
  g_autoptr (GError) local = NULL;
  g_autoptr (GError) error = NULL;

  if (ic_agent_fetch_root_key_finish (IC_AGENT (source), result, &local))
    {
      use_root_key (self, ic_agent_get_root_key (IC_AGENT (source)));
      open_session (self);
      return;
    }
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_set_error (&error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE,
               "The network at %s did not tell its root key: %s", self->profile->network_url,
               local->message);
  icws_ledger_add_error (self->ledger, error, NULL);
  fail (self, error);
}

/* An identity that cannot do is refused here, before anything is sent. */
static gboolean
check_identity (ChatConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (chat_identity_check (self->identity, &self->profile->canister_id,
                           ic_clock_get_wall_ns (self->clock), &error))
    return TRUE;
  icws_ledger_add_error (self->ledger, error, NULL);
  fail (self, error);
  return FALSE;
}

static void
start (ChatConnection *self)
{
  cancel_retry (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();

  if (!check_identity (self))
    return;
  if (self->verifier == NULL && self->profile->network == CHAT_NETWORK_MAINNET)
    use_root_key (self, ic_root_key_get_mainnet ());
  if (self->verifier != NULL)
    {
      open_session (self);
      return;
    }
  /* Networks other than the mainnet make their own root key and tell it: there is nobody else to ask. */
  if (self->agent == NULL)
    self->agent = ic_agent_new (self->profile->network_url, self->identity, NULL, self->clock,
                                self->random);
  ic_agent_fetch_root_key_async (self->agent, self->cancellable, on_root_key, g_object_ref (self));
  update_health (self);
}

/* Connected, or on the way to it without a person's help. */
static gboolean
is_going_on (ChatConnection *self)
{
  return self->wanted && (self->error == NULL || is_worth_retrying (self->error));
}

/* Every message is signed with the delegation: after its end none would be taken. */
static void
on_expiry (ChatExpiry expiry, gpointer data)
{
  g_autoptr (ChatConnection) self = g_object_ref (data);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPIRY]);
  if (expiry == CHAT_EXPIRY_EXPIRED && is_going_on (self))
    {
      cancel_retry (self);
      g_cancellable_cancel (self->cancellable);
      end_session (self);
      check_identity (self);
    }
  else
    g_signal_emit (self, signals[UPDATED], 0);
}

static void
on_network_changed (ChatConnection *self, gboolean available)
{
  /* Waiting out a backoff makes no sense when the network has just come back. */
  if (available && self->retry_id != 0)
    start (self);
  else
    update_health (self);
}

static void
chat_connection_dispose (GObject *object)
{
  ChatConnection *self = CHAT_CONNECTION (object);

  self->wanted = FALSE;
  cancel_retry (self);
  if (self->decay_id != 0)
    ic_clock_cancel (self->clock, self->decay_id);
  self->decay_id = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->renewal, chat_renewal_watch_free);
  drop_session (self);
  g_clear_object (&self->verifier);
  g_clear_object (&self->agent);
  g_clear_object (&self->identity);
  g_clear_object (&self->ledger);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (chat_connection_parent_class)->dispose (object);
}

static void
chat_connection_finalize (GObject *object)
{
  ChatConnection *self = CHAT_CONNECTION (object);

  g_clear_pointer (&self->root_key, ic_root_key_unref);
  g_clear_pointer (&self->profile, chat_profile_free);
  g_clear_error (&self->error);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  G_OBJECT_CLASS (chat_connection_parent_class)->finalize (object);
}

static void
chat_connection_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ChatConnection *self = CHAT_CONNECTION (object);

  switch (id)
    {
    case PROP_HEALTH:
      g_value_set_uint (value, self->health);
      break;
    case PROP_IDENTITY_EXPIRY_NS:
      g_value_set_uint64 (value, chat_connection_get_identity_expiry_ns (self));
      break;
    case PROP_EXPIRY:
      g_value_set_uint (value, chat_connection_get_expiry (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chat_connection_class_init (ChatConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = chat_connection_dispose;
  object_class->finalize = chat_connection_finalize;
  object_class->get_property = chat_connection_get_property;

  properties[PROP_HEALTH] = g_param_spec_uint ("health", NULL, NULL, 0, CHAT_HEALTH_DISCONNECTED,
                                               CHAT_HEALTH_DISCONNECTED,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_IDENTITY_EXPIRY_NS] = g_param_spec_uint64 (
      "identity-expiry-ns", NULL, NULL, 0, G_MAXUINT64, CHAT_EXPIRY_NONE_NS,
      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_EXPIRY] = g_param_spec_uint ("expiry", NULL, NULL, 0, CHAT_EXPIRY_EXPIRED,
                                               CHAT_EXPIRY_NEVER,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[OPENED] = g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
  signals[SENT] = g_signal_new ("sent", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_UINT64);
  signals[ACKNOWLEDGED] = g_signal_new ("acknowledged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[UPDATED] = g_signal_new ("updated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
chat_connection_init (ChatConnection *self)
{
  self->health = CHAT_HEALTH_DISCONNECTED;
  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (on_network_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * chat_connection_new:
 * @profile: where to connect; copied
 * @identity: who we are
 * @clock: time
 * @random: randomness
 *
 * Returns: (transfer full): a connection that is not started yet
 */
ChatConnection *
chat_connection_new (const ChatProfile *profile,
                     IcIdentity *identity,
                     IcClock *clock,
                     IcRandom *random)
{
  ChatConnection *self = g_object_new (CHAT_TYPE_CONNECTION, NULL);

  self->profile = chat_profile_copy (profile);
  self->identity = g_object_ref (identity);
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  self->ledger = icws_ledger_new (clock);
  self->renewal = chat_renewal_watch_new (clock, on_expiry, self);
  chat_renewal_watch_set_expiry_ns (self->renewal, chat_identity_get_expiry_ns (identity));
  return self;
}

/**
 * chat_connection_connect:
 *
 * Opens a fresh session now, whatever went before.
 */
void
chat_connection_connect (ChatConnection *self)
{
  g_return_if_fail (CHAT_IS_CONNECTION (self));
  self->wanted = TRUE;
  self->attempt = 0;
  g_clear_error (&self->error);
  start (self);
}

/**
 * chat_connection_disconnect:
 *
 * Closes the session and tries no more.
 */
void
chat_connection_disconnect (ChatConnection *self)
{
  g_return_if_fail (CHAT_IS_CONNECTION (self));
  self->wanted = FALSE;
  cancel_retry (self);
  g_cancellable_cancel (self->cancellable);
  if (self->session != NULL)
    icws_session_close (self->session);
  update_health (self);
}

/**
 * chat_connection_renew_identity:
 * @identity: the same principal with a newer delegation
 * @error: %CHAT_ERROR_IDENTITY if it is somebody else, or what chat_identity_check() says
 *
 * Goes on as the same person. If a connection is wanted, a fresh session opens at once with
 * @identity; what waits to be sent goes on waiting for it, and what was sent and not accepted yet
 * is marked as failed, as whenever a session ends.
 *
 * Returns: whether @identity was taken; if not, all is as before
 */
gboolean
chat_connection_renew_identity (ChatConnection *self, IcIdentity *identity, GError **error)
{
  IcPrincipal old_principal, new_principal;

  g_return_val_if_fail (CHAT_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (IC_IS_IDENTITY (identity), FALSE);

  ic_identity_get_principal (self->identity, &old_principal);
  ic_identity_get_principal (identity, &new_principal);
  if (!ic_principal_equal (&old_principal, &new_principal))
    {
      g_autofree char *old_text = ic_principal_to_text (&old_principal);
      g_autofree char *new_text = ic_principal_to_text (&new_principal);

      g_set_error (error, CHAT_ERROR, CHAT_ERROR_IDENTITY,
                   "This is another identity: you are %s here, and signed in as %s", old_text,
                   new_text);
      return FALSE;
    }
  if (!chat_identity_check (identity, &self->profile->canister_id,
                            ic_clock_get_wall_ns (self->clock), error))
    return FALSE;

  g_set_object (&self->identity, identity);
  /* It holds the old one. The verifier and the root key go on. */
  g_clear_object (&self->agent);
  chat_renewal_watch_set_expiry_ns (self->renewal, chat_identity_get_expiry_ns (identity));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IDENTITY_EXPIRY_NS]);
  if (self->wanted)
    chat_connection_connect (self);
  else
    update_health (self);
  return TRUE;
}

/**
 * chat_connection_get_identity_expiry_ns:
 *
 * Returns: when the sign-in ends, nanoseconds since 1970; %CHAT_EXPIRY_NONE_NS: never
 */
guint64
chat_connection_get_identity_expiry_ns (ChatConnection *self)
{
  return self->renewal ? chat_renewal_watch_get_expiry_ns (self->renewal) : CHAT_EXPIRY_NONE_NS;
}

/**
 * chat_connection_get_expiry:
 *
 * Returns: how near the end of the sign-in is
 */
ChatExpiry
chat_connection_get_expiry (ChatConnection *self)
{
  return self->renewal ? chat_renewal_watch_get_expiry (self->renewal) : CHAT_EXPIRY_NEVER;
}

ChatHealth
chat_connection_get_health (ChatConnection *self)
{
  return self->health;
}

/**
 * chat_connection_get_error:
 *
 * Returns: (transfer none) (nullable): how the last session failed; %NULL since one opened
 */
const GError *
chat_connection_get_error (ChatConnection *self)
{
  return self->error;
}

const ChatProfile *
chat_connection_get_profile (ChatConnection *self)
{
  return self->profile;
}

/**
 * chat_connection_get_identity:
 *
 * Returns: (transfer none): who we are
 */
IcIdentity *
chat_connection_get_identity (ChatConnection *self)
{
  return self->identity;
}

/**
 * chat_connection_get_session:
 *
 * Returns: (transfer none) (nullable): the current or last session
 */
IcwsSession *
chat_connection_get_session (ChatConnection *self)
{
  return self->session;
}

/**
 * chat_connection_get_ledger:
 *
 * Returns: (transfer none): the record of all sessions of this connection
 */
IcwsLedger *
chat_connection_get_ledger (ChatConnection *self)
{
  return self->ledger;
}

/**
 * chat_connection_get_root_key:
 *
 * Returns: (transfer none) (nullable): the root of trust, once known
 */
IcRootKey *
chat_connection_get_root_key (ChatConnection *self)
{
  return self->root_key;
}

/**
 * chat_connection_get_clock:
 *
 * Returns: (transfer none): the clock that was handed in
 */
IcClock *
chat_connection_get_clock (ChatConnection *self)
{
  return self->clock;
}

/**
 * chat_connection_get_attempt:
 *
 * Returns: how many attempts failed since the last open session
 */
guint
chat_connection_get_attempt (ChatConnection *self)
{
  return self->attempt;
}

/**
 * chat_connection_get_retry_seconds:
 *
 * Returns: seconds until the next attempt, rounded up; 0 if none is planned
 */
guint
chat_connection_get_retry_seconds (ChatConnection *self)
{
  gint64 left_us;

  if (self->retry_id == 0)
    return 0;
  left_us = self->retry_at_us - ic_clock_get_monotonic_us (self->clock);
  return left_us <= 0 ? 1 : (guint)((left_us + 999999) / 1000000);
}
