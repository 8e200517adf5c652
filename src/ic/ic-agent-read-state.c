/* SPDX-License-Identifier: MIT */
#include "ic-agent-private.h"

/* Reading with an envelope that is signed already */

typedef struct
{
  IcPrincipal canister_id;
} ReadSigned;

static void
on_verified (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  IcCertificate *certificate = ic_agent_verify_finish (result, &error);

  if (certificate == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, certificate, (GDestroyNotify)ic_certificate_unref);
}

/* Interface spec, "Request: Read state": a map with the certificate. */
static GBytes *
read_reply (GBytes *body, GError **error)
{
  g_autoptr (cbor_item_t)
      map = ic_cbor_load (g_bytes_get_data (body, NULL), g_bytes_get_size (body), NULL, error);
  cbor_item_t *certificate;

  if (map == NULL || !ic_cbor_expect_map (map, "answer to read_state", error))
    return NULL;
  certificate = ic_cbor_map_require (map, "certificate", "answer to read_state", error);
  return certificate != NULL ? ic_cbor_get_bytes (certificate, "certificate", error) : NULL;
}

static void
on_posted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcAgent *self = IC_AGENT (source);
  ReadSigned *read = g_task_get_task_data (task);
  GError *error = NULL;
  guint status;
  g_autoptr (GBytes) body = ic_agent_post_finish (self, result, &status, &error);
  g_autoptr (GBytes) certificate = body != NULL ? read_reply (body, &error) : NULL;

  if (certificate == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  ic_agent_verify_async (self, certificate, &read->canister_id, g_task_get_cancellable (task),
                         on_verified, g_object_ref (task));
}

/* (skip) */
void
ic_agent_read_signed_async (IcAgent *self,
                            const IcPrincipal *canister_id,
                            GBytes *envelope,
                            GCancellable *cancellable,
                            GAsyncReadyCallback cb,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, cb, data);
  ReadSigned *read = g_new0 (ReadSigned, 1);

  read->canister_id = *canister_id;
  g_task_set_source_tag (task, ic_agent_read_signed_async);
  g_task_set_task_data (task, read, g_free);
  ic_agent_post_async (self, IC_ENDPOINT_READ_STATE, canister_id, envelope, cancellable, on_posted,
                       g_object_ref (task));
}

/* (skip) */
IcCertificate *
ic_agent_read_signed_finish (IcAgent *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Reading */

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  IcCertificate *certificate = ic_agent_read_signed_finish (IC_AGENT (source), result, &error);

  if (certificate == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, certificate, (GDestroyNotify)ic_certificate_unref);
}

static void
on_signed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcPrincipal *canister_id = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) envelope = ic_envelope_sign_finish (result, &error);

  if (envelope == NULL)
    g_task_return_error (task, error);
  else
    ic_agent_read_signed_async (g_task_get_source_object (task), canister_id, envelope,
                                g_task_get_cancellable (task), on_read, g_object_ref (task));
}

/**
 * ic_agent_read_state_async:
 * @self: an agent
 * @canister_id: the canister that the paths are about
 * @paths: (element-type GPtrArray): paths, each an array of GBytes labels
 * @cancellable: (nullable): to give up
 * @cb: called when done
 * @data: for @cb
 *
 * Reads from the certified state (interface spec, "Request: Read state").
 */
void
ic_agent_read_state_async (IcAgent *self,
                           const IcPrincipal *canister_id,
                           GPtrArray *paths,
                           GCancellable *cancellable,
                           GAsyncReadyCallback cb,
                           gpointer data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (IcRequest) request = NULL;
  IcPrincipal sender;

  g_return_if_fail (IC_IS_AGENT (self));
  g_return_if_fail (canister_id != NULL);
  g_return_if_fail (paths != NULL);

  task = g_task_new (self, cancellable, cb, data);
  g_task_set_source_tag (task, ic_agent_read_state_async);
  g_task_set_task_data (task, g_memdup2 (canister_id, sizeof *canister_id), g_free);

  ic_agent_get_sender (self, &sender);
  request = ic_request_new_read_state (paths, &sender, ic_agent_get_expiry_ns (self), NULL);
  ic_envelope_sign_async (request, self->identity, cancellable, on_signed, g_object_ref (task));
}

/**
 * ic_agent_read_state_finish:
 * @self: an agent
 * @result: of ic_agent_read_state_async()
 * @error: of the network (IC_ERROR_NETWORK, _HTTP, _LIMIT), of the answer (IC_ERROR_CBOR) or of its
 *   certificate (see ic_certificate_verify() and ic_certificate_check_time())
 *
 * Returns: (transfer full): a certificate that was verified for the canister and is fresh
 */
IcCertificate *
ic_agent_read_state_finish (IcAgent *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The status of one request */

static void
on_status_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const guint8 *request_id = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (IcCertificate)
      certificate = ic_agent_read_state_finish (IC_AGENT (source), result, &error);
  IcRequestOutcome *outcome = NULL;

  if (certificate != NULL)
    outcome = ic_request_outcome_from_certificate (certificate, request_id, &error);
  if (outcome == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, outcome, (GDestroyNotify)ic_request_outcome_free);
}

/**
 * ic_agent_request_status_async:
 * @self: an agent, of the identity that sent the request
 * @canister_id: the canister that it was sent to
 * @request_id: which request
 * @cancellable: (nullable): to give up
 * @cb: called when done
 * @data: for @cb
 *
 * Asks the IC what became of a request. It keeps the answer for about five minutes.
 */
void
ic_agent_request_status_async (IcAgent *self,
                               const IcPrincipal *canister_id,
                               const guint8 request_id[IC_HASH_BYTES],
                               GCancellable *cancellable,
                               GAsyncReadyCallback cb,
                               gpointer data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) paths = NULL;

  g_return_if_fail (IC_IS_AGENT (self));
  g_return_if_fail (canister_id != NULL);

  task = g_task_new (self, cancellable, cb, data);
  g_task_set_source_tag (task, ic_agent_request_status_async);
  g_task_set_task_data (task, g_memdup2 (request_id, IC_HASH_BYTES), g_free);
  paths = ic_agent_status_paths (request_id);
  ic_agent_read_state_async (self, canister_id, paths, cancellable, on_status_read,
                             g_object_ref (task));
}

/**
 * ic_agent_request_status_finish:
 * @self: an agent
 * @result: of ic_agent_request_status_async()
 * @error: as ic_agent_read_state_finish() and ic_request_outcome_from_certificate()
 *
 * Returns: (transfer full): the outcome
 */
IcRequestOutcome *
ic_agent_request_status_finish (IcAgent *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
