/* SPDX-License-Identifier: MIT */
#include "ic-agent-private.h"

#include <string.h>

#include "ic-error.h"
#include "ic-i18n.h"

typedef struct
{
  IcPrincipal canister_id;
  IcRequestOutcome *rejection; /* (nullable) */
} Query;

static void
query_free (gpointer data)
{
  Query *self = data;

  g_clear_pointer (&self->rejection, ic_request_outcome_free);
  g_free (self);
}

/* Interface spec, "Request: Query call". */
static GBytes *
read_reply (Query *query, GBytes *body, GError **error)
{
  g_autoptr (cbor_item_t)
      map = ic_cbor_load (g_bytes_get_data (body, NULL), g_bytes_get_size (body), NULL, error);
  cbor_item_t *item;
  g_autofree char *status = NULL;

  if (map == NULL || !ic_cbor_expect_map (map, "answer to a query", error))
    return NULL;
  item = ic_cbor_map_require (map, "status", "answer to a query", error);
  if (item == NULL)
    return NULL;
  status = ic_cbor_get_text (item, "status", error);
  if (status == NULL)
    return NULL;

  if (g_str_equal (status, "rejected"))
    {
      query->rejection = ic_request_outcome_from_rejection (map, error);
      if (query->rejection != NULL)
        ic_agent_set_rejected_text (query->rejection->reject_code, query->rejection->reject_message,
                                    query->rejection->error_code, FALSE, error);
      return NULL;
    }
  if (!g_str_equal (status, "replied"))
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_CBOR,
                           _ ("the answer to a query has an unknown status"));
      return NULL;
    }

  item = ic_cbor_map_require (map, "reply", "answer to a query", error);
  if (item == NULL || !ic_cbor_expect_map (item, "reply", error))
    return NULL;
  item = ic_cbor_map_require (item, "arg", "reply", error);
  return item != NULL ? ic_cbor_get_bytes (item, "reply", error) : NULL;
}

static void
on_posted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  guint status;
  g_autoptr (GBytes) body = ic_agent_post_finish (IC_AGENT (source), result, &status, &error);
  GBytes *reply = body != NULL ? read_reply (g_task_get_task_data (task), body, &error) : NULL;

  if (reply == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, reply, (GDestroyNotify)g_bytes_unref);
}

static void
on_signed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Query *query = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) envelope = ic_envelope_sign_finish (result, &error);

  if (envelope == NULL)
    g_task_return_error (task, error);
  else
    ic_agent_post_async (g_task_get_source_object (task), IC_ENDPOINT_QUERY, &query->canister_id,
                         envelope, g_task_get_cancellable (task), on_posted, g_object_ref (task));
}

/**
 * ic_agent_query_async:
 * @self: an agent
 * @canister_id: canister
 * @method: its method
 * @arg: Candid arguments
 * @cancellable: (nullable): to give up
 * @cb: called when done
 * @data: for @cb
 *
 * Calls a query method (interface spec, "Request: Query call"). One replica answers, and its word is
 * not certified: neither a reply nor a rejection proves anything. The node signatures that come with
 * the answer are not checked; what must be believed has to carry a certificate of its own (as the
 * answer to ws_get_messages does) or be read by an update call.
 */
void
ic_agent_query_async (IcAgent *self,
                      const IcPrincipal *canister_id,
                      const char *method,
                      GBytes *arg,
                      GCancellable *cancellable,
                      GAsyncReadyCallback cb,
                      gpointer data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (IcRequest) request = NULL;
  g_autoptr (GBytes) nonce = NULL;
  IcPrincipal sender;
  Query *query;

  g_return_if_fail (IC_IS_AGENT (self));
  g_return_if_fail (canister_id != NULL);
  g_return_if_fail (method != NULL && arg != NULL);

  task = g_task_new (self, cancellable, cb, data);
  g_task_set_source_tag (task, ic_agent_query_async);
  query = g_new0 (Query, 1);
  query->canister_id = *canister_id;
  g_task_set_task_data (task, query, query_free);

  ic_agent_get_sender (self, &sender);
  nonce = ic_agent_new_nonce (self);
  request = ic_request_new_query (canister_id, method, arg, &sender, ic_agent_get_expiry_ns (self),
                                  nonce);
  ic_envelope_sign_async (request, self->identity, cancellable, on_signed, g_object_ref (task));
}

/**
 * ic_agent_query_finish:
 * @self: an agent
 * @result: of ic_agent_query_async()
 * @error: IC_ERROR_REJECTED, or of the network or the answer's form
 *
 * Returns: (transfer full): Candid results, uncertified
 */
GBytes *
ic_agent_query_finish (IcAgent *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ic_agent_query_peek_rejection:
 * @result: of ic_agent_query_async()
 *
 * Returns: (transfer none) (nullable): the rejection in its parts, where there was one
 */
const IcRequestOutcome *
ic_agent_query_peek_rejection (GAsyncResult *result)
{
  Query *query;

  g_return_val_if_fail (g_async_result_is_tagged (result, ic_agent_query_async), NULL);

  query = g_task_get_task_data (G_TASK (result));
  return query->rejection;
}
