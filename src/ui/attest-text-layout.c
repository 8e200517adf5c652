/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-text-layout.h"

/* The text's label measures itself, but for its width: GtkLabel lays the text out once more, in
 * lines of one letter, to learn how narrow it could be, which was nearly half of all that a
 * flood of messages cost. No bubble is ever that narrow. */
#define NARROWEST_TEXT 32

struct _AttestTextLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (AttestTextLayout, attest_text_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
attest_text_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* In units of Pango. */
static int
get_widest (GtkLabel *label)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (label));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int letter = MAX (pango_font_metrics_get_approximate_char_width (metrics),
                    pango_font_metrics_get_approximate_digit_width (metrics));

  pango_font_metrics_unref (metrics);
  return letter * gtk_label_get_max_width_chars (label);
}

static void
attest_text_layout_measure (GtkLayoutManager *manager,
                            GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  PangoLayout *layout;
  int width;

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      GTK_WIDGET_GET_CLASS (widget)->measure (widget, orientation, for_size, minimum, natural,
                                              minimum_baseline, natural_baseline);
      return;
    }
  /* The label gives its layout the width it gets when it is allocated, which follows. */
  layout = gtk_label_get_layout (GTK_LABEL (widget));
  pango_layout_set_width (layout, get_widest (GTK_LABEL (widget)));
  pango_layout_get_size (layout, &width, NULL);
  *natural = PANGO_PIXELS_CEIL (width);
  *minimum = MIN (*natural, NARROWEST_TEXT);
}

static void
attest_text_layout_allocate (
    GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_GET_CLASS (widget)->size_allocate (widget, width, height, baseline);
}

static void
attest_text_layout_class_init (AttestTextLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = attest_text_layout_get_request_mode;
  layout_class->measure = attest_text_layout_measure;
  layout_class->allocate = attest_text_layout_allocate;
}

static void
attest_text_layout_init (AttestTextLayout *self)
{
}

/**
 * attest_text_layout_set_up:
 * @label: (type GtkLabel): the label of a message's text, wrapped and with a greatest width in
 *   characters
 *
 * Makes measuring @label cheap.
 */
void
attest_text_layout_set_up (GtkLabel *label)
{
  g_return_if_fail (GTK_IS_LABEL (label));

  gtk_widget_set_layout_manager (GTK_WIDGET (label), g_object_new (ATTEST_TYPE_TEXT_LAYOUT, NULL));
}
