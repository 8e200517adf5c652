/* SPDX-License-Identifier: MIT */
#include "chat-timeline.h"

struct _ChatSpan
{
  GObject parent_instance;

  ChatHealth health;
  guint64 start_ns;
  guint64 end_ns; /* 0: goes on */
};

G_DEFINE_FINAL_TYPE (ChatSpan, chat_span, G_TYPE_OBJECT)

struct _ChatTimeline
{
  GObject parent_instance;

  IcClock *clock;
  GQueue spans; /* of ChatSpan, oldest first */
};

static void chat_timeline_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatTimeline,
                               chat_timeline,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      chat_timeline_list_model_init))

static void
chat_span_class_init (ChatSpanClass *klass)
{
}

static void
chat_span_init (ChatSpan *self)
{
}

static ChatSpan *
span_new (ChatHealth health, guint64 start_ns, guint64 end_ns)
{
  ChatSpan *self = g_object_new (CHAT_TYPE_SPAN, NULL);

  self->health = health;
  self->start_ns = start_ns;
  self->end_ns = end_ns;
  return self;
}

ChatHealth
chat_span_get_health (ChatSpan *self)
{
  return self->health;
}

/**
 * chat_span_get_start_ns:
 *
 * Returns: wall time, nanoseconds since 1970
 */
guint64
chat_span_get_start_ns (ChatSpan *self)
{
  return self->start_ns;
}

/**
 * chat_span_get_end_ns:
 *
 * Returns: wall time, nanoseconds since 1970; 0: it goes on
 */
guint64
chat_span_get_end_ns (ChatSpan *self)
{
  return self->end_ns;
}

static GType
get_item_type (GListModel *model)
{
  return CHAT_TYPE_SPAN;
}

static guint
get_n_items (GListModel *model)
{
  return CHAT_TIMELINE (model)->spans.length;
}

static gpointer
get_item (GListModel *model, guint position)
{
  ChatSpan *span = g_queue_peek_nth (&CHAT_TIMELINE (model)->spans, position);

  return span ? g_object_ref (span) : NULL;
}

static void
chat_timeline_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
chat_timeline_finalize (GObject *object)
{
  ChatTimeline *self = CHAT_TIMELINE (object);

  g_queue_clear_full (&self->spans, g_object_unref);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (chat_timeline_parent_class)->finalize (object);
}

static void
chat_timeline_class_init (ChatTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_timeline_finalize;
}

static void
chat_timeline_init (ChatTimeline *self)
{
  g_queue_init (&self->spans);
}

/**
 * chat_timeline_new:
 * @clock: time
 *
 * Returns: (transfer full): a history that begins with the first chat_timeline_add()
 */
ChatTimeline *
chat_timeline_new (IcClock *clock)
{
  ChatTimeline *self = g_object_new (CHAT_TYPE_TIMELINE, NULL);

  self->clock = g_object_ref (clock);
  return self;
}

/**
 * chat_timeline_add:
 * @health: the health from now on
 *
 * Ends the last span and begins another one; nothing if the health is the same. Spans never run
 * backwards: when the wall clock was set back, the last one gets no length.
 */
void
chat_timeline_add (ChatTimeline *self, ChatHealth health)
{
  ChatSpan *last;
  guint64 now_ns;
  guint position, removed = 0;

  g_return_if_fail (CHAT_IS_TIMELINE (self));
  last = g_queue_peek_tail (&self->spans);
  if (last != NULL && last->health == health)
    return;
  now_ns = ic_clock_get_wall_ns (self->clock);
  position = self->spans.length;
  if (last != NULL)
    {
      /* Spans are immutable: whoever shows the old one learns by the change of the list. */
      g_queue_pop_tail (&self->spans);
      g_queue_push_tail (&self->spans,
                         span_new (last->health, last->start_ns, MAX (now_ns, last->start_ns)));
      g_object_unref (last);
      position--;
      removed = 1;
    }
  g_queue_push_tail (&self->spans, span_new (health, now_ns, 0));
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, removed + 1);
  if (self->spans.length > CHAT_TIMELINE_MAX_SPANS)
    {
      g_object_unref (g_queue_pop_head (&self->spans));
      g_list_model_items_changed (G_LIST_MODEL (self), 0, 1, 0);
    }
}

/* Adds the time from @start_ns to @end_ns to the buckets that it lies in. */
static void
fill_span (ChatTimelineBucket *buckets,
           guint n_buckets,
           guint64 from_ns,
           guint64 to_ns,
           ChatHealth health,
           guint64 start_ns,
           guint64 end_ns)
{
  /* The last bucket takes what the division leaves. */
  guint64 width_ns = MAX ((to_ns - from_ns) / n_buckets, 1);
  guint64 at_ns = MAX (start_ns, from_ns);

  end_ns = MIN (end_ns, to_ns);
  while (at_ns < end_ns)
    {
      guint i = MIN ((at_ns - from_ns) / width_ns, n_buckets - 1);
      guint64 bucket_end_ns = i == n_buckets - 1 ? to_ns : from_ns + (i + 1) * width_ns;
      guint64 until_ns = MIN (end_ns, bucket_end_ns);

      buckets[i].ns[health] += until_ns - at_ns;
      at_ns = until_ns;
    }
}

/**
 * chat_timeline_fill:
 * @from_ns: where the band begins, wall time
 * @to_ns: where it ends; after @from_ns
 * @now_ns: where the span that goes on ends
 * @buckets: (out caller-allocates) (array length=n_buckets): times of equal length, in order
 * @n_buckets: how many; not 0
 */
void
chat_timeline_fill (ChatTimeline *self,
                    guint64 from_ns,
                    guint64 to_ns,
                    guint64 now_ns,
                    ChatTimelineBucket *buckets,
                    guint n_buckets)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));
  g_return_if_fail (n_buckets > 0 && to_ns > from_ns);

  memset (buckets, 0, n_buckets * sizeof *buckets);
  for (GList *l = self->spans.tail; l != NULL; l = l->prev)
    {
      ChatSpan *span = l->data;
      guint64 end_ns = span->end_ns ? span->end_ns : now_ns;

      fill_span (buckets, n_buckets, from_ns, to_ns, span->health, span->start_ns, end_ns);
    }
}

/**
 * chat_timeline_bucket_get_worst:
 * @bucket: a part of the band
 * @out: (out): the worst health in it, however short it was
 *
 * Returns: %FALSE if nothing is known about that time
 */
gboolean
chat_timeline_bucket_get_worst (const ChatTimelineBucket *bucket, ChatHealth *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (bucket->ns); i++)
    if (bucket->ns[i] > 0)
      {
        *out = i;
        return TRUE;
      }
  return FALSE;
}
