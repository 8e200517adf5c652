/* SPDX-License-Identifier: MIT */
/* Whom a watch asks in daily life: a session and the Internet Computer. */
#include "chat-delivery-watch-private.h"

typedef struct
{
  IcwsSession *session;
  IcAgent *agent;
  IcClock *clock;
} SessionSource;

static GQuark
watch_quark (void)
{
  return g_quark_from_static_string ("attest-chat-delivery-watch");
}

static gboolean
session_get_question (guint64 sequence, IcwsQuestion *out, gpointer data)
{
  return icws_session_get_question (((SessionSource *)data)->session, sequence, out);
}

static void
session_ask (const IcwsQuestion *question, guint64 not_before_ns, GTask *answer, gpointer data)
{
  SessionSource *source = data;

  chat_fate_ask_agent (source->agent, icws_session_get_canister_id (source->session), source->clock,
                       question, not_before_ns, answer);
}

/* A certificate was made before it came: its time minus ours at its arrival is too small by the way
 * it took, and by nothing else. */
static gint64
session_get_clock_lag_ns (gpointer data)
{
  IcwsFigures figures;

  icws_ledger_get_figures (icws_session_get_ledger (((SessionSource *)data)->session), &figures);
  if (figures.last_proof_wall_ns == 0 || figures.last_certificate_time_ns == 0)
    return 0;
  return (gint64)(figures.last_certificate_time_ns - figures.last_proof_wall_ns);
}

static void
session_source_free (gpointer data)
{
  SessionSource *source = data;

  g_object_set_qdata (G_OBJECT (source->session), watch_quark (), NULL);
  g_object_unref (source->session);
  g_object_unref (source->agent);
  g_object_unref (source->clock);
  g_free (source);
}

/**
 * chat_delivery_watch_new:
 * @session: whose messages
 * @agent: with the identity of the session, asks the Internet Computer
 * @clock: the clock
 * @funcs: whom to tell; each may free the watch
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a watch, to be freed when the session has ended
 */
ChatDeliveryWatch *
chat_delivery_watch_new (IcwsSession *session,
                         IcAgent *agent,
                         IcClock *clock,
                         const ChatDeliveryFuncs *funcs,
                         gpointer user_data)
{
  static const ChatDeliverySource SOURCE = {
    .get_question = session_get_question,
    .ask = session_ask,
    .get_clock_lag_ns = session_get_clock_lag_ns,
    .free = session_source_free,
  };
  SessionSource *data = g_new0 (SessionSource, 1);
  ChatDeliveryWatch *self;

  data->session = g_object_ref (session);
  data->agent = g_object_ref (agent);
  data->clock = g_object_ref (clock);
  self = chat_delivery_watch_new_for_source (&SOURCE, data, clock, funcs, user_data);
  g_object_set_qdata (G_OBJECT (session), watch_quark (), self);
  return self;
}

/**
 * chat_delivery_watch_settle:
 * @session: a session, watched or not
 * @sequence: number of a message of ours whose echo came back
 *
 * Tells the session, and whoever watches it, that the canister has the message: nobody needs to ask.
 */
void
chat_delivery_watch_settle (IcwsSession *session, guint64 sequence)
{
  ChatDeliveryWatch *watch = g_object_get_qdata (G_OBJECT (session), watch_quark ());

  if (watch != NULL)
    chat_delivery_watch_heard (watch, sequence);
  icws_session_settle (session, sequence);
}
