/* SPDX-License-Identifier: MIT */
/* The switches of a gateway's faults: names, settings, and when they strike. */
#include "net-test-util.h"
#include "network/net-faults.h"
#include <math.h>

typedef struct
{
  IcRandom *random;
  NetFaults *faults;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->random = ic_random_new_seeded (7);
  self->faults = net_faults_new (self->random);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->faults);
  g_assert_finalize_object (self->random);
}

static guint
strike_times (NetFaults *faults, NetFault fault, NetFaultPhase phase, guint n)
{
  guint done = 0;

  for (guint i = 0; i < n; i++)
    done += net_faults_strike (faults, fault, phase, NULL, NULL);
  return done;
}

static void
test_names (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);
  NetFaultPhase phase;
  NetFault fault;

  for (guint i = 0; i < NET_N_FAULTS; i++)
    {
      const char *text = net_fault_get_text (i);

      g_assert_true (g_hash_table_add (names, (gpointer)net_fault_get_name (i)));
      g_assert_true (g_hash_table_add (texts, (gpointer)text));
      g_assert_true (g_str_has_suffix (text, "."));
      g_assert_true (net_fault_from_name (net_fault_get_name (i), &fault));
      g_assert_cmpuint (fault, ==, i);
    }
  for (guint i = 0; i < NET_N_FAULT_PHASES; i++)
    {
      g_assert_true (net_fault_phase_from_name (net_fault_phase_get_name (i), &phase));
      g_assert_cmpuint (phase, ==, i);
    }
  g_assert_false (net_fault_from_name ("tamper", &fault));
  g_assert_false (net_fault_from_name ("", &fault));
  g_assert_false (net_fault_from_name (NULL, &fault));
  g_assert_false (net_fault_phase_from_name ("Chat", &phase));
  g_assert_cmpstr (net_fault_get_name (NET_FAULT_TAMPER_CONTENT), ==, "tamper-content");
  g_assert_cmpstr (net_fault_get_name (NET_FAULT_RESTART), ==, "restart");
}

/* Each fault has an occasion somewhere. */
static void
test_phases (Fixture *self, gconstpointer data)
{
  for (guint fault = 0; fault < NET_N_FAULTS; fault++)
    {
      guint n = 0;

      g_assert_true (net_fault_can_happen (fault, NET_FAULT_PHASE_ANY));
      for (guint phase = NET_FAULT_PHASE_HANDSHAKE; phase < NET_N_FAULT_PHASES; phase++)
        n += net_fault_can_happen (fault, phase);
      g_assert_cmpuint (n, >, 0);
    }
  g_assert_true (net_fault_can_happen (NET_FAULT_HANG, NET_FAULT_PHASE_HANDSHAKE));
  g_assert_false (net_fault_can_happen (NET_FAULT_HANG, NET_FAULT_PHASE_CHAT));
  g_assert_false (net_fault_can_happen (NET_FAULT_REPLAY, NET_FAULT_PHASE_OPEN));
}

static void
test_honest_at_first (Fixture *self, gconstpointer data)
{
  g_autoptr (IcRandom) untouched = ic_random_new_seeded (7);

  g_assert_true (net_faults_is_honest (self->faults));
  for (guint fault = 0; fault < NET_N_FAULTS; fault++)
    {
      g_assert_null (net_faults_get (self->faults, fault));
      for (guint phase = NET_FAULT_PHASE_HANDSHAKE; phase < NET_N_FAULT_PHASES; phase++)
        g_assert_cmpuint (strike_times (self->faults, fault, phase, 10), ==, 0);
      g_assert_cmpuint (net_faults_get_count (self->faults, fault), ==, 0);
    }
  /* Nor is any randomness used up. */
  g_assert_cmpuint (ic_random_uint64 (self->random), ==, ic_random_uint64 (untouched));
}

/* The bounds are five standard deviations; the exact counts are those of the seed. */
static void
test_rates (Fixture *self, gconstpointer data)
{
  static const struct
  {
    double rate;
    guint done;
  } CASES[] = { { 1, 20000 }, { 0.5, 10093 }, { 0.1, 1935 }, { 0.01, 203 }, { 0.0001, 2 } };
  const guint n = 20000;

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      NetFaultSetting setting = { .rate = CASES[i].rate };
      double mean = n * setting.rate;
      double variance = mean * (1 - setting.rate);
      guint done;

      net_faults_set (self->faults, NET_FAULT_DROP, &setting);
      done = strike_times (self->faults, NET_FAULT_DROP, NET_FAULT_PHASE_CHAT, n);
      g_assert_cmpfloat ((done - mean) * (done - mean), <=, 25 * variance);
      g_assert_cmpuint (done, ==, CASES[i].done);
    }
}

static void
test_cut_settings (Fixture *self, gconstpointer data)
{
  NetFaultSetting setting = { .rate = 7, .parameter = G_MAXUINT64 };
  guint64 parameter;

  net_faults_set (self->faults, NET_FAULT_HUGE_FRAME, &setting);
  g_assert_cmpfloat (net_faults_get (self->faults, NET_FAULT_HUGE_FRAME)->rate, ==, 1);
  g_assert_true (net_faults_strike (self->faults, NET_FAULT_HUGE_FRAME, NET_FAULT_PHASE_CHAT, NULL,
                                    &parameter));
  g_assert_cmpuint (parameter, ==, NET_FAULT_MAX_FRAME);
  net_faults_set (self->faults, NET_FAULT_DELAY, &setting);
  g_assert_cmpuint (net_faults_get (self->faults, NET_FAULT_DELAY)->parameter, ==,
                    NET_FAULT_MAX_PARAMETER);
  setting.rate = NAN;
  net_faults_set (self->faults, NET_FAULT_DELAY, &setting);
  g_assert_null (net_faults_get (self->faults, NET_FAULT_DELAY));
  setting.rate = -1;
  net_faults_set (self->faults, NET_FAULT_HUGE_FRAME, &setting);
  g_assert_true (net_faults_is_honest (self->faults));
}

static void
test_parameter (Fixture *self, gconstpointer data)
{
  NetFaultSetting setting = { .rate = 1 };
  guint64 parameter = 1;

  net_faults_set (self->faults, NET_FAULT_DELAY, &setting);
  net_faults_strike (self->faults, NET_FAULT_DELAY, NET_FAULT_PHASE_CHAT, NULL, &parameter);
  g_assert_cmpuint (parameter, ==, 40000);
  setting.parameter = 5;
  net_faults_set (self->faults, NET_FAULT_DELAY, &setting);
  net_faults_strike (self->faults, NET_FAULT_DELAY, NET_FAULT_PHASE_CHAT, NULL, &parameter);
  g_assert_cmpuint (parameter, ==, 5);
  g_assert_cmpuint (net_fault_get_default_parameter (NET_FAULT_STALE), ==, 360000);
  g_assert_cmpuint (net_fault_get_default_parameter (NET_FAULT_HUGE_FRAME), ==, 64 * 1024 * 1024);
  g_assert_cmpuint (net_fault_get_default_parameter (NET_FAULT_FLOOD), ==, 20000);
}

/* "any" is the messages, and the handshake only for what is about it. */
static void
test_phase_filter (Fixture *self, gconstpointer data)
{
  static const struct
  {
    NetFault fault;
    NetFaultPhase setting;
    const char *phases; /* that it strikes in */
  } CASES[] = {
    { NET_FAULT_NONSENSE, NET_FAULT_PHASE_ANY, "open chat ack close " },
    { NET_FAULT_NONSENSE, NET_FAULT_PHASE_HANDSHAKE, "handshake " },
    { NET_FAULT_NONSENSE, NET_FAULT_PHASE_ACK, "ack " },
    { NET_FAULT_BAD_HANDSHAKE, NET_FAULT_PHASE_ANY, "handshake " },
    { NET_FAULT_BAD_HANDSHAKE, NET_FAULT_PHASE_CHAT, "" },
    { NET_FAULT_SWAP_UP, NET_FAULT_PHASE_ANY, "chat ack " },
    { NET_FAULT_WITHHOLD_OPEN, NET_FAULT_PHASE_ANY, "open " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      NetFaultSetting setting = { .rate = 1, .phase = CASES[i].setting };
      g_autoptr (GString) phases = g_string_new (NULL);

      net_faults_set (self->faults, CASES[i].fault, &setting);
      for (guint phase = NET_FAULT_PHASE_HANDSHAKE; phase < NET_N_FAULT_PHASES; phase++)
        if (net_faults_strike (self->faults, CASES[i].fault, phase, NULL, NULL))
          g_string_append_printf (phases, "%s ", net_fault_phase_get_name (phase));
      g_assert_cmpstr (phases->str, ==, CASES[i].phases);
    }
}

static void
test_clients (Fixture *self, gconstpointer data)
{
  g_autoptr (IcEd25519Identity) ada = test_identity (1);
  g_autoptr (IcEd25519Identity) bob = test_identity (2);
  IcPrincipal ada_principal = test_identity_principal (ada);
  IcPrincipal bob_principal = test_identity_principal (bob);
  g_autofree char *text = ic_principal_to_text (&ada_principal);
  char *clients[] = { (char *)"aaaaa-aa", text, NULL };
  NetFaultSetting setting = { .rate = 1, .clients = clients };
  const NetFaultPhase phase = NET_FAULT_PHASE_CHAT;

  net_faults_set (self->faults, NET_FAULT_DROP, &setting);
  g_assert_true (net_faults_strike (self->faults, NET_FAULT_DROP, phase, &ada_principal, NULL));
  g_assert_false (net_faults_strike (self->faults, NET_FAULT_DROP, phase, &bob_principal, NULL));
  g_assert_false (net_faults_strike (self->faults, NET_FAULT_DROP, phase, NULL, NULL));
  /* What net_faults_get() gave may be set again. */
  net_faults_set (self->faults, NET_FAULT_DROP, net_faults_get (self->faults, NET_FAULT_DROP));
  g_assert_true (net_faults_strike (self->faults, NET_FAULT_DROP, phase, &ada_principal, NULL));
  g_assert_cmpuint (net_faults_get_count (self->faults, NET_FAULT_DROP), ==, 2);
}

static void
test_limit (Fixture *self, gconstpointer data)
{
  NetFaultSetting setting = { .rate = 1, .limit = 3 };
  guint generation;

  net_faults_set (self->faults, NET_FAULT_DROP, &setting);
  generation = net_faults_get_generation (self->faults, NET_FAULT_DROP);
  g_assert_cmpuint (strike_times (self->faults, NET_FAULT_DROP, NET_FAULT_PHASE_CHAT, 10), ==, 3);
  g_assert_null (net_faults_get (self->faults, NET_FAULT_DROP));
  g_assert_true (net_faults_is_honest (self->faults));
  g_assert_cmpuint (net_faults_get_generation (self->faults, NET_FAULT_DROP), ==, generation);

  /* A new setting counts anew; the whole count goes on. */
  setting.limit = 2;
  net_faults_set (self->faults, NET_FAULT_DROP, &setting);
  g_assert_cmpuint (net_faults_get_generation (self->faults, NET_FAULT_DROP), >, generation);
  g_assert_cmpuint (strike_times (self->faults, NET_FAULT_DROP, NET_FAULT_PHASE_CHAT, 10), ==, 2);
  g_assert_cmpuint (net_faults_get_count (self->faults, NET_FAULT_DROP), ==, 5);
}

static void
test_switching (Fixture *self, gconstpointer data)
{
  NetFaultSetting setting = { .rate = 1 };
  guint generation;

  net_faults_set (self->faults, NET_FAULT_DROP, &setting);
  net_faults_set (self->faults, NET_FAULT_TEXT, &setting);
  g_assert_false (net_faults_is_honest (self->faults));
  generation = net_faults_get_generation (self->faults, NET_FAULT_DROP);
  net_faults_clear (self->faults, NET_FAULT_DROP);
  g_assert_cmpuint (net_faults_get_generation (self->faults, NET_FAULT_DROP), >, generation);
  net_faults_clear (self->faults, NET_FAULT_DROP);
  g_assert_false (net_faults_is_honest (self->faults));
  g_assert_cmpuint (strike_times (self->faults, NET_FAULT_DROP, NET_FAULT_PHASE_CHAT, 1), ==, 0);
  g_assert_cmpuint (strike_times (self->faults, NET_FAULT_TEXT, NET_FAULT_PHASE_CHAT, 1), ==, 1);
  net_faults_clear_all (self->faults);
  g_assert_true (net_faults_is_honest (self->faults));
  setting.rate = 0;
  net_faults_set (self->faults, NET_FAULT_DROP, &setting);
  g_assert_true (net_faults_is_honest (self->faults));
}

static void
on_struck (NetFaults *faults, guint fault, guint phase, GString *log)
{
  g_string_append_printf (log, "%s:%s ", net_fault_get_name (fault),
                          net_fault_phase_get_name (phase));
}

static void
test_signal (Fixture *self, gconstpointer data)
{
  NetFaultSetting setting = { .rate = 1, .limit = 1 };
  g_autoptr (GString) log = g_string_new (NULL);

  g_signal_connect (self->faults, "struck", G_CALLBACK (on_struck), log);
  net_faults_set (self->faults, NET_FAULT_DROP, &setting);
  net_faults_set (self->faults, NET_FAULT_HANG, &setting);
  strike_times (self->faults, NET_FAULT_DROP, NET_FAULT_PHASE_ACK, 2);
  strike_times (self->faults, NET_FAULT_HANG, NET_FAULT_PHASE_HANDSHAKE, 2);
  g_assert_cmpstr (log->str, ==, "drop:ack hang:handshake ");
}

static void
test_parse (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *text;
    NetFault fault;
    NetFaultSetting setting;
  } CASES[] = {
    { "drop", NET_FAULT_DROP, { 1, NET_FAULT_PHASE_ANY, 0 } },
    { "drop:0.25", NET_FAULT_DROP, { 0.25, NET_FAULT_PHASE_ANY, 0 } },
    { "drop:.5:", NET_FAULT_DROP, { 0.5, NET_FAULT_PHASE_ANY, 0 } },
    { "delay:1:ack:5000", NET_FAULT_DELAY, { 1, NET_FAULT_PHASE_ACK, 5000 } },
    { "close:::250", NET_FAULT_CLOSE, { 1, NET_FAULT_PHASE_ANY, 250 } },
    { "huge-frame:1:any:268435456",
      NET_FAULT_HUGE_FRAME,
      { 1, NET_FAULT_PHASE_ANY, NET_FAULT_MAX_FRAME } },
    { "hang:1:handshake", NET_FAULT_HANG, { 1, NET_FAULT_PHASE_HANDSHAKE, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      const NetFaultSetting *setting;
      g_autoptr (GError) error = NULL;

      g_assert_true (net_faults_parse (self->faults, CASES[i].text, &error));
      g_assert_no_error (error);
      setting = net_faults_get (self->faults, CASES[i].fault);
      g_assert_nonnull (setting);
      g_assert_cmpfloat (setting->rate, ==, CASES[i].setting.rate);
      g_assert_cmpint (setting->phase, ==, CASES[i].setting.phase);
      g_assert_cmpuint (setting->parameter, ==, CASES[i].setting.parameter);
    }
  g_assert_true (net_faults_parse (self->faults, "hang:0", NULL));
  g_assert_null (net_faults_get (self->faults, NET_FAULT_HANG));
}

static void
test_parse_refuses (Fixture *self, gconstpointer data)
{
  static const char *const TEXTS[] = { "",
                                       ":1",
                                       "dropp",
                                       "Drop",
                                       "drop:2",
                                       "drop:-0.1",
                                       "drop:1e",
                                       "drop:nan",
                                       "drop:inf",
                                       "drop: 1",
                                       "drop:0x1",
                                       "drop:1:always",
                                       "hang:1:chat",
                                       "replay:1:open",
                                       "delay:1:chat:-1",
                                       "delay:1:chat:5s",
                                       "delay:1:chat:1000000001",
                                       "huge-frame:1:chat:268435457",
                                       "delay:1:chat:5:6" };

  for (guint i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", TEXTS[i]);
      g_assert_false (net_faults_parse (self->faults, TEXTS[i], &error));
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
    }
  g_assert_true (net_faults_is_honest (self->faults));
}

#define ADD(path, func) g_test_add ("/network/faults/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("names", test_names);
  ADD ("phases", test_phases);
  ADD ("honest-at-first", test_honest_at_first);
  ADD ("rates", test_rates);
  ADD ("cut-settings", test_cut_settings);
  ADD ("parameter", test_parameter);
  ADD ("phase-filter", test_phase_filter);
  ADD ("clients", test_clients);
  ADD ("limit", test_limit);
  ADD ("switching", test_switching);
  ADD ("signal", test_signal);
  ADD ("parse", test_parse);
  ADD ("parse-refuses", test_parse_refuses);
  return g_test_run ();
}
