/* SPDX-License-Identifier: MIT */
/*
 * The end of a session. A verdict is made of its error alone, and shown at once. Where the Internet
 * Computer knows more, it is asked, and its answer makes the verdict certain or another one. Then the
 * pool learns of it, once, and what the verdict says is done.
 */
#include "chat-connection-private.h"

void
chat_end_free (ChatEnd *self)
{
  if (self == NULL)
    return;
  g_clear_error (&self->error);
  g_clear_object (&self->gateway);
  g_clear_pointer (&self->frame, g_bytes_unref);
  g_clear_pointer (&self->questions, g_array_unref);
  g_free (self->module_hash);
  g_clear_pointer (&self->evidence, g_array_unref);
  g_clear_object (&self->verdict);
  g_free (self);
}

static IcwsVerdict *
judge (const ChatEnd *end, const IcwsDiagnosis *diagnosis)
{
  return icws_verdict_new_full (
      end->error, diagnosis, end->gateway ? icws_gateway_get_url (end->gateway) : NULL, end->frame,
      end->wall_ns, end->evidence ? (const IcwsEvidence *)(gpointer)end->evidence->data : NULL,
      end->evidence ? end->evidence->len : 0);
}

void
chat_connection_clear_error (ChatConnection *self)
{
  g_clear_error (&self->error);
  g_clear_object (&self->verdict);
}

/* In the place of the suspicion that it refines. */
static void
list_verdict (ChatConnection *self, IcwsVerdict *verdict, IcwsVerdict *old)
{
  guint position, n;

  if (old != NULL && g_list_store_find (self->verdicts, old, &position))
    {
      g_list_store_splice (self->verdicts, position, 1, (gpointer *)&verdict, 1);
      return;
    }
  g_list_store_append (self->verdicts, verdict);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->verdicts));
  if (n > CHAT_MAX_VERDICTS)
    g_list_store_splice (self->verdicts, 0, n - CHAT_MAX_VERDICTS, NULL, 0);
}

/* A lie stays until a person has seen it; if it turns out to be none, nothing stays. */
static void
latch_incident (ChatConnection *self, IcwsVerdict *verdict, IcwsVerdict *old)
{
  if (icws_verdict_is_integrity_failure (verdict))
    {
      g_set_object (&self->incident, verdict);
      self->latched = TRUE;
      /* There is no other boundary node to go to. */
      if (icws_verdict_get_gateway (verdict) == NULL)
        self->direct_barred = TRUE;
    }
  else if (old != NULL && self->incident == old)
    {
      g_clear_object (&self->incident);
      self->latched = FALSE;
    }
}

static void
record_verdict (ChatConnection *self, ChatEnd *end, IcwsVerdict *verdict)
{
  g_autoptr (IcwsVerdict) old = g_steal_pointer (&end->verdict);

  end->verdict = g_object_ref (verdict);
  g_set_object (&self->verdict, verdict);
  latch_incident (self, verdict, old);
  list_verdict (self, verdict, old);
}

static void
tell_verdict (ChatConnection *self, IcwsVerdict *verdict)
{
  chat_connection_update_health (self);
  g_signal_emit (self, chat_connection_signals[CHAT_SIGNAL_VERDICT], 0, verdict);
}

/* At once, whatever is found out later. */
static void
tell_closed (ChatConnection *self, ChatEnd *end)
{
  g_autoptr (GError) error = g_error_copy (end->error); /* outlives what a handler may do */

  end->told = TRUE;
  g_signal_emit (self, chat_connection_signals[CHAT_SIGNAL_CLOSED], 0, error);
}

/* Once for each end. */
static void
report (ChatConnection *self, const ChatEnd *end)
{
  if (end->gateway != NULL && end->verdict != NULL)
    icws_pool_report_verdict (self->pool, end->gateway, end->verdict, end->uptime_us);
}

void
chat_connection_stop_asking (ChatConnection *self)
{
  chat_connection_disarm (self, &self->end_timer);
  g_cancellable_cancel (self->end_cancellable);
  g_clear_object (&self->end_cancellable);
}

void
chat_connection_drop_end (ChatConnection *self)
{
  g_autoptr (ChatEnd) end = g_steal_pointer (&self->end);

  chat_connection_stop_asking (self);
  if (end != NULL)
    report (self, end);
}

static void
try_again (ChatConnection *self, const ChatEnd *end)
{
  gint64 delay_us = chat_connection_next_backoff_us (self);

  /* It was planned before the IC had answered: the wait counts from then. */
  if (self->retry_timer != 0)
    delay_us = MAX (self->retry_at_us - ic_clock_get_monotonic_us (self->clock), 0);
  if (end->gateway != NULL)
    {
      guint64 now_ns = ic_clock_get_wall_ns (self->clock);
      guint64 retry_ns = icws_gateway_get_retry_ns (end->gateway);

      g_set_object (&self->again, end->gateway);
      /* What its record demands; a quarantine is not waited for. */
      if (retry_ns > now_ns && retry_ns - now_ns <= CHAT_RETRY_LAST_MS * IC_NS_PER_MS)
        delay_us = MAX (delay_us, (gint64)((retry_ns - now_ns) / IC_NS_PER_US) + 1);
    }
  chat_connection_schedule_retry (self, delay_us);
}

/* At once if there is something else to go to; else the backoff keeps it from going round hot. */
static void
go_on_elsewhere (ChatConnection *self, const ChatEnd *end)
{
  if (chat_connection_has_other_path (self, end))
    {
      g_set_object (&self->avoid, end->gateway);
      chat_connection_start (self);
    }
  else if (icws_pool_get_next_ns (self->pool) == G_MAXUINT64 &&
           self->direct_policy == CHAT_DIRECT_NEVER)
    chat_connection_open_path (self); /* which says that there is none */
  else
    try_again (self, end);
}

static void
follow (ChatConnection *self, const ChatEnd *end)
{
  IcwsAct act = icws_verdict_get_act (end->verdict);

  switch (icws_verdict_get_response (end->verdict))
    {
    case ICWS_RESPONSE_STOP:
      self->stopped = TRUE;
      chat_connection_cancel_retry (self);
      /* The clock may be set while we wait. */
      chat_connection_watch_clock (self, act == ICWS_ACT_CLOCK_WRONG);
      return;
    case ICWS_RESPONSE_FAIL_OVER:
    case ICWS_RESPONSE_QUARANTINE:
      go_on_elsewhere (self, end);
      return;
    case ICWS_RESPONSE_KEEP:
    case ICWS_RESPONSE_RETRY:
    default:
      if (act == ICWS_ACT_SUSPENDED)
        chat_connection_start (self);
      else if (act != ICWS_ACT_NETWORK_LOST &&
               MAX (self->tries, self->losses) >= CHAT_TRIES_OF_ONE_PATH && end->gateway != NULL &&
               icws_verdict_get_culprit (end->verdict) != ICWS_CULPRIT_CANISTER)
        go_on_elsewhere (self, end);
      else
        try_again (self, end);
    }
}

void
chat_connection_conclude_end (ChatConnection *self)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);
  g_autoptr (ChatEnd) end = g_steal_pointer (&self->end);
  guint generation = self->generation;

  chat_connection_stop_asking (self);
  if (end == NULL)
    return;
  report (self, end);
  if (self->wanted && generation == self->generation)
    follow (self, end);
  chat_connection_update_health (self);
}

static IcwsError
refined_code (IcwsVerdict *verdict, int code)
{
  switch ((int)icws_verdict_get_act (verdict))
    {
    case ICWS_ACT_CANISTER_REFUSED:
    case ICWS_ACT_CANISTER_TRAPPED:
    case ICWS_ACT_CANISTER_NO_METHOD:
    case ICWS_ACT_CANISTER_STOPPED:
    case ICWS_ACT_CANISTER_OUT_OF_CYCLES:
    case ICWS_ACT_CANISTER_MISSING:
      return ICWS_ERROR_REFUSED;
    default:
      return code;
    }
}

/* The IC has answered. */
void
chat_connection_refine_end (ChatConnection *self, const IcwsDiagnosis *diagnosis)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);
  ChatEnd *end = self->end;
  g_autoptr (IcwsVerdict) verdict = judge (end, diagnosis);
  IcwsError code = refined_code (verdict, end->error->code);
  guint generation = self->generation;

  if ((int)code != end->error->code)
    {
      g_clear_error (&self->error);
      self->error = g_error_new_literal (ICWS_ERROR, code, icws_verdict_get_text (verdict));
    }
  if (diagnosis->reachable && !chat_connection_has_absent (diagnosis))
    self->losses = 0;
  record_verdict (self, end, verdict);
  tell_verdict (self, verdict);
  /* A handler may have gone another way, and the end was reported by that. */
  if (generation == self->generation)
    chat_connection_conclude_end (self);
}

/* No network here: nothing that the error could tell is about anybody else. */
static IcwsVerdict *
judge_offline (const ChatEnd *end)
{
  IcwsDiagnosis *diagnosis = g_new0 (IcwsDiagnosis, 1);
  IcwsVerdict *verdict;

  diagnosis->wall_ns = end->wall_ns;
  diagnosis->requests = g_array_new (FALSE, FALSE, sizeof (IcwsRequestFate));
  verdict = judge (end, diagnosis);
  icws_diagnosis_free (diagnosis);
  return verdict;
}

static void
count_failure (ChatConnection *self, const ChatEnd *end)
{
  if (g_error_matches (end->error, ICWS_ERROR, ICWS_ERROR_SUSPENDED))
    return;
  if (end->uptime_us >= CHAT_STEADY_US)
    self->tries = 0;
  self->attempt++;
  self->tries++;
  /* However long it worked: who breaks off whenever we say something is of no use. */
  if (g_error_matches (end->error, ICWS_ERROR, ICWS_ERROR_DISCONNECTED) &&
      chat_connection_has_unconfirmed (end))
    self->losses++;
  else
    self->losses = 0;
}

/* Known without asking: this computer has no network, or it was the Internet Computer itself that
 * could not be reached, for its root key. */
static gboolean
is_network_gone (ChatConnection *self, const ChatEnd *end)
{
  if (end->gateway == NULL && !end->direct)
    return g_error_matches (end->error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE);
  return !chat_connection_is_online (self);
}

static IcwsVerdict *
judge_first (ChatConnection *self, const ChatEnd *end)
{
  IcwsVerdict *verdict = judge (end, NULL);

  /* A lie is one, network or not: what proves it is in our hands. */
  if (!is_network_gone (self, end) || icws_verdict_is_integrity_failure (verdict))
    return verdict;
  g_object_unref (verdict);
  return judge_offline (end);
}

/* A verdict by the error alone, and then by what the Internet Computer says. */
void
chat_connection_judge_end (ChatConnection *self)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);
  ChatEnd *end = self->end;
  g_autoptr (IcwsVerdict) verdict = judge_first (self, end);
  guint generation = self->generation;

  count_failure (self, end);
  g_clear_error (&self->error);
  self->error = g_error_copy (end->error);
  record_verdict (self, end, verdict);
  if (!end->told)
    tell_closed (self, end);
  tell_verdict (self, verdict);
  if (generation != self->generation)
    return; /* a handler has gone another way */
  if (!chat_connection_should_diagnose (self, end))
    {
      chat_connection_conclude_end (self);
      return;
    }
  /* A connection that just broke is made again, whatever the IC says meanwhile; if it was not the
   * first time, what it says may be a reason to go elsewhere. */
  if (g_error_matches (end->error, ICWS_ERROR, ICWS_ERROR_DISCONNECTED) &&
      self->losses < CHAT_TRIES_OF_ONE_PATH &&
      icws_verdict_get_response (verdict) == ICWS_RESPONSE_RETRY)
    try_again (self, end);
  chat_connection_diagnose_end (self);
  chat_connection_update_health (self);
}

void
chat_connection_take_end (ChatConnection *self, ChatEnd *end)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);
  guint generation;

  chat_connection_drop_end (self);
  generation = ++self->generation;
  self->end = end;
  if (!chat_connection_should_doubt (self, end))
    {
      chat_connection_judge_end (self);
      return;
    }
  tell_closed (self, end);
  if (generation != self->generation)
    return;
  chat_connection_doubt (self);
  chat_connection_update_health (self);
}

void
chat_connection_fail (ChatConnection *self, const GError *error)
{
  ChatEnd *end = g_new0 (ChatEnd, 1);

  end->error = g_error_copy (error);
  end->wall_ns = ic_clock_get_wall_ns (self->clock);
  end->questions = g_array_new (FALSE, FALSE, sizeof (IcwsQuestion));
  chat_connection_take_end (self, end);
}

/**
 * chat_connection_acknowledge:
 *
 * A person has seen the incident. Opens nothing and forgives nobody.
 */
void
chat_connection_acknowledge (ChatConnection *self)
{
  g_return_if_fail (CHAT_IS_CONNECTION (self));
  if (self->incident == NULL)
    return;
  g_clear_object (&self->incident);
  self->latched = FALSE;
  chat_connection_update_health (self);
}
