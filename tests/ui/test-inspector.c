/* SPDX-License-Identifier: MIT */
/* The page of events with its search and filters, and the window that shows one in full. */
#include "config.h"

#include "attest-event-filter.h"
#include "attest-event-row.h"
#include "attest-events-page.h"
#include "attest-inspector-private.h"
#include "icws-test-kit.h"
#include "ui-test-util.h"

typedef struct
{
  IcwsTestKit *kit;
  IcwsLedger *ledger;
  GBytes *frame;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) text = icws_test_text ("hello");
  g_autoptr (GBytes) content = NULL;
  g_autoptr (IcwsFrame) frame = NULL;
  IcwsClientKey client = { .nonce = 7 };
  guint8 bytes[29] = { 1, 2, 3, [28] = 2 };

  self->kit = icws_test_kit_new (1, TRUE);
  g_assert_true (ic_principal_from_bytes (&client.principal, bytes, sizeof bytes, NULL));
  self->ledger = icws_ledger_new (self->kit->clock);
  content = icws_test_kit_content (self->kit, &client, 3, FALSE, text);
  frame = icws_test_kit_frame (self->kit, content);
  self->frame = icws_frame_encode (frame);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->frame, g_bytes_unref);
  g_assert_finalize_object (self->ledger);
  icws_test_kit_free (self->kit);
}

static IcwsLedgerEntry *
add_entry (Fixture *self, IcwsSeverity severity, IcwsGroup group, GBytes *frame, const char *text)
{
  IcwsLedgerRecord record = ICWS_LEDGER_RECORD_INIT;

  record.id = "frame-verified";
  record.group = group;
  record.severity = severity;
  record.direction = ICWS_DIRECTION_IN;
  record.sequence = 3;
  record.evidence = frame;
  icws_ledger_add (self->ledger, &record, "%s", text);
  return g_list_model_get_item (G_LIST_MODEL (self->ledger),
                                g_list_model_get_n_items (G_LIST_MODEL (self->ledger)) - 1);
}

static void
take_picture (GtkWidget *window, const char *name)
{
  const char *directory = g_getenv ("ATTEST_SCREENSHOT_DIR");
  g_autofree char *path = NULL;

  ui_test_wait_for_frames (window);
  if (directory == NULL)
    return;
  path = g_build_filename (directory, name, NULL);
  ui_test_screenshot (window, path);
}

static guint
count_on_path (GtkListView *view)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (view));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (model, i);
      g_autoptr (IcwsTreeItem) item = gtk_tree_list_row_get_item (row);

      if (icws_tree_item_get_on_path (item))
        n++;
    }
  return n;
}

/* What was verified shows its path and equal hashes; what was changed shows where it breaks. */
static void
test_inspector (Fixture *self, gconstpointer data)
{
  g_autoptr (IcwsLedgerEntry)
      entry = add_entry (self, ICWS_SEVERITY_INFO, ICWS_GROUP_PROOF, self->frame, "Message 3");
  AttestInspector *inspector = attest_inspector_new (entry, &self->kit->canister_id);
  g_autofree char *summary = attest_inspector_dup_summary (inspector);
  GtkWidget *view = attest_inspector_get_tree_view (inspector);

  g_assert_nonnull (strstr (summary, "Message 3"));
  g_assert_nonnull (strstr (summary, "These two are: equal"));
  g_assert_null (strstr (summary, "different"));
  g_assert_null (strstr (summary, "cannot be compared"));
  /* The root, "websocket", the key, its hash. */
  g_assert_cmpuint (count_on_path (GTK_LIST_VIEW (view)), ==, 4);

  gtk_window_present (GTK_WINDOW (inspector));
  take_picture (GTK_WIDGET (inspector), "inspector-summary.png");
  attest_inspector_show_page (inspector, "proof");
  take_picture (GTK_WIDGET (inspector), "inspector-proof.png");
  attest_inspector_show_page (inspector, "bytes");
  take_picture (GTK_WIDGET (inspector), "inspector-bytes.png");
  gtk_window_destroy (GTK_WINDOW (inspector));
}

static void
test_tampered (Fixture *self, gconstpointer data)
{
  g_autoptr (IcwsFrame) frame = icws_frame_decode (self->frame, NULL);
  g_autoptr (GBytes) other = icws_test_text ("another content");
  g_autoptr (GBytes) tampered = NULL;
  g_autoptr (IcwsLedgerEntry) entry = NULL;
  g_autofree char *summary = NULL;
  AttestInspector *inspector;

  g_bytes_unref (frame->content);
  frame->content = g_bytes_ref (other);
  tampered = icws_frame_encode (frame);
  entry = add_entry (self, ICWS_SEVERITY_PROBLEM, ICWS_GROUP_PROOF, tampered, "Refused");
  inspector = attest_inspector_new (entry, &self->kit->canister_id);
  summary = attest_inspector_dup_summary (inspector);
  g_assert_nonnull (strstr (summary, "These two are: different"));
  g_assert_nonnull (strstr (summary, "Cannot be read"));
  gtk_window_destroy (GTK_WINDOW (inspector));
}

static void
test_no_frame (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) nonsense = g_bytes_new_static ("\xff\x00nonsense", 10);
  g_autoptr (IcwsLedgerEntry)
      entry = add_entry (self, ICWS_SEVERITY_PROBLEM, ICWS_GROUP_TRANSPORT, nonsense, "Nonsense");
  g_autoptr (IcwsLedgerEntry)
      without = add_entry (self, ICWS_SEVERITY_INFO, ICWS_GROUP_SESSION, NULL, "Opened");
  AttestInspector *inspector = attest_inspector_new (entry, &self->kit->canister_id);
  g_autofree char *summary = attest_inspector_dup_summary (inspector);

  g_assert_nonnull (strstr (summary, "Cannot be read"));
  g_assert_null (attest_inspector_get_tree_view (inspector));
  gtk_window_destroy (GTK_WINDOW (inspector));

  g_free (summary);
  inspector = attest_inspector_new (without, &self->kit->canister_id);
  summary = attest_inspector_dup_summary (inspector);
  g_assert_nonnull (strstr (summary, "no longer kept"));
  gtk_window_destroy (GTK_WINDOW (inspector));
}

static void
test_hex_dump (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("0123456789abcdef\n\xffxyz", 21);
  g_autofree char *dump = attest_inspector_hex_dump (bytes, 1024);
  g_autofree char *cut = attest_inspector_hex_dump (bytes, 16);

  g_assert_cmpstr (dump, ==,
                   "000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n"
                   "000010  0a ff 78 79 7a                                   ..xyz\n");
  g_assert_nonnull (strstr (cut, "21 bytes in all"));
}

static void
test_filter (Fixture *self, gconstpointer data)
{
  g_autoptr (AttestEventFilter) filter = attest_event_filter_new ();
  g_autoptr (IcwsLedgerEntry) entry = add_entry (self, ICWS_SEVERITY_WARNING, ICWS_GROUP_ORDER,
                                                 NULL, "Straße 7 CAME again");
  static const struct
  {
    const char *search;
    gboolean expected;
  } SEARCHES[] = {
    { "", TRUE },          { "came", TRUE },      { "again  strasse", TRUE },
    { "came not", FALSE }, { "frame-ver", TRUE }, { "#3", TRUE },
    { "#4", FALSE },
  };

  g_assert_true (attest_event_filter_is_open (filter));
  for (gsize i = 0; i < G_N_ELEMENTS (SEARCHES); i++)
    {
      attest_event_filter_set_search (filter, SEARCHES[i].search);
      g_assert_cmpint (gtk_filter_match (GTK_FILTER (filter), entry), ==, SEARCHES[i].expected);
    }
  attest_event_filter_set_search (filter, NULL);
  for (int severity = ICWS_SEVERITY_INFO; severity <= ICWS_SEVERITY_PROBLEM; severity++)
    {
      attest_event_filter_set_severity (filter, (IcwsSeverity)severity);
      g_assert_cmpint (gtk_filter_match (GTK_FILTER (filter), entry), ==,
                       severity <= ICWS_SEVERITY_WARNING);
    }
  attest_event_filter_set_severity (filter, ICWS_SEVERITY_INFO);
  for (int group = -1; group <= ICWS_GROUP_CLOCK; group++)
    {
      attest_event_filter_set_group (filter, group);
      g_assert_cmpint (gtk_filter_match (GTK_FILTER (filter), entry), ==,
                       group < 0 || group == ICWS_GROUP_ORDER);
    }
}

/* The choices have lists, too, in what pops up. */
static GtkWidget *
find_events (GtkWidget *widget)
{
  if (GTK_IS_LIST_VIEW (widget) && gtk_widget_has_css_class (widget, "events"))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_events (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_one_row (gpointer data)
{
  return ui_test_find_label (data, "The one") != NULL &&
         ui_test_find_label (data, "Other 7") == NULL;
}

static gboolean
has_nothing (gpointer data)
{
  GtkWidget *label = ui_test_find_label (data, "Nothing Found");

  return label != NULL && gtk_widget_get_mapped (label);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

/* A hundred thousand entries: one is found, activated, and told. */
static void
test_page (Fixture *self, gconstpointer data)
{
  AttestEventsPage *page = g_object_ref_sink (g_object_new (ATTEST_TYPE_EVENTS_PAGE, NULL));
  GtkWidget *window, *search, *list;
  guint n_inspected = 0;

  for (guint i = 0; i < ICWS_LEDGER_MAX_ENTRIES; i++)
    {
      g_autofree char *text = g_strdup_printf ("Other %u", i);
      g_autoptr (IcwsLedgerEntry) entry = add_entry (self, ICWS_SEVERITY_INFO, ICWS_GROUP_PROOF,
                                                     NULL, i == 5000 ? "The one" : text);
    }
  g_signal_connect_swapped (page, "inspect", G_CALLBACK (count_cb), &n_inspected);
  attest_events_page_set_events (page, G_LIST_MODEL (self->ledger));
  window = ui_test_show (GTK_WIDGET (page), 400, 500);
  search = ui_test_find (GTK_WIDGET (page), GTK_TYPE_SEARCH_ENTRY);
  list = find_events (GTK_WIDGET (page));
  gtk_editable_set_text (GTK_EDITABLE (search), "the one");
  g_signal_emit_by_name (search, "search-changed");
  ui_test_wait (has_one_row, page);
  take_picture (window, "events-search.png");
  g_signal_emit_by_name (list, "activate", 0);
  g_assert_cmpuint (n_inspected, ==, 1);

  gtk_editable_set_text (GTK_EDITABLE (search), "not there at all");
  g_signal_emit_by_name (search, "search-changed");
  ui_test_wait (has_nothing, page);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (page);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);
  ui_test_load_style ();
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/inspector/message", test_inspector);
  ADD ("/inspector/tampered", test_tampered);
  ADD ("/inspector/no-frame", test_no_frame);
  g_test_add_func ("/inspector/hex-dump", test_hex_dump);
  ADD ("/events/filter", test_filter);
  ADD ("/events/page", test_page);
#undef ADD
  return g_test_run ();
}
