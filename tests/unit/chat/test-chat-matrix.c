/* SPDX-License-Identifier: MIT */
/*
 * The matrix: every act of a gateway, of a canister and of the world, in every phase in which it can
 * happen, each told by its right verdict within its bound. Twice: with one gateway, so that nothing
 * hides the verdict, and with an honest second one, through which the connection must be proved again.
 * ATTEST_MATRIX_FILE=path writes what was seen as Markdown.
 */
#include "chat-matrix-report.h"

#define SEED 7
/* How long a diagnosis may take, with what goes on after it. */
#define AFTERMATH_MS 20000
/* What must have been told by then is told. */
#define PATIENCE_MS 400000
/* From the verdict to the next proof, through another gateway or after a few attempts. */
#define PROVED_AGAIN_MS 5000
#define RECOVERED_MS    90000

typedef struct
{
  const Row *row;
  NetFaultPhase phase;
  gboolean two; /* gateways */
} Case;

static const Cell *
get_cell (const Case *self)
{
  return self->row->cells[self->phase];
}

/* From now on, or now. */
static void
begin (const Case *self, Kit *kit)
{
  const Row *row = self->row;
  g_autofree char *text = NULL;
  NetCanisterFault fault;
  guint limit = row->again ? 0 : 1;

  switch (row->kind)
    {
    case ROW_GATEWAY:
      text = g_strdup_printf ("%s:1:%s:%" G_GUINT64_FORMAT, row->name,
                              net_fault_phase_get_name (self->phase), row->parameter);
      kit_fault (kit, text, limit);
      return;
    case ROW_CANISTER:
      g_assert_true (net_canister_fault_from_name (row->name, &fault));
      net_ws_canister_set_fault (kit->canister, fault, 1, row->parameter, limit);
      break;
    case ROW_WORLD:
      row->begin (kit);
      break;
    }
  kit->struck_us = kit_now_us (kit);
}

static gboolean
is_in_handshake (Kit *kit)
{
  IcwsSession *session = chat_connection_get_session (kit->connection);

  return session != NULL && icws_session_get_state (session) == ICWS_STATE_HANDSHAKE;
}

static gboolean
is_opening (Kit *kit)
{
  IcwsSession *session = chat_connection_get_session (kit->connection);

  return session != NULL && icws_session_get_state (session) == ICWS_STATE_OPENING;
}

/* What is no gateway's act happens in the middle: somebody slow, who may be, gives it the time. */
static void
play_start (const Case *self, Kit *kit)
{
  guint n_gateways = self->two ? 2 : 1;

  if (self->row->kind != ROW_WORLD)
    {
      begin (self, kit);
      kit_join (kit, n_gateways);
    }
  else if (self->phase == NET_FAULT_PHASE_HANDSHAKE)
    {
      kit_fault (kit, "delay:1:handshake:5000", 1);
      kit_join (kit, n_gateways);
      g_assert_true (kit_run_until (kit, is_in_handshake, 1000));
      begin (self, kit);
    }
  else
    {
      net_ws_canister_set_fault (kit->canister, NET_CANISTER_FAULT_SLOW, 1, 5000, 1);
      kit_join (kit, n_gateways);
      g_assert_true (kit_run_until (kit, is_opening, 1000));
      begin (self, kit);
    }
  if (self->phase == NET_FAULT_PHASE_OPEN)
    {
      kit_run (kit, 2000);
      kit_peer_say (kit, "somebody else");
    }
}

static void
play_chat (const Case *self, Kit *kit)
{
  gboolean world = self->row->kind == ROW_WORLD;

  if (!world)
    begin (self, kit);
  kit_say (kit, "one");
  kit_say (kit, "two");
  if (world)
    begin (self, kit);
  for (guint i = 0; i < (self->row->again ? 6 : 1); i++)
    {
      kit_run (kit, 1000);
      kit_peer_say (kit, "somebody else");
    }
}

static void
play_ack (const Case *self, Kit *kit)
{
  guint ack_ms = self->row->ack_ms != 0 ? self->row->ack_ms : KIT_ACK_MS;

  kit_say (kit, "one");
  kit_run (kit, ack_ms - 5000);
  begin (self, kit);
  kit_run (kit, 5000);
  if (g_str_equal (self->row->name, "swap-up"))
    kit_say (kit, "two");
  kit_peer_say (kit, "somebody else");
}

static void
play (const Case *self, Kit *kit)
{
  if (self->phase != NET_FAULT_PHASE_HANDSHAKE && !self->row->alone)
    kit_join_peer (kit);
  if (self->phase == NET_FAULT_PHASE_HANDSHAKE || self->phase == NET_FAULT_PHASE_OPEN)
    {
      play_start (self, kit);
      return;
    }
  kit_join (kit, self->two ? 2 : 1);
  g_assert_true (kit_run_until (kit, kit_is_verified, 10000));
  switch ((int)self->phase)
    {
    case NET_FAULT_PHASE_CHAT:
      play_chat (self, kit);
      break;
    case NET_FAULT_PHASE_ACK:
      play_ack (self, kit);
      break;
    case NET_FAULT_PHASE_CLOSE:
      if (self->row->kind != ROW_WORLD)
        begin (self, kit);
      net_ws_canister_close_all (kit->canister, NET_CLOSE_CLOSED_BY_APPLICATION);
      if (self->row->kind == ROW_WORLD)
        begin (self, kit);
      break;
    }
}

/* Time goes on, and what has begun may end. */
static void
watch (const Case *self, Kit *kit)
{
  guint wait_ms = get_cell (self)->kind == CELL_VERDICT ? PATIENCE_MS : 120000;
  gint64 begun_us = kit_now_us (kit);

  kit_run_until (kit, kit_has_verdict, self->row->end != NULL ? self->row->end_ms : wait_ms);
  if (self->row->end != NULL)
    {
      gint64 left_us = begun_us + self->row->end_ms * 1000 - kit_now_us (kit);

      if (left_us > 0)
        kit_run (kit, (guint)(left_us / 1000));
      self->row->end (kit);
    }
  kit_run (kit, AFTERMATH_MS);
}

static void
describe_verdict (GString *out, Kit *kit, const KitVerdict *seen)
{
  IcwsVerdict *verdict = seen->verdict;

  g_string_append_printf (
      out, "%s, %s %s, %s%s, %.1f s", icws_act_to_id (icws_verdict_get_act (verdict)),
      icws_culprit_to_id (icws_verdict_get_culprit (verdict)),
      icws_verdict_get_certainty (verdict) == ICWS_CERTAINTY_PROVED ? "proved" : "suspected",
      icws_response_to_id (icws_verdict_get_response (verdict)),
      icws_verdict_is_integrity_failure (verdict) ? ", integrity" : "",
      (double)(seen->at_us - kit->struck_us) / G_USEC_PER_SEC);
}

static char *
describe (Kit *kit)
{
  GString *out = g_string_new (NULL);

  /* What follows while it goes on is more of the same. */
  if (kit->verdicts->len > 0)
    describe_verdict (out, kit, kit_get_verdict (kit, 0));
  if (kit->verdicts->len == 0)
    g_string_append (out,
                     (kit->healths & (1u << CHAT_HEALTH_DELAYED)) != 0 ? "delayed" : "nothing");
  return g_string_free (out, FALSE);
}

/* TRUE: as it must be. */
static gboolean
is_right (const Cell *cell, Kit *kit)
{
  const KitVerdict *seen = kit_get_verdict (kit, 0);
  gint64 bound_us = cell->bound_ms * G_GINT64_CONSTANT (1000);

  if (kit->struck_us < 0)
    return FALSE;
  switch (cell->kind)
    {
    case CELL_NOTHING:
      return seen == NULL && kit_is_verified (kit) &&
             (kit->healths & (1u << CHAT_HEALTH_DELAYED)) == 0;
    case CELL_DELAYED:
      return seen == NULL && kit_is_open (kit) && (kit->healths & (1u << CHAT_HEALTH_DELAYED)) != 0;
    case CELL_VERDICT:
      return seen != NULL && icws_verdict_get_act (seen->verdict) == cell->act &&
             icws_verdict_get_culprit (seen->verdict) == cell->culprit &&
             icws_verdict_get_certainty (seen->verdict) == cell->certainty &&
             icws_verdict_get_response (seen->verdict) == cell->response &&
             icws_verdict_is_integrity_failure (seen->verdict) ==
                 (cell->certainty == ICWS_CERTAINTY_PROVED && cell->act >= ICWS_ACT_TAMPERED &&
                  cell->act <= ICWS_ACT_STALE) &&
             seen->at_us - kit->struck_us <= bound_us;
    case CELL_IMPOSSIBLE:
      break;
    }
  return FALSE;
}

static gboolean
is_at_second (Kit *kit)
{
  IcwsGateway *gateway = chat_connection_get_gateway (kit->connection);

  return gateway != NULL &&
         g_str_equal (icws_gateway_get_url (gateway), relay_get_url (kit->gateway_relays[1]));
}

/* What a person would do now. */
static void
help (const Case *self, Kit *kit)
{
  const Cell *cell = get_cell (self);

  if (self->row->kind == ROW_CANISTER)
    net_ws_canister_clear_faults (kit->canister);
  for (guint i = 0; self->row->kind == ROW_CANISTER && i < KIT_N_GATEWAYS; i++)
    icws_pool_forgive (chat_connection_get_pool (kit->connection),
                       relay_get_url (kit->gateway_relays[i]));
  if (cell->response == ICWS_RESPONSE_STOP && self->row->end == NULL)
    chat_connection_connect (kit->connection);
}

/* Proved again; with an honest gateway beside it through that one, if this one is at fault. */
static gboolean
is_recovered (const Case *self, Kit *kit)
{
  const Cell *cell = get_cell (self);
  gboolean elsewhere = self->two && self->row->kind == ROW_GATEWAY &&
                       (cell->response == ICWS_RESPONSE_FAIL_OVER ||
                        cell->response == ICWS_RESPONSE_QUARANTINE);

  if (cell->kind != CELL_VERDICT)
    return TRUE;
  help (self, kit);
  if (!kit_run_until (kit, kit_is_verified, RECOVERED_MS))
    return FALSE;
  return !elsewhere || (is_at_second (kit) && kit->proved_us - kit_get_verdict (kit, 0)->at_us <=
                                                  PROVED_AGAIN_MS * G_GINT64_CONSTANT (1000));
}

static void
test_cell (gconstpointer data)
{
  const Case *self = data;
  const Cell *cell = get_cell (self);
  Kit *kit = kit_new (SEED, self->row->ack_ms);
  g_autofree char *text = NULL;
  gboolean right, recovered;

  play (self, kit);
  watch (self, kit);
  text = describe (kit);
  right = is_right (cell, kit);
  recovered = (!self->two && self->row->kind != ROW_WORLD) || is_recovered (self, kit);
  g_test_message ("%s%s%s, %s%s: %s", self->row->name, self->row->text ? " " : "",
                  self->row->text ? self->row->text : "", net_fault_phase_get_name (self->phase),
                  self->two ? ", two gateways" : "", text);
  if (!right || !recovered)
    {
      kit_print (kit);
      g_test_message ("%s: health %s", right ? "NOT PROVED AGAIN" : "WRONG",
                      chat_health_to_id (chat_connection_get_health (kit->connection)));
      g_test_fail ();
    }
  if (!self->two)
    matrix_report_note (self->row, self->phase, text);
  kit_free (kit);
}

static void
add_cells (const Row *row, GPtrArray *cases)
{
  for (guint phase = NET_FAULT_PHASE_HANDSHAKE; phase < NET_N_FAULT_PHASES; phase++)
    for (guint two = 0; two < 2; two++)
      {
        Case *self;
        g_autofree char *path = NULL;

        if (row->cells[phase]->kind == CELL_IMPOSSIBLE)
          continue;
        self = g_new0 (Case, 1);
        *self = (Case){ row, phase, two != 0 };
        g_ptr_array_add (cases, self);
        path = g_strdup_printf ("/chat/matrix/%s%s%s/%s/%s", row->name, row->text ? " " : "",
                                row->text ? row->text : "", net_fault_phase_get_name (phase),
                                two ? "two" : "one");
        g_test_add_data_func (path, self, test_cell);
      }
}

/* Nothing is left out in silence: what a fault can do, the table has. */
static void
test_complete (void)
{
  for (guint fault = 0; fault < NET_N_FAULTS; fault++)
    for (guint phase = NET_FAULT_PHASE_HANDSHAKE; phase < NET_N_FAULT_PHASES; phase++)
      {
        guint n_here = 0, n_rows = 0;

        for (guint i = 0; i < N_MATRIX; i++)
          if (MATRIX[i].kind == ROW_GATEWAY &&
              g_str_equal (MATRIX[i].name, net_fault_get_name (fault)))
            {
              const Cell *cell = MATRIX[i].cells[phase];

              n_rows++;
              n_here += cell->kind != CELL_IMPOSSIBLE;
              g_assert_true (cell->kind != CELL_IMPOSSIBLE || cell->note != NULL);
            }
        g_assert_cmpuint (n_rows, >, 0);
        g_assert_cmpint (n_here > 0, ==, net_fault_can_happen (fault, phase));
      }
  for (guint fault = 0; fault < NET_N_CANISTER_FAULTS; fault++)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < N_MATRIX; i++)
        found |= MATRIX[i].kind == ROW_CANISTER &&
                 g_str_equal (MATRIX[i].name, net_canister_fault_get_name (fault));
      g_assert_true (found);
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (g_free);
  int status;

  kit_init (&argc, &argv);
  g_test_add_func ("/chat/matrix/complete", test_complete);
  for (guint i = 0; i < N_MATRIX; i++)
    add_cells (&MATRIX[i], cases);
  status = g_test_run ();
  matrix_report_write ();
  return status;
}
