/* SPDX-License-Identifier: MIT */
/* Direct mode was the last resort: back to a gateway when one answers, at a quiet moment. */
#include "chat-connection-private.h"

/* A test of a gateway that is under way. */
typedef struct
{
  ChatConnection *connection;
  IcwsGateway *gateway;
  GCancellable *cancellable;
} Returning;

void
chat_connection_cancel_return (ChatConnection *self)
{
  chat_connection_disarm (self, &self->return_timer);
  g_cancellable_cancel (self->return_cancellable);
  g_clear_object (&self->return_cancellable);
}

/* Nobody is in the middle of something. */
static gboolean
is_quiet (ChatConnection *self)
{
  return ic_clock_get_monotonic_us (self->clock) - self->last_activity_us >=
         CHAT_QUIET_MS * G_GINT64_CONSTANT (1000);
}

static void
report_failure (ChatConnection *self, IcwsGateway *gateway, const GError *error)
{
  g_autoptr (IcwsVerdict) verdict = icws_verdict_new (error, NULL, icws_gateway_get_url (gateway),
                                                      NULL, ic_clock_get_wall_ns (self->clock));

  icws_pool_report_verdict (self->pool, gateway, verdict, 0);
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Returning *returning = data;
  g_autoptr (ChatConnection) self = returning->connection;
  g_autoptr (IcwsGateway) gateway = returning->gateway;
  g_autoptr (GCancellable) cancellable = returning->cancellable;
  g_autoptr (GError) error = NULL;
  gboolean answers = chat_connection_test_gateway_finish (self, result, NULL, NULL, &error);

  if (g_cancellable_is_cancelled (cancellable) || self->return_cancellable != cancellable)
    return;
  g_clear_object (&self->return_cancellable);
  if (!answers)
    {
      report_failure (self, gateway, error);
      chat_connection_plan_return (self);
      return;
    }
  if (!is_quiet (self))
    {
      chat_connection_plan_return (self);
      return;
    }
  g_set_object (&self->again, gateway);
  chat_connection_start (self);
}

static void
look_for_gateway (gpointer data)
{
  ChatConnection *self = data;
  IcwsGateway *gateway;
  Returning *returning;

  self->return_timer = 0;
  /* A test costs little, but it costs: not in the background where every byte does. */
  gateway = g_network_monitor_get_network_metered (self->monitor)
                ? NULL
                : icws_pool_pick (self->pool, NULL);
  if (gateway == NULL)
    {
      chat_connection_plan_return (self);
      return;
    }
  self->return_cancellable = g_cancellable_new ();
  returning = g_new0 (Returning, 1);
  returning->connection = g_object_ref (self);
  returning->gateway = gateway;
  returning->cancellable = g_object_ref (self->return_cancellable);
  chat_connection_test_gateway_async (self, icws_gateway_get_url (gateway),
                                      self->return_cancellable, on_tested, returning);
}

/* To be called while a session is open. */
void
chat_connection_plan_return (ChatConnection *self)
{
  chat_connection_cancel_return (self);
  if (self->mode == CHAT_MODE_DIRECT && self->direct_policy == CHAT_DIRECT_LAST_RESORT &&
      chat_connection_is_session_going_on (self))
    chat_connection_arm (self, &self->return_timer, CHAT_RETURN_MS * G_GINT64_CONSTANT (1000),
                         look_for_gateway);
}
