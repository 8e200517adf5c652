/* SPDX-License-Identifier: MIT */
#include "icws-verifier.h"

#include "icws-frame-check.h"
#include "ic/ic-i18n.h"

/* Longest stretch of main-loop time for delivering results, and the pause after it when more are
 * ready: in the pause sources of lower priority, such as redrawing, have their turn. */
#define DELIVERY_SLICE_US 2000
#define DELIVERY_PAUSE_US 2000

#define MAX_THREADS 4

typedef struct
{
  IcwsVerifier *verifier; /* a reference, so that the pool outlives its work */
  GBytes *frame;
  GCancellable *cancellable;
  IcwsProofFunc func;
  gpointer user_data;
  guint64 arrived_wall_ns;
  gint64 arrived_monotonic_us;

  gboolean done; /* under the mutex */
  IcwsProof *proof;
} Job;

struct _IcwsVerifier
{
  GObject parent_instance;

  IcwsFrameCheck check;
  IcClock *clock;
  GThreadPool *pool;
  GMainContext *context;
  GSource *delivery;

  GMutex mutex;
  GQueue jobs; /* in the order of arrival; the head is delivered next */
  gsize pending_bytes;
};

G_DEFINE_FINAL_TYPE (IcwsVerifier, icws_verifier, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  g_clear_pointer (&job->proof, icws_proof_free);
  g_bytes_unref (job->frame);
  g_clear_object (&job->cancellable);
  g_object_unref (job->verifier);
  g_free (job);
}

/* In a thread of the pool. */
static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  IcwsVerifier *self = user_data;

  if (!g_cancellable_is_cancelled (job->cancellable))
    {
      job->proof = icws_frame_check (&self->check, job->frame, job->arrived_wall_ns);
      job->proof->arrived_monotonic_us = job->arrived_monotonic_us;
      job->proof->arrived_wall_ns = job->arrived_wall_ns;
    }
  g_mutex_lock (&self->mutex);
  job->done = TRUE;
  /* Not for a job further behind: the one at the head will take it along. */
  if (g_queue_peek_head (&self->jobs) == job)
    g_source_set_ready_time (self->delivery, 0);
  g_mutex_unlock (&self->mutex);
}

/* The first job, if it is done. */
static Job *
take_done (IcwsVerifier *self)
{
  Job *job;

  g_mutex_lock (&self->mutex);
  job = g_queue_peek_head (&self->jobs);
  if (job != NULL && job->done)
    {
      g_queue_pop_head (&self->jobs);
      self->pending_bytes -= g_bytes_get_size (job->frame);
    }
  else
    job = NULL;
  g_mutex_unlock (&self->mutex);
  return job;
}

static gboolean
deliver (gpointer user_data)
{
  g_autoptr (IcwsVerifier) self = g_object_ref (user_data);
  gint64 end_us = g_get_monotonic_time () + DELIVERY_SLICE_US;
  Job *job;

  g_source_set_ready_time (self->delivery, -1);
  while ((job = take_done (self)) != NULL)
    {
      if (job->proof != NULL && !g_cancellable_is_cancelled (job->cancellable))
        job->func (job->proof, job->user_data);
      job_free (job);
      if (g_get_monotonic_time () >= end_us)
        {
          g_source_set_ready_time (self->delivery, g_get_monotonic_time () + DELIVERY_PAUSE_US);
          break;
        }
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_delivery (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs delivery_funcs = { .dispatch = dispatch_delivery };

static void
icws_verifier_dispose (GObject *object)
{
  IcwsVerifier *self = ICWS_VERIFIER (object);

  /* Jobs hold references, so none is left: the threads are idle and this does not wait. */
  if (self->pool != NULL)
    g_thread_pool_free (g_steal_pointer (&self->pool), FALSE, TRUE);
  if (self->delivery != NULL)
    {
      g_source_destroy (self->delivery);
      g_clear_pointer (&self->delivery, g_source_unref);
    }
  G_OBJECT_CLASS (icws_verifier_parent_class)->dispose (object);
}

static void
icws_verifier_finalize (GObject *object)
{
  IcwsVerifier *self = ICWS_VERIFIER (object);

  g_clear_pointer (&self->check.root, ic_root_key_unref);
  g_clear_pointer (&self->check.cache, icws_proof_cache_free);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (icws_verifier_parent_class)->finalize (object);
}

static void
icws_verifier_class_init (IcwsVerifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = icws_verifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = icws_verifier_finalize;
}

static void
icws_verifier_init (IcwsVerifier *self)
{
  g_mutex_init (&self->mutex);
  g_queue_init (&self->jobs);
}

/**
 * icws_verifier_new:
 * @root: the root of trust
 * @canister_id: the canister whose messages are verified
 * @clock: against which certificates are fresh
 * @n_threads: threads to verify in; 0: one a processor, at most four
 *
 * Results come on the thread-default main context of the caller.
 *
 * Returns: (transfer full): a verifier.
 */
IcwsVerifier *
icws_verifier_new (IcRootKey *root, const IcPrincipal *canister_id, IcClock *clock, guint n_threads)
{
  IcwsVerifier *self = g_object_new (ICWS_TYPE_VERIFIER, NULL);

  if (n_threads == 0)
    n_threads = CLAMP (g_get_num_processors (), 1, MAX_THREADS);
  self->check.root = ic_root_key_ref (root);
  self->check.canister_id = *canister_id;
  self->check.cache = icws_proof_cache_new (ICWS_VERIFIER_CACHE_ENTRIES,
                                            ICWS_PROOF_CACHE_MAX_BYTES);
  self->clock = g_object_ref (clock);
  self->pool = g_thread_pool_new (run_job, self, n_threads, FALSE, NULL);
  self->context = g_main_context_ref_thread_default ();
  self->delivery = g_source_new (&delivery_funcs, sizeof (GSource));
  g_source_set_static_name (self->delivery, "[attest] verified messages");
  g_source_set_callback (self->delivery, deliver, self, NULL);
  g_source_attach (self->delivery, self->context);
  return self;
}

/**
 * icws_verifier_set_max_certificate_age_ns:
 * @self: a verifier that has not been given a frame yet
 * @ns: greatest age of a certificate, in nanoseconds; 0: %IC_CERTIFICATE_MAX_AGE_NS
 */
void
icws_verifier_set_max_certificate_age_ns (IcwsVerifier *self, guint64 ns)
{
  g_return_if_fail (ICWS_IS_VERIFIER (self));

  self->check.max_certificate_age_ns = ns;
}

/* Whether there is room for a frame of @size bytes. */
static gboolean
has_room (IcwsVerifier *self, gsize size, GError **error)
{
  if (size > ICWS_MAX_FRAME_BYTES)
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_FRAME_LIMIT,
                   _ ("A frame of %zu bytes is larger than the limit of %d"), size,
                   ICWS_MAX_FRAME_BYTES);
      return FALSE;
    }
  if (self->jobs.length >= ICWS_VERIFIER_MAX_PENDING ||
      self->pending_bytes + size > ICWS_VERIFIER_MAX_PENDING_BYTES)
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_FLOOD,
                   _ ("%u messages (%zu bytes) wait to be verified already"), self->jobs.length,
                   self->pending_bytes);
      return FALSE;
    }
  return TRUE;
}

/**
 * icws_verifier_push:
 * @self: a verifier
 * @frame: bytes of a relayed message
 * @cancellable: (nullable): when cancelled, @func is not called any more
 * @func: gets the result on the main context, in the order of the frames
 * @user_data: for @func
 * @error: %ICWS_ERROR_FLOOD, %ICWS_ERROR_FRAME_LIMIT
 *
 * The age of the certificate is judged at the time of this call, so that waiting in the queue makes
 * no fresh one stale.
 *
 * Returns: whether the frame was taken.
 */
gboolean
icws_verifier_push (IcwsVerifier *self,
                    GBytes *frame,
                    GCancellable *cancellable,
                    IcwsProofFunc func,
                    gpointer user_data,
                    GError **error)
{
  Job *job;
  gboolean room;

  g_return_val_if_fail (ICWS_IS_VERIFIER (self), FALSE);
  g_return_val_if_fail (frame != NULL && func != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  room = has_room (self, g_bytes_get_size (frame), error);
  g_mutex_unlock (&self->mutex);
  if (!room)
    return FALSE;

  job = g_new0 (Job, 1);
  job->verifier = g_object_ref (self);
  job->frame = g_bytes_ref (frame);
  job->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  job->func = func;
  job->user_data = user_data;
  job->arrived_wall_ns = ic_clock_get_wall_ns (self->clock);
  job->arrived_monotonic_us = ic_clock_get_monotonic_us (self->clock);
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->jobs, job);
  self->pending_bytes += g_bytes_get_size (frame);
  g_mutex_unlock (&self->mutex);
  g_thread_pool_push (self->pool, job, NULL);
  return TRUE;
}

/**
 * icws_verifier_verify_sync:
 * @self: a verifier
 * @frame: bytes of a relayed message
 *
 * Verifies at once, in the calling thread, which may be any. Computes for a millisecond or more.
 *
 * Returns: (transfer full): the result.
 */
IcwsProof *
icws_verifier_verify_sync (IcwsVerifier *self, GBytes *frame)
{
  IcwsProof *proof;
  guint64 now_ns;

  g_return_val_if_fail (ICWS_IS_VERIFIER (self), NULL);

  now_ns = ic_clock_get_wall_ns (self->clock);
  proof = icws_frame_check (&self->check, frame, now_ns);
  proof->arrived_wall_ns = now_ns;
  proof->arrived_monotonic_us = ic_clock_get_monotonic_us (self->clock);
  return proof;
}
