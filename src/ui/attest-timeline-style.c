/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "attest-timeline-style.h"

#define STRIPE_PX 6
#define DOT_PX    5
#define LINE_PX   2

/**
 * attest_timeline_kind_from_health:
 * @health: a verdict
 *
 * Returns: the pattern that stands for it
 */
AttestTimelineKind
attest_timeline_kind_from_health (ChatHealth health)
{
  switch (health)
    {
    case CHAT_HEALTH_VERIFIED:
      return ATTEST_TIMELINE_GOOD;
    case CHAT_HEALTH_UNCONFIRMED:
    case CHAT_HEALTH_DELAYED:
      return ATTEST_TIMELINE_DOUBT;
    case CHAT_HEALTH_RECONNECTING:
    case CHAT_HEALTH_CHECKING:
      return ATTEST_TIMELINE_WORKING;
    case CHAT_HEALTH_OFFLINE:
    case CHAT_HEALTH_UNREACHABLE:
      return ATTEST_TIMELINE_CUT;
    case CHAT_HEALTH_REFUSED:
    case CHAT_HEALTH_IDENTITY:
      return ATTEST_TIMELINE_REFUSED;
    case CHAT_HEALTH_INTEGRITY:
      return ATTEST_TIMELINE_ATTACK;
    case CHAT_HEALTH_PAUSED:
    case CHAT_HEALTH_DISCONNECTED:
    default:
      return ATTEST_TIMELINE_OFF;
    }
}

/**
 * attest_timeline_kind_get_name:
 *
 * Returns: (transfer none): its word in the legend, translated
 */
const char *
attest_timeline_kind_get_name (AttestTimelineKind kind)
{
  static const char *const NAMES[] = {
    N_ ("Verified"), N_ ("Not confirmed or slow"), N_ ("Connecting"), N_ ("Cut off"),
    N_ ("Refused"),  N_ ("Integrity failure"),     N_ ("Off"),
  };

  g_return_val_if_fail (kind < G_N_ELEMENTS (NAMES), "");
  return _ (NAMES[kind]);
}

static void
get_color (GtkWidget *widget, const char *name, GdkRGBA *color)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  if (name == NULL || !gtk_style_context_lookup_color (context, name, color))
    gtk_style_context_get_color (context, color);
}

/* Stripes without an image: a gradient of two hard colours that repeats. */
static void
append_stripes (
    GtkSnapshot *snapshot, const graphene_rect_t *area, const GdkRGBA *color, float dx, float dy)
{
  static const GdkRGBA CLEAR = { 0, 0, 0, 0 };
  const GskColorStop stops[] = { { 0, *color }, { 0.5f, *color }, { 0.5f, CLEAR }, { 1, CLEAR } };
  /* The same for every piece of a band, so that the stripes go on from one to the next. */
  const graphene_point_t start = GRAPHENE_POINT_INIT (0, 0);
  const graphene_point_t end = GRAPHENE_POINT_INIT (dx, dy);

  gtk_snapshot_append_repeating_linear_gradient (snapshot, area, &start, &end, stops,
                                                 G_N_ELEMENTS (stops));
}

static void
append_dots (GtkSnapshot *snapshot, const graphene_rect_t *area, const GdkRGBA *color)
{
  const float right = area->origin.x + area->size.width;
  const float bottom = area->origin.y + area->size.height;

  for (float x = ceilf (area->origin.x / DOT_PX) * DOT_PX; x < right; x += DOT_PX)
    for (float y = ceilf (area->origin.y / DOT_PX) * DOT_PX; y < bottom; y += DOT_PX)
      gtk_snapshot_append_color (
          snapshot, color,
          &GRAPHENE_RECT_INIT (x, y, MIN (LINE_PX, right - x), MIN (LINE_PX, bottom - y)));
}

static void
append_rails (GtkSnapshot *snapshot, const graphene_rect_t *area, const GdkRGBA *color)
{
  gtk_snapshot_append_color (
      snapshot, color,
      &GRAPHENE_RECT_INIT (area->origin.x, area->origin.y, area->size.width, LINE_PX));
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (area->origin.x,
                                                  area->origin.y + area->size.height - LINE_PX,
                                                  area->size.width, LINE_PX));
}

/**
 * attest_timeline_kind_snapshot:
 * @kind: what to draw
 * @snapshot: where to
 * @widget: whose colours
 * @area: the place
 */
void
attest_timeline_kind_snapshot (AttestTimelineKind kind,
                               GtkSnapshot *snapshot,
                               GtkWidget *widget,
                               const graphene_rect_t *area)
{
  static const char *const COLORS[] = { "success_color", "warning_color", NULL, NULL,
                                        "warning_color", "error_color",   NULL };
  GdkRGBA color;

  g_return_if_fail (kind < G_N_ELEMENTS (COLORS));

  get_color (widget, COLORS[kind], &color);
  switch (kind)
    {
    case ATTEST_TIMELINE_GOOD:
      gtk_snapshot_append_color (snapshot, &color, area);
      break;
    case ATTEST_TIMELINE_DOUBT:
      append_stripes (snapshot, area, &color, STRIPE_PX, STRIPE_PX);
      break;
    case ATTEST_TIMELINE_WORKING:
      append_dots (snapshot, area, &color);
      break;
    case ATTEST_TIMELINE_CUT:
      append_rails (snapshot, area, &color);
      break;
    case ATTEST_TIMELINE_REFUSED:
      append_stripes (snapshot, area, &color, -STRIPE_PX, STRIPE_PX);
      append_rails (snapshot, area, &color);
      break;
    case ATTEST_TIMELINE_ATTACK:
      append_stripes (snapshot, area, &color, STRIPE_PX, STRIPE_PX);
      append_stripes (snapshot, area, &color, -STRIPE_PX, STRIPE_PX);
      append_rails (snapshot, area, &color);
      break;
    case ATTEST_TIMELINE_OFF:
      gtk_snapshot_append_color (snapshot, &color,
                                 &GRAPHENE_RECT_INIT (area->origin.x,
                                                      area->origin.y + area->size.height / 2 - 0.5f,
                                                      area->size.width, 1));
      break;
    case ATTEST_N_TIMELINE_KINDS:
    default:
      g_assert_not_reached ();
    }
}
