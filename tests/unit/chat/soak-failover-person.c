/* SPDX-License-Identifier: MIT */
/* One who types, reads, and now and then looks for another gateway. */
#include "soak-failover.h"

/* Nobody goes on typing when so many wait. */
#define MAX_UNSETTLED 60
#define MAX_BURST     25

static const char *const NAMES[SOAK_N_PEOPLE] = { "Ann", "Bob" };

static const char *
gateway_url (Soak *soak, guint i)
{
  return net_gateway_get_url (net_network_get_nth_gateway (soak->network, i));
}

static void G_GNUC_PRINTF (2, 3) tell (SoakPerson *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (!self->soak->verbose)
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_test_message ("at %.1f s, %s: %s", (double)soak_now_us (self->soak) / G_USEC_PER_SEC,
                  self->name, text);
}

/* What becomes of an own text */

static void
on_delivery (ChatMessage *message, GParamSpec *pspec, SoakPerson *self)
{
  switch (chat_message_get_delivery (message))
    {
    case CHAT_DELIVERY_QUEUED:
      self->soak->n_resent++;
      break;
    case CHAT_DELIVERY_ACCEPTED:
    case CHAT_DELIVERY_FAILED:
      self->n_unsettled--;
      g_signal_handlers_disconnect_by_func (message, on_delivery, self);
      break;
    case CHAT_DELIVERY_SENT:
    case CHAT_DELIVERY_RECEIVED:
    default:
      break;
    }
}

static void
on_message_added (ChatRoom *room, ChatMessage *message, SoakPerson *self)
{
  if (chat_message_get_kind (message) != CHAT_MESSAGE_TEXT)
    return;
  if (!chat_message_is_own (message))
    {
      g_free (self->heard);
      self->heard = g_strdup (chat_message_get_text (message));
      return;
    }
  self->n_unsettled++;
  g_signal_connect (message, "notify::delivery", G_CALLBACK (on_delivery), self);
}

/* The way from session to session */

static void
note_outage (SoakPerson *self)
{
  Soak *soak = self->soak;
  gint64 now_us = soak_now_us (soak);
  SoakOutage outage = { .act = self->act, .from_end_us = now_us - self->ended_us };

  outage.from_misdeed_us = self->struck_us >= 0 ? now_us - self->struck_us : -1;
  g_array_append_val (soak->outages, outage);
  if (self->last_mode == chat_connection_get_mode (self->connection) &&
      self->last_gateway == chat_connection_get_gateway (self->connection))
    soak->n_returns++;
  else
    soak->n_failovers++;
}

static void
on_opened (ChatConnection *connection, SoakPerson *self)
{
  Soak *soak = self->soak;

  soak->n_sessions++;
  if (chat_connection_get_mode (connection) == CHAT_MODE_DIRECT)
    soak->n_direct++;
  tell (self, "open %s", self->asked ? "as wanted" : "");
  if (self->ended_us >= 0 && !self->asked)
    note_outage (self);
  self->open = TRUE;
  self->asked = FALSE;
  self->ended_us = -1;
  self->struck_us = -1;
  self->n_ends = 0;
  self->last_mode = chat_connection_get_mode (connection);
  self->last_gateway = chat_connection_get_gateway (connection);
  self->move_us = soak_later_us (soak, 10000, 60000);
}

static void
on_closed (ChatConnection *connection, const GError *error, SoakPerson *self)
{
  tell (self, "closed: %s", error->message);
  self->open = FALSE;
  self->n_ends++;
  if (self->ended_us < 0)
    self->ended_us = soak_now_us (self->soak);
}

/* Nobody may be accused who is honest. */
static void
check_verdict (SoakPerson *self, IcwsVerdict *verdict)
{
  const char *url = icws_verdict_get_gateway (verdict);
  gboolean honest = url == NULL || g_str_equal (url, gateway_url (self->soak, SOAK_HONEST));
  g_autofree char *json = NULL;

  if (!honest || (!icws_verdict_is_integrity_failure (verdict) &&
                  icws_verdict_get_response (verdict) != ICWS_RESPONSE_QUARANTINE))
    return;
  json = icws_verdict_to_json (verdict, FALSE);
  soak_complain (self->soak, "%s accuses the innocent: %s", self->name, json);
}

static void
on_verdict (ChatConnection *connection, IcwsVerdict *verdict, SoakPerson *self)
{
  if (self->n_ends <= 1)
    self->act = icws_verdict_get_act (verdict);
  check_verdict (self, verdict);
  tell (self, "%s at %s: %s", icws_act_to_id (icws_verdict_get_act (verdict)),
        icws_verdict_get_gateway (verdict), icws_verdict_get_text (verdict));
}

void
soak_person_suffer (SoakPerson *self, NetGateway *gateway)
{
  IcwsGateway *own = self->connection ? chat_connection_get_gateway (self->connection) : NULL;

  if (self->struck_us < 0 && own != NULL &&
      g_str_equal (icws_gateway_get_url (own), net_gateway_get_url (gateway)))
    self->struck_us = soak_now_us (self->soak);
}

static gboolean
is_at_honest_end (SoakPerson *self)
{
  return self->last_mode == CHAT_MODE_DIRECT || self->last_gateway == NULL ||
         g_str_equal (icws_gateway_get_url (self->last_gateway),
                      gateway_url (self->soak, SOAK_HONEST));
}

/* Where nothing goes wrong any more, either that gateway goes, too, and those that were caught are all
 * that is left, or one of them is forgiven, and has its turn. */
static void
move (SoakPerson *self)
{
  Soak *soak = self->soak;
  IcwsPool *pool = chat_connection_get_pool (self->connection);
  const char *url = gateway_url (soak, soak_roll (soak, SOAK_HONEST));

  self->move_us = soak_later_us (soak, 10000, 60000);
  if (!is_at_honest_end (self))
    return;
  if (self->last_mode == CHAT_MODE_GATEWAY && soak_roll (soak, 4) == 0)
    {
      net_network_restart_gateway (soak->network, SOAK_HONEST, 20000 + soak_roll (soak, 60000));
      soak->n_restarts++;
      return;
    }
  icws_pool_forgive (pool, url);
  soak->n_moves++;
  self->asked = TRUE;
  if (soak_roll (soak, 2) == 0)
    {
      chat_connection_use_gateway (self->connection, url);
      icws_pool_pin (pool, url, FALSE);
      return;
    }
  icws_pool_move (pool, url, 0);
  chat_connection_connect (self->connection);
}

void
soak_person_say (SoakPerson *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  chat_room_send_text (self->room, text, &error);
  g_assert_no_error (error);
}

static void
type (SoakPerson *self)
{
  Soak *soak = self->soak;
  g_autofree char *text = g_strdup_printf ("%s says %u: %" G_GINT64_MODIFIER "x", self->name,
                                           self->n_typed, ic_random_uint64 (soak->random));

  soak_person_say (self, text);
  self->n_typed++;
  if (self->burst > 0)
    {
      self->burst--;
      self->type_us = soak_later_us (soak, 0, 500);
      return;
    }
  self->burst = soak_roll (soak, MAX_BURST);
  self->type_us = soak_later_us (soak, 500, 25000);
  chat_room_notify_typing (self->room);
}

void
soak_person_live (SoakPerson *self)
{
  gint64 now_us = soak_now_us (self->soak);

  while (now_us >= self->type_us && self->n_typed < self->quota &&
         self->n_unsettled < MAX_UNSETTLED)
    type (self);
  if (now_us >= self->move_us && self->open)
    move (self);
}

/* Life */

static ChatProfile *
make_profile (Soak *soak, guint i)
{
  static const guint ORDERS[SOAK_N_PEOPLE][SOAK_N_GATEWAYS] = { { 0, 1, 3, 2 }, { 2, 3, 0, 1 } };
  ChatProfile *profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  const char *urls[SOAK_N_GATEWAYS + 1] = { NULL };

  for (guint j = 0; j < SOAK_N_GATEWAYS; j++)
    urls[j] = gateway_url (soak, ORDERS[i][j]);
  chat_profile_set_gateways (profile, urls);
  g_free (profile->network_url);
  profile->network_url = g_strdup (net_network_get_replica_url (soak->network));
  profile->ack_interval_ms = SOAK_ACK_MS;
  return profile;
}

void
soak_person_init (SoakPerson *self, Soak *soak, guint i)
{
  g_autoptr (ChatProfile) profile = make_profile (soak, i);

  self->soak = soak;
  self->name = NAMES[i];
  self->random = ic_random_new_seeded (soak->seed + 2 + i);
  self->identity = IC_IDENTITY (ic_ed25519_identity_new_random (self->random));
  ic_identity_get_principal (self->identity, &self->principal);
  self->connection = chat_connection_new (profile, self->identity, IC_CLOCK (soak->clock),
                                          self->random);
  self->ended_us = -1;
  self->struck_us = -1;
  g_signal_connect (self->connection, "opened", G_CALLBACK (on_opened), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (on_closed), self);
  g_signal_connect (self->connection, "verdict", G_CALLBACK (on_verdict), self);
}

void
soak_person_begin (SoakPerson *self, ChatDirectPolicy policy, guint quota)
{
  self->n_typed = 0;
  self->quota = quota;
  self->burst = 0;
  self->type_us = 0;
  self->asked = TRUE;
  self->room = chat_room_new (self->connection, self->name);
  g_signal_connect (self->room, "message-added", G_CALLBACK (on_message_added), self);
  chat_connection_set_direct_policy (self->connection, policy);
  chat_connection_connect (self->connection);
}

void
soak_person_end (SoakPerson *self)
{
  chat_connection_disconnect (self->connection);
  g_clear_object (&self->room);
  g_clear_pointer (&self->heard, g_free);
}

void
soak_person_clear (SoakPerson *self)
{
  chat_connection_disconnect (self->connection);
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  g_clear_object (&self->identity);
  g_clear_object (&self->random);
}
