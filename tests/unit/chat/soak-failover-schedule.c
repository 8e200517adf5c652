/* SPDX-License-Identifier: MIT */
/* Who misbehaves, when and how: by the seed alone. */
#include "soak-failover.h"

#define HUGE_BYTES (5 * 1024 * 1024)

static NetFaults *
get_faults (Soak *self, guint i)
{
  return net_gateway_get_faults (net_network_get_nth_gateway (self->network, i));
}

/* What would only take long, in smaller. */
static guint64
choose_parameter (Soak *self, NetFault fault)
{
  switch ((int)fault)
    {
    case NET_FAULT_HUGE_FRAME:
      return HUGE_BYTES;
    case NET_FAULT_FLOOD:
    case NET_FAULT_PING_FLOOD:
      return 10 + soak_roll (self, 3000);
    case NET_FAULT_DELAY:
      return 1000 + soak_roll (self, 150000);
    case NET_FAULT_CLOSE:
      return soak_roll (self, 2) * soak_roll (self, 5000);
    default:
      return 0;
    }
}

static NetFaultPhase
choose_phase (Soak *self, NetFault fault)
{
  NetFaultPhase phase;

  do
    phase = soak_roll (self, NET_N_FAULT_PHASES);
  while (!net_fault_can_happen (fault, phase));
  return phase;
}

static void
choose_fault (Soak *self, guint gateway)
{
  static const double RATES[] = { 1, 0.5, 0.1, 0.02 };
  static const guint64 LIMITS[] = { 0, 0, 1, 3 };
  NetFault fault = soak_roll (self, NET_N_FAULTS);
  const NetFaultSetting setting = {
    .rate = RATES[soak_roll (self, G_N_ELEMENTS (RATES))],
    .phase = choose_phase (self, fault),
    .parameter = choose_parameter (self, fault),
    .limit = LIMITS[soak_roll (self, G_N_ELEMENTS (LIMITS))],
  };

  net_faults_set (get_faults (self, gateway), fault, &setting);
}

static void
change (Soak *self, guint gateway)
{
  guint n = soak_roll (self, 4); /* none: it is honest for a while */

  net_faults_clear_all (get_faults (self, gateway));
  for (guint i = 0; i < n; i++)
    choose_fault (self, gateway);
  self->change_us[gateway] = soak_later_us (self, 5000, 90000);
}

/* The honest one, too, and now and then for long: then there may be none left to go to. */
static void
restart (Soak *self)
{
  guint gateway = soak_roll (self, SOAK_N_GATEWAYS);
  gboolean is_long = soak_roll (self, 3) == 0;
  guint down_ms = 100 + soak_roll (self, is_long ? 150000 : 3000);

  net_network_restart_gateway (self->network, gateway, down_ms);
  self->n_restarts++;
}

void
soak_schedule_live (Soak *self)
{
  gint64 now_us = soak_now_us (self);

  for (guint i = 0; i < SOAK_HONEST; i++)
    if (now_us >= self->change_us[i])
      change (self, i);
  if (now_us < self->restart_us)
    return;
  if (self->restart_us != 0)
    restart (self);
  self->restart_us = soak_later_us (self, 30000, 200000);
}

void
soak_schedule_heal (Soak *self)
{
  for (guint i = 0; i < SOAK_HONEST; i++)
    {
      net_faults_clear_all (get_faults (self, i));
      self->change_us[i] = 0;
    }
}
