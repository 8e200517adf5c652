/* SPDX-License-Identifier: MIT */
#include "chat-delivery-watch.h"

#include "chat-delivery-watch-private.h"

/* No answer, or one that proves nothing: so often, then the message is left to its
 * acknowledgement's deadline. */
#define MAX_UNPROVED 5
/* Two absences this far apart in certified time, whatever our own clock does meanwhile. */
#define MIN_APART_NS ((CHAT_DELIVERY_SECOND_MS / 2) * IC_NS_PER_MS)

/* A message of ours that nothing has confirmed. */
typedef struct
{
  guint64 sequence;
  gint64 ask_us;     /* when to ask (again) */
  guint64 sent_ns;   /* certified time at which it was sent, or a little earlier */
  guint64 absent_ns; /* certified time of the first absence; 0: none */
  guint unproved;
} Watched;

struct _ChatDeliveryWatch
{
  ChatDeliverySource source;
  gpointer data;
  IcClock *clock;
  ChatDeliveryFuncs funcs;
  gpointer user_data;

  GQueue watched; /* of Watched, by number */
  guint64 confirmed;
  GCancellable *asking; /* (nullable): a question is under way */
  guint64 asked_sequence;
  guint timer_id;
  guint stopped : 1;
};

/* Outlives the watch if the answer does. */
typedef struct
{
  ChatDeliveryWatch *self; /* not to be read when cancelled */
  GCancellable *cancellable;
  guint64 not_before_ns;
} Question;

static void schedule (ChatDeliveryWatch *self);

static GList *
find (ChatDeliveryWatch *self, guint64 sequence)
{
  for (GList *link = self->watched.head; link != NULL; link = link->next)
    if (((Watched *)link->data)->sequence == sequence)
      return link;
  return NULL;
}

static void
forget (ChatDeliveryWatch *self, GList *link)
{
  g_free (link->data);
  g_queue_delete_link (&self->watched, link);
}

static void
stop (ChatDeliveryWatch *self)
{
  self->stopped = TRUE;
  g_queue_clear_full (&self->watched, g_free);
  if (self->timer_id != 0)
    ic_clock_cancel (self->clock, self->timer_id);
  self->timer_id = 0;
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
ask_later (ChatDeliveryWatch *self, Watched *watched)
{
  watched->ask_us = ic_clock_get_monotonic_us (self->clock) + CHAT_DELIVERY_SECOND_MS * 1000;
}

/* An answer that proves nothing is not held against anybody. */
static void
take_unproved (ChatDeliveryWatch *self, GList *link)
{
  Watched *watched = link->data;

  if (++watched->unproved >= MAX_UNPROVED)
    forget (self, link);
  else
    ask_later (self, watched);
}

/* TRUE: proved for the second time. */
static gboolean
take_absent (ChatDeliveryWatch *self,
             GList *link,
             const IcwsRequestFate *fate,
             guint64 not_before_ns)
{
  Watched *watched = link->data;

  if (fate->certificate_time_ns < not_before_ns || fate->certificate_time_ns == 0)
    take_unproved (self, link);
  else if (watched->absent_ns != 0)
    return TRUE;
  else
    {
      watched->absent_ns = fate->certificate_time_ns;
      ask_later (self, watched);
    }
  return FALSE;
}

/* The callbacks may free @self: nothing of it is touched after one. */
static void
take_fate (ChatDeliveryWatch *self, GList *link, const IcwsRequestFate *fate, guint64 not_before_ns)
{
  switch (fate->fate)
    {
    case ICWS_FATE_ACCEPTED:
      forget (self, link);
      schedule (self);
      self->funcs.accepted (fate->sequence, fate->certificate_time_ns, self->user_data);
      return;
    case ICWS_FATE_REFUSED:
    case ICWS_FATE_REJECTED:
      forget (self, link);
      schedule (self);
      self->funcs.refused (fate, self->user_data);
      return;
    case ICWS_FATE_ABSENT:
      if (!take_absent (self, link, fate, not_before_ns))
        break;
      stop (self);
      self->funcs.withheld (fate, self->user_data);
      return;
    case ICWS_FATE_PENDING:
      ((Watched *)link->data)->absent_ns = 0; /* the IC has it after all */
      ask_later (self, link->data);
      break;
    case ICWS_FATE_UNKNOWN:
    default:
      take_unproved (self, link);
    }
  schedule (self);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GCancellable) cancellable = question->cancellable;
  ChatDeliveryWatch *self = question->self;
  guint64 not_before_ns = question->not_before_ns;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcwsRequestFate) fate = g_task_propagate_pointer (G_TASK (result), &error);
  GList *link;

  g_free (question);
  if (g_cancellable_is_cancelled (cancellable))
    return; /* the watch is gone, or stopped */
  g_clear_object (&self->asking);
  link = find (self, self->asked_sequence);
  if (link == NULL)
    {
      schedule (self); /* confirmed meanwhile */
      return;
    }
  if (fate == NULL)
    {
      g_debug ("Cannot ask what became of a message: %s", error->message);
      take_unproved (self, link);
      schedule (self);
      return;
    }
  fate->sequence = self->asked_sequence;
  take_fate (self, link, fate, not_before_ns);
}

static void
ask (ChatDeliveryWatch *self, GList *link)
{
  Watched *watched = link->data;
  IcwsQuestion to_ask;
  Question *question;

  if (!self->source.get_question (watched->sequence, &to_ask, self->data))
    {
      forget (self, link);
      schedule (self);
      return;
    }
  question = g_new0 (Question, 1);
  self->asking = g_cancellable_new ();
  self->asked_sequence = watched->sequence;
  question->self = self;
  question->cancellable = g_object_ref (self->asking);
  question->not_before_ns = watched->absent_ns != 0
                                ? MAX (watched->sent_ns, watched->absent_ns + MIN_APART_NS)
                                : watched->sent_ns;
  self->source.ask (&to_ask, question->not_before_ns,
                    g_task_new (NULL, self->asking, on_answer, question), self->data);
}

static void
on_timer (gpointer data)
{
  ChatDeliveryWatch *self = data;
  gint64 now_us = ic_clock_get_monotonic_us (self->clock);

  self->timer_id = 0;
  for (GList *link = self->watched.head; link != NULL; link = link->next)
    if (((Watched *)link->data)->ask_us <= now_us)
      {
        ask (self, link);
        return;
      }
  schedule (self);
}

/* One question at a time; what is due first is asked first, the older one of two. */
static void
schedule (ChatDeliveryWatch *self)
{
  gint64 first_us = G_MAXINT64;

  if (self->timer_id != 0)
    ic_clock_cancel (self->clock, self->timer_id);
  self->timer_id = 0;
  if (self->stopped || self->asking != NULL)
    return;
  for (GList *link = self->watched.head; link != NULL; link = link->next)
    first_us = MIN (first_us, ((Watched *)link->data)->ask_us);
  if (first_us != G_MAXINT64)
    self->timer_id = ic_clock_call_at (self->clock, first_us, on_timer, self);
}

/**
 * chat_delivery_watch_sent:
 * @sequence: number of a message that was handed to the gateway just now
 */
void
chat_delivery_watch_sent (ChatDeliveryWatch *self, guint64 sequence)
{
  Watched *watched;
  gint64 lag_ns;

  if (self->stopped || sequence <= self->confirmed || find (self, sequence) != NULL)
    return;
  lag_ns = self->source.get_clock_lag_ns (self->data);
  watched = g_new0 (Watched, 1);
  watched->sequence = sequence;
  watched->ask_us = ic_clock_get_monotonic_us (self->clock) + CHAT_DELIVERY_FIRST_MS * 1000;
  watched->sent_ns = ic_clock_get_wall_ns (self->clock) + (guint64)lag_ns;
  g_queue_push_tail (&self->watched, watched);
  if (self->timer_id == 0)
    schedule (self);
}

/**
 * chat_delivery_watch_confirmed:
 * @sequence: an echo or an acknowledgement has confirmed this message and those before
 */
void
chat_delivery_watch_confirmed (ChatDeliveryWatch *self, guint64 sequence)
{
  Watched *watched;
  gboolean any = FALSE;

  self->confirmed = MAX (self->confirmed, sequence);
  while ((watched = g_queue_peek_head (&self->watched)) != NULL && watched->sequence <= sequence)
    {
      forget (self, self->watched.head);
      any = TRUE;
    }
  if (any)
    schedule (self);
}

/**
 * chat_delivery_watch_heard:
 * @sequence: number of a message whose echo came back
 *
 * Says nothing about those before: a canister may have counted one and broken down over it.
 */
void
chat_delivery_watch_heard (ChatDeliveryWatch *self, guint64 sequence)
{
  GList *link = find (self, sequence);

  if (link == NULL)
    return;
  forget (self, link);
  schedule (self);
}

/**
 * chat_delivery_watch_new_for_source: (skip)
 * @source: whom to ask
 * @data: (transfer full): for @source
 * @clock: the clock
 * @funcs: whom to tell
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a watch
 */
ChatDeliveryWatch *
chat_delivery_watch_new_for_source (const ChatDeliverySource *source,
                                    gpointer data,
                                    IcClock *clock,
                                    const ChatDeliveryFuncs *funcs,
                                    gpointer user_data)
{
  ChatDeliveryWatch *self = g_new0 (ChatDeliveryWatch, 1);

  self->source = *source;
  self->data = data;
  self->clock = g_object_ref (clock);
  self->funcs = *funcs;
  self->user_data = user_data;
  g_queue_init (&self->watched);
  return self;
}

void
chat_delivery_watch_free (ChatDeliveryWatch *self)
{
  if (self == NULL)
    return;
  stop (self);
  if (self->source.free != NULL)
    self->source.free (self->data);
  g_object_unref (self->clock);
  g_free (self);
}
