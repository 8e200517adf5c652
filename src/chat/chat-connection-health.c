/* SPDX-License-Identifier: MIT */
/* What is shown of it all: one word, by a pure function of what is gathered here. */
#include "chat-connection-private.h"

static guint
get_ack_interval_ms (ChatConnection *self)
{
  return self->profile->ack_interval_ms ? self->profile->ack_interval_ms
                                        : ICWS_DEFAULT_ACK_INTERVAL_MS;
}

static void
fill_inputs (ChatConnection *self, ChatHealthInputs *in)
{
  IcwsFigures figures;

  icws_ledger_get_figures (self->ledger, &figures);
  *in = (ChatHealthInputs){
    .network_available = chat_connection_is_online (self),
    .wanted = self->wanted,
    .attempt = self->attempt,
    .state = self->session ? icws_session_get_state (self->session) : ICWS_STATE_NEW,
    .error = self->error,
    .verdict = self->verdict,
    .last_proof_wall_ns = figures.last_proof_wall_ns,
    .last_latency_us = figures.last_latency_us,
    .ack_interval_ms = get_ack_interval_ms (self),
    .incident = self->latched,
    .root_key_changed = self->offered_root_key != NULL,
    .paused = self->paused,
    .delayed_in_a_row = self->delayed_in_a_row,
    .timely_in_a_row = self->timely_in_a_row,
  };
}

static void
on_decay (gpointer data)
{
  g_autoptr (ChatConnection) self = g_object_ref (data);

  self->decay_timer = 0;
  chat_connection_update_health (self);
}

/* "Verified" decays without any event: look again when it would. An armed timer is left alone: it
 * looks too early at worst. */
static void
schedule_decay (ChatConnection *self, const ChatHealthInputs *in, guint64 now_ns)
{
  guint64 window_ns = (in->ack_interval_ms + (guint64)ICWS_LATENCY_BOUND_MS) * IC_NS_PER_MS;
  guint64 end_ns = in->last_proof_wall_ns + window_ns;
  gint64 left_us;

  if (self->health != CHAT_HEALTH_VERIFIED && self->health != CHAT_HEALTH_DELAYED)
    {
      chat_connection_disarm (self, &self->decay_timer);
      return;
    }
  if (self->decay_timer != 0)
    return;
  left_us = (gint64)((end_ns - now_ns) / IC_NS_PER_US) + 1000;
  chat_connection_arm (self, &self->decay_timer, MIN (left_us, CHAT_DECAY_LOOK_US), on_decay);
}

void
chat_connection_update_health (ChatConnection *self)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);
  ChatHealthInputs in;
  ChatHealth health;
  guint64 now_ns;

  if (self->ledger == NULL)
    return;
  fill_inputs (self, &in);
  now_ns = ic_clock_get_wall_ns (self->clock);
  health = chat_health_evaluate (&in, now_ns);
  if (health != self->health)
    {
      self->health = health;
      chat_timeline_add (self->timeline, health);
      schedule_decay (self, &in, now_ns);
      g_object_notify (G_OBJECT (self), "health");
    }
  else
    schedule_decay (self, &in, now_ns);
  g_signal_emit (self, chat_connection_signals[CHAT_SIGNAL_UPDATED], 0);
}

/* Late ones count until enough timely ones have come: else one would flicker between the two. */
static void
note_latency (ChatConnection *self, gint64 latency_us)
{
  if (latency_us > CHAT_HEALTH_DELAY_US)
    {
      self->delayed_in_a_row++;
      self->timely_in_a_row = 0;
    }
  else if (self->delayed_in_a_row > 0 && ++self->timely_in_a_row >= CHAT_HEALTH_TIMELY)
    {
      self->delayed_in_a_row = 0;
      self->timely_in_a_row = 0;
    }
}

/* The session counts in the ledger what it has verified: tells who keeps records of it. */
void
chat_connection_note_proofs (ChatConnection *self)
{
  IcwsFigures figures;

  icws_ledger_get_figures (self->ledger, &figures);
  if (figures.messages_verified == self->verified_seen || figures.last_proof_wall_ns == 0)
    return;
  self->verified_seen = figures.messages_verified;
  if (figures.last_latency_us >= 0)
    {
      note_latency (self, figures.last_latency_us);
      chat_latency_add (self->latency, figures.last_proof_wall_ns, figures.last_latency_us);
    }
  if (self->mode == CHAT_MODE_GATEWAY && self->gateway != NULL)
    icws_pool_report_proof (self->pool, self->gateway, figures.last_latency_us);
}
