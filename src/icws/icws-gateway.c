/* SPDX-License-Identifier: MIT */
#include "icws-gateway.h"

#include <string.h>

#include "icws-gateway-private.h"

enum
{
  PROP_0,
  PROP_URL,
  PROP_PINNED,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (IcwsGateway, icws_gateway, G_TYPE_OBJECT)

/**
 * icws_gateway_state_to_id:
 *
 * Returns: a short stable name, as in files and logs
 */
const char *
icws_gateway_state_to_id (IcwsGatewayState state)
{
  switch (state)
    {
    case ICWS_GATEWAY_GOOD:
      return "good";
    case ICWS_GATEWAY_FAILING:
      return "failing";
    case ICWS_GATEWAY_QUARANTINED:
      return "quarantined";
    case ICWS_GATEWAY_UNTRIED:
      break;
    }
  return "untried";
}

static void
icws_gateway_finalize (GObject *object)
{
  IcwsGateway *self = ICWS_GATEWAY (object);

  g_clear_object (&self->clock);
  g_free (self->url);
  g_free (self->key);
  g_free (self->principal);
  g_clear_object (&self->verdicts);
  g_clear_object (&self->quarantine_verdict);
  G_OBJECT_CLASS (icws_gateway_parent_class)->finalize (object);
}

static void
icws_gateway_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  IcwsGateway *self = ICWS_GATEWAY (object);

  switch (id)
    {
    case PROP_URL:
      g_value_set_string (value, self->url);
      break;
    case PROP_PINNED:
      g_value_set_boolean (value, self->pinned);
      break;
    case PROP_STATE:
      g_value_set_uint (value, icws_gateway_get_state (self, ic_clock_get_wall_ns (self->clock)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
icws_gateway_class_init (IcwsGatewayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = icws_gateway_finalize;
  object_class->get_property = icws_gateway_get_property;
  properties[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, flags);
  properties[PROP_PINNED] = g_param_spec_boolean ("pinned", NULL, NULL, FALSE, flags);
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, ICWS_GATEWAY_UNTRIED,
                                              ICWS_GATEWAY_QUARANTINED, ICWS_GATEWAY_UNTRIED,
                                              flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
icws_gateway_init (IcwsGateway *self)
{
  self->verdicts = g_list_store_new (ICWS_TYPE_VERDICT);
}

IcwsGateway *
icws_gateway_new (const char *url, IcClock *clock, GError **error)
{
  g_autofree char *key = icws_gateway_normalize_url (url, error);
  IcwsGateway *self;

  if (key == NULL)
    return NULL;
  self = g_object_new (ICWS_TYPE_GATEWAY, NULL);
  self->clock = g_object_ref (clock);
  self->url = g_strdup (url);
  self->key = g_steal_pointer (&key);
  return self;
}

const char *
icws_gateway_get_key (IcwsGateway *self)
{
  return self->key;
}

static gboolean
is_within (const IcwsSpan *span, guint64 now_ns)
{
  return span->end_ns == G_MAXUINT64 || (span->end_ns != 0 && now_ns < span->end_ns);
}

gboolean
icws_gateway_is_usable (IcwsGateway *self, guint64 now_ns)
{
  return !is_within (&self->quarantine, now_ns) && !is_within (&self->backoff, now_ns);
}

static void
mend (IcwsSpan *span, guint64 now_ns)
{
  if (span->end_ns == 0 || span->end_ns == G_MAXUINT64 || now_ns >= span->begin_ns)
    return;
  span->end_ns = now_ns + (span->end_ns - span->begin_ns);
  span->begin_ns = now_ns;
}

static void
notify_state (IcwsGateway *self, guint64 now_ns)
{
  IcwsGatewayState state = icws_gateway_get_state (self, now_ns);

  if (state == self->told)
    return;
  self->told = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
icws_gateway_look (IcwsGateway *self, guint64 now_ns)
{
  mend (&self->backoff, now_ns);
  mend (&self->quarantine, now_ns);
  notify_state (self, now_ns);
}

void
icws_gateway_emit_changed (IcwsGateway *self)
{
  notify_state (self, ic_clock_get_wall_ns (self->clock));
  g_signal_emit (self, changed_signal, 0);
}

void
icws_gateway_set_pinned (IcwsGateway *self, gboolean pinned, guint64 revision)
{
  self->pin_revision = revision;
  if (self->pinned == pinned)
    return;
  self->pinned = pinned;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PINNED]);
  icws_gateway_emit_changed (self);
}

const char *
icws_gateway_get_url (IcwsGateway *self)
{
  return self->url;
}

gboolean
icws_gateway_get_pinned (IcwsGateway *self)
{
  return self->pinned;
}

/**
 * icws_gateway_get_state:
 * @now_ns: wall time
 *
 * Returns: its state then. It stays %ICWS_GATEWAY_FAILING when the time of its backoff or quarantine
 * is over, until it works again; icws_gateway_get_retry_ns() tells whether it may be tried.
 */
IcwsGatewayState
icws_gateway_get_state (IcwsGateway *self, guint64 now_ns)
{
  return is_within (&self->quarantine, now_ns) ? ICWS_GATEWAY_QUARANTINED : self->last;
}

/**
 * icws_gateway_get_retry_ns:
 *
 * Returns: wall time from which it may be used: when backoff and quarantine are over; 0 if that is
 * now, %G_MAXUINT64 if never
 */
guint64
icws_gateway_get_retry_ns (IcwsGateway *self)
{
  guint64 now_ns = ic_clock_get_wall_ns (self->clock);

  icws_gateway_look (self, now_ns);
  if (icws_gateway_is_usable (self, now_ns))
    return 0;
  return MAX (self->backoff.end_ns, self->quarantine.end_ns);
}

/**
 * icws_gateway_get_quarantine_end_ns:
 *
 * Returns: wall time; 0: not in quarantine (any more); %G_MAXUINT64: until a person forgives
 */
guint64
icws_gateway_get_quarantine_end_ns (IcwsGateway *self)
{
  guint64 now_ns = ic_clock_get_wall_ns (self->clock);

  icws_gateway_look (self, now_ns);
  return is_within (&self->quarantine, now_ns) ? self->quarantine.end_ns : 0;
}

/**
 * icws_gateway_get_quarantine_verdict:
 *
 * Returns: (transfer none) (nullable): why it was in quarantine last; kept when that is over, until
 * a person forgives
 */
IcwsVerdict *
icws_gateway_get_quarantine_verdict (IcwsGateway *self)
{
  return self->quarantine_verdict;
}

const char *
icws_gateway_get_principal (IcwsGateway *self)
{
  return self->principal;
}

guint64
icws_gateway_get_n_opened (IcwsGateway *self)
{
  return self->n_opened;
}

guint64
icws_gateway_get_n_failed (IcwsGateway *self)
{
  return self->n_failed;
}

guint64
icws_gateway_get_n_messages (IcwsGateway *self)
{
  return self->n_messages;
}

guint64
icws_gateway_get_uptime_s (IcwsGateway *self)
{
  return self->uptime_us / G_USEC_PER_SEC;
}

guint64
icws_gateway_get_last_proof_ns (IcwsGateway *self)
{
  return self->last_proof_ns;
}

static int
compare_latencies (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *)a, second = *(const gint64 *)b;

  return (first > second) - (first < second);
}

/**
 * icws_gateway_get_median_latency_us:
 *
 * Returns: the median of the last %ICWS_GATEWAY_MAX_LATENCIES (of an even number: the mean of the
 * two in the middle), or -1
 */
gint64
icws_gateway_get_median_latency_us (IcwsGateway *self)
{
  gint64 sorted[ICWS_GATEWAY_MAX_LATENCIES];
  guint n = self->n_latencies;

  if (n == 0)
    return -1;
  memcpy (sorted, self->latencies_us, n * sizeof *sorted);
  qsort (sorted, n, sizeof *sorted, compare_latencies);
  return n % 2 ? sorted[n / 2] : sorted[n / 2 - 1] + (sorted[n / 2] - sorted[n / 2 - 1]) / 2;
}

GListModel *
icws_gateway_get_verdicts (IcwsGateway *self)
{
  return G_LIST_MODEL (self->verdicts);
}
