/* SPDX-License-Identifier: MIT */
#include "chat-connection-private.h"

enum
{
  PROP_0,
  PROP_HEALTH,
  PROP_IDENTITY_EXPIRY_NS,
  PROP_EXPIRY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
guint chat_connection_signals[CHAT_N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChatConnection, chat_connection, G_TYPE_OBJECT)

void
chat_connection_disarm (ChatConnection *self, guint *timer)
{
  if (*timer != 0)
    ic_clock_cancel (self->clock, *timer);
  *timer = 0;
}

/* @func must set @timer to 0 first. */
void
chat_connection_arm (ChatConnection *self, guint *timer, gint64 delay_us, GSourceOnceFunc func)
{
  chat_connection_disarm (self, timer);
  *timer = ic_clock_call_at (self->clock, ic_clock_get_monotonic_us (self->clock) + delay_us, func,
                             self);
}

/* Nothing of what was planned happens any more. */
static void
halt (ChatConnection *self)
{
  self->generation++;
  chat_connection_cancel_retry (self);
  chat_connection_cancel_return (self);
  self->starved = FALSE;
  chat_connection_drop_end (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

void
chat_connection_start (ChatConnection *self)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);

  halt (self);
  self->stopped = FALSE;
  self->paused = FALSE;
  self->cancellable = g_cancellable_new ();
  if (!chat_connection_check_identity (self))
    return;
  if (chat_connection_ensure_trust (self))
    chat_connection_open_path (self);
  else
    chat_connection_update_health (self);
}

/* As if it were the first time, but for what is known of the gateways. */
void
chat_connection_restart (ChatConnection *self)
{
  self->attempt = 0;
  self->tries = 0;
  chat_connection_drop_end (self);
  chat_connection_clear_error (self);
  chat_connection_forget_path (self);
  icws_pool_clear_backoff (self->pool);
  chat_connection_start (self);
}

static void
chat_connection_dispose (GObject *object)
{
  ChatConnection *self = CHAT_CONNECTION (object);

  self->wanted = FALSE;
  halt (self);
  chat_connection_disarm (self, &self->decay_timer);
  chat_connection_disarm (self, &self->pause_timer);
  g_clear_pointer (&self->renewal, chat_renewal_watch_free);
  chat_connection_drop_session (self);
  if (self->pool != NULL)
    g_signal_handlers_disconnect_by_data (self->pool, self);
  chat_connection_forget_path (self);
  g_clear_object (&self->direct_transport);
  g_clear_object (&self->gateway);
  g_clear_object (&self->pool);
  g_clear_object (&self->verifier);
  g_clear_object (&self->agent);
  g_clear_object (&self->identity);
  g_clear_object (&self->ledger);
  g_clear_object (&self->timeline);
  g_clear_object (&self->latency);
  g_clear_object (&self->monitor);
  g_cancellable_cancel (self->module_cancellable);
  g_clear_object (&self->module_cancellable);
  G_OBJECT_CLASS (chat_connection_parent_class)->dispose (object);
}

static void
chat_connection_finalize (GObject *object)
{
  ChatConnection *self = CHAT_CONNECTION (object);

  g_clear_pointer (&self->root_key, ic_root_key_unref);
  g_clear_pointer (&self->offered_root_key, ic_root_key_unref);
  g_clear_pointer (&self->root_key_pin, g_free);
  g_clear_pointer (&self->profile, chat_profile_free);
  g_clear_pointer (&self->diagnosis, icws_diagnosis_free);
  g_clear_error (&self->error);
  g_clear_object (&self->verdict);
  g_clear_object (&self->incident);
  g_clear_object (&self->verdicts);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_free (self->module_hash);
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
install_signals (GType type)
{
  static const struct
  {
    const char *name;
    guint n_params;
    GType params[2];
  } SIGNALS[CHAT_N_SIGNALS] = {
    [CHAT_SIGNAL_OPENED] = { "opened", 0, { 0 } },
    [CHAT_SIGNAL_MESSAGE] = { "message", 2, { G_TYPE_POINTER, G_TYPE_POINTER } },
    [CHAT_SIGNAL_SENT] = { "sent", 1, { G_TYPE_UINT64 } },
    [CHAT_SIGNAL_ACKNOWLEDGED] = { "acknowledged", 1, { G_TYPE_UINT64 } },
    [CHAT_SIGNAL_ACCEPTED] = { "accepted", 2, { G_TYPE_UINT64, G_TYPE_UINT64 } },
    [CHAT_SIGNAL_REFUSED] = { "refused", 1, { G_TYPE_POINTER } },
    [CHAT_SIGNAL_UPDATED] = { "updated", 0, { 0 } },
  };
  guint *signals = chat_connection_signals;

  for (guint i = 0; i < CHAT_N_SIGNALS; i++)
    if (SIGNALS[i].name != NULL)
      signals[i] = g_signal_newv (SIGNALS[i].name, type, G_SIGNAL_RUN_LAST, NULL, NULL, NULL, NULL,
                                  G_TYPE_NONE, SIGNALS[i].n_params, (GType *)SIGNALS[i].params);
  /* Types that are not known at compile time. */
  signals[CHAT_SIGNAL_CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                              NULL, G_TYPE_NONE, 1,
                                              G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[CHAT_SIGNAL_VERDICT] = g_signal_new ("verdict", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                               NULL, G_TYPE_NONE, 1, ICWS_TYPE_VERDICT);
}

static void
chat_connection_class_init (ChatConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

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
  install_signals (G_TYPE_FROM_CLASS (klass));
}

static void
chat_connection_init (ChatConnection *self)
{
  self->health = CHAT_HEALTH_DISCONNECTED;
  self->visible = TRUE;
  self->verdicts = g_list_store_new (ICWS_TYPE_VERDICT);
  self->latency = chat_latency_new ();
}

static void
fill_pool (ChatConnection *self)
{
  const char *const one[] = { self->profile->gateway_url, NULL };
  const char *const *urls = self->profile->gateways != NULL && self->profile->gateways[0] != NULL
                                ? (const char *const *)self->profile->gateways
                                : one;

  self->pool = icws_pool_new (self->clock, self->random);
  icws_pool_set_urls (self->pool, urls);
  chat_connection_watch_pool (self);
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
  self->root_key_pin = g_strdup (profile->root_key_pin);
  self->direct_policy = profile->direct;
  self->mode = profile->direct == CHAT_DIRECT_ALWAYS ? CHAT_MODE_DIRECT : CHAT_MODE_GATEWAY;
  self->identity = g_object_ref (identity);
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  self->ledger = icws_ledger_new (clock);
  self->timeline = chat_timeline_new (clock);
  chat_timeline_add (self->timeline, self->health);
  fill_pool (self);
  chat_connection_watch_network (self);
  self->renewal = chat_renewal_watch_new (clock, chat_connection_take_expiry, self);
  chat_renewal_watch_set_expiry_ns (self->renewal, chat_identity_get_expiry_ns (identity));
  return self;
}

/**
 * chat_connection_connect:
 *
 * Opens a fresh session now, whatever went before: acknowledges an incident, waits out no backoff.
 * A gateway in quarantine stays there until it is forgiven.
 */
void
chat_connection_connect (ChatConnection *self)
{
  g_return_if_fail (CHAT_IS_CONNECTION (self));
  self->wanted = TRUE;
  self->latched = FALSE;
  self->direct_barred = FALSE;
  chat_connection_drop_end (self);
  g_clear_object (&self->incident);
  chat_connection_restart (self);
}

/**
 * chat_connection_disconnect:
 *
 * Closes the session and tries no more. A root key that nobody accepted is forgotten.
 */
void
chat_connection_disconnect (ChatConnection *self)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);

  g_return_if_fail (CHAT_IS_CONNECTION (self));
  self->wanted = FALSE;
  self->paused = FALSE;
  halt (self);
  g_clear_pointer (&self->offered_root_key, ic_root_key_unref);
  if (self->session != NULL)
    icws_session_close (self->session);
  chat_connection_update_health (self);
}
