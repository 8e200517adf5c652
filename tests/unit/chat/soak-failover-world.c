/* SPDX-License-Identifier: MIT */
/* The network, and what its canister really took. */
#include "soak-failover.h"

#define POLL_MS       200
#define KEEP_ALIVE_MS 60000

/* The handler of canisters is a plain function of the class: one soak at a time. */
static Soak *current;
static gboolean (*take_message) (NetWsCanister *, const IcPrincipal *, GBytes *, char **);

static void
entry_free (gpointer data)
{
  SoakEntry *entry = data;

  g_free (entry->text);
  g_free (entry);
}

gint64
soak_now_us (Soak *self)
{
  return ic_clock_get_monotonic_us (IC_CLOCK (self->clock));
}

guint64
soak_roll (Soak *self, guint64 n)
{
  return ic_random_uint64 (self->random) % n;
}

gint64
soak_later_us (Soak *self, guint from_ms, guint to_ms)
{
  return soak_now_us (self) + (gint64)(from_ms + soak_roll (self, to_ms - from_ms + 1)) * 1000;
}

void
soak_complain (Soak *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  if (self->n_violations++ < 50)
    g_test_message ("seed %" G_GUINT64_FORMAT ", at %.1f s: %s", self->seed,
                    (double)soak_now_us (self) / G_USEC_PER_SEC, text);
}

SoakPerson *
soak_other (SoakPerson *person)
{
  return &person->soak->people[person == &person->soak->people[0] ? 1 : 0];
}

static SoakPerson *
find_author (Soak *self, const IcPrincipal *principal, const ChatEvent *event)
{
  for (guint i = 0; i < SOAK_N_PEOPLE; i++)
    if (ic_principal_equal (&self->people[i].principal, principal) &&
        g_strcmp0 (self->people[i].name, event->author) == 0)
      return &self->people[i];
  return NULL;
}

static gboolean
record_message (NetWsCanister *canister, const IcPrincipal *client, GBytes *message, char **trap)
{
  g_autoptr (ChatEvent) event = chat_codec_decode (current->codec, message, NULL);
  SoakPerson *author = event != NULL ? find_author (current, client, event) : NULL;
  SoakEntry *entry;

  if (author == NULL)
    soak_complain (current, "the canister got a message that nobody sent");
  else if (event->kind == CHAT_EVENT_TEXT)
    {
      entry = g_new0 (SoakEntry, 1);
      entry->author = author;
      entry->text = g_strdup (event->text);
      entry->time_ns = ic_clock_get_wall_ns (IC_CLOCK (current->clock));
      g_ptr_array_add (current->log, entry);
    }
  return take_message (canister, client, message, trap);
}

static void
listen_in (Soak *self)
{
  NetWsCanister *canister = net_network_get_nth_canister (self->network, 0, NULL);

  g_assert_null (current);
  current = self;
  take_message = NET_WS_CANISTER_GET_CLASS (canister)->on_message;
  NET_WS_CANISTER_GET_CLASS (canister)->on_message = record_message;
}

static void
listen_no_more (Soak *self)
{
  NetWsCanister *canister = net_network_get_nth_canister (self->network, 0, NULL);

  NET_WS_CANISTER_GET_CLASS (canister)->on_message = take_message;
  current = NULL;
}

static void
on_struck (NetFaults *faults, guint fault, guint phase, Soak *self)
{
  self->struck[fault]++;
  for (guint i = 0; i < SOAK_HONEST; i++)
    {
      NetGateway *gateway = net_network_get_nth_gateway (self->network, i);

      for (guint j = 0; net_gateway_get_faults (gateway) == faults && j < SOAK_N_PEOPLE; j++)
        soak_person_suffer (&self->people[j], gateway);
    }
}

static void
start_network (Soak *self)
{
  NetNetworkOptions options;
  g_autoptr (GError) error = NULL;

  net_network_options_init (&options);
  options.n_gateways = SOAK_N_GATEWAYS;
  options.gateway.poll_interval_ms = POLL_MS;
  options.cdk.ack_interval_ms = SOAK_ACK_MS;
  options.cdk.keep_alive_timeout_ms = KEEP_ALIVE_MS;
  options.clock = IC_CLOCK (self->clock);
  options.random = self->network_random;
  self->network = net_network_new (&options);
  net_network_start (self->network, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < SOAK_HONEST; i++)
    g_signal_connect (net_gateway_get_faults (net_network_get_nth_gateway (self->network, i)),
                      "struck", G_CALLBACK (on_struck), self);
}

Soak *
soak_new (guint64 seed)
{
  Soak *self = g_new0 (Soak, 1);

  self->seed = seed;
  self->verbose = g_getenv ("ATTEST_SOAK_VERBOSE") != NULL;
  self->clock = ic_manual_clock_new (SOAK_NOW_NS);
  self->random = ic_random_new_seeded (seed);
  self->network_random = ic_random_new_seeded (seed + 1);
  self->codec = chat_group_codec_new ();
  self->log = g_ptr_array_new_with_free_func (entry_free);
  self->outages = g_array_new (FALSE, FALSE, sizeof (SoakOutage));
  start_network (self);
  listen_in (self);
  for (guint i = 0; i < SOAK_N_PEOPLE; i++)
    soak_person_init (&self->people[i], self, i);
  return self;
}

void
soak_free (Soak *self)
{
  for (guint i = 0; i < SOAK_N_PEOPLE; i++)
    soak_person_clear (&self->people[i]);
  settle ();
  listen_no_more (self);
  for (guint i = 0; i < SOAK_HONEST; i++)
    g_signal_handlers_disconnect_by_data (
        net_gateway_get_faults (net_network_get_nth_gateway (self->network, i)), self);
  net_network_stop (self->network);
  settle ();
  g_clear_object (&self->network);
  settle ();
  g_ptr_array_unref (self->log);
  g_array_unref (self->outages);
  g_object_unref (self->codec);
  g_object_unref (self->network_random);
  g_object_unref (self->random);
  g_object_unref (self->clock);
  g_free (self);
}
