/* SPDX-License-Identifier: MIT */
/* What a tester needs to know of each fault: name, sentence, phases, parameter. */
#include "config.h"

#include "net-faults.h"
#include "ic/ic-i18n.h"

#define BIT(phase) (1u << NET_FAULT_PHASE_##phase)
#define MESSAGES   (BIT (OPEN) | BIT (CHAT) | BIT (ACK) | BIT (CLOSE))
#define EVERYWHERE (BIT (HANDSHAKE) | MESSAGES)

typedef struct
{
  const char *name;
  const char *text;
  guint phases;
  guint64 parameter;
} FaultFacts;

static const FaultFacts FACTS[NET_N_FAULTS] = {
  [NET_FAULT_TAMPER_CONTENT] = { "tamper-content",
                                 N_ ("Changes a bit of the content of a message."), MESSAGES, 0 },
  [NET_FAULT_TAMPER_KEY] = { "tamper-key", N_ ("Changes the number in the key of a message."),
                             MESSAGES, 0 },
  [NET_FAULT_TAMPER_TREE] = { "tamper-tree", N_ ("Changes a bit of the witness of a message."),
                              MESSAGES, 0 },
  [NET_FAULT_TAMPER_CERTIFICATE] = { "tamper-certificate",
                                     N_ ("Changes the certificate of a message: unreadable, "
                                         "another "
                                         "tree, or another signature."),
                                     MESSAGES, 0 },
  [NET_FAULT_FORGE_SIGNATURE] = { "forge-signature",
                                  N_ ("Signs a certificate by a key of its own."), MESSAGES, 0 },
  [NET_FAULT_FORGE_DELEGATION] = { "forge-delegation",
                                   N_ ("Shows a certificate of a subnet that it made up itself, "
                                       "delegated to by a root of its own."),
                                   MESSAGES, 0 },
  [NET_FAULT_FORGE_RANGE] = { "forge-range",
                              N_ ("Shows a certificate of a real subnet that is not responsible "
                                  "for "
                                  "the canister."),
                              MESSAGES, 0 },
  [NET_FAULT_FORGE_CANISTER] = { "forge-canister",
                                 N_ ("Shows a real certificate about another canister."), MESSAGES,
                                 0 },
  [NET_FAULT_REPLAY] = { "replay", N_ ("Sends an old message again, right after a newer one."),
                         BIT (CHAT) | BIT (ACK) | BIT (CLOSE), 0 },
  [NET_FAULT_DUPLICATE] = { "duplicate", N_ ("Sends a message twice."), EVERYWHERE, 0 },
  [NET_FAULT_REORDER] = { "reorder", N_ ("Holds a message back until the next one has gone."),
                          BIT (OPEN) | BIT (CHAT) | BIT (ACK), 0 },
  [NET_FAULT_DROP] = { "drop", N_ ("Leaves a message out."), MESSAGES, 0 },
  [NET_FAULT_MISDELIVER] = { "misdeliver", N_ ("Sends a message that is meant for another client."),
                             MESSAGES, 0 },
  [NET_FAULT_DELAY] = { "delay", N_ ("Holds messages back for a while."), EVERYWHERE, 40000 },
  [NET_FAULT_STALE] = { "stale", N_ ("Holds a message back until its certificate is too old."),
                        MESSAGES, 360000 },
  [NET_FAULT_WITHHOLD_OPEN] = { "withhold-open", N_ ("Keeps the opening call from the canister."),
                                BIT (OPEN), 0 },
  [NET_FAULT_WITHHOLD_OPENED] = { "withhold-opened",
                                  N_ ("Keeps the canister's answer to the opening call, and all "
                                      "that "
                                      "follows it, from the client."),
                                  BIT (OPEN), 0 },
  [NET_FAULT_WITHHOLD_UP] = { "withhold-up", N_ ("Keeps the client's messages from the canister."),
                              BIT (CHAT) | BIT (ACK) | BIT (CLOSE), 0 },
  [NET_FAULT_WITHHOLD_DOWN] = { "withhold-down",
                                N_ ("Keeps the canister's messages from the client."), MESSAGES,
                                0 },
  [NET_FAULT_WITHHOLD_KEEP_ALIVE] = { "withhold-keep-alive",
                                      N_ ("Keeps the client's keep-alive messages from the "
                                          "canister."),
                                      BIT (ACK), 0 },
  [NET_FAULT_SWAP_UP] = { "swap-up",
                          N_ ("Lets two messages of the client reach the canister swapped."),
                          BIT (CHAT) | BIT (ACK), 0 },
  [NET_FAULT_NONSENSE] = { "nonsense", N_ ("Sends a frame of random bytes."), EVERYWHERE, 0 },
  [NET_FAULT_TEXT] = { "text", N_ ("Sends a text frame."), EVERYWHERE, 0 },
  [NET_FAULT_HUGE_FRAME] = { "huge-frame", N_ ("Sends a frame that is far too large."), EVERYWHERE,
                             64 * 1024 * 1024 },
  [NET_FAULT_FLOOD] = { "flood", N_ ("Sends a valid frame again and again."), EVERYWHERE, 20000 },
  [NET_FAULT_PING_FLOOD] = { "ping-flood", N_ ("Sends WebSocket pings without end."), EVERYWHERE,
                             20000 },
  [NET_FAULT_NO_HANDSHAKE] = { "no-handshake", N_ ("Accepts a connection and says nothing."),
                               BIT (HANDSHAKE), 0 },
  [NET_FAULT_BAD_HANDSHAKE] = { "bad-handshake", N_ ("Sends something else than a handshake."),
                                BIT (HANDSHAKE), 0 },
  [NET_FAULT_WRONG_PRINCIPAL] = { "wrong-principal",
                                  N_ ("Tells a principal that is not its own in the handshake."),
                                  BIT (HANDSHAKE), 0 },
  [NET_FAULT_REFUSE] = { "refuse", N_ ("Answers with HTTP status 503 instead of a WebSocket."),
                         BIT (HANDSHAKE), 0 },
  [NET_FAULT_HANG] = { "hang", N_ ("Takes the TCP connection and never answers."), BIT (HANDSHAKE),
                       0 },
  [NET_FAULT_CLOSE] = { "close", N_ ("Drops the connection without a word."), EVERYWHERE, 0 },
  [NET_FAULT_RESTART] = { "restart", N_ ("Says goodbye, as a gateway does that starts anew."),
                          EVERYWHERE, 0 },
};

static const char *const PHASE_NAMES[NET_N_FAULT_PHASES] = {
  [NET_FAULT_PHASE_ANY] = "any",   [NET_FAULT_PHASE_HANDSHAKE] = "handshake",
  [NET_FAULT_PHASE_OPEN] = "open", [NET_FAULT_PHASE_CHAT] = "chat",
  [NET_FAULT_PHASE_ACK] = "ack",   [NET_FAULT_PHASE_CLOSE] = "close",
};

const char *
net_fault_get_name (NetFault fault)
{
  g_return_val_if_fail ((guint)fault < NET_N_FAULTS, NULL);
  return FACTS[fault].name;
}

const char *
net_fault_get_text (NetFault fault)
{
  g_return_val_if_fail ((guint)fault < NET_N_FAULTS, NULL);
  return FACTS[fault].text;
}

gboolean
net_fault_from_name (const char *name, NetFault *out)
{
  for (guint i = 0; i < NET_N_FAULTS; i++)
    if (g_strcmp0 (FACTS[i].name, name) == 0)
      {
        *out = i;
        return TRUE;
      }
  return FALSE;
}

const char *
net_fault_phase_get_name (NetFaultPhase phase)
{
  g_return_val_if_fail ((guint)phase < NET_N_FAULT_PHASES, NULL);
  return PHASE_NAMES[phase];
}

gboolean
net_fault_phase_from_name (const char *name, NetFaultPhase *out)
{
  for (guint i = 0; i < NET_N_FAULT_PHASES; i++)
    if (g_strcmp0 (PHASE_NAMES[i], name) == 0)
      {
        *out = i;
        return TRUE;
      }
  return FALSE;
}

guint64
net_fault_get_default_parameter (NetFault fault)
{
  g_return_val_if_fail ((guint)fault < NET_N_FAULTS, 0);
  return FACTS[fault].parameter;
}

gboolean
net_fault_can_happen (NetFault fault, NetFaultPhase phase)
{
  g_return_val_if_fail ((guint)fault < NET_N_FAULTS, FALSE);
  g_return_val_if_fail ((guint)phase < NET_N_FAULT_PHASES, FALSE);
  return phase == NET_FAULT_PHASE_ANY || (FACTS[fault].phases & (1u << phase)) != 0;
}
