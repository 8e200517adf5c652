/* SPDX-License-Identifier: MIT */
#include <json-glib/json-glib.h>
#include <string.h>

#include "icws-test-kit.h"
#include "icws/icws-ledger-private.h"

/* Every code: the id is unique, the culprit is that of its chapter in icws-error.h. */
static void
test_errors (void)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_integrity = 0;

  IcwsError none;

  g_assert_false (icws_error_from_id ("unknown", &none));
  g_assert_false (icws_error_from_id ("other", &none));
  for (gint code = ICWS_ERROR_UNREACHABLE; code <= ICWS_ERROR_LAST; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (ICWS_ERROR, code, "x");
      IcwsCulprit expected;
      IcwsError back;

      if (code == ICWS_ERROR_CANCELLED)
        expected = ICWS_CULPRIT_NONE;
      else if (code < ICWS_ERROR_HANDSHAKE || code == ICWS_ERROR_GOING_AWAY)
        expected = ICWS_CULPRIT_NETWORK;
      else if (code < ICWS_ERROR_CONTENT)
        expected = ICWS_CULPRIT_GATEWAY;
      else if (code < ICWS_ERROR_ANONYMOUS)
        expected = ICWS_CULPRIT_CANISTER;
      else
        expected = ICWS_CULPRIT_YOU;
      g_assert_cmpint (icws_error_get_culprit (error), ==, expected);
      g_assert_cmpstr (icws_error_get_id (error), !=, "unknown");
      g_assert_cmpstr (icws_error_get_id (error), !=, "other");
      g_assert_true (icws_error_from_id (icws_error_get_id (error), &back));
      g_assert_cmpint ((gint)back, ==, code);
      g_assert_true (g_hash_table_add (ids, (gpointer)icws_error_get_id (error)));
      if (icws_error_is_integrity_failure (error))
        {
          g_assert_cmpint (expected, ==, ICWS_CULPRIT_GATEWAY);
          n_integrity++;
        }
    }
  /* Four tampered, four forged, replayed, reordered, misdelivered. */
  g_assert_cmpuint (n_integrity, ==, 11);
}

static void
test_foreign_errors (void)
{
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autoptr (GError) io = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "x");
  g_autoptr (GError) ours = g_error_new_literal (IC_ERROR, IC_ERROR_KEY, "x");

  g_assert_cmpint (icws_error_get_culprit (cancelled), ==, ICWS_CULPRIT_NONE);
  g_assert_cmpint (icws_error_get_culprit (io), ==, ICWS_CULPRIT_NETWORK);
  g_assert_cmpint (icws_error_get_culprit (ours), ==, ICWS_CULPRIT_YOU);
  g_assert_cmpstr (icws_error_get_id (io), ==, "other");
  g_assert_false (icws_error_is_integrity_failure (io));
}

/* A GListModel's user sees the same list by counting the changes. */
static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, guint *n)
{
  g_assert_cmpuint (position, <=, *n);
  g_assert_cmpuint (position + removed, <=, *n);
  *n = *n - removed + added;
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, *n);
}

static void
test_ring (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (ICWS_TEST_NOW_NS);
  IcwsLedger *ledger = icws_ledger_new (IC_CLOCK (clock));
  IcwsLedgerRecord record = ICWS_LEDGER_RECORD_INIT;
  guint n = 0;

  record.id = "frame-verified";
  g_signal_connect (ledger, "items-changed", G_CALLBACK (on_items_changed), &n);
  for (guint i = 1; i <= ICWS_LEDGER_MAX_ENTRIES + 777; i++)
    {
      record.sequence = i;
      icws_ledger_add (ledger, &record, "Message %u", i);
    }
  g_assert_cmpuint (n, ==, ICWS_LEDGER_MAX_ENTRIES);
  for (guint i = 0; i < n; i += 331)
    {
      g_autoptr (IcwsLedgerEntry) entry = g_list_model_get_item (G_LIST_MODEL (ledger), i);
      g_autofree char *text = g_strdup_printf ("Message %u", i + 778);

      g_assert_cmpuint (icws_ledger_entry_get_sequence (entry), ==, i + 778);
      g_assert_cmpstr (icws_ledger_entry_get_text (entry), ==, text);
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (ledger), n));
  g_assert_finalize_object (ledger);
}

/* Evidence is bounded in bytes; the newest stays. */
static void
test_evidence (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (ICWS_TEST_NOW_NS);
  IcwsLedger *ledger = icws_ledger_new (IC_CLOCK (clock));
  g_autoptr (GError)
      error = g_error_new_literal (ICWS_ERROR, ICWS_ERROR_TAMPERED_TREE, "The witness is wrong");
  gsize size = ICWS_MAX_FRAME_BYTES;
  guint n = 2 * ICWS_LEDGER_MAX_EVIDENCE_BYTES / ICWS_MAX_FRAME_BYTES;
  gsize kept = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) evidence = g_bytes_new_take (g_malloc0 (size), size);

      icws_ledger_add_error (ledger, error, evidence);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (IcwsLedgerEntry) entry = g_list_model_get_item (G_LIST_MODEL (ledger), i);
      GBytes *evidence = icws_ledger_entry_get_evidence (entry);

      g_assert_cmpint (evidence != NULL, ==, i >= n / 2);
      if (evidence != NULL)
        kept += g_bytes_get_size (evidence);
    }
  g_assert_cmpuint (kept, ==, ICWS_LEDGER_MAX_EVIDENCE_BYTES);
  g_assert_finalize_object (ledger);
}

static gboolean
has_frame (IcwsLedger *ledger, guint position)
{
  g_autoptr (IcwsLedgerEntry) entry = g_list_model_get_item (G_LIST_MODEL (ledger), position);

  return icws_ledger_entry_get_evidence (entry) != NULL;
}

/* Frames of verified messages are kept too, but give way to those of refused ones. */
static void
test_verified_evidence (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (ICWS_TEST_NOW_NS);
  g_autoptr (IcwsLedger) ledger = icws_ledger_new (IC_CLOCK (clock));
  g_autoptr (GError) error = g_error_new_literal (ICWS_ERROR, ICWS_ERROR_REPLAYED, "Again");
  IcwsLedgerRecord record = ICWS_LEDGER_RECORD_INIT;
  gsize size = ICWS_MAX_FRAME_BYTES;
  guint room = ICWS_LEDGER_MAX_EVIDENCE_BYTES / ICWS_MAX_FRAME_BYTES;
  g_autoptr (GBytes) frame = g_bytes_new_take (g_malloc0 (size), size);

  record.id = "frame-verified";
  record.evidence = frame;
  icws_ledger_add_error (ledger, error, frame);
  for (guint i = 0; i < room; i++)
    icws_ledger_add (ledger, &record, "Verified");
  /* The oldest of all is the refused one, and the oldest verified one went for it. */
  g_assert_true (has_frame (ledger, 0));
  g_assert_false (has_frame (ledger, 1));
  for (guint i = 2; i <= room; i++)
    g_assert_true (has_frame (ledger, i));
  for (guint i = 0; i < room; i++)
    icws_ledger_add_error (ledger, error, frame);
  /* Only refused ones are left, the newest of them. */
  for (guint i = 0; i <= room; i++)
    g_assert_false (has_frame (ledger, i));
  for (guint i = room + 1; i <= 2 * room; i++)
    {
      g_autoptr (IcwsLedgerEntry) entry = g_list_model_get_item (G_LIST_MODEL (ledger), i);

      g_assert_true (has_frame (ledger, i));
      g_assert_true (icws_ledger_entry_is_refused (entry));
    }
}

static void
test_json (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (ICWS_TEST_NOW_NS);
  g_autoptr (IcwsLedger) ledger = icws_ledger_new (IC_CLOCK (clock));
  g_autoptr (GBytes) evidence = icws_test_text ("frame");
  g_autoptr (GError) error = g_error_new_literal (ICWS_ERROR, ICWS_ERROR_REPLAYED, "“7” again\n");
  IcwsLedgerRecord record = ICWS_LEDGER_RECORD_INIT;

  icws_ledger_peek_figures (ledger)->messages_verified = 3;
  record.severity = ICWS_SEVERITY_NOTE;
  record.group = ICWS_GROUP_ACK;
  record.direction = ICWS_DIRECTION_OUT;
  record.id = "keep-alive-sent";
  record.sequence = G_MAXUINT64;
  record.latency_us = 12;
  icws_ledger_add (ledger, &record, "Sign of life");
  icws_ledger_add_error (ledger, error, evidence);
  for (guint with = 0; with < 2; with++)
    {
      g_autofree char *json = icws_ledger_to_json (ledger, with);
      g_autoptr (JsonParser) parser = json_parser_new ();
      JsonObject *root, *first, *second;

      g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
      root = json_node_get_object (json_parser_get_root (parser));
      g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (root, "figures"),
                                                   "messages_verified"),
                       ==, 3);
      first = json_array_get_object_element (json_object_get_array_member (root, "entries"), 0);
      second = json_array_get_object_element (json_object_get_array_member (root, "entries"), 1);
      g_assert_cmpstr (json_object_get_string_member (first, "time_ns"), ==, "1700000000000000000");
      g_assert_cmpstr (json_object_get_string_member (first, "sequence"), ==,
                       "18446744073709551615");
      g_assert_cmpstr (json_object_get_string_member (first, "severity"), ==, "note");
      g_assert_cmpstr (json_object_get_string_member (first, "group"), ==, "ack");
      g_assert_cmpstr (json_object_get_string_member (first, "direction"), ==, "out");
      g_assert_cmpint (json_object_get_int_member (first, "latency_us"), ==, 12);
      g_assert_false (json_object_has_member (first, "verify_us"));
      g_assert_cmpstr (json_object_get_string_member (second, "id"), ==, "replayed");
      g_assert_cmpstr (json_object_get_string_member (second, "text"), ==, "“7” again\n");
      g_assert_cmpint (json_object_has_member (second, "evidence_base64"), ==, with);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icws/errors/ours", test_errors);
  g_test_add_func ("/icws/errors/foreign", test_foreign_errors);
  g_test_add_func ("/icws/ledger/ring", test_ring);
  g_test_add_func ("/icws/ledger/evidence", test_evidence);
  g_test_add_func ("/icws/ledger/verified-evidence", test_verified_evidence);
  g_test_add_func ("/icws/ledger/json", test_json);
  return g_test_run ();
}
