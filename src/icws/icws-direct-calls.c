/* SPDX-License-Identifier: MIT */
/*
 * Update calls of direct mode: ws_open and ws_message as the session signed them, and ws_close as
 * our own gateway.
 *
 * Order: the IC promises none among the calls of one sender; two that are on their way at once may be
 * executed either way round, and a canister drops a client for a wrong sequence number. So a call is
 * submitted only when the outcome of the one before is certified. That is slower than a gateway,
 * which relays without waiting, and never wrong.
 */
#include "icws-direct-private.h"
#include "icws-frame-check.h"
#include "ic/ic-i18n.h"

typedef struct
{
  IcRequest *request;
  GBytes *envelope;
  guint64 sequence; /* 0: ws_open */
} Call;

struct _IcwsDirectCalls
{
  guint ref_count; /* one for the transport, and then until gone; one for each wait */
  IcAgent *agent;
  IcPrincipal canister_id;
  IcClock *clock;
  IcwsDirectCallsFuncs funcs;
  gpointer user_data;

  GQueue waiting; /* Call */
  Call *current;  /* (nullable) */
  GCancellable *giving_up;
  guint failures;      /* of the current one */
  guint retry_timer;   /* the current one is submitted again */
  gboolean failed;     /* told so */
  gboolean was_served; /* the canister has answered before */

  IcwsClientKey key;
  gboolean may_be_registered; /* ws_open was submitted and not refused */
  gboolean left;
  gboolean gone; /* the last call is made, or none is needed */
  guint leave_timer;
};

static void submit (IcwsDirectCalls *self);
static void next (IcwsDirectCalls *self);

static void
call_free (gpointer data)
{
  Call *call = data;

  ic_request_free (call->request);
  g_bytes_unref (call->envelope);
  g_free (call);
}

static void
disarm (IcwsDirectCalls *self, guint *timer)
{
  if (*timer != 0)
    ic_clock_cancel (self->clock, *timer);
  *timer = 0;
}

static void
calls_unref (IcwsDirectCalls *self)
{
  if (--self->ref_count > 0)
    return;
  disarm (self, &self->retry_timer);
  disarm (self, &self->leave_timer);
  g_queue_clear_full (&self->waiting, call_free);
  g_clear_pointer (&self->current, call_free);
  g_object_unref (self->giving_up);
  g_object_unref (self->agent);
  g_object_unref (self->clock);
  g_free (self);
}

static guint
call_in_ms (IcwsDirectCalls *self, guint ms, GSourceOnceFunc func)
{
  return ic_clock_call_at (self->clock, ic_clock_get_monotonic_us (self->clock) + (gint64)ms * 1000,
                           func, self);
}

static void
drop_all (IcwsDirectCalls *self)
{
  disarm (self, &self->retry_timer);
  g_queue_clear_full (&self->waiting, call_free);
  g_clear_pointer (&self->current, call_free);
}

/* Who has left wants to hear nothing any more; the canister is told all the same. */
static void
fail (IcwsDirectCalls *self, const GError *error)
{
  drop_all (self);
  if (self->left)
    next (self);
  else if (!self->failed)
    {
      self->failed = TRUE;
      self->funcs.failed (error, self->user_data);
    }
}

static void G_GNUC_PRINTF (3, 4)
    fail_with (IcwsDirectCalls *self, IcwsError code, const char *format, ...)
{
  va_list args;
  g_autoptr (GError) error = NULL;

  va_start (args, format);
  error = g_error_new_valist (ICWS_ERROR, code, format, args);
  va_end (args);
  fail (self, error);
}

static void
refuse (IcwsDirectCalls *self, const char *words)
{
  if (self->current->sequence == 0)
    {
      self->may_be_registered = FALSE;
      fail_with (self, ICWS_ERROR_REFUSED, _ ("The canister refused to open the connection: %s"),
                 words);
    }
  else
    fail_with (self, ICWS_ERROR_REFUSED, _ ("The canister refused our message %" PRIu64 ": %s"),
               self->current->sequence, words);
}

/* Not proved, or no answer at all: the network's fault. */
static void
give_up (IcwsDirectCalls *self, const char *why)
{
  fail_with (self, self->was_served ? ICWS_ERROR_DISCONNECTED : ICWS_ERROR_UNREACHABLE,
             _ ("The Internet Computer gave no certified answer: %s"), why);
}

static void
on_retry_time (gpointer user_data)
{
  IcwsDirectCalls *self = user_data;

  self->retry_timer = 0;
  submit (self);
}

/* The same envelope again: the IC knows it by its request id and executes it once. */
static void
try_again (IcwsDirectCalls *self, const GError *error)
{
  guint limit = self->was_served ? ICWS_DIRECT_MAX_FAILURES : ICWS_DIRECT_MAX_OPEN_FAILURES;
  guint ms;

  self->failures++;
  if (self->left || self->failures >= limit ||
      ic_clock_get_wall_ns (self->clock) >= self->current->request->ingress_expiry_ns)
    {
      give_up (self, error->message);
      return;
    }
  g_info ("calling the canister failed, trying again: %s", error->message);
  ms = (guint)ICWS_DIRECT_RETRY_FIRST_MS << (self->failures - 1);
  self->retry_timer = call_in_ms (self, ms, on_retry_time);
}

static void
take_reply (IcwsDirectCalls *self, GBytes *reply, guint64 certificate_time_ns)
{
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;
  guint64 sequence = self->current->sequence;

  self->was_served = TRUE;
  if (icws_direct_result_decode (reply, &err, &error))
    {
      g_clear_pointer (&self->current, call_free);
      if (!self->left)
        self->funcs.accepted (sequence, certificate_time_ns, &self->key, self->user_data);
      next (self);
    }
  else if (error != NULL)
    fail (self, error);
  else
    refuse (self, err);
}

static IcwsError
name_certificate_error (const GError *error)
{
  return icws_certificate_error_code (error, g_error_matches (error, IC_ERROR, IC_ERROR_LIMIT)
                                                 ? ICWS_ERROR_FRAME_LIMIT
                                                 : ICWS_ERROR_FRAME);
}

/* A rejection, and whether the subnet stands behind it or one boundary node only says so. */
typedef struct
{
  IcwsDirectCalls *calls;
  GError *rejection;
} Question;

static void
on_status (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  IcwsDirectCalls *self = question->calls;
  g_autoptr (GError) rejection = question->rejection;
  g_autoptr (IcRequestOutcome)
      outcome = ic_agent_request_status_finish (IC_AGENT (object), result, NULL);

  if (outcome != NULL && outcome->status == IC_STATUS_REJECTED)
    {
      self->was_served = TRUE;
      refuse (self, rejection->message);
    }
  else
    give_up (self, rejection->message);
  calls_unref (self);
}

static void
ask_status_take (IcwsDirectCalls *self, GError *rejection)
{
  Question *question = g_new (Question, 1);
  guint8 id[IC_HASH_BYTES];

  question->calls = self;
  question->rejection = rejection;
  self->ref_count++;
  ic_request_get_id (self->current->request, id);
  ic_agent_request_status_async (self->agent, &self->canister_id, id, self->giving_up, on_status,
                                 question);
}

static void
on_called (GObject *object, GAsyncResult *result, gpointer user_data)
{
  IcwsDirectCalls *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = ic_agent_call_signed_finish (IC_AGENT (object), result, &error);

  if (reply != NULL)
    take_reply (self, reply, ic_agent_call_get_certificate_time_ns (result));
  else if (g_error_matches (error, IC_ERROR, IC_ERROR_REJECTED))
    ask_status_take (self, g_steal_pointer (&error));
  else if (g_error_matches (error, IC_ERROR, IC_ERROR_NETWORK) ||
           g_error_matches (error, IC_ERROR, IC_ERROR_HTTP))
    try_again (self, error);
  else if (g_error_matches (error, IC_ERROR, IC_ERROR_TIMEOUT) || error->domain != IC_ERROR)
    give_up (self, error->message);
  else
    fail_with (self, name_certificate_error (error),
               _ ("The boundary node's answer to a call cannot be believed: %s"), error->message);
  calls_unref (self);
}

static void
submit (IcwsDirectCalls *self)
{
  self->ref_count++;
  if (self->current->sequence == 0)
    self->may_be_registered = TRUE;
  ic_agent_call_signed_async (self->agent, self->current->request, self->current->envelope,
                              self->giving_up, on_called, self);
}

static void
on_told (GObject *object, GAsyncResult *result, gpointer user_data)
{
  IcwsDirectCalls *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = ic_agent_call_finish (IC_AGENT (object), result, &error);

  /* It makes no difference any more: without us the canister finds out by itself in a while. */
  if (reply == NULL)
    g_info ("ws_close did not reach the canister: %s", error->message);
  calls_unref (self);
}

static void
say_goodbye (IcwsDirectCalls *self)
{
  g_autoptr (GBytes) arg = icws_close_arguments_encode (&self->key);

  ic_agent_call_async (self->agent, &self->canister_id, "ws_close", arg, self->giving_up, on_told,
                       self);
}

static void
next (IcwsDirectCalls *self)
{
  if (self->current != NULL || self->failed || self->gone)
    return;
  self->failures = 0;
  self->current = g_queue_pop_head (&self->waiting);
  if (self->current != NULL)
    {
      submit (self);
      return;
    }
  self->gone = self->left;
  if (self->gone && self->may_be_registered)
    say_goodbye (self);
  else if (self->gone)
    calls_unref (self);
}

/* {envelope}, encoded anew for a call. */
static Call *
decode_frame (IcwsDirectCalls *self, GBytes *frame, GError **error)
{
  gsize len;
  gconstpointer bytes = g_bytes_get_data (frame, &len);
  g_autoptr (cbor_item_t) map = ic_cbor_load (bytes, len, NULL, error);
  cbor_item_t *item;
  g_autoptr (IcEnvelope) envelope = NULL;
  guint64 sequence = 0;
  Call *call;

  if (map == NULL || !ic_cbor_expect_map (map, "client frame", error) ||
      (item = ic_cbor_map_require (map, "envelope", "client frame", error)) == NULL ||
      (envelope = ic_envelope_decode_item (item, error)) == NULL)
    return NULL;
  if (envelope->request->type != IC_REQUEST_CALL ||
      !ic_principal_equal (&envelope->request->canister_id, &self->canister_id))
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_CBOR, _ ("no call of our canister"));
      return NULL;
    }
  if (g_str_equal (envelope->request->method_name, "ws_open")
          ? !icws_direct_open_nonce (envelope->request->arg, &self->key.nonce)
          : !icws_direct_message_sequence (envelope->request->arg, &sequence) || sequence == 0)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_CANDID, _ ("unknown arguments"));
      return NULL;
    }
  self->key.principal = envelope->request->sender;

  call = g_new0 (Call, 1);
  call->envelope = ic_envelope_encode (envelope);
  call->request = g_steal_pointer (&envelope->request);
  call->sequence = sequence;
  return call;
}

/* (skip) */
gboolean
icws_direct_calls_push (IcwsDirectCalls *self, GBytes *frame, GError **error)
{
  g_autoptr (GError) inner = NULL;
  Call *call;

  if (self->failed || self->left)
    return TRUE;
  call = decode_frame (self, frame, &inner);
  if (call == NULL)
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_FRAME, _ ("What we would send is no call: %s"),
                   inner->message);
      return FALSE;
    }
  g_queue_push_tail (&self->waiting, call);
  next (self);
  return TRUE;
}

/* (skip) */
gboolean
icws_direct_calls_is_busy (IcwsDirectCalls *self)
{
  return self->current != NULL && self->retry_timer == 0;
}

static void
on_leave_time (gpointer user_data)
{
  IcwsDirectCalls *self = user_data;

  self->leave_timer = 0;
  g_cancellable_cancel (self->giving_up);
}

/* (skip) */
void
icws_direct_calls_leave (IcwsDirectCalls *self, gboolean at_once)
{
  self->left = TRUE;
  self->failed = FALSE;
  self->leave_timer = call_in_ms (self, ICWS_DIRECT_LEAVE_TIMEOUT_MS, on_leave_time);
  if (at_once)
    g_queue_clear_full (&self->waiting, call_free);
  /* What has failed before is not waited for. */
  if (self->retry_timer != 0)
    drop_all (self);
  next (self);
}

IcwsDirectCalls *
icws_direct_calls_new (IcAgent *agent,
                       const IcPrincipal *canister_id,
                       IcClock *clock,
                       const IcwsDirectCallsFuncs *funcs,
                       gpointer user_data)
{
  IcwsDirectCalls *self = g_new0 (IcwsDirectCalls, 1);

  self->ref_count = 1;
  self->agent = g_object_ref (agent);
  self->canister_id = *canister_id;
  self->clock = g_object_ref (clock);
  self->giving_up = g_cancellable_new ();
  self->funcs = *funcs;
  self->user_data = user_data;
  return self;
}
