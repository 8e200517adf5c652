/* SPDX-License-Identifier: MIT */
/* docs/protocol.md, "No message lost, none doubled", says why an answer is final. */
#include "chat-reconcile.h"

/* IC interface specification, "Reject codes". */
#define REJECT_CANISTER_REJECT 4
#define REJECT_CANISTER_ERROR  5

struct _ChatReconcile
{
  ChatOutbox *outbox;
  IcClock *clock;
  ChatFateAsk ask;
  ChatReconcileFunc resolved;
  gpointer user_data;
  GCancellable *cancellable;
  guint n_asking;
  guint timer_id;
  gboolean silent; /* the IC gave no answer at all to the last message asked for in vain */
};

/* Outlives the reconciliation if the answer does. */
typedef struct
{
  ChatReconcile *self;
  ChatOutboxItem *item; /* stays in the outbox while it is asked for */
  GCancellable *cancellable;
} Question;

static void pump (ChatReconcile *self);

static void
ask_after (ChatReconcile *self, ChatOutboxItem *item, gint64 delay_ms)
{
  item->ask_us = ic_clock_get_monotonic_us (self->clock) + delay_ms * 1000;
}

static void
resolve_accepted (ChatReconcile *self, ChatOutboxItem *taken, guint64 certificate_time_ns)
{
  g_autoptr (ChatOutboxItem) item = chat_outbox_take (self->outbox, taken);

  chat_message_set_proof (item->message, 0, certificate_time_ns, NULL);
  chat_message_set_delivery (item->message, CHAT_DELIVERY_ACCEPTED);
}

/* Never lose it: rather say it twice, and say so. */
static void
resolve_unknown (ChatReconcile *self, ChatOutboxItem *item)
{
  chat_message_set_possible_duplicate (item->message, TRUE);
  chat_outbox_wait_again (self->outbox, item);
}

static void
resolve_rejected (ChatReconcile *self, ChatOutboxItem *item, const IcwsRequestFate *fate)
{
  gboolean by_canister = fate->reject_code == REJECT_CANISTER_REJECT ||
                         fate->reject_code == REJECT_CANISTER_ERROR;

  if (by_canister && ++item->n_rejected >= CHAT_RECONCILE_MAX_REJECTED)
    {
      chat_message_set_failed (item->message, fate->text);
      chat_outbox_remove (self->outbox, item);
      return;
    }
  /* A canister that waits for another one keeps what it did before it trapped. */
  if (by_canister)
    chat_message_set_possible_duplicate (item->message, TRUE);
  chat_outbox_wait_again (self->outbox, item);
}

/* Nobody could be asked, or the answer is older than the fence and may change. */
static void
take_no_answer (ChatReconcile *self, ChatOutboxItem *item)
{
  item->n_asked++;
  if (!self->silent && item->n_asked < CHAT_RECONCILE_TRIES)
    {
      ask_after (self, item, CHAT_RECONCILE_RETRY_MS << (item->n_asked - 1));
      return;
    }
  self->silent = TRUE;
  resolve_unknown (self, item);
}

static void
take_pending (ChatReconcile *self, ChatOutboxItem *item)
{
  gint64 now_us = ic_clock_get_monotonic_us (self->clock);

  if (item->pending_us == 0)
    item->pending_us = now_us;
  if (now_us - item->pending_us < CHAT_RECONCILE_MAX_PENDING_MS * 1000)
    ask_after (self, item, CHAT_RECONCILE_PENDING_MS);
  else
    resolve_unknown (self, item);
}

static void
take_fate (ChatReconcile *self, ChatOutboxItem *item, const IcwsRequestFate *fate)
{
  if (fate->certificate_time_ns != 0)
    self->silent = FALSE;
  switch (fate->fate)
    {
    case ICWS_FATE_ACCEPTED:
      resolve_accepted (self, item, fate->certificate_time_ns);
      break;
    case ICWS_FATE_REFUSED:
      chat_outbox_wait_again (self->outbox, item);
      break;
    case ICWS_FATE_REJECTED:
      resolve_rejected (self, item, fate);
      break;
    case ICWS_FATE_ABSENT:
      if (fate->certificate_time_ns >= item->fence_ns)
        chat_outbox_wait_again (self->outbox, item);
      else
        take_no_answer (self, item);
      break;
    case ICWS_FATE_PENDING:
      take_pending (self, item);
      break;
    case ICWS_FATE_UNKNOWN:
    default:
      if (fate->certificate_time_ns >= item->fence_ns)
        resolve_unknown (self, item); /* the IC has forgotten */
      else
        take_no_answer (self, item);
    }
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (GCancellable) cancellable = question->cancellable;
  ChatReconcile *self = question->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcwsRequestFate) fate = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_cancellable_is_cancelled (cancellable))
    return; /* the outbox is gone */
  self->n_asking--;
  question->item->asking = FALSE;
  if (fate != NULL)
    take_fate (self, question->item, fate);
  else
    {
      g_debug ("Cannot ask what became of a message: %s", error->message);
      take_no_answer (self, question->item);
    }
  pump (self);
  self->resolved (self->user_data);
}

static void
ask_for (ChatReconcile *self, ChatOutboxItem *item)
{
  Question *question = g_new0 (Question, 1);

  question->self = self;
  question->item = item;
  question->cancellable = g_object_ref (self->cancellable);
  item->asking = TRUE;
  self->n_asking++;
  self->ask (&item->question, item->fence_ns,
             g_task_new (NULL, self->cancellable, on_answer, question), self->user_data);
}

static void
on_timer (gpointer data)
{
  ChatReconcile *self = data;

  self->timer_id = 0;
  pump (self);
}

/* Asks for the oldest ones that may be asked for now. */
static void
pump (ChatReconcile *self)
{
  gint64 now_us = ic_clock_get_monotonic_us (self->clock);
  gint64 next_us = G_MAXINT64;
  ChatOutboxItem *item = chat_outbox_next_checking (self->outbox, NULL);
  ChatOutboxItem *next;

  for (; item != NULL; item = next)
    {
      next = chat_outbox_next_checking (self->outbox, item);
      if (item->fence_ns == 0 || item->asking)
        continue;
      if (!item->has_question)
        resolve_unknown (self, item);
      else if (item->ask_us > now_us)
        next_us = MIN (next_us, item->ask_us);
      else if (self->n_asking < CHAT_RECONCILE_MAX_ASKING)
        ask_for (self, item);
    }
  if (self->timer_id != 0)
    ic_clock_cancel (self->clock, self->timer_id);
  self->timer_id = next_us != G_MAXINT64 ? ic_clock_call_at (self->clock, next_us, on_timer, self)
                                         : 0;
}

/**
 * chat_reconcile_new:
 * @outbox: (transfer none): outlives the reconciliation
 * @clock: the clock
 * @ask: whom to ask
 * @resolved: told after each answer
 * @user_data: for @ask and @resolved
 *
 * Returns: (transfer full): a reconciliation without anything to do
 */
ChatReconcile *
chat_reconcile_new (ChatOutbox *outbox,
                    IcClock *clock,
                    ChatFateAsk ask,
                    ChatReconcileFunc resolved,
                    gpointer user_data)
{
  ChatReconcile *self = g_new0 (ChatReconcile, 1);

  self->outbox = outbox;
  self->clock = g_object_ref (clock);
  self->ask = ask;
  self->resolved = resolved;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  return self;
}

void
chat_reconcile_free (ChatReconcile *self)
{
  if (self == NULL)
    return;
  if (self->timer_id != 0)
    ic_clock_cancel (self->clock, self->timer_id);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_object_unref (self->clock);
  g_free (self);
}

/**
 * chat_reconcile_begin:
 * @fence_ns: time of a certificate that proves that a new session is open
 *
 * Asks for everything that sessions before it had sent. What a session leaves that ends meanwhile
 * waits for the next call; what is asked for already goes on, since the fence stands.
 */
void
chat_reconcile_begin (ChatReconcile *self, guint64 fence_ns)
{
  chat_outbox_set_fence (self->outbox, fence_ns);
  self->silent = FALSE;
  pump (self);
}
