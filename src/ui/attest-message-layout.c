/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-message-layout.h"

/* Why not boxes in boxes: GtkBox of GTK 4.8 looks for the width of a wrapped text by bisection,
 * once for each box around it. A text of 900 characters in three boxes took 2 s to measure; here
 * it takes what its label needs. */

#define PICTURE_SIZE 32
#define PICTURE_GAP  10
#define HEADER_GAP   8
#define HEADER_INSET 4
#define LINE_GAP     3
#define STATE_GAP    6
#define STATE_RISE   7
/* What a bubble leaves free at the other side, so that one sees whose it is. */
#define FREE_SIDE 36

typedef enum
{
  PICTURE,
  AUTHOR,
  TIME,
  STATE,
  TEXT,
  FAILURE,
  NOTICE,
  N_CHILDREN,
  MARK = N_CHILDREN, /* these two are made only where they are needed */
  MORE,
  N_PARTS
} Part;

struct _AttestMessageLayout
{
  GtkLayoutManager parent_instance;

  GtkWidget *mark; /* (nullable) (unowned) */
  GtkWidget *more; /* (nullable) (unowned) */
  gboolean own;
};

G_DEFINE_FINAL_TYPE (AttestMessageLayout, attest_message_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkWidget *
get_shown (GtkWidget *part)
{
  return part != NULL && gtk_widget_should_layout (part) ? part : NULL;
}

/* Parts that are shown; NULL for the others. */
static void
get_parts (AttestMessageLayout *self, GtkWidget *widget, GtkWidget *parts[N_PARTS])
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (int i = 0; i < N_CHILDREN; i++)
    {
      parts[i] = get_shown (child);
      if (child != NULL)
        child = gtk_widget_get_next_sibling (child);
    }
  parts[MARK] = get_shown (self->mark);
  parts[MORE] = get_shown (self->more);
}

static int
measure_width (GtkWidget *part, int *natural)
{
  int minimum = 0;

  *natural = 0;
  if (part != NULL)
    gtk_widget_measure (part, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, natural, NULL, NULL);
  return minimum;
}

static int
measure_height (GtkWidget *part, int width)
{
  int natural = 0;

  if (part != NULL)
    gtk_widget_measure (part, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* Everything of a bubble's line but the text. */
static int
get_side_width (AttestMessageLayout *self, GtkWidget *parts[N_PARTS])
{
  int natural;

  measure_width (parts[STATE], &natural);
  return (self->own ? 0 : PICTURE_SIZE + PICTURE_GAP) + natural +
         (parts[STATE] != NULL ? STATE_GAP : 0);
}

static int
get_text_width (AttestMessageLayout *self, GtkWidget *parts[N_PARTS], int width)
{
  int natural;
  int minimum = measure_width (parts[TEXT], &natural);
  int available = width - get_side_width (self, parts) - FREE_SIDE;

  return MAX (MIN (natural, available), minimum);
}

static int
get_header_height (GtkWidget *parts[N_PARTS])
{
  int height = MAX (measure_height (parts[AUTHOR], -1), measure_height (parts[TIME], -1));

  return height > 0 ? height + LINE_GAP : 0;
}

/* The height of a line of its own, with the gap that parts it from the text. */
static int
get_line_height (GtkWidget *part)
{
  int height = measure_height (part, -1);

  return height > 0 ? height + LINE_GAP : 0;
}

static GtkSizeRequestMode
attest_message_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
get_width (AttestMessageLayout *self, GtkWidget *parts[N_PARTS], int *minimum, int *natural)
{
  int side = parts[TEXT] != NULL ? get_side_width (self, parts) + FREE_SIDE : 0;
  int text_natural;
  int text = measure_width (parts[TEXT], &text_natural);
  int notice_natural;
  int notice = measure_width (parts[NOTICE], &notice_natural);
  int failure_natural;
  int failure = measure_width (parts[FAILURE], &failure_natural);
  int more_natural;
  int more = measure_width (parts[MORE], &more_natural);

  failure = MAX (failure, more);
  failure_natural = MAX (failure_natural, more_natural);
  *minimum = MAX (MAX (text + side, notice), failure);
  *natural = MAX (MAX (text_natural + side, notice_natural), failure_natural);
}

static int
get_height (AttestMessageLayout *self, GtkWidget *parts[N_PARTS], int width)
{
  int height;

  if (parts[NOTICE] != NULL)
    return measure_height (parts[NOTICE], width);
  height = get_header_height (parts) + get_line_height (parts[MARK]) +
           measure_height (parts[TEXT], get_text_width (self, parts, width)) +
           get_line_height (parts[MORE]) + get_line_height (parts[FAILURE]);
  return parts[PICTURE] != NULL ? MAX (height, PICTURE_SIZE + LINE_GAP) : height;
}

static void
attest_message_layout_measure (GtkLayoutManager *manager,
                               GtkWidget *widget,
                               GtkOrientation orientation,
                               int for_size,
                               int *minimum,
                               int *natural,
                               int *minimum_baseline,
                               int *natural_baseline)
{
  AttestMessageLayout *self = ATTEST_MESSAGE_LAYOUT (manager);
  GtkWidget *parts[N_PARTS];
  int min_width;
  int nat_width;

  get_parts (self, widget, parts);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      get_width (self, parts, minimum, natural);
      return;
    }
  if (for_size < 0)
    {
      get_width (self, parts, &min_width, &nat_width);
      for_size = nat_width;
    }
  *minimum = *natural = get_height (self, parts, for_size);
}

typedef struct
{
  int width;
  gboolean mirrored;
} Frame;

static void
place (const Frame *frame, GtkWidget *part, int x, int y, int width, int height)
{
  GtkAllocation allocation = { frame->mirrored ? frame->width - x - width : x, y, width, height };

  if (part != NULL)
    gtk_widget_size_allocate (part, &allocation, -1);
}

static void
place_header (AttestMessageLayout *self, const Frame *frame, GtkWidget *parts[N_PARTS], int x)
{
  int author;
  int author_min = measure_width (parts[AUTHOR], &author);
  int time;
  int height = get_header_height (parts) - LINE_GAP;

  measure_width (parts[TIME], &time);
  if (self->own)
    {
      place (frame, parts[TIME], frame->width - HEADER_INSET - time, 0, time, height);
      return;
    }
  author = MAX (MIN (author, frame->width - x - 2 * HEADER_INSET - HEADER_GAP - time), author_min);
  place (frame, parts[AUTHOR], x + HEADER_INSET, 0, author, height);
  place (frame, parts[TIME], x + HEADER_INSET + author + HEADER_GAP, 0, time, height);
}

/* Under each other, below the text. */
static void
place_lines (AttestMessageLayout *self, const Frame *frame, GtkWidget *parts[N_PARTS], int x, int y)
{
  int more;
  int failure;

  measure_width (parts[MORE], &more);
  place (frame, parts[MORE], self->own ? frame->width - more : x, y, more,
         measure_height (parts[MORE], -1));
  y += get_line_height (parts[MORE]);
  measure_width (parts[FAILURE], &failure);
  place (frame, parts[FAILURE], frame->width - failure, y, failure,
         measure_height (parts[FAILURE], -1));
}

static int
place_mark (const Frame *frame, GtkWidget *parts[N_PARTS], int x, int y)
{
  int mark;
  int minimum = measure_width (parts[MARK], &mark);
  int room = frame->width - x - 2 * HEADER_INSET;

  place (frame, parts[MARK], x + HEADER_INSET, y, MAX (MIN (mark, room), minimum),
         measure_height (parts[MARK], -1));
  return y + get_line_height (parts[MARK]);
}

static void
attest_message_layout_allocate (
    GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  AttestMessageLayout *self = ATTEST_MESSAGE_LAYOUT (manager);
  GtkWidget *parts[N_PARTS];
  Frame frame = { width, gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL };
  int x = self->own ? 0 : PICTURE_SIZE + PICTURE_GAP;
  int y;
  int text_width;
  int text_height;
  int text_x;
  int state;

  get_parts (self, widget, parts);
  if (parts[NOTICE] != NULL)
    {
      place (&frame, parts[NOTICE], 0, 0, width, height);
      return;
    }
  y = get_header_height (parts);
  place (&frame, parts[PICTURE], 0, LINE_GAP, PICTURE_SIZE, PICTURE_SIZE);
  if (y > 0)
    place_header (self, &frame, parts, x);
  if (parts[MARK] != NULL)
    y = place_mark (&frame, parts, x, y);

  text_width = get_text_width (self, parts, width);
  text_height = measure_height (parts[TEXT], text_width);
  text_x = self->own ? width - text_width : x;
  place (&frame, parts[TEXT], text_x, y, text_width, text_height);
  measure_width (parts[STATE], &state);
  place (&frame, parts[STATE], text_x - STATE_GAP - state, y + text_height - STATE_RISE - state,
         state, state);
  place_lines (self, &frame, parts, x, y + text_height + LINE_GAP);
}

static void
attest_message_layout_class_init (AttestMessageLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = attest_message_layout_get_request_mode;
  layout_class->measure = attest_message_layout_measure;
  layout_class->allocate = attest_message_layout_allocate;
}

static void
attest_message_layout_init (AttestMessageLayout *self)
{
}

/**
 * attest_message_layout_set_own:
 * @self: the layout
 * @own: whether the message stands at the end side
 */
void
attest_message_layout_set_own (AttestMessageLayout *self, gboolean own)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_LAYOUT (self));

  if (self->own == !!own)
    return;
  self->own = !!own;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

/**
 * attest_message_layout_set_mark:
 * @self: the layout
 * @mark: (nullable): a child beyond the usual ones, a line under the author's name
 */
void
attest_message_layout_set_mark (AttestMessageLayout *self, GtkWidget *mark)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_LAYOUT (self));

  self->mark = mark;
}

/**
 * attest_message_layout_set_more:
 * @self: the layout
 * @more: (nullable): a child beyond the usual ones, a line under the text
 */
void
attest_message_layout_set_more (AttestMessageLayout *self, GtkWidget *more)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_LAYOUT (self));

  self->more = more;
}
