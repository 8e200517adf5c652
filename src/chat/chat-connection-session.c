/* SPDX-License-Identifier: MIT */
/* One session: opening it, what it tells, replacing it. */
#include "chat-connection-private.h"
#include "ic/ic-i18n.h"

#define EMIT(self, signal, ...)                                                                    \
  g_signal_emit (self, chat_connection_signals[signal], 0, ##__VA_ARGS__)

static void
note_activity (ChatConnection *self)
{
  self->last_activity_us = ic_clock_get_monotonic_us (self->clock);
}

static void
on_accepted (guint64 sequence, guint64 certificate_time_ns, gpointer data)
{
  g_autoptr (ChatConnection) self = g_object_ref (data);

  EMIT (self, CHAT_SIGNAL_ACCEPTED, sequence, certificate_time_ns);
}

static void
on_refused (const IcwsRequestFate *fate, gpointer data)
{
  g_autoptr (ChatConnection) self = g_object_ref (data);

  EMIT (self, CHAT_SIGNAL_REFUSED, fate);
}

/* The IC has certified twice that it never got the message: there is no use in this gateway. */
static void
on_withheld (const IcwsRequestFate *fate, gpointer data)
{
  g_autoptr (ChatConnection) self = g_object_ref (data);
  g_autoptr (IcwsSession) session = self->session ? g_object_ref (self->session) : NULL;
  g_autoptr (GError) error = NULL;

  error = g_error_new (
      ICWS_ERROR, ICWS_ERROR_WITHHELD,
      _ ("The Internet Computer certifies that it never received message %" PRIu64),
      fate->sequence);
  if (session != NULL)
    icws_session_end (session, error);
}

static void
watch_delivery (ChatConnection *self)
{
  static const ChatDeliveryFuncs FUNCS = {
    .accepted = on_accepted,
    .refused = on_refused,
    .withheld = on_withheld,
  };

  self->delivery = chat_delivery_watch_new (self->session, chat_connection_ensure_agent (self),
                                            self->clock, &FUNCS, self);
}

static void
on_module_hash (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ChatConnection) self = data;
  char *hash = icws_module_hash_ask_finish (IC_AGENT (source), &self->profile->canister_id, result);

  if (hash == NULL)
    return; /* not known: then an upgrade can only be suspected */
  g_free (self->module_hash);
  self->module_hash = hash;
}

/* An upgrade makes a canister forget us without a word, and that looks like a gateway that withholds:
 * what it runs now is compared with this. */
static void
ask_module_hash (ChatConnection *self)
{
  g_cancellable_cancel (self->module_cancellable);
  g_clear_object (&self->module_cancellable);
  g_clear_pointer (&self->module_hash, g_free);
  self->module_cancellable = g_cancellable_new ();
  icws_module_hash_ask_async (chat_connection_ensure_agent (self), &self->profile->canister_id,
                              self->module_cancellable, on_module_hash, g_object_ref (self));
}

static void
on_opened (ChatConnection *self)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);
  g_autofree char *principal = NULL;
  IcPrincipal gateway;
  guint generation = self->generation;

  note_activity (self);
  chat_connection_clear_error (self);
  self->attempt = 0;
  self->root_key_changes = 0;
  /* Another path, or one that a person forgave, is proved: the incident stays for a notice only. */
  self->latched = FALSE;
  if (self->mode == CHAT_MODE_GATEWAY && self->gateway != NULL)
    {
      if (icws_session_get_gateway_principal (self->session, &gateway))
        principal = ic_principal_to_text (&gateway);
      icws_pool_report_opened (self->pool, self->gateway, principal);
    }
  if (generation != self->generation)
    return;
  watch_delivery (self);
  chat_connection_plan_return (self);
  chat_connection_apply_attention (self);
  chat_connection_note_proofs (self);
  chat_connection_update_health (self);
  EMIT (self, CHAT_SIGNAL_OPENED);
}

/* Direct mode calls the canister itself: its answer is the proof. */
static void
on_direct_accepted (IcwsTransport *transport,
                    guint64 sequence,
                    guint64 certificate_time_ns,
                    ChatConnection *self)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);

  if (sequence == 0 || self->session == NULL)
    return;
  chat_delivery_watch_settle (self->session, sequence);
  EMIT (self, CHAT_SIGNAL_ACCEPTED, sequence, certificate_time_ns);
}

static void
evidence_clear (gpointer data)
{
  IcwsEvidence *self = data;

  g_free (self->name);
  g_free (self->value);
}

static GArray *
copy_evidence (IcwsSession *session)
{
  guint n;
  const IcwsEvidence *evidence = icws_session_get_evidence (session, &n);
  GArray *copy = g_array_sized_new (FALSE, FALSE, sizeof (IcwsEvidence), n);

  g_array_set_clear_func (copy, evidence_clear);
  for (guint i = 0; i < n; i++)
    {
      IcwsEvidence one = { g_strdup (evidence[i].name), g_strdup (evidence[i].value) };

      g_array_append_val (copy, one);
    }
  return copy;
}

static ChatEnd *
end_new (ChatConnection *self, const GError *error)
{
  ChatEnd *end = g_new0 (ChatEnd, 1);
  GBytes *frame = icws_session_get_refused_frame (self->session);

  end->error = g_error_copy (error);
  end->direct = self->mode == CHAT_MODE_DIRECT;
  end->gateway = !end->direct && self->gateway ? g_object_ref (self->gateway) : NULL;
  end->frame = frame ? g_bytes_ref (frame) : NULL;
  end->uptime_us = icws_session_get_uptime_us (self->session);
  end->wall_ns = ic_clock_get_wall_ns (self->clock);
  end->questions = g_array_new (FALSE, FALSE, sizeof (IcwsQuestion));
  end->evidence = copy_evidence (self->session);
  end->module_hash = g_strdup (self->module_hash);
  chat_connection_add_questions (end->questions, self->session);
  return end;
}

/* What belongs to one session only. */
static void
forget_session (ChatConnection *self)
{
  g_clear_pointer (&self->delivery, chat_delivery_watch_free);
  chat_connection_cancel_return (self);
  chat_latency_add_gap (self->latency, ic_clock_get_wall_ns (self->clock));
}

/* We leave, and nobody is to blame: the time that it worked counts. */
static void
report_uptime (ChatConnection *self, IcwsSession *session)
{
  gint64 uptime_us = icws_session_get_uptime_us (session);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcwsVerdict) verdict = NULL;

  if (self->mode != CHAT_MODE_GATEWAY || self->gateway == NULL || uptime_us <= 0)
    return;
  error = g_error_new_literal (ICWS_ERROR, ICWS_ERROR_CANCELLED, _ ("Closed by us"));
  verdict = icws_verdict_new (error, NULL, icws_gateway_get_url (self->gateway), NULL,
                              ic_clock_get_wall_ns (self->clock));
  icws_pool_report_verdict (self->pool, self->gateway, verdict, uptime_us);
}

static void
on_closed (ChatConnection *self, const GError *error)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);

  forget_session (self);
  if (self->wanted && !g_error_matches (error, ICWS_ERROR, ICWS_ERROR_CANCELLED))
    {
      chat_connection_take_end (self, end_new (self, error));
      return;
    }
  report_uptime (self, self->session);
  EMIT (self, CHAT_SIGNAL_CLOSED, error);
  chat_connection_update_health (self);
}

static void
on_message (ChatConnection *self, IcwsMessage *message, IcwsProof *proof)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);

  note_activity (self);
  EMIT (self, CHAT_SIGNAL_MESSAGE, message, proof);
}

static void
on_sent (ChatConnection *self, guint64 sequence)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);

  note_activity (self);
  if (self->delivery != NULL)
    chat_delivery_watch_sent (self->delivery, sequence);
  EMIT (self, CHAT_SIGNAL_SENT, sequence);
}

static void
on_acknowledged (ChatConnection *self, guint64 sequence)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);

  if (self->delivery != NULL)
    chat_delivery_watch_confirmed (self->delivery, sequence);
  EMIT (self, CHAT_SIGNAL_ACKNOWLEDGED, sequence);
}

static void
on_updated (ChatConnection *self)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);

  chat_connection_note_proofs (self);
  chat_connection_update_health (self);
}

gboolean
chat_connection_end_session (ChatConnection *self)
{
  g_autoptr (IcwsSession) session = g_steal_pointer (&self->session);

  if (session == NULL)
    return FALSE;
  g_signal_handlers_disconnect_by_data (session, self);
  g_clear_object (&self->direct_transport);
  if (icws_session_get_state (session) == ICWS_STATE_CLOSED)
    return FALSE;
  forget_session (self);
  report_uptime (self, session);
  icws_session_close (session);
  return TRUE;
}

/* Whoever sent through the old session must learn that it is gone, even if we replace it ourselves. */
void
chat_connection_drop_session (ChatConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (!chat_connection_end_session (self))
    return;
  error = g_error_new_literal (ICWS_ERROR, ICWS_ERROR_CANCELLED, _ ("Replaced by a new session"));
  EMIT (self, CHAT_SIGNAL_CLOSED, error);
}

static void
connect_signals (ChatConnection *self)
{
  IcwsSession *session = self->session;

  g_signal_connect_swapped (session, "opened", G_CALLBACK (on_opened), self);
  g_signal_connect_swapped (session, "closed", G_CALLBACK (on_closed), self);
  g_signal_connect_swapped (session, "message", G_CALLBACK (on_message), self);
  g_signal_connect_swapped (session, "sent", G_CALLBACK (on_sent), self);
  g_signal_connect_swapped (session, "acknowledged", G_CALLBACK (on_acknowledged), self);
  g_signal_connect_swapped (session, "updated", G_CALLBACK (on_updated), self);
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (on_updated), self);
}

static void
make_session (ChatConnection *self, IcwsTransport *transport)
{
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
  IcwsFigures *figures = icws_ledger_peek_figures (self->ledger);

  /* A proof of the last session says nothing about this one. */
  figures->last_proof_wall_ns = 0;
  figures->last_latency_us = -1;
  self->verified_seen = figures->messages_verified;
  self->delayed_in_a_row = 0;
  self->timely_in_a_row = 0;
  self->session = icws_session_new (&config);
  icws_session_set_clock_offset_ns (self->session, chat_connection_get_clock_offset_ns (self));
  connect_signals (self);
}

void
chat_connection_open_session (ChatConnection *self, IcwsGateway *gateway)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);
  g_autoptr (IcwsTransport) transport = NULL;
  g_autoptr (IcwsSession) session = NULL;
  ChatMode mode = gateway ? CHAT_MODE_GATEWAY : CHAT_MODE_DIRECT;
  guint generation = self->generation;

  chat_connection_drop_session (self);
  if (generation != self->generation)
    return;
  if (mode != self->mode || gateway != self->gateway)
    self->tries = self->losses = 0;
  self->mode = mode;
  g_set_object (&self->gateway, gateway);
  if (gateway != NULL)
    transport = icws_gateway_transport_new (icws_gateway_get_url (gateway));
  else
    {
      transport = icws_direct_transport_new (chat_connection_ensure_agent (self),
                                             &self->profile->canister_id, self->clock);
      g_signal_connect_object (transport, "accepted", G_CALLBACK (on_direct_accepted), self, 0);
    }
  make_session (self, transport);
  if (gateway == NULL)
    g_set_object (&self->direct_transport, transport);
  chat_connection_apply_attention (self);
  session = g_object_ref (self->session);
  ask_module_hash (self);
  icws_session_open (session);
  chat_connection_update_health (self);
}
