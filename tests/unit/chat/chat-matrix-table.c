/* SPDX-License-Identifier: MIT */
/* What must be told of each act in each phase: DESIGN section 3 of the project, cell by cell. */
#include "chat-matrix-table.h"

/* The verdict follows in the same moment; the clock goes on in steps. */
#define AT_ONCE 1000
/* The next message brings it to light. */
#define NEXT_MESSAGE 6000
#define HANDSHAKE    (ICWS_HANDSHAKE_TIMEOUT_MS + AT_ONCE)
#define OPENING      (ICWS_OPEN_TIMEOUT_MS + AT_ONCE)
#define DELIVERY     (CHAT_DELIVERY_FIRST_MS + CHAT_DELIVERY_SECOND_MS + AT_ONCE)
#define SILENCE      (KIT_ACK_MS + ICWS_LATENCY_BOUND_MS + AT_ONCE)
#define NO_ACK       (ICWS_LATENCY_BOUND_MS + 2 * AT_ONCE)

/* In parentheses, so that a cell is one argument of a macro. */
#define CELL(...) (&(const Cell){ __VA_ARGS__ })
#define VERDICT(act, culprit, certainty, response, ...)                                            \
  CELL (CELL_VERDICT, ICWS_ACT_##act, ICWS_CULPRIT_##culprit, ICWS_CERTAINTY_##certainty,          \
        ICWS_RESPONSE_##response, __VA_ARGS__)
#define NEVER(why)         CELL (.kind = CELL_IMPOSSIBLE, .note = why)
#define NOTHING(why)       CELL (.kind = CELL_NOTHING, .note = why)
#define SLOW(bound)        CELL (.kind = CELL_DELAYED, .bound_ms = bound)
#define LIE_IN(act, bound) VERDICT (act, GATEWAY, PROVED, QUARANTINE, bound)
#define LIE(act)           LIE_IN (act, AT_ONCE)
#define VIOLATION          LIE (PROTOCOL_VIOLATION)
#define CLOSED_IN(...)     VERDICT (CANISTER_CLOSED, CANISTER, PROVED, STOP, __VA_ARGS__)
#define CLOSED                                                                                     \
  CLOSED_IN (AT_ONCE, "the CloseMessage came first, and is true: what follows it is not looked "   \
                      "at")
#define UNSAID(bound) VERDICT (WITHHELD_FROM_YOU, GATEWAY, SUSPECTED, FAIL_OVER, bound)
#define UNOPENED      VERDICT (WITHHELD_FROM_YOU, GATEWAY, SUSPECTED, FAIL_OVER, OPENING)
#define NO_MESSAGE    NEVER ("no message of the canister is on the way yet")
#define ONE_FRAME     NEVER ("the handshake is one frame")
#define ONLY_SHAKE    NEVER ("is about the handshake alone")
#define ONLY_OPEN     NEVER ("is about ws_open alone")

#define CELLS(handshake, open, chat, ack, close)                                                   \
  .cells = {                                                                                       \
    [NET_FAULT_PHASE_HANDSHAKE] = handshake, [NET_FAULT_PHASE_OPEN] = open,                        \
    [NET_FAULT_PHASE_CHAT] = chat,           [NET_FAULT_PHASE_ACK] = ack,                          \
    [NET_FAULT_PHASE_CLOSE] = close,                                                               \
  }
#define NOT_THERE               NEVER ("the canister has no part in it")
#define NOTHING_SAID            NEVER ("nothing is said yet")
#define NOTHING_MORE            NEVER ("nothing more is said")
#define NOT_BEFORE_ACK          NEVER ("there is no AckMessage yet")
#define HANGS_UP                VERDICT (CONNECTION_LOST, NETWORK, SUSPECTED, RETRY, AT_ONCE)
#define MISBEHAVED(bound)       VERDICT (CANISTER_MISBEHAVED, CANISTER, PROVED, RETRY, bound)
#define STOPPED(certainty)      VERDICT (CANISTER_STOPPED, CANISTER, certainty, RETRY, AT_ONCE)
#define BROKE(certainty, bound) VERDICT (CANISTER_OUT_OF_CYCLES, CANISTER, certainty, RETRY, bound)
#define DIAGNOSIS               (ICWS_DIAGNOSIS_TIMEOUT_MS + AT_ONCE)
#define LOOK                    (ICWS_CLOCK_WATCH_INTERVAL_MS + AT_ONCE)
#define LOST(bound)             VERDICT (NETWORK_LOST, NETWORK, SUSPECTED, RETRY, bound)
#define OUTLIVES                "a connection outlives it"
#define CLOCK_IS_WRONG(bound)   VERDICT (CLOCK_WRONG, YOU, PROVED, STOP, bound)
#define CLOCK_CELLS                                                                                \
  CELLS (CLOCK_IS_WRONG (NEXT_MESSAGE + OPENING), CLOCK_IS_WRONG (NEXT_MESSAGE),                   \
         CLOCK_IS_WRONG (AT_ONCE), CLOCK_IS_WRONG (NEXT_MESSAGE), CLOCK_IS_WRONG (AT_ONCE))
#define BY_OPEN(cell)        CELLS (NOT_THERE, cell, ONLY_OPEN, ONLY_OPEN, ONLY_OPEN)
#define EACH_MESSAGE(cell)   CELLS (NO_MESSAGE, cell, cell, cell, cell)
#define HANDSHAKE_ONLY(cell) CELLS (cell, ONLY_SHAKE, ONLY_SHAKE, ONLY_SHAKE, ONLY_SHAKE)
#define OPEN_ONLY(cell)      CELLS (ONLY_OPEN, cell, ONLY_OPEN, ONLY_OPEN, ONLY_OPEN)
#define EVERYWHERE(cell)     CELLS (cell, cell, cell, cell, cell)

/* What happens in the world. */

static void
lose_network (Kit *kit)
{
  kit_set_network (kit, RELAY_HOLD, FALSE);
}

static void
cut_network (Kit *kit)
{
  kit_set_network (kit, RELAY_REFUSE, TRUE);
}

static void
mend_network (Kit *kit)
{
  kit_set_network (kit, RELAY_PASS, FALSE);
}

static void
sleep_shortly (Kit *kit)
{
  kit_sleep (kit, 20000);
}

static void
sleep_long (Kit *kit)
{
  kit_sleep (kit, 600000);
}

static void
set_hour_ahead (Kit *kit)
{
  kit_set_clock (kit, 3600000);
}

static void
set_hour_back (Kit *kit)
{
  kit_set_clock (kit, -3600000);
}

static void
set_ten_minutes_ahead (Kit *kit)
{
  kit_set_clock (kit, 600000);
}

static void
set_ten_minutes_back (Kit *kit)
{
  kit_set_clock (kit, -600000);
}

static void
restart_gateway (Kit *kit)
{
  net_network_restart_gateway (kit->network, 0, 2000);
}

static void
kill_gateway (Kit *kit)
{
  relay_set_mode (kit->gateway_relays[0], RELAY_REFUSE);
  relay_cut (kit->gateway_relays[0]);
}

static void
revive_gateway (Kit *kit)
{
  relay_set_mode (kit->gateway_relays[0], RELAY_PASS);
}

static void
upgrade_canister (Kit *kit)
{
  net_ws_canister_upgrade (kit->canister);
}

const Row MATRIX[] = {
  { ROW_GATEWAY, "tamper-content", 0, NULL, EACH_MESSAGE (LIE (TAMPERED)) },
  { ROW_GATEWAY, "tamper-key", 0, NULL, EACH_MESSAGE (LIE (TAMPERED)) },
  { ROW_GATEWAY, "tamper-tree", 0, NULL, EACH_MESSAGE (LIE (TAMPERED)) },
  { ROW_GATEWAY, "tamper-certificate", 1, "unreadable", EACH_MESSAGE (LIE (TAMPERED)) },
  { ROW_GATEWAY, "tamper-certificate", 2, "a bit of its tree", EACH_MESSAGE (LIE (FORGED)) },
  { ROW_GATEWAY, "tamper-certificate", 3, "a bit of its signature", EACH_MESSAGE (LIE (FORGED)) },
  { ROW_GATEWAY, "forge-signature", 0, NULL, EACH_MESSAGE (LIE (FORGED)) },
  { ROW_GATEWAY, "forge-delegation", 0, NULL, EACH_MESSAGE (LIE (FORGED)) },
  { ROW_GATEWAY, "forge-range", 0, NULL, EACH_MESSAGE (LIE (FORGED)) },
  { ROW_GATEWAY, "forge-canister", 0, NULL, EACH_MESSAGE (LIE (FORGED)) },
  { ROW_GATEWAY, "replay", 0, NULL,
    CELLS (NO_MESSAGE,
           NEVER ("there is no old message yet"),
           LIE (REPLAYED),
           LIE (REPLAYED),
           CLOSED) },
  { ROW_GATEWAY, "duplicate", 0, NULL,
    CELLS (VIOLATION, LIE (REPLAYED), LIE (REPLAYED), LIE (REPLAYED), CLOSED) },
  { ROW_GATEWAY, "reorder", 0, NULL,
    CELLS (ONE_FRAME,
           VERDICT (REORDERED, GATEWAY, SUSPECTED, FAIL_OVER, NEXT_MESSAGE),
           LIE_IN (REORDERED, NEXT_MESSAGE),
           LIE_IN (REORDERED, NEXT_MESSAGE),
           NEVER ("nothing follows a CloseMessage that could go before it")) },
  { ROW_GATEWAY, "drop", 0, NULL,
    CELLS (NEVER ("is no-handshake"),
           VERDICT (REORDERED, GATEWAY, SUSPECTED, FAIL_OVER, NEXT_MESSAGE),
           LIE_IN (REORDERED, NEXT_MESSAGE),
           LIE_IN (REORDERED, NEXT_MESSAGE),
           UNSAID (SILENCE)) },
  { ROW_GATEWAY, "misdeliver", 1, "as it is", EACH_MESSAGE (LIE (MISDELIVERED)) },
  { ROW_GATEWAY, "misdeliver", 2, "under our key", EACH_MESSAGE (LIE (TAMPERED)) },
  { ROW_GATEWAY, "delay", 40000, "40 s",
    CELLS (VERDICT (PROTOCOL_VIOLATION, GATEWAY, SUSPECTED, FAIL_OVER, HANDSHAKE),
           SLOW (41000),
           SLOW (41000),
           UNSAID (NO_ACK),
           CLOSED_IN (41000)) },
  { ROW_GATEWAY, "delay", 40000, "40 s, each message", .again = TRUE,
    CELLS (NEVER ("as above"),
           NEVER ("as above"),
           VERDICT (DELAYED, GATEWAY, SUSPECTED, FAIL_OVER, 60000),
           NEVER ("as above"),
           NEVER ("as above")) },
  { ROW_GATEWAY, "delay", 130000, "130 s", .ack_ms = 300000,
    CELLS (VERDICT (PROTOCOL_VIOLATION, GATEWAY, SUSPECTED, FAIL_OVER, HANDSHAKE),
           UNOPENED,
           VERDICT (DELAYED, GATEWAY, SUSPECTED, FAIL_OVER, 131000),
           UNSAID (NO_ACK),
           CLOSED_IN (131000)) },
  { ROW_GATEWAY, "stale", 310000, "310 s", .ack_ms = 300000,
    CELLS (NO_MESSAGE, UNOPENED, LIE_IN (STALE, 311000), UNSAID (NO_ACK), LIE_IN (STALE, 311000)) },
  { ROW_GATEWAY, "withhold-open", 0, NULL,
    OPEN_ONLY (VERDICT (WITHHELD_FROM_CANISTER, GATEWAY, PROVED, QUARANTINE, OPENING)) },
  { ROW_GATEWAY, "withhold-opened", 0, NULL, OPEN_ONLY (UNOPENED) },
  { ROW_GATEWAY, "withhold-up", 0, NULL,
    CELLS (ONLY_OPEN,
           NEVER ("is withhold-open"),
           VERDICT (WITHHELD_FROM_CANISTER, GATEWAY, PROVED, QUARANTINE, DELIVERY),
           VERDICT (WITHHELD_FROM_CANISTER, GATEWAY, PROVED, QUARANTINE, DELIVERY),
           CLOSED_IN (AT_ONCE,
                      "it is ws_close that is withheld: nobody is there to see it, and "
                      "the canister drops us at its next keep-alive")) },
  { ROW_GATEWAY, "withhold-down", 0, NULL,
    CELLS (
        NEVER ("is no-handshake"), UNOPENED, UNSAID (SILENCE), UNSAID (NO_ACK), UNSAID (SILENCE)) },
  { ROW_GATEWAY, "withhold-keep-alive", 0, NULL,
    CELLS (NO_MESSAGE,
           NEVER ("no keep-alive is due yet"),
           NEVER ("no keep-alive is due yet"),
           VERDICT (WITHHELD_FROM_CANISTER, GATEWAY, PROVED, QUARANTINE, DELIVERY),
           NEVER ("no keep-alive is due any more")) },
  { ROW_GATEWAY, "swap-up", 0, NULL,
    CELLS (NO_MESSAGE,
           NEVER ("ws_open is one message"),
           VERDICT (OUT_OF_STEP, NETWORK, PROVED, RETRY, NEXT_MESSAGE),
           VERDICT (OUT_OF_STEP, NETWORK, PROVED, RETRY, NEXT_MESSAGE),
           NEVER ("nothing of ours follows")) },
  { ROW_GATEWAY, "nonsense", 0, NULL, EVERYWHERE (VIOLATION) },
  { ROW_GATEWAY, "text", 0, NULL, EVERYWHERE (VIOLATION) },
  { ROW_GATEWAY, "huge-frame", 0, NULL, EVERYWHERE (VIOLATION) },
  { ROW_GATEWAY, "flood", 0, NULL,
    CELLS (VIOLATION, LIE (REPLAYED), LIE (REPLAYED), LIE (REPLAYED), CLOSED) },
  { ROW_GATEWAY, "ping-flood", 0, "20000 pings",
    CELLS (NOTHING ("40 kB of pings do no harm"),
           NOTHING ("40 kB of pings do no harm"),
           NOTHING ("40 kB of pings do no harm"),
           NOTHING ("40 kB of pings do no harm"),
           CLOSED) },
  { ROW_GATEWAY, "no-handshake", 0, NULL,
    HANDSHAKE_ONLY (VERDICT (PROTOCOL_VIOLATION, GATEWAY, SUSPECTED, FAIL_OVER, HANDSHAKE)) },
  { ROW_GATEWAY, "bad-handshake", 0, NULL, HANDSHAKE_ONLY (VIOLATION) },
  { ROW_GATEWAY, "wrong-principal", 0, NULL, HANDSHAKE_ONLY (UNOPENED) },
  { ROW_GATEWAY, "refuse", 0, NULL,
    HANDSHAKE_ONLY (VERDICT (GATEWAY_UNREACHABLE, NETWORK, SUSPECTED, FAIL_OVER, AT_ONCE)) },
  { ROW_GATEWAY, "hang", 0, NULL,
    HANDSHAKE_ONLY (VERDICT (GATEWAY_UNREACHABLE, NETWORK, SUSPECTED, FAIL_OVER, HANDSHAKE)) },
  { ROW_GATEWAY, "close", 0, NULL, .again = TRUE,
    EVERYWHERE (VERDICT (CONNECTION_LOST, NETWORK, SUSPECTED, RETRY, AT_ONCE)) },
  { ROW_GATEWAY, "restart", 0, NULL,
    CELLS (VERDICT (GATEWAY_RESTARTED, NETWORK, SUSPECTED, RETRY, AT_ONCE),
           VERDICT (GATEWAY_RESTARTED, NETWORK, SUSPECTED, RETRY, AT_ONCE),
           VERDICT (GATEWAY_RESTARTED, NETWORK, SUSPECTED, RETRY, AT_ONCE),
           VERDICT (GATEWAY_RESTARTED, NETWORK, SUSPECTED, RETRY, AT_ONCE),
           CLOSED) },
  { ROW_CANISTER, "open-err", 0, NULL,
    BY_OPEN (VERDICT (CANISTER_REFUSED, CANISTER, PROVED, RETRY, OPENING)) },
  { ROW_CANISTER, "message-err", 0, NULL, .again = TRUE,
    CELLS (NOT_THERE,
           NOTHING_SAID,
           VERDICT (CANISTER_REFUSED, CANISTER, PROVED, RETRY, SILENCE),
           VERDICT (CANISTER_REFUSED, CANISTER, PROVED, RETRY, KIT_KEEP_ALIVE_MS + NEXT_MESSAGE),
           NOTHING_MORE) },
  { ROW_CANISTER, "trap-open", 0, NULL, .again = TRUE,
    BY_OPEN (NOTHING ("what a Motoko canister did before it trapped stays: we are connected")) },
  { ROW_CANISTER, "trap-message", 0, NULL, .again = TRUE,
    CELLS (NOT_THERE,
           NOTHING_SAID,
           NOTHING ("the message is told as failed; the rest goes on"),
           NOTHING ("what a Motoko canister did before it trapped stays"),
           NOTHING_MORE) },
  { ROW_CANISTER, "trap-poll", 0, NULL, CELLS (NOT_THERE, HANGS_UP, HANGS_UP, HANGS_UP, HANGS_UP) },
  { ROW_CANISTER, "slow", 20000, "20 s", .again = TRUE,
    CELLS (NOT_THERE,
           NOTHING ("within its rights"),
           NOTHING ("within its rights"),
           NOTHING ("within its rights"),
           NOTHING_MORE) },
  { ROW_CANISTER, "slow", 90000, "90 s", .again = TRUE,
    CELLS (NOT_THERE,
           VERDICT (CANISTER_SLOW, CANISTER, PROVED, RETRY, OPENING),
           VERDICT (CANISTER_SLOW, CANISTER, PROVED, RETRY, SILENCE),
           VERDICT (CANISTER_SLOW, CANISTER, PROVED, RETRY, KIT_KEEP_ALIVE_MS + NEXT_MESSAGE),
           NOTHING_MORE) },
  { ROW_CANISTER, "wrong-sequence", 0, "nobody else there", .again = TRUE, .alone = TRUE,
    CELLS (NOT_THERE,
           MISBEHAVED (AT_ONCE),
           MISBEHAVED (AT_ONCE),
           MISBEHAVED (NEXT_MESSAGE),
           MISBEHAVED (AT_ONCE)) },
  { ROW_CANISTER, "wrong-sequence", 0, "among others", .again = TRUE,
    CELLS (NOT_THERE,
           NEVER ("as above"),
           VERDICT (REORDERED,
                    GATEWAY,
                    PROVED,
                    QUARANTINE,
                    NEXT_MESSAGE,
                    "where the queue has messages of others in between, nobody can tell it from a "
                    "gateway that leaves one out; canisters number by the development kit"),
           NEVER ("as above"),
           NEVER ("as above")) },
  { ROW_CANISTER, "bad-content", 0, NULL, .again = TRUE,
    CELLS (NOT_THERE,
           MISBEHAVED (AT_ONCE),
           MISBEHAVED (AT_ONCE),
           MISBEHAVED (NEXT_MESSAGE),
           MISBEHAVED (AT_ONCE)) },
  { ROW_CANISTER, "bad-content", 1, "inside", .again = TRUE,
    CELLS (NOT_THERE,
           MISBEHAVED (AT_ONCE),
           CELL (CELL_VERDICT,
                 ICWS_ACT_CANISTER_MISBEHAVED,
                 ICWS_CULPRIT_CANISTER,
                 ICWS_CERTAINTY_PROVED,
                 ICWS_RESPONSE_RETRY,
                 SILENCE,
                 "an application may send what it likes: told by the next AckMessage"),
           MISBEHAVED (NEXT_MESSAGE),
           MISBEHAVED (AT_ONCE)) },
  { ROW_CANISTER, "second-open", 0, NULL, .again = TRUE,
    CELLS (NOT_THERE,
           MISBEHAVED (NEXT_MESSAGE),
           MISBEHAVED (AT_ONCE),
           MISBEHAVED (NEXT_MESSAGE),
           CLOSED) },
  { ROW_CANISTER, "bad-ack", 0, NULL, .again = TRUE,
    CELLS (NOT_THERE, NOT_BEFORE_ACK, NOT_BEFORE_ACK, MISBEHAVED (NEXT_MESSAGE), NOTHING_MORE) },
  { ROW_CANISTER, "no-ack", 0, NULL, .again = TRUE,
    CELLS (NOT_THERE,
           NOT_BEFORE_ACK,
           NOT_BEFORE_ACK,
           CELL (CELL_VERDICT,
                 ICWS_ACT_WITHHELD_FROM_YOU,
                 ICWS_CULPRIT_GATEWAY,
                 ICWS_CERTAINTY_SUSPECTED,
                 ICWS_RESPONSE_FAIL_OVER,
                 NEXT_MESSAGE + NO_ACK,
                 "nobody certifies that there was no message: so it is no more than suspected"),
           NOTHING_MORE) },
  { ROW_CANISTER, "stopped", 0, NULL, .again = TRUE,
    CELLS (NOT_THERE,
           STOPPED (SUSPECTED),
           STOPPED (SUSPECTED),
           STOPPED (SUSPECTED),
           STOPPED (SUSPECTED)) },
  { ROW_CANISTER, "stopped", 1, "after accepting", .again = TRUE,
    CELLS (
        NOT_THERE, STOPPED (PROVED), STOPPED (PROVED), STOPPED (SUSPECTED), STOPPED (SUSPECTED)) },
  { ROW_CANISTER, "out-of-cycles", 0, NULL, .again = TRUE,
    CELLS (NOT_THERE,
           BROKE (SUSPECTED, OPENING),
           BROKE (SUSPECTED, DELIVERY),
           BROKE (SUSPECTED, NEXT_MESSAGE + NO_ACK),
           BROKE (SUSPECTED, SILENCE)) },
  { ROW_CANISTER, "out-of-cycles", 1, "after accepting", .again = TRUE,
    CELLS (NOT_THERE,
           BROKE (PROVED, OPENING),
           BROKE (PROVED, SILENCE),
           BROKE (SUSPECTED, NEXT_MESSAGE + NO_ACK),
           BROKE (SUSPECTED, SILENCE)) },
  { ROW_CANISTER, "no-method", 0, NULL, .again = TRUE,
    BY_OPEN (VERDICT (CANISTER_NO_METHOD, CANISTER, PROVED, STOP, OPENING)) },

  { ROW_WORLD, "network silent for 3 min", .begin = lose_network, .end = mend_network,
    .end_ms = 180000,
    CELLS (LOST (HANDSHAKE + DIAGNOSIS),
           LOST (OPENING + DIAGNOSIS),
           LOST (SILENCE + DIAGNOSIS),
           LOST (NEXT_MESSAGE + NO_ACK + DIAGNOSIS),
           LOST (SILENCE + DIAGNOSIS)) },
  { ROW_WORLD, "network cut for 1 min", .begin = cut_network, .end = mend_network, .end_ms = 60000,
    EVERYWHERE (LOST (AT_ONCE)) },
  { ROW_WORLD, "sleep of 20 s", .begin = sleep_shortly,
    CELLS (
        NOTHING (OUTLIVES), NOTHING (OUTLIVES), NOTHING (OUTLIVES), NOTHING (OUTLIVES), CLOSED) },
  { ROW_WORLD, "sleep of 10 min", .begin = sleep_long,
    EVERYWHERE (VERDICT (SUSPENDED, NONE, PROVED, RETRY, LOOK)) },
  { ROW_WORLD, "clock set by +1 h", .begin = set_hour_ahead, .end = set_hour_back, .end_ms = 200000,
    CLOCK_CELLS },
  { ROW_WORLD, "clock set by -1 h", .begin = set_hour_back, .end = set_hour_ahead, .end_ms = 200000,
    CLOCK_CELLS },
  { ROW_WORLD, "clock set by +10 min", .begin = set_ten_minutes_ahead, .end = set_ten_minutes_back,
    .end_ms = 200000, CLOCK_CELLS },
  { ROW_WORLD, "clock set by -10 min", .begin = set_ten_minutes_back, .end = set_ten_minutes_ahead,
    .end_ms = 200000, CLOCK_CELLS },
  { ROW_WORLD, "gateway restart", .begin = restart_gateway,
    EVERYWHERE (VERDICT (GATEWAY_RESTARTED, NETWORK, SUSPECTED, RETRY, AT_ONCE)) },
  { ROW_WORLD, "gateway killed", .begin = kill_gateway, .end = revive_gateway, .end_ms = 30000,
    EVERYWHERE (VERDICT (CONNECTION_LOST, NETWORK, SUSPECTED, RETRY, AT_ONCE)) },
  { ROW_WORLD, "canister upgrade", .begin = upgrade_canister,
    CELLS (NOTHING ("we are not connected yet"),
           VERDICT (CANISTER_RESTARTED, CANISTER, PROVED, RETRY, OPENING),
           VERDICT (CANISTER_RESTARTED, CANISTER, PROVED, RETRY, SILENCE),
           VERDICT (CANISTER_RESTARTED, CANISTER, PROVED, RETRY, NEXT_MESSAGE + NO_ACK),
           VERDICT (CANISTER_RESTARTED, CANISTER, PROVED, RETRY, SILENCE)) },
};

const guint N_MATRIX = G_N_ELEMENTS (MATRIX);
