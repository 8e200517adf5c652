/* SPDX-License-Identifier: MIT */
/* What a gateway's record learns from what happens, and from another record of the same gateway. */
#include <string.h>

#include "icws-gateway-private.h"
#include "icws-pool.h"

#define MAX_LEVEL 30

gboolean
icws_gateway_is_blank (IcwsGateway *self)
{
  return self->n_opened == 0 && self->n_failed == 0 && self->n_messages == 0 &&
         self->pin_revision == 0 && self->quarantine_revision == 0 &&
         g_list_model_get_n_items (G_LIST_MODEL (self->verdicts)) == 0;
}

void
icws_gateway_note_opened (IcwsGateway *self, const char *principal)
{
  IcPrincipal checked;

  self->n_opened++;
  self->connected = TRUE;
  self->last = ICWS_GATEWAY_GOOD;
  if (principal != NULL && g_strcmp0 (principal, self->principal) != 0 &&
      ic_principal_from_text (&checked, principal, NULL))
    {
      g_free (self->principal);
      self->principal = g_strdup (principal);
    }
  icws_gateway_emit_changed (self);
}

void
icws_gateway_add_latency (IcwsGateway *self, gint64 latency_us)
{
  self->latencies_us[self->next_latency] = latency_us;
  self->next_latency = (self->next_latency + 1) % ICWS_GATEWAY_MAX_LATENCIES;
  self->n_latencies = MIN (self->n_latencies + 1, ICWS_GATEWAY_MAX_LATENCIES);
}

/* @latency_us: below 0 if nobody knows (the clocks do not agree). */
void
icws_gateway_note_proof (IcwsGateway *self, gint64 latency_us)
{
  self->n_messages++;
  self->connected = TRUE;
  self->last = ICWS_GATEWAY_GOOD;
  self->last_proof_ns = ic_clock_get_wall_ns (self->clock);
  if (latency_us >= 0)
    icws_gateway_add_latency (self, MIN (latency_us, ICWS_GATEWAY_MAX_COUNT));
  icws_gateway_emit_changed (self);
}

/* Nothing that the canister, this computer or the person does may spoil the record of a gateway, nor
 * what looks the same from each gateway: no network, or sleep. */
static gboolean
is_about_gateway (IcwsVerdict *verdict)
{
  IcwsCulprit culprit = icws_verdict_get_culprit (verdict);
  IcwsAct act = icws_verdict_get_act (verdict);

  return (culprit == ICWS_CULPRIT_GATEWAY || culprit == ICWS_CULPRIT_NETWORK) &&
         act != ICWS_ACT_NETWORK_LOST && act != ICWS_ACT_SUSPENDED;
}

static void
count_uptime (IcwsGateway *self, gint64 uptime_us)
{
  if (!self->connected)
    return;
  self->connected = FALSE;
  uptime_us = CLAMP (uptime_us, 0, ICWS_GATEWAY_MAX_COUNT);
  self->uptime_us = MIN (self->uptime_us + (guint64)uptime_us, (guint64)ICWS_GATEWAY_MAX_COUNT);
  self->good_us = MIN (self->good_us + (guint64)uptime_us, (guint64)ICWS_GATEWAY_MAX_COUNT);
  if (uptime_us >= ICWS_GATEWAY_GOOD_STRETCH_US)
    self->backoff_level = 0;
  if (self->good_us >= ICWS_GATEWAY_GOOD_BEHAVIOUR_US)
    self->quarantine_level = 0;
}

static guint64
double_up (guint64 first, guint64 last, guint level)
{
  return level >= MAX_LEVEL ? last : MIN (first << level, last);
}

/* Half of the time for sure, the other half by chance: many that lost one gateway at once do not all
 * come back at once. */
static void
back_off (IcwsGateway *self, IcRandom *random)
{
  guint64 delay_ms = double_up (ICWS_POOL_RETRY_FIRST_MS, ICWS_POOL_RETRY_LAST_MS,
                                self->backoff_level);
  guint64 delay_us = delay_ms * 1000 / 2;

  delay_us += ic_random_uint64 (random) % (delay_us + 1);
  self->backoff.begin_ns = ic_clock_get_wall_ns (self->clock);
  self->backoff.end_ns = self->backoff.begin_ns + delay_us * IC_NS_PER_US;
  self->backoff_level = MIN (self->backoff_level + 1, MAX_LEVEL);
}

static void
set_aside (IcwsGateway *self, IcwsVerdict *verdict)
{
  gboolean lie = icws_verdict_is_integrity_failure (verdict);
  guint64 now_ns = ic_clock_get_wall_ns (self->clock);
  guint64 seconds;

  self->good_us = 0;
  self->quarantine_revision++;
  /* Something smaller does not end it, nor take the place of its evidence. */
  if (self->quarantine.end_ns == G_MAXUINT64 && !lie)
    return;
  seconds = double_up (ICWS_POOL_QUARANTINE_FIRST_S, ICWS_POOL_QUARANTINE_LAST_S,
                       self->quarantine_level);
  self->quarantine.begin_ns = now_ns;
  self->quarantine.end_ns = lie ? G_MAXUINT64 : now_ns + seconds * IC_NS_PER_S;
  self->quarantine_level = MIN (self->quarantine_level + 1, MAX_LEVEL);
  g_set_object (&self->quarantine_verdict, verdict);
}

gboolean
icws_gateway_note_verdict (IcwsGateway *self,
                           IcwsVerdict *verdict,
                           gint64 uptime_us,
                           IcRandom *random)
{
  gboolean about = is_about_gateway (verdict);
  IcwsResponse response = icws_verdict_get_response (verdict);
  guint n;

  /* Else it is noted while the connection goes on. */
  if (response != ICWS_RESPONSE_KEEP || uptime_us > 0)
    count_uptime (self, uptime_us);
  if (!about)
    {
      icws_gateway_emit_changed (self);
      return FALSE;
    }
  g_list_store_insert (self->verdicts, 0, verdict);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->verdicts));
  if (n > ICWS_GATEWAY_MAX_VERDICTS)
    g_list_store_remove (self->verdicts, n - 1);
  if (icws_verdict_is_integrity_failure (verdict) || response == ICWS_RESPONSE_QUARANTINE)
    {
      set_aside (self, verdict);
      self->n_failed++;
      self->last = ICWS_GATEWAY_FAILING;
    }
  else if (response == ICWS_RESPONSE_RETRY || response == ICWS_RESPONSE_FAIL_OVER)
    {
      back_off (self, random);
      self->n_failed++;
      self->last = ICWS_GATEWAY_FAILING;
    }
  icws_gateway_emit_changed (self);
  return TRUE;
}

gboolean
icws_gateway_forgive (IcwsGateway *self)
{
  if (self->backoff.end_ns == 0 && self->quarantine.end_ns == 0 && self->backoff_level == 0 &&
      self->quarantine_level == 0)
    return FALSE;
  self->backoff = (IcwsSpan){ 0 };
  self->backoff_level = 0;
  self->quarantine = (IcwsSpan){ 0 };
  self->quarantine_level = 0;
  self->quarantine_revision++;
  g_clear_object (&self->quarantine_verdict);
  if (self->last == ICWS_GATEWAY_FAILING)
    self->last = ICWS_GATEWAY_UNTRIED;
  icws_gateway_emit_changed (self);
  return TRUE;
}

gboolean
icws_gateway_clear_backoff (IcwsGateway *self)
{
  if (self->backoff.end_ns == 0)
    return FALSE;
  self->backoff = (IcwsSpan){ 0 };
  icws_gateway_emit_changed (self);
  return TRUE;
}

static void
append_verdicts (IcwsGateway *self, IcwsGateway *from)
{
  GListModel *verdicts = G_LIST_MODEL (from->verdicts);

  for (guint i = 0;
       i < g_list_model_get_n_items (verdicts) &&
       g_list_model_get_n_items (G_LIST_MODEL (self->verdicts)) < ICWS_GATEWAY_MAX_VERDICTS;
       i++)
    {
      g_autoptr (IcwsVerdict) verdict = g_list_model_get_item (verdicts, i);

      g_list_store_append (self->verdicts, verdict);
    }
}

static void
take_quarantine (IcwsGateway *self, IcwsGateway *from)
{
  self->quarantine = from->quarantine;
  self->quarantine_level = from->quarantine_level;
  g_set_object (&self->quarantine_verdict, from->quarantine_verdict);
}

/* What happened in this run comes after what was stored. */
static void
prepend_history (IcwsGateway *self, IcwsGateway *stored)
{
  gint64 own[ICWS_GATEWAY_MAX_LATENCIES];
  guint n_own = self->n_latencies;
  guint first = (self->next_latency + ICWS_GATEWAY_MAX_LATENCIES - n_own) %
                ICWS_GATEWAY_MAX_LATENCIES;

  if (self->n_opened == 0 && self->n_failed == 0 && self->n_messages == 0)
    self->last = stored->last;
  self->n_opened += stored->n_opened;
  self->n_failed += stored->n_failed;
  self->n_messages += stored->n_messages;
  self->uptime_us += stored->uptime_us;
  self->last_proof_ns = self->last_proof_ns ? self->last_proof_ns : stored->last_proof_ns;
  if (self->principal == NULL)
    self->principal = g_strdup (stored->principal);
  append_verdicts (self, stored);
  for (guint i = 0; i < n_own; i++)
    own[i] = self->latencies_us[(first + i) % ICWS_GATEWAY_MAX_LATENCIES];
  memcpy (self->latencies_us, stored->latencies_us, sizeof self->latencies_us);
  self->n_latencies = stored->n_latencies;
  self->next_latency = stored->next_latency;
  for (guint i = 0; i < n_own; i++)
    icws_gateway_add_latency (self, own[i]);
  /* The stricter one. */
  if (self->quarantine_revision == 0)
    self->good_us += stored->good_us;
  if (stored->quarantine.end_ns > self->quarantine.end_ns || self->quarantine_revision == 0)
    take_quarantine (self, stored);
  self->quarantine_revision += stored->quarantine_revision;
  if (self->pin_revision == 0)
    icws_gateway_set_pinned (self, stored->pinned, stored->pin_revision);
  else
    self->pin_revision += stored->pin_revision;
}

static guint64
count_events (IcwsGateway *self)
{
  return self->n_opened + self->n_failed + self->n_messages;
}

/* Both come from one history: the longer one holds the other. */
static gboolean
take_longer_history (IcwsGateway *self, IcwsGateway *from)
{
  if (count_events (from) <= count_events (self))
    return FALSE;
  self->n_opened = from->n_opened;
  self->n_failed = from->n_failed;
  self->n_messages = from->n_messages;
  self->uptime_us = from->uptime_us;
  self->good_us = from->good_us;
  self->last_proof_ns = from->last_proof_ns;
  self->n_latencies = from->n_latencies;
  self->next_latency = from->next_latency;
  memcpy (self->latencies_us, from->latencies_us, sizeof self->latencies_us);
  self->last = from->last;
  g_free (self->principal);
  self->principal = g_strdup (from->principal);
  g_list_store_remove_all (self->verdicts);
  append_verdicts (self, from);
  return TRUE;
}

/* The later quarantine (or forgiveness); of two that are as late, the stricter one. */
static gboolean
take_later_quarantine (IcwsGateway *self, IcwsGateway *from)
{
  if (from->quarantine_revision < self->quarantine_revision ||
      (from->quarantine_revision == self->quarantine_revision &&
       from->quarantine.end_ns <= self->quarantine.end_ns))
    return FALSE;
  self->quarantine_revision = from->quarantine_revision;
  take_quarantine (self, from);
  return TRUE;
}

gboolean
icws_gateway_merge (IcwsGateway *self, IcwsGateway *from, gboolean is_history)
{
  gboolean changed;

  if (is_history)
    {
      prepend_history (self, from);
      changed = !icws_gateway_is_blank (from);
    }
  else
    {
      changed = take_later_quarantine (self, from);
      changed |= take_longer_history (self, from);
      if (from->pin_revision > self->pin_revision)
        {
          icws_gateway_set_pinned (self, from->pinned, from->pin_revision);
          changed = TRUE;
        }
    }
  if (changed)
    icws_gateway_emit_changed (self);
  return changed;
}
