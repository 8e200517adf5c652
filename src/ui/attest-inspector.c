/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-event-text.h"
#include "attest-inspector-private.h"
#include "attest-text.h"
#include "attest-time.h"
#include "attest-value-row.h"
#include "attest-verdict-text.h"

struct _AttestInspector
{
  AdwWindow parent_instance;

  IcPrincipal canister_id;
  IcwsInspection *inspection; /* (nullable) */
  GtkStack *stack;
  GtkBox *summary;
  GtkWidget *tree_view; /* (nullable) */
  GString *text;        /* the summary, to be copied */
  AdwPreferencesGroup *group;
};

G_DEFINE_FINAL_TYPE (AttestInspector, attest_inspector, ADW_TYPE_WINDOW)

/* Summary */

static void
begin_group (AttestInspector *self, const char *title)
{
  g_autofree char *markup = g_markup_escape_text (title, -1);

  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, markup);
  gtk_box_append (self->summary, GTK_WIDGET (self->group));
  g_string_append_printf (self->text, "%s%s\n", self->text->len > 0 ? "\n" : "", title);
}

static void
add_row (AttestInspector *self, const char *title, const char *value, gboolean copyable)
{
  g_autofree char *clean = value != NULL ? attest_text_clean_line (value) : NULL;
  g_autofree char *markup = g_markup_escape_text (title, -1);
  GtkWidget *row;

  if (clean == NULL)
    return;
  row = g_object_new (ATTEST_TYPE_VALUE_ROW, "copyable", copyable, "title", markup, NULL);
  attest_value_row_set_value (ATTEST_VALUE_ROW (row), clean);
  adw_preferences_group_add (self->group, row);
  g_string_append_printf (self->text, "  %s: %s\n", title, clean);
}

static void
add_time (AttestInspector *self, const char *title, guint64 wall_ns)
{
  g_autofree char *value = wall_ns != 0 ? attest_time_format_full (wall_ns) : NULL;

  add_row (self, title, value, FALSE);
}

static void
add_span (AttestInspector *self, const char *title, gint64 us)
{
  g_autofree char *value = us >= 0 ? attest_time_format_span (us) : NULL;

  add_row (self, title, value, FALSE);
}

static void
add_number (AttestInspector *self, const char *title, guint64 number)
{
  g_autofree char *value = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  add_row (self, title, value, FALSE);
}

static void
add_principal (AttestInspector *self, const char *title, const IcPrincipal *principal)
{
  g_autofree char *value = ic_principal_to_text (principal);

  add_row (self, title, value, TRUE);
}

/* Two hashes that must be the same: the words say whether they are. */
static void
add_pair (AttestInspector *self, const char *title, const char *a, const char *b)
{
  const char *word = a == NULL || b == NULL ? _ ("cannot be compared")
                     : g_str_equal (a, b)   ? _ ("equal")
                                            : _ ("different");

  add_row (self, title, word, FALSE);
}

/* Whoever made the bytes may have a say in the words. */
static void
add_error (AttestInspector *self, const char *title, const GError *error)
{
  g_autofree char *text = attest_text_clean_line (error->message);

  add_row (self, title, text, TRUE);
}

static void
add_message_rows (AttestInspector *self)
{
  const IcwsInspection *inspection = self->inspection;
  const IcwsMessage *message = inspection->message;

  begin_group (self, _ ("Message"));
  if (message == NULL)
    {
      const GError *error = inspection->frame_error != NULL ? inspection->frame_error
                                                            : inspection->message_error;

      if (error != NULL)
        add_error (self, _ ("Cannot be read"), error);
      else
        add_row (self, _ ("Cannot be read"), "", TRUE);
      return;
    }
  add_row (self, _ ("Kind"),
           message->is_service_message ? _ ("of the protocol") : _ ("of the application"), FALSE);
  add_number (self, _ ("Number"), message->sequence_num);
  add_time (self, _ ("Written at"), message->timestamp_ns);
  add_row (self, _ ("Content"), inspection->content_candid, TRUE);
  add_principal (self, _ ("For client"), &message->client_key.principal);
  add_number (self, _ ("Client's nonce"), message->client_key.nonce);
}

static void
add_proof_rows (AttestInspector *self)
{
  const IcwsInspection *inspection = self->inspection;

  if (inspection->frame == NULL)
    return;
  begin_group (self, _ ("Proof"));
  add_row (self, _ ("Key"), inspection->frame->key, TRUE);
  add_row (self, _ ("Hash of the content"), inspection->content_hash, TRUE);
  add_row (self, _ ("Hash in the room's tree"), inspection->witness_hash, TRUE);
  add_pair (self, _ ("These two are"), inspection->content_hash, inspection->witness_hash);
  add_row (self, _ ("Root of the room's tree"), inspection->witness_root, TRUE);
  add_row (self, _ ("Certified for the room"), inspection->certified_data, TRUE);
  add_pair (self, _ ("These two are"), inspection->witness_root, inspection->certified_data);
  add_time (self, _ ("Certificate made at"), inspection->certificate_time_ns);
  add_row (self, _ ("Signature"), inspection->signature, TRUE);
  if (inspection->certificate_error != NULL)
    add_error (self, _ ("Certificate"), inspection->certificate_error);
  if (inspection->witness_error != NULL)
    add_error (self, _ ("Tree"), inspection->witness_error);
}

/* Bytes */

/**
 * attest_inspector_hex_dump:
 * @bytes: what to show
 * @max: at most so many of them
 *
 * Returns: (transfer full): lines of offset, sixteen bytes, and text
 */
char *
attest_inspector_hex_dump (GBytes *bytes, gsize max)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);
  gsize shown = MIN (len, max);
  GString *out = g_string_sized_new (shown * 5);

  for (gsize at = 0; at < shown; at += 16)
    {
      g_string_append_printf (out, "%06zx ", at);
      for (gsize i = at; i < at + 16; i++)
        if (i < shown)
          g_string_append_printf (out, " %02x", data[i]);
        else
          g_string_append (out, "   ");
      g_string_append (out, "  ");
      for (gsize i = at; i < MIN (at + 16, shown); i++)
        g_string_append_c (out, g_ascii_isprint (data[i]) ? (char)data[i] : '.');
      g_string_append_c (out, '\n');
    }
  if (shown < len)
    g_string_append_printf (out, _ ("… %zu bytes in all"), len);
  return g_string_free (out, FALSE);
}

static GtkWidget *
create_bytes_page (GBytes *bytes)
{
  g_autofree char *dump = attest_inspector_hex_dump (bytes, ATTEST_INSPECTOR_MAX_SHOWN);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), dump, -1);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Bytes of the message"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

/* The window */

static void
copy_cb (AttestInspector *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text->str);
}

static GtkWidget *
wrap_summary (GtkWidget *box)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  return scrolled;
}

static void
attest_inspector_finalize (GObject *object)
{
  AttestInspector *self = ATTEST_INSPECTOR (object);

  g_clear_pointer (&self->inspection, icws_inspection_free);
  g_string_free (self->text, TRUE);
  G_OBJECT_CLASS (attest_inspector_parent_class)->finalize (object);
}

static void
attest_inspector_class_init (AttestInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = attest_inspector_finalize;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
attest_inspector_init (AttestInspector *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *copy = gtk_button_new_from_icon_name ("attest-copy-symbolic");
  GtkWidget *switcher = gtk_stack_switcher_new ();

  self->text = g_string_new (NULL);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Event"));
  gtk_window_set_default_size (GTK_WINDOW (self), 620, 640);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 294);

  gtk_widget_set_tooltip_text (copy, _ ("Copy as Text"));
  g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_cb), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), copy);

  self->stack = GTK_STACK (gtk_stack_new ());
  self->summary = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->stack), "inspector");
  gtk_stack_add_titled (self->stack, wrap_summary (GTK_WIDGET (self->summary)), "summary",
                        _ ("Summary"));
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), self->stack);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), switcher);

  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_window_set_content (ADW_WINDOW (self), box);
}

static void
add_frame (AttestInspector *self, GBytes *frame)
{
  if (frame == NULL)
    return;
  self->inspection = icws_inspection_new (frame, &self->canister_id);
  add_message_rows (self);
  add_proof_rows (self);
  if (self->inspection->frame != NULL)
    gtk_stack_add_titled (
        self->stack,
        attest_inspector_proof_new (self->inspection, &self->canister_id, &self->tree_view),
        "proof", _ ("Proof"));
  gtk_stack_add_titled (self->stack, create_bytes_page (frame), "bytes", _ ("Bytes"));
}

/**
 * attest_inspector_new:
 * @entry: what to show
 * @canister_id: of the room
 *
 * Returns: (transfer floating): a window
 */
AttestInspector *
attest_inspector_new (IcwsLedgerEntry *entry, const IcPrincipal *canister_id)
{
  AttestInspector *self = g_object_new (ATTEST_TYPE_INSPECTOR, NULL);
  GBytes *frame = icws_ledger_entry_get_evidence (entry);
  guint64 sequence = icws_ledger_entry_get_sequence (entry);

  self->canister_id = *canister_id;
  begin_group (self, _ ("Event"));
  add_row (self, _ ("What happened"), icws_ledger_entry_get_text (entry), TRUE);
  add_time (self, _ ("When"), icws_ledger_entry_get_wall_ns (entry));
  add_row (self, _ ("Weight"), attest_event_severity_text (icws_ledger_entry_get_severity (entry)),
           FALSE);
  add_row (self, _ ("Part"), attest_event_group_text (icws_ledger_entry_get_group (entry)), FALSE);
  add_row (self, _ ("Name"), icws_ledger_entry_get_id (entry), FALSE);
  if (sequence != 0)
    add_number (self, _ ("Number"), sequence);
  add_span (self, _ ("On the way"), icws_ledger_entry_get_latency_us (entry));
  add_span (self, _ ("Time to check"), icws_ledger_entry_get_verify_us (entry));
  if (frame == NULL && icws_ledger_entry_get_direction (entry) == ICWS_DIRECTION_IN &&
      sequence != 0)
    add_row (self, _ ("Bytes"), _ ("no longer kept"), FALSE);
  add_frame (self, frame);
  return self;
}

/**
 * attest_inspector_new_for_verdict:
 * @verdict: what to show
 * @canister_id: of the room
 *
 * Returns: (transfer floating): a window with the evidence
 */
AttestInspector *
attest_inspector_new_for_verdict (IcwsVerdict *verdict, const IcPrincipal *canister_id)
{
  AttestInspector *self = g_object_new (ATTEST_TYPE_INSPECTOR, NULL);
  AttestErrorText text;
  const IcwsEvidence *evidence;
  guint n;

  self->canister_id = *canister_id;
  gtk_window_set_title (GTK_WINDOW (self), _ ("Evidence"));
  attest_verdict_text_get (icws_verdict_get_act (verdict), &text);
  begin_group (self, text.title);
  add_row (self, _ ("What happened"), text.what, TRUE);
  add_row (self, _ ("Who did it"), attest_culprit_text (icws_verdict_get_culprit (verdict)), FALSE);
  add_row (self, _ ("How sure"), attest_certainty_text (icws_verdict_get_certainty (verdict)),
           TRUE);
  add_row (self, _ ("What follows"), attest_response_text (icws_verdict_get_response (verdict)),
           TRUE);
  add_time (self, _ ("When"), icws_verdict_get_wall_ns (verdict));
  add_row (self, _ ("Gateway"), icws_verdict_get_gateway (verdict), TRUE);
  add_row (self, _ ("In detail"), icws_verdict_get_text (verdict), TRUE);
  evidence = icws_verdict_get_evidence (verdict, &n);
  if (n > 0)
    begin_group (self, _ ("Evidence"));
  for (guint i = 0; i < n; i++)
    add_row (self, attest_evidence_text (evidence[i].name), evidence[i].value, TRUE);
  add_frame (self, icws_verdict_get_frame (verdict));
  return self;
}

void
attest_inspector_show_page (AttestInspector *self, const char *name)
{
  g_return_if_fail (ATTEST_IS_INSPECTOR (self));
  gtk_stack_set_visible_child_name (self->stack, name);
}

GtkWidget *
attest_inspector_get_tree_view (AttestInspector *self)
{
  g_return_val_if_fail (ATTEST_IS_INSPECTOR (self), NULL);
  return self->tree_view;
}

/**
 * attest_inspector_dup_summary:
 *
 * Returns: (transfer full): what the first page says, as text
 */
char *
attest_inspector_dup_summary (AttestInspector *self)
{
  g_return_val_if_fail (ATTEST_IS_INSPECTOR (self), NULL);
  return g_strdup (self->text->str);
}
