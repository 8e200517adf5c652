/* SPDX-License-Identifier: MIT */
#include "ic-agent-call-private.h"

#include <string.h>

#include "ic-error.h"
#include "ic-i18n.h"

static void
call_free (gpointer data)
{
  IcAgentCall *self = data;

  g_clear_pointer (&self->request, ic_request_free);
  g_clear_pointer (&self->envelope, g_bytes_unref);
  g_clear_pointer (&self->poll_envelope, g_bytes_unref);
  g_free (self);
}

static void
on_verified (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (IcCertificate) certificate = ic_agent_verify_finish (result, &error);

  if (certificate == NULL)
    g_task_return_error (task, error);
  else
    ic_agent_call_take_certificate (task, certificate, TRUE);
}

/* Interface spec, "Request: Synchronous call" (status and certificate, or a rejection before the
 * subnet agreed on anything) and "Request: Call" (only a rejection has content). Gives the certificate
 * or sets the error. */
static GBytes *
read_reply (GBytes *body, GError **error)
{
  g_autoptr (cbor_item_t)
      map = ic_cbor_load (g_bytes_get_data (body, NULL), g_bytes_get_size (body), NULL, error);
  cbor_item_t *item;
  g_autofree char *status = NULL;

  if (map == NULL || !ic_cbor_expect_map (map, "answer to a call", error))
    return NULL;
  item = ic_cbor_map_get (map, "status");
  if (item == NULL)
    {
      ic_agent_set_rejected (map, error);
      return NULL;
    }
  status = ic_cbor_get_text (item, "status", error);
  if (status == NULL)
    return NULL;
  if (g_str_equal (status, "non_replicated_rejection"))
    {
      ic_agent_set_rejected (map, error);
      return NULL;
    }
  if (!g_str_equal (status, "replied"))
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_CBOR,
                           _ ("the answer to a call has an unknown status"));
      return NULL;
    }

  item = ic_cbor_map_require (map, "certificate", "answer to a call", error);
  return item != NULL ? ic_cbor_get_bytes (item, "certificate", error) : NULL;
}

static void
on_posted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcAgent *self = IC_AGENT (source);
  IcAgentCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  guint status;
  g_autoptr (GBytes) body = ic_agent_post_finish (self, result, &status, &error);
  g_autoptr (GBytes) certificate = NULL;

  if (body != NULL && status == SOUP_STATUS_ACCEPTED)
    {
      ic_agent_call_poll_later (task);
      return;
    }
  if (body != NULL)
    certificate = read_reply (body, &error);
  if (certificate == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  ic_agent_verify_async (self, certificate, &call->request->canister_id,
                         g_task_get_cancellable (task), on_verified, g_object_ref (task));
}

static void
start_call (GTask *task)
{
  IcAgentCall *call = g_task_get_task_data (task);
  IcAgent *self = g_task_get_source_object (task);

  if (self->root == NULL)
    {
      /* Better now than when the call is done and its answer cannot be believed. */
      g_task_return_new_error (task, IC_ERROR, IC_ERROR_ROOT_KEY,
                               _ ("there is no root key to verify the answer of %s with"),
                               self->url);
      return;
    }

  ic_request_get_id (call->request, call->id);
  call->deadline_us = ic_clock_get_monotonic_us (self->clock) + IC_AGENT_POLL_LIMIT_US;
  call->delay_us = IC_AGENT_POLL_FIRST_US;
  ic_agent_post_async (self, IC_ENDPOINT_CALL, &call->request->canister_id, call->envelope,
                       g_task_get_cancellable (task), on_posted, g_object_ref (task));
}

static void
on_signed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcAgentCall *call = g_task_get_task_data (task);
  GError *error = NULL;

  call->envelope = ic_envelope_sign_finish (result, &error);
  if (call->envelope == NULL)
    g_task_return_error (task, error);
  else
    start_call (task);
}

/**
 * ic_agent_call_async:
 * @self: an agent
 * @canister_id: canister
 * @method: its update method
 * @arg: Candid arguments
 * @cancellable: (nullable): to give up waiting; the call itself may be executed all the same
 * @cb: called when done
 * @data: for @cb
 *
 * Calls an update method and waits until the IC has certified the outcome, at most about five minutes.
 */
void
ic_agent_call_async (IcAgent *self,
                     const IcPrincipal *canister_id,
                     const char *method,
                     GBytes *arg,
                     GCancellable *cancellable,
                     GAsyncReadyCallback cb,
                     gpointer data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GBytes) nonce = NULL;
  IcAgentCall *call;
  IcPrincipal sender;

  g_return_if_fail (IC_IS_AGENT (self));
  g_return_if_fail (canister_id != NULL);
  g_return_if_fail (method != NULL && arg != NULL);

  task = g_task_new (self, cancellable, cb, data);
  g_task_set_source_tag (task, ic_agent_call_async);
  call = g_new0 (IcAgentCall, 1);
  g_task_set_task_data (task, call, call_free);

  ic_agent_get_sender (self, &sender);
  nonce = ic_agent_new_nonce (self);
  call->request = ic_request_new_call (canister_id, method, arg, &sender,
                                       ic_agent_get_expiry_ns (self), nonce);
  ic_envelope_sign_async (call->request, self->identity, cancellable, on_signed,
                          g_object_ref (task));
}

/**
 * ic_agent_call_finish:
 * @self: an agent
 * @result: of ic_agent_call_async()
 * @error: IC_ERROR_REJECTED with code and text of a rejection; IC_ERROR_TIMEOUT; IC_ERROR_LOOKUP where
 *   the certificate does not speak of the call; or as ic_agent_read_state_finish()
 *
 * Returns: (transfer full): Candid results, certified
 */
GBytes *
ic_agent_call_finish (IcAgent *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ic_agent_call_signed_async:
 * @self: an agent, of the identity that signed
 * @request: a call
 * @envelope: the same, signed
 * @cancellable: (nullable): to give up waiting
 * @cb: called when done
 * @data: for @cb
 *
 * ic_agent_call_async() for an envelope that exists already.
 */
void
ic_agent_call_signed_async (IcAgent *self,
                            const IcRequest *request,
                            GBytes *envelope,
                            GCancellable *cancellable,
                            GAsyncReadyCallback cb,
                            gpointer data)
{
  g_autoptr (GTask) task = NULL;
  IcAgentCall *call;

  g_return_if_fail (IC_IS_AGENT (self));
  g_return_if_fail (request != NULL && request->type == IC_REQUEST_CALL);
  g_return_if_fail (envelope != NULL);

  task = g_task_new (self, cancellable, cb, data);
  g_task_set_source_tag (task, ic_agent_call_signed_async);
  call = g_new0 (IcAgentCall, 1);
  g_task_set_task_data (task, call, call_free);
  call->request = ic_request_copy (request);
  call->envelope = g_bytes_ref (envelope);
  start_call (task);
}

/**
 * ic_agent_call_signed_finish:
 * @self: an agent
 * @result: of ic_agent_call_signed_async()
 * @error: as ic_agent_call_finish()
 *
 * Returns: (transfer full): Candid results, certified
 */
GBytes *
ic_agent_call_signed_finish (IcAgent *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ic_agent_call_get_certificate_time_ns:
 * @result: of ic_agent_call_async() or ic_agent_call_signed_async()
 *
 * Returns: when the certificate of the reply was made, nanoseconds since 1970; 0: there is none
 */
guint64
ic_agent_call_get_certificate_time_ns (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ic_agent_call_async) ||
                            g_async_result_is_tagged (result, ic_agent_call_signed_async),
                        0);

  return ((IcAgentCall *)g_task_get_task_data (G_TASK (result)))->certificate_time_ns;
}
