/* SPDX-License-Identifier: MIT */
/*
 * The thread of a store: takes one job after the other; those with more to do go to the end of the
 * line. Answers are given in the main context alone, where all tasks live and die.
 */
#include "chat-history-private.h"
#include "ic/ic-i18n.h"

typedef struct
{
  ChatHistoryStore *store;
  ChatHistoryJob *job;
} Answer;

static void
job_free (ChatHistoryJob *job)
{
  if (job->free_data != NULL)
    job->free_data (job->data);
  if (job->free_result != NULL && job->result != NULL)
    job->free_result (job->result);
  g_clear_error (&job->error);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->task);
  g_free (job);
}

ChatHistoryStore *
chat_history_store_new (const char *path, GMainContext *context)
{
  ChatHistoryStore *self = g_atomic_rc_box_new0 (ChatHistoryStore);

  self->queue = g_async_queue_new ();
  self->context = g_main_context_ref (context);
  self->path = g_strdup (path);
  g_weak_ref_init (&self->history, NULL);
  g_queue_init (&self->writes);
  return self;
}

ChatHistoryStore *
chat_history_store_ref (ChatHistoryStore *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
store_clear (gpointer data)
{
  ChatHistoryStore *self = data;

  g_async_queue_unref (self->queue);
  g_main_context_unref (self->context);
  g_weak_ref_clear (&self->history);
  g_free (self->path);
  g_queue_clear_full (&self->writes, (GDestroyNotify)chat_history_write_free);
}

void
chat_history_store_unref (ChatHistoryStore *self)
{
  g_atomic_rc_box_release_full (self, store_clear);
}

/**
 * chat_history_store_push:
 * @run: what is to be done in the worker
 * @data: for @run
 * @free_data: (nullable): frees @data, in the main context
 * @task: (transfer full) (nullable): gets the answer
 */
void
chat_history_store_push (ChatHistoryStore *self,
                         ChatHistoryRun run,
                         gpointer data,
                         GDestroyNotify free_data,
                         GTask *task)
{
  ChatHistoryJob *job = g_new0 (ChatHistoryJob, 1);

  job->run = run;
  job->data = data;
  job->free_data = free_data;
  job->task = task;
  if (task != NULL && g_task_get_cancellable (task) != NULL)
    job->cancellable = g_object_ref (g_task_get_cancellable (task));
  g_async_queue_push (self->queue, job);
}

void
chat_history_store_invoke (ChatHistoryStore *self,
                           GSourceFunc func,
                           gpointer data,
                           GDestroyNotify free_data)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[attest] history");
  g_source_set_callback (source, func, data, free_data);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static gboolean
answer (gpointer data)
{
  ChatHistoryJob *job = ((Answer *)data)->job;

  if (job->task == NULL)
    return G_SOURCE_REMOVE;
  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else if (job->free_result != NULL)
    g_task_return_pointer (job->task, g_steal_pointer (&job->result), job->free_result);
  else
    g_task_return_int (job->task, job->number);
  return G_SOURCE_REMOVE;
}

static void
answer_free (gpointer data)
{
  Answer *self = data;

  job_free (self->job);
  chat_history_store_unref (self->store);
  g_free (self);
}

static void
finish (ChatHistoryStore *self, ChatHistoryJob *job)
{
  Answer *data = g_new0 (Answer, 1);

  data->store = chat_history_store_ref (self);
  data->job = job;
  chat_history_store_invoke (self, answer, data, answer_free);
}

static void
run_job (ChatHistoryStore *self, ChatHistoryJob *job)
{
  job->again = FALSE;
  self->cancellable = job->cancellable;
  if (self->closed ||
      (self->db == NULL && job->run != chat_history_run_open && job->run != chat_history_run_close))
    g_set_error_literal (&job->error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_CLOSED,
                         _ ("The history of this room is closed"));
  else if (!g_cancellable_set_error_if_cancelled (job->cancellable, &job->error))
    job->run (self, job, &job->error);
  self->cancellable = NULL;
  if (job->again && job->error == NULL)
    g_async_queue_push (self->queue, job);
  else
    finish (self, job);
}

/* A large file is checked while nobody wants anything else. It is told by the next thing that fails,
 * and at the next opening. */
static void
check_while_idle (ChatHistoryStore *self)
{
  g_autoptr (GError) error = NULL;

  self->yielding = TRUE;
  if (chat_history_check_file (self, &error))
    self->check_due = FALSE;
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      self->check_due = FALSE;
      g_message ("%s", error->message);
    }
  self->yielding = FALSE;
}

static ChatHistoryJob *
next_job (ChatHistoryStore *self)
{
  ChatHistoryJob *job = g_async_queue_try_pop (self->queue);

  /* Not at once: the first seconds of a room are busy. */
  if (job == NULL && (self->failing || self->check_due))
    job = g_async_queue_timeout_pop (self->queue, CHAT_HISTORY_RETRY_S * G_USEC_PER_SEC);
  else if (job == NULL)
    job = g_async_queue_pop (self->queue);
  return job;
}

gpointer
chat_history_store_thread (gpointer store)
{
  ChatHistoryStore *self = store;

  while (!self->closed)
    {
      ChatHistoryJob *job = next_job (self);

      if (job != NULL)
        run_job (self, job);
      else if (self->failing)
        chat_history_commit (self, NULL);
      else if (self->check_due && self->db != NULL)
        check_while_idle (self);
    }
  /* Nobody pushes after the closing, but for what goes on piecemeal. */
  for (ChatHistoryJob *job; (job = g_async_queue_try_pop (self->queue)) != NULL;)
    run_job (self, job);
  chat_history_store_unref (self);
  return NULL;
}

gboolean
chat_history_run_flush (ChatHistoryStore *self, ChatHistoryJob *job, GError **error)
{
  return chat_history_commit (self, error);
}

/* The file is closed whatever happens. */
gboolean
chat_history_run_close (ChatHistoryStore *self, ChatHistoryJob *job, GError **error)
{
  gboolean ok = self->db == NULL || chat_history_commit (self, error);

  chat_history_close_file (self);
  self->closed = TRUE;
  return ok;
}
