/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-canister-fault.h"
#include "ic/ic-i18n.h"

static const struct
{
  const char *name;
  const char *text;
} FAULTS[NET_N_CANISTER_FAULTS] = {
  [NET_CANISTER_FAULT_OPEN_ERR] = { "open-err",
                                    N_ ("ws_open answers Err, and nobody is connected.") },
  [NET_CANISTER_FAULT_MESSAGE_ERR] = { "message-err", N_ ("ws_message answers Err, and the message "
                                                          "does not count.") },
  [NET_CANISTER_FAULT_TRAP_OPEN] = { "trap-open",
                                     N_ ("ws_open traps in the canister's own code.") },
  [NET_CANISTER_FAULT_TRAP_MESSAGE] = { "trap-message",
                                        N_ ("ws_message traps in the canister's own code.") },
  [NET_CANISTER_FAULT_TRAP_POLL] = { "trap-poll",
                                     N_ ("ws_get_messages traps: gateways drop all sessions.") },
  [NET_CANISTER_FAULT_SLOW] = { "slow", N_ ("Calls are executed so many milliseconds late (default "
                                            "20000).") },
  [NET_CANISTER_FAULT_WRONG_SEQUENCE] = { "wrong-sequence",
                                          N_ ("Leaves a sequence number out before a message.") },
  [NET_CANISTER_FAULT_BAD_CONTENT] = { "bad-content", N_ ("Certifies a message that is none; with "
                                                          "parameter 1, one "
                                                          "whose content is none.") },
  [NET_CANISTER_FAULT_SECOND_OPEN] = { "second-open", N_ ("Sends another OpenMessage before an "
                                                          "application message.") },
  [NET_CANISTER_FAULT_BAD_ACK] = { "bad-ack",
                                   N_ ("Acknowledges so many messages that were never sent "
                                       "(default 1000).") },
  [NET_CANISTER_FAULT_NO_ACK] = { "no-ack", N_ ("Sends no AckMessage.") },
  [NET_CANISTER_FAULT_STOPPED] = { "stopped",
                                   N_ ("Is stopped: calls are refused with IC0508 before they are "
                                       "accepted; with parameter 1, after it.") },
  [NET_CANISTER_FAULT_OUT_OF_CYCLES] = { "out-of-cycles",
                                         N_ ("Has no cycles left: calls are refused with IC0207 "
                                             "before "
                                             "they are accepted; with parameter 1, after it.") },
  [NET_CANISTER_FAULT_NO_METHOD] = { "no-method", N_ ("Has no method ws_open: IC0536.") },
};

const char *
net_canister_fault_get_name (NetCanisterFault fault)
{
  g_return_val_if_fail (fault < NET_N_CANISTER_FAULTS, NULL);

  return FAULTS[fault].name;
}

const char *
net_canister_fault_get_text (NetCanisterFault fault)
{
  g_return_val_if_fail (fault < NET_N_CANISTER_FAULTS, NULL);

  return FAULTS[fault].text;
}

gboolean
net_canister_fault_from_name (const char *name, NetCanisterFault *out)
{
  for (guint i = 0; i < NET_N_CANISTER_FAULTS; i++)
    if (g_str_equal (name, FAULTS[i].name))
      {
        *out = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * net_canister_faults_set:
 * @rate: of the occasions, 0 to 1; 0: off
 * @parameter: 0: the fault's default
 * @limit: so many times, then off by itself; 0: no limit
 */
void
net_canister_faults_set (
    NetCanisterFaults *self, NetCanisterFault fault, double rate, guint64 parameter, guint64 limit)
{
  g_return_if_fail (fault < NET_N_CANISTER_FAULTS);
  g_return_if_fail (rate >= 0 && rate <= 1);

  self->faults[fault].rate = rate;
  self->faults[fault].parameter = parameter;
  self->faults[fault].limit = limit;
}

/* From 0 to below 1: the 53 bits that a double holds. */
static double
random_fraction (IcRandom *random)
{
  return (double)(ic_random_uint64 (random) >> 11) * 0x1p-53;
}

gboolean
net_canister_faults_strike (NetCanisterFaults *self,
                            NetCanisterFault fault,
                            IcRandom *random,
                            guint64 *parameter)
{
  double rate = self->faults[fault].rate;

  if (rate <= 0 || (rate < 1 && random_fraction (random) >= rate))
    return FALSE;
  if (parameter != NULL)
    *parameter = self->faults[fault].parameter;
  self->faults[fault].count++;
  if (self->faults[fault].limit > 0 && --self->faults[fault].limit == 0)
    self->faults[fault].rate = 0;
  return TRUE;
}
