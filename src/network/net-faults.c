/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-faults.h"

#include <string.h>

#define MAX_PARTS 4

typedef struct
{
  NetFaultSetting setting; /* rate 0: off */
  guint64 count;           /* done since the start */
  guint64 n_done;          /* done since it was set */
  guint generation;
} Slot;

struct _NetFaults
{
  GObject parent_instance;

  IcRandom *random;
  Slot slots[NET_N_FAULTS];
  guint n_on;
};

enum
{
  STRUCK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NetFaults, net_faults, G_TYPE_OBJECT)

void
net_fault_setting_clear (NetFaultSetting *self)
{
  g_clear_pointer (&self->clients, g_strfreev);
  *self = (NetFaultSetting){ 0 };
}

static void
switch_off (NetFaults *self, Slot *slot)
{
  if (slot->setting.rate > 0)
    self->n_on--;
  net_fault_setting_clear (&slot->setting);
}

static void
net_faults_finalize (GObject *object)
{
  NetFaults *self = NET_FAULTS (object);

  for (guint i = 0; i < NET_N_FAULTS; i++)
    net_fault_setting_clear (&self->slots[i].setting);
  g_object_unref (self->random);
  G_OBJECT_CLASS (net_faults_parent_class)->finalize (object);
}

static void
net_faults_class_init (NetFaultsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = net_faults_finalize;

  signals[STRUCK] = g_signal_new ("struck", NET_TYPE_FAULTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
net_faults_init (NetFaults *self)
{
  for (guint i = 0; i < NET_N_FAULTS; i++)
    self->slots[i].generation = 1;
}

NetFaults *
net_faults_new (IcRandom *random)
{
  NetFaults *self = g_object_new (NET_TYPE_FAULTS, NULL);

  self->random = g_object_ref (random);
  return self;
}

void
net_faults_set (NetFaults *self, NetFault fault, const NetFaultSetting *setting)
{
  guint64 max = fault == NET_FAULT_HUGE_FRAME ? NET_FAULT_MAX_FRAME : NET_FAULT_MAX_PARAMETER;
  g_auto (GStrv) clients = NULL;
  NetFaultSetting copy;
  Slot *slot;

  g_return_if_fail (NET_IS_FAULTS (self));
  g_return_if_fail ((guint)fault < NET_N_FAULTS);

  slot = &self->slots[fault];
  copy = *setting;
  clients = g_strdupv (setting->clients); /* may be the slot's own */
  net_faults_clear (self, fault);
  if (!(copy.rate > 0)) /* nor a NaN */
    return;
  slot->setting = copy;
  slot->setting.rate = MIN (copy.rate, 1);
  slot->setting.parameter = MIN (copy.parameter, max);
  slot->setting.clients = g_steal_pointer (&clients);
  slot->n_done = 0;
  self->n_on++;
}

void
net_faults_clear (NetFaults *self, NetFault fault)
{
  g_return_if_fail (NET_IS_FAULTS (self));
  g_return_if_fail ((guint)fault < NET_N_FAULTS);

  switch_off (self, &self->slots[fault]);
  self->slots[fault].generation++;
}

void
net_faults_clear_all (NetFaults *self)
{
  for (guint i = 0; i < NET_N_FAULTS; i++)
    net_faults_clear (self, i);
}

const NetFaultSetting *
net_faults_get (NetFaults *self, NetFault fault)
{
  g_return_val_if_fail ((guint)fault < NET_N_FAULTS, NULL);
  return self->slots[fault].setting.rate > 0 ? &self->slots[fault].setting : NULL;
}

guint64
net_faults_get_count (NetFaults *self, NetFault fault)
{
  g_return_val_if_fail ((guint)fault < NET_N_FAULTS, 0);
  return self->slots[fault].count;
}

guint
net_faults_get_generation (NetFaults *self, NetFault fault)
{
  g_return_val_if_fail ((guint)fault < NET_N_FAULTS, 0);
  return self->slots[fault].generation;
}

gboolean
net_faults_is_honest (NetFaults *self)
{
  return self->n_on == 0;
}

static gboolean
is_phase_meant (const NetFaultSetting *setting, NetFault fault, NetFaultPhase phase)
{
  if (!net_fault_can_happen (fault, phase))
    return FALSE;
  if (setting->phase != NET_FAULT_PHASE_ANY)
    return setting->phase == phase;
  return phase != NET_FAULT_PHASE_HANDSHAKE || !net_fault_can_happen (fault, NET_FAULT_PHASE_OPEN);
}

static gboolean
is_client_meant (const NetFaultSetting *setting, const IcPrincipal *client)
{
  g_autofree char *text = NULL;

  if (setting->clients == NULL)
    return TRUE;
  if (client == NULL)
    return FALSE;
  text = ic_principal_to_text (client);
  return g_strv_contains ((const char *const *)setting->clients, text);
}

/* Of [0, 1), with all the bits that a double has. */
static double
draw (NetFaults *self)
{
  return (double)(ic_random_uint64 (self->random) >> 11) * 0x1p-53;
}

gboolean
net_faults_strike (NetFaults *self,
                   NetFault fault,
                   NetFaultPhase phase,
                   const IcPrincipal *client,
                   guint64 *parameter)
{
  Slot *slot = &self->slots[fault];
  const NetFaultSetting *setting = &slot->setting;

  if (!(setting->rate > 0) || !is_phase_meant (setting, fault, phase) ||
      !is_client_meant (setting, client) || (setting->rate < 1 && draw (self) >= setting->rate))
    return FALSE;

  if (parameter != NULL)
    *parameter = setting->parameter != 0 ? setting->parameter
                                         : net_fault_get_default_parameter (fault);
  slot->count++;
  slot->n_done++;
  if (setting->limit != 0 && slot->n_done >= setting->limit)
    switch_off (self, slot);
  g_debug ("%s (%s)", net_fault_get_name (fault), net_fault_phase_get_name (phase));
  g_signal_emit (self, signals[STRUCK], 0, (guint)fault, (guint)phase);
  return TRUE;
}

static gboolean
complain (GError **error, const char *text, const char *why, const char *part)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "fault \"%s\": %s \"%s\"", text,
               why, part);
  return FALSE;
}

static gboolean
parse_rate (const char *part, double *rate)
{
  char *end;

  /* strtod knows blanks, hexadecimal, "inf" and "nan", too. */
  if (part[strspn (part, "0123456789.e-")] != '\0')
    return FALSE;
  *rate = g_ascii_strtod (part, &end);
  return *end == '\0' && *rate >= 0 && *rate <= 1;
}

gboolean
net_faults_parse (NetFaults *self, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", MAX_PARTS);
  guint n = g_strv_length (parts);
  NetFaultSetting setting = { .rate = 1 };
  guint64 max;
  NetFault fault;

  if (n == 0 || !net_fault_from_name (parts[0], &fault))
    return complain (error, text, "there is none called", n == 0 ? "" : parts[0]);
  if (n > 1 && *parts[1] != '\0' && !parse_rate (parts[1], &setting.rate))
    return complain (error, text, "not a rate from 0 to 1:", parts[1]);
  if (n > 2 && *parts[2] != '\0')
    {
      if (!net_fault_phase_from_name (parts[2], &setting.phase))
        return complain (error, text, "not a phase:", parts[2]);
      if (!net_fault_can_happen (fault, setting.phase))
        return complain (error, text, "it never happens in the phase", parts[2]);
    }
  max = fault == NET_FAULT_HUGE_FRAME ? NET_FAULT_MAX_FRAME : NET_FAULT_MAX_PARAMETER;
  if (n > 3 && *parts[3] != '\0' &&
      !g_ascii_string_to_unsigned (parts[3], 10, 0, max, &setting.parameter, NULL))
    return complain (error, text, "not a parameter:", parts[3]);
  net_faults_set (self, fault, &setting);
  return TRUE;
}
