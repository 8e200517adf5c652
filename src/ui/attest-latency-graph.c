/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "attest-latency-graph.h"
#include "attest-time.h"

#define GRAPH_HEIGHT 48
#define SUMMARY_NS   (5 * 60 * IC_NS_PER_S)
/* From 10 ms to 100 s: a bar's height is the logarithm, since both a tenth of a second and a minute
 * must be told from their neighbours. */
#define LOG_MIN 4.0
#define LOG_MAX 8.0

struct _AttestLatencyGraph
{
  GtkWidget parent_instance;

  ChatLatency *latency; /* (nullable) */
  char *summary;
};

G_DEFINE_FINAL_TYPE (AttestLatencyGraph, attest_latency_graph, GTK_TYPE_WIDGET)

static float
bar_height (gint64 latency_us, float height)
{
  double log = log10 ((double)MAX (latency_us, 1));
  double part = (CLAMP (log, LOG_MIN, LOG_MAX) - LOG_MIN) / (LOG_MAX - LOG_MIN);

  return MAX (2, (float)part * height);
}

static void
attest_latency_graph_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AttestLatencyGraph *self = ATTEST_LATENCY_GRAPH (widget);
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  float width = (float)gtk_widget_get_width (widget);
  float height = (float)gtk_widget_get_height (widget);
  float step = width / CHAT_LATENCY_MAX_SAMPLES;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const ChatLatencySample *samples = NULL;
  GdkRGBA color, late;
  guint n = 0;

  gtk_style_context_get_color (context, &color);
  if (!gtk_style_context_lookup_color (context, "warning_color", &late))
    late = color;
  if (self->latency != NULL)
    samples = chat_latency_get_samples (self->latency, &n);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ color.red, color.green, color.blue, 0.3f },
                             &GRAPHENE_RECT_INIT (0, height - 1, width, 1));
  for (guint i = 0; i < n; i++)
    {
      /* The newest stands at the end. */
      float x = (float)(CHAT_LATENCY_MAX_SAMPLES - n + i) * step;
      float bar;

      if (samples[i].latency_us < 0)
        continue;
      bar = bar_height (samples[i].latency_us, height - 1);
      if (rtl)
        x = width - x - step;
      gtk_snapshot_append_color (snapshot,
                                 samples[i].latency_us > CHAT_HEALTH_DELAY_US ? &late : &color,
                                 &GRAPHENE_RECT_INIT (x, height - 1 - bar, MAX (step - 1, 1), bar));
    }
}

static void
attest_latency_graph_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? GRAPH_HEIGHT
                                                                : CHAT_LATENCY_MAX_SAMPLES * 2;
}

static void
attest_latency_graph_dispose (GObject *object)
{
  g_clear_object (&ATTEST_LATENCY_GRAPH (object)->latency);
  G_OBJECT_CLASS (attest_latency_graph_parent_class)->dispose (object);
}

static void
attest_latency_graph_finalize (GObject *object)
{
  g_free (ATTEST_LATENCY_GRAPH (object)->summary);
  G_OBJECT_CLASS (attest_latency_graph_parent_class)->finalize (object);
}

static void
attest_latency_graph_class_init (AttestLatencyGraphClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_latency_graph_dispose;
  G_OBJECT_CLASS (klass)->finalize = attest_latency_graph_finalize;
  widget_class->snapshot = attest_latency_graph_snapshot;
  widget_class->measure = attest_latency_graph_measure;
  gtk_widget_class_set_css_name (widget_class, "latencygraph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
attest_latency_graph_init (AttestLatencyGraph *self)
{
  self->summary = g_strdup (_ ("no message yet"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Time on the way of the last messages"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->summary, -1);
}

GtkWidget *
attest_latency_graph_new (void)
{
  return g_object_new (ATTEST_TYPE_LATENCY_GRAPH, NULL);
}

/**
 * attest_latency_graph_set_latency:
 * @latency: (nullable): what to show
 */
void
attest_latency_graph_set_latency (AttestLatencyGraph *self, ChatLatency *latency)
{
  g_return_if_fail (ATTEST_IS_LATENCY_GRAPH (self));
  g_set_object (&self->latency, latency);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static char *
summarize (AttestLatencyGraph *self, guint64 now_ns)
{
  guint64 from_ns = now_ns > SUMMARY_NS ? now_ns - SUMMARY_NS : 0;
  gint64 median_us, worst_us;
  g_autofree char *median = NULL;
  g_autofree char *worst = NULL;
  guint n;

  if (self->latency == NULL)
    return g_strdup (_ ("no message yet"));
  if (!chat_latency_summarize (self->latency, from_ns, &median_us, &worst_us, &n))
    return g_strdup (_ ("no message in the last 5 min"));
  median = attest_time_format_span (median_us);
  worst = attest_time_format_span (worst_us);
  /* Translators: two spans of time, such as "84 ms" */
  return g_strdup_printf (_ ("median %s, worst %s, last 5 min"), median, worst);
}

/**
 * attest_latency_graph_refresh:
 * @now_ns: wall time
 */
void
attest_latency_graph_refresh (AttestLatencyGraph *self, guint64 now_ns)
{
  g_return_if_fail (ATTEST_IS_LATENCY_GRAPH (self));
  g_free (self->summary);
  self->summary = summarize (self, now_ns);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->summary, -1);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

const char *
attest_latency_graph_get_summary (AttestLatencyGraph *self)
{
  g_return_val_if_fail (ATTEST_IS_LATENCY_GRAPH (self), "");
  return self->summary;
}
