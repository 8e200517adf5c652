/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-history-view.h"
#include "attest-time.h"
#include "attest-timeline-band.h"
#include "attest-timeline-style.h"

/* Sentences in the list: the last ones tell. */
#define MAX_LINES 20
#define SWATCH_PX 14

static const guint64 RANGES_S[] = { 15 * 60, 24 * 60 * 60, 7 * 24 * 60 * 60 };

struct _AttestHistoryView
{
  GtkBox parent_instance;

  ChatTimeline *timeline; /* (nullable) */
  guint64 now_ns;
  AttestTimelineBand *band;
  GtkDropDown *range;
  GtkLabel *start;
  GtkLabel *chosen;
  GtkLabel *list;
  GtkExpander *expander;
};

G_DEFINE_FINAL_TYPE (AttestHistoryView, attest_history_view, GTK_TYPE_BOX)

/* One square of the legend. */
#define ATTEST_TYPE_SWATCH (attest_swatch_get_type ())
G_DECLARE_FINAL_TYPE (AttestSwatch, attest_swatch, ATTEST, SWATCH, GtkWidget)
struct _AttestSwatch
{
  GtkWidget parent_instance;

  AttestTimelineKind kind;
};
G_DEFINE_FINAL_TYPE (AttestSwatch, attest_swatch, GTK_TYPE_WIDGET)

static void
attest_swatch_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  attest_timeline_kind_snapshot (ATTEST_SWATCH (widget)->kind, snapshot, widget,
                                 &GRAPHENE_RECT_INIT (0, 0, SWATCH_PX, SWATCH_PX));
}

static void
attest_swatch_class_init (AttestSwatchClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = attest_swatch_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "timeline");
}

static void
attest_swatch_init (AttestSwatch *self)
{
  gtk_widget_set_size_request (GTK_WIDGET (self), SWATCH_PX, SWATCH_PX);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

static GtkWidget *
create_legend (void)
{
  GtkWidget *legend = gtk_flow_box_new ();

  /* A flow box takes a Tab even where none of its children can have the focus, and keeps it. */
  gtk_widget_set_can_focus (legend, FALSE);
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (legend), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (legend), 4);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (legend), 6);
  for (int kind = 0; kind < ATTEST_N_TIMELINE_KINDS; kind++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *label = gtk_label_new (attest_timeline_kind_get_name ((AttestTimelineKind)kind));
      AttestSwatch *swatch = g_object_new (ATTEST_TYPE_SWATCH, NULL);

      swatch->kind = (AttestTimelineKind)kind;
      gtk_widget_add_css_class (label, "caption");
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (swatch));
      gtk_box_append (GTK_BOX (box), label);
      gtk_flow_box_append (GTK_FLOW_BOX (legend), box);
      gtk_widget_set_focusable (gtk_widget_get_parent (box), FALSE);
    }
  return legend;
}

static guint64
get_range_ns (AttestHistoryView *self)
{
  guint selected = gtk_drop_down_get_selected (self->range);

  return RANGES_S[MIN (selected, G_N_ELEMENTS (RANGES_S) - 1)] * IC_NS_PER_S;
}

static void
refresh_list (AttestHistoryView *self)
{
  GString *text;
  guint n;

  /* GTK 4.8 gives the focus to what an expander hides, and never gets away from there. */
  gtk_widget_set_can_focus (GTK_WIDGET (self->list), gtk_expander_get_expanded (self->expander));
  if (!gtk_expander_get_expanded (self->expander))
    return;
  text = g_string_new (NULL);
  n = self->timeline != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->timeline)) : 0;
  for (guint i = n; i > 0 && n - i < MAX_LINES; i--)
    {
      g_autoptr (ChatSpan) span = g_list_model_get_item (G_LIST_MODEL (self->timeline), i - 1);
      g_autofree char *line = attest_timeline_band_describe_span (span, self->now_ns);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
    }
  gtk_label_set_text (self->list, text->str);
  g_string_free (text, TRUE);
}

static void
show_range (AttestHistoryView *self)
{
  guint64 span_ns = get_range_ns (self);
  g_autofree char *start = NULL;

  attest_timeline_band_set_range (self->band, span_ns, self->now_ns);
  if (self->now_ns == 0)
    return;
  start = span_ns > 24 * 60 * 60 * IC_NS_PER_S ? attest_time_format_full (self->now_ns - span_ns)
                                               : attest_time_format_clock (self->now_ns - span_ns);
  gtk_label_set_text (self->start, start);
}

static void
chosen_cb (AttestHistoryView *self, const char *text)
{
  gtk_label_set_text (self->chosen, text);
  gtk_widget_set_visible (GTK_WIDGET (self->chosen), *text != 0);
}

static void
attest_history_view_dispose (GObject *object)
{
  g_clear_object (&ATTEST_HISTORY_VIEW (object)->timeline);
  G_OBJECT_CLASS (attest_history_view_parent_class)->dispose (object);
}

static void
attest_history_view_class_init (AttestHistoryViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = attest_history_view_dispose;
}

static GtkLabel *
create_caption (const char *text, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  return GTK_LABEL (label);
}

static GtkWidget *
create_header (AttestHistoryView *self)
{
  const char *names[] = { _ ("15 minutes"), _ ("24 hours"), _ ("7 days"), NULL };
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (_ ("History"));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (title, "heading");
  self->range = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (names));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->range), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("How far back"), -1);
  g_signal_connect_object (self->range, "notify::selected", G_CALLBACK (show_range), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (header), title);
  gtk_box_append (GTK_BOX (header), GTK_WIDGET (self->range));
  return header;
}

static GtkWidget *
create_ends (AttestHistoryView *self)
{
  GtkWidget *ends = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkLabel *end = create_caption (_ ("now"), 1);

  self->start = create_caption (NULL, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->start), TRUE);
  gtk_box_append (GTK_BOX (ends), GTK_WIDGET (self->start));
  gtk_box_append (GTK_BOX (ends), GTK_WIDGET (end));
  return ends;
}

static void
attest_history_view_init (AttestHistoryView *self)
{
  GtkBox *box = GTK_BOX (self);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (box, 6);
  gtk_box_append (box, create_header (self));

  self->band = ATTEST_TIMELINE_BAND (attest_timeline_band_new ());
  g_signal_connect_object (self->band, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (box, GTK_WIDGET (self->band));
  gtk_box_append (box, create_ends (self));
  self->chosen = create_caption (NULL, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->chosen), FALSE);
  gtk_box_append (box, GTK_WIDGET (self->chosen));
  gtk_box_append (box, create_legend ());

  self->expander = GTK_EXPANDER (gtk_expander_new (_ ("As a list")));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("As a list"), -1);
  self->list = create_caption (NULL, 0);
  gtk_label_set_selectable (self->list, TRUE);
  gtk_widget_set_can_focus (GTK_WIDGET (self->list), FALSE);
  gtk_expander_set_child (self->expander, GTK_WIDGET (self->list));
  g_signal_connect_object (self->expander, "notify::expanded", G_CALLBACK (refresh_list), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (box, GTK_WIDGET (self->expander));
}

/**
 * attest_history_view_set_timeline:
 * @timeline: (nullable): what to show
 */
void
attest_history_view_set_timeline (AttestHistoryView *self, ChatTimeline *timeline)
{
  g_return_if_fail (ATTEST_IS_HISTORY_VIEW (self));
  if (!g_set_object (&self->timeline, timeline))
    return;
  attest_timeline_band_set_timeline (self->band, timeline);
  refresh_list (self);
}

/**
 * attest_history_view_refresh:
 * @now_ns: wall time: the end of what is shown
 */
void
attest_history_view_refresh (AttestHistoryView *self, guint64 now_ns)
{
  g_return_if_fail (ATTEST_IS_HISTORY_VIEW (self));
  self->now_ns = now_ns;
  show_range (self);
  refresh_list (self);
}
