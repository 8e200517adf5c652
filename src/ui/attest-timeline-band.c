/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-health-text.h"
#include "attest-time.h"
#include "attest-timeline-band.h"
#include "attest-timeline-style.h"

#define BAND_HEIGHT 28
#define BUCKET_PX   4
/* A failure of a second in a bucket of hours is still seen. */
#define MIN_PART_PX 3

struct _AttestTimelineBand
{
  GtkWidget parent_instance;

  ChatTimeline *timeline; /* (nullable) */
  guint64 span_ns;
  guint64 now_ns;
  guint chosen; /* position in the timeline; GTK_INVALID_LIST_POSITION: none */
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AttestTimelineBand, attest_timeline_band, GTK_TYPE_WIDGET)

static guint64
get_start_ns (AttestTimelineBand *self)
{
  return self->now_ns > self->span_ns ? self->now_ns - self->span_ns : 0;
}

/* Heights in proportion, from the worst at the top; what is there gets a minimum. */
static void
snapshot_bucket (AttestTimelineBand *self,
                 GtkSnapshot *snapshot,
                 const ChatTimelineBucket *bucket,
                 const graphene_rect_t *area)
{
  guint64 kinds[ATTEST_N_TIMELINE_KINDS] = { 0 };
  static const AttestTimelineKind ORDER[] = { ATTEST_TIMELINE_ATTACK, ATTEST_TIMELINE_REFUSED,
                                              ATTEST_TIMELINE_CUT,    ATTEST_TIMELINE_WORKING,
                                              ATTEST_TIMELINE_DOUBT,  ATTEST_TIMELINE_GOOD,
                                              ATTEST_TIMELINE_OFF };
  guint64 total = 0;
  float y = area->origin.y;
  float left = area->size.height;

  for (guint health = 0; health < G_N_ELEMENTS (bucket->ns); health++)
    {
      kinds[attest_timeline_kind_from_health ((ChatHealth)health)] += bucket->ns[health];
      total += bucket->ns[health];
    }
  for (guint i = 0; total > 0 && i < G_N_ELEMENTS (ORDER); i++)
    {
      guint64 ns = kinds[ORDER[i]];
      float height = (float)((double)ns / (double)total * area->size.height);

      if (ns == 0)
        continue;
      height = MIN (left, MAX (height, MIN_PART_PX));
      attest_timeline_kind_snapshot (
          ORDER[i], snapshot, GTK_WIDGET (self),
          &GRAPHENE_RECT_INIT (area->origin.x, y, area->size.width, height));
      y += height;
      left -= height;
    }
}

static void
attest_timeline_band_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AttestTimelineBand *self = ATTEST_TIMELINE_BAND (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  guint n = (guint)MAX (width / BUCKET_PX, 1);
  g_autofree ChatTimelineBucket *buckets = NULL;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  if (self->timeline == NULL || self->span_ns == 0)
    return;
  buckets = g_new0 (ChatTimelineBucket, n);
  chat_timeline_fill (self->timeline, get_start_ns (self), self->now_ns, self->now_ns, buckets, n);
  for (guint i = 0; i < n; i++)
    {
      float x0 = (float)width * (float)i / (float)n;
      float x1 = (float)width * (float)(i + 1) / (float)n;

      if (rtl)
        snapshot_bucket (self, snapshot, &buckets[i],
                         &GRAPHENE_RECT_INIT ((float)width - x1, 0, x1 - x0, (float)height));
      else
        snapshot_bucket (self, snapshot, &buckets[i],
                         &GRAPHENE_RECT_INIT (x0, 0, x1 - x0, (float)height));
    }
}

static void
attest_timeline_band_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? BAND_HEIGHT : 120;
}

/**
 * attest_timeline_band_describe_span:
 * @span: a stretch of time
 * @now_ns: ends one that goes on
 *
 * Returns: (transfer full): when it was and what, in words
 */
char *
attest_timeline_band_describe_span (ChatSpan *span, guint64 now_ns)
{
  guint64 end_ns = chat_span_get_end_ns (span);
  g_autofree char *from = attest_time_format_clock_seconds (chat_span_get_start_ns (span));
  g_autofree char *to = end_ns == 0 ? g_strdup (_ ("now"))
                                    : attest_time_format_clock_seconds (end_ns);
  guint64 last_ns = end_ns == 0 ? now_ns : end_ns;
  gint64 us = last_ns > chat_span_get_start_ns (span)
                  ? (gint64)((last_ns - chat_span_get_start_ns (span)) / IC_NS_PER_US)
                  : 0;
  g_autofree char *span_text = attest_time_format_span (us);

  /* Translators: from a time to a time: the state (how long) */
  return g_strdup_printf (_ ("%s – %s: %s (%s)"), from, to,
                          attest_health_get_word (chat_span_get_health (span)), span_text);
}

static void
choose (AttestTimelineBand *self, guint position)
{
  g_autoptr (ChatSpan) span = NULL;
  g_autofree char *text = NULL;

  self->chosen = position;
  if (self->timeline != NULL && position != GTK_INVALID_LIST_POSITION)
    span = g_list_model_get_item (G_LIST_MODEL (self->timeline), position);
  text = span != NULL ? attest_timeline_band_describe_span (span, self->now_ns) : g_strdup ("");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), *text != 0 ? text : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  -1);
  g_signal_emit (self, signals[CHOSEN], 0, text);
}

/* The first span that reaches into what is shown. */
static guint
get_first (AttestTimelineBand *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->timeline));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ChatSpan) span = g_list_model_get_item (G_LIST_MODEL (self->timeline), i);
      guint64 end_ns = chat_span_get_end_ns (span);

      if (end_ns == 0 || end_ns > get_start_ns (self))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static gboolean
walk (GtkWidget *widget, GVariant *args, gpointer data)
{
  AttestTimelineBand *self = ATTEST_TIMELINE_BAND (widget);
  int step = g_variant_get_int32 (args);
  guint first, last;

  if (self->timeline == NULL || g_list_model_get_n_items (G_LIST_MODEL (self->timeline)) == 0)
    return FALSE;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    step = -step;
  first = get_first (self);
  last = g_list_model_get_n_items (G_LIST_MODEL (self->timeline)) - 1;
  if (first == GTK_INVALID_LIST_POSITION)
    return FALSE;
  if (self->chosen == GTK_INVALID_LIST_POSITION || self->chosen > last)
    choose (self, last);
  else if (step > 0 ? self->chosen < last : self->chosen > first)
    choose (self, self->chosen + (guint)step);
  return TRUE;
}

static void
motion_cb (AttestTimelineBand *self, double x, double y)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  double part = width > 0 ? x / width : 0;
  guint64 at_ns;
  guint n;

  if (self->timeline == NULL)
    return;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    part = 1 - part;
  at_ns = get_start_ns (self) + (guint64)(CLAMP (part, 0, 1) * (double)self->span_ns);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->timeline));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ChatSpan) span = g_list_model_get_item (G_LIST_MODEL (self->timeline), i);
      guint64 end_ns = chat_span_get_end_ns (span);

      if (chat_span_get_start_ns (span) <= at_ns && (end_ns == 0 || at_ns < end_ns))
        {
          if (i != self->chosen)
            choose (self, i);
          return;
        }
    }
  choose (self, GTK_INVALID_LIST_POSITION);
}

static void
leave_cb (AttestTimelineBand *self)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    choose (self, GTK_INVALID_LIST_POSITION);
}

static void
attest_timeline_band_dispose (GObject *object)
{
  AttestTimelineBand *self = ATTEST_TIMELINE_BAND (object);

  attest_timeline_band_set_timeline (self, NULL);
  G_OBJECT_CLASS (attest_timeline_band_parent_class)->dispose (object);
}

static void
attest_timeline_band_class_init (AttestTimelineBandClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_timeline_band_dispose;
  widget_class->snapshot = attest_timeline_band_snapshot;
  widget_class->measure = attest_timeline_band_measure;
  signals[CHOSEN] = g_signal_new ("chosen", ATTEST_TYPE_TIMELINE_BAND, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (widget_class, "timeline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, walk, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, walk, "i", 1);
}

static void
attest_timeline_band_init (AttestTimelineBand *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->chosen = GTK_INVALID_LIST_POSITION;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("History of the connection"), -1);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

GtkWidget *
attest_timeline_band_new (void)
{
  return g_object_new (ATTEST_TYPE_TIMELINE_BAND, NULL);
}

/**
 * attest_timeline_band_set_timeline:
 * @timeline: (nullable): what to show
 */
void
attest_timeline_band_set_timeline (AttestTimelineBand *self, ChatTimeline *timeline)
{
  g_return_if_fail (ATTEST_IS_TIMELINE_BAND (self));
  if (self->timeline != NULL)
    g_signal_handlers_disconnect_by_data (self->timeline, self);
  self->chosen = GTK_INVALID_LIST_POSITION;
  if (g_set_object (&self->timeline, timeline) && timeline != NULL)
    g_signal_connect_object (timeline, "items-changed", G_CALLBACK (gtk_widget_queue_draw), self,
                             G_CONNECT_SWAPPED);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * attest_timeline_band_set_range:
 * @span_ns: how much is shown
 * @now_ns: its end
 */
void
attest_timeline_band_set_range (AttestTimelineBand *self, guint64 span_ns, guint64 now_ns)
{
  g_return_if_fail (ATTEST_IS_TIMELINE_BAND (self));
  self->span_ns = span_ns;
  self->now_ns = now_ns;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
