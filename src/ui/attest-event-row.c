/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "attest-event-row.h"
#include "attest-event-text.h"
#include "attest-text.h"
#include "attest-time.h"

struct _AttestEventRow
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *text;
  GtkLabel *details;
};

G_DEFINE_FINAL_TYPE (AttestEventRow, attest_event_row, ADW_TYPE_BIN)

static void
append_part (GString *string, const char *part)
{
  g_string_append (string, " · ");
  g_string_append (string, part);
}

static char *
describe_entry (IcwsLedgerEntry *entry)
{
  g_autofree char *clock = attest_time_format_clock_seconds (icws_ledger_entry_get_wall_ns (entry));
  GString *details = g_string_new (clock);
  guint64 sequence = icws_ledger_entry_get_sequence (entry);
  gint64 latency = icws_ledger_entry_get_latency_us (entry);
  gint64 verify = icws_ledger_entry_get_verify_us (entry);

  append_part (details, attest_event_group_text (icws_ledger_entry_get_group (entry)));
  if (sequence != 0)
    {
      g_autofree char *part = NULL;

      /* Translators: number of a message, which the room or this program gave to it */
      part = g_strdup_printf (_ ("No. %" PRIu64), sequence);
      append_part (details, part);
    }
  if (latency >= 0)
    {
      g_autofree char *span = attest_time_format_span (latency);
      /* Translators: how long a message took, such as "120 ms on the way" */
      g_autofree char *part = g_strdup_printf (_ ("%s on the way"), span);

      append_part (details, part);
    }
  if (verify >= 0)
    {
      g_autofree char *span = attest_time_format_span (verify);
      /* Translators: how long checking took, such as "2 ms to check" */
      g_autofree char *part = g_strdup_printf (_ ("%s to check"), span);

      append_part (details, part);
    }
  return g_string_free (details, FALSE);
}

/* Made when it is wanted: to set a tooltip asks the display where the pointer is, each time. */
static gboolean
attest_event_row_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  AttestEventRow *self = ATTEST_EVENT_ROW (widget);
  g_autofree char *text = g_strdup_printf ("%s\n%s", gtk_label_get_text (self->text),
                                           gtk_label_get_text (self->details));

  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
attest_event_row_class_init (AttestEventRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->query_tooltip = attest_event_row_query_tooltip;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-event-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestEventRow, details);
  gtk_widget_class_bind_template_child (widget_class, AttestEventRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AttestEventRow, text);
}

static void
attest_event_row_init (AttestEventRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
attest_event_row_new (void)
{
  return g_object_new (ATTEST_TYPE_EVENT_ROW, NULL);
}

/**
 * attest_event_row_set_entry:
 * @self: the row
 * @entry: the entry it shows
 */
void
attest_event_row_set_entry (AttestEventRow *self, IcwsLedgerEntry *entry)
{
  IcwsSeverity severity;
  g_autofree char *text = NULL;
  g_autofree char *details = NULL;

  g_return_if_fail (ATTEST_IS_EVENT_ROW (self));

  severity = icws_ledger_entry_get_severity (entry);
  /* A sentence of an error may quote what a stranger sent. */
  text = attest_text_clean_line (icws_ledger_entry_get_text (entry));
  details = describe_entry (entry);

  for (int i = ICWS_SEVERITY_INFO; i <= ICWS_SEVERITY_PROBLEM; i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon),
                                 attest_event_severity_css_class ((IcwsSeverity)i));
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), attest_event_severity_css_class (severity));
  gtk_image_set_from_icon_name (self->icon, attest_event_severity_icon_name (severity));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  attest_event_severity_text (severity), -1);
  gtk_label_set_text (self->text, text);
  gtk_label_set_text (self->details, details);
}

const char *
attest_event_row_get_text (AttestEventRow *self)
{
  g_return_val_if_fail (ATTEST_IS_EVENT_ROW (self), NULL);
  return gtk_label_get_text (self->text);
}

const char *
attest_event_row_get_details (AttestEventRow *self)
{
  g_return_val_if_fail (ATTEST_IS_EVENT_ROW (self), NULL);
  return gtk_label_get_text (self->details);
}
