/* SPDX-License-Identifier: MIT */
/* Calls: accepted at once, executed in the next round [interface spec, "Request: Asynchronous Call"
 * and "Request: Synchronous Call"]. */
#include "config.h"

#include "net-replica-private.h"

#include "ic/ic-cbor.h"

/* A round ends after this long, so that sockets get their turn; the next one goes on. */
#define ROUND_BUDGET_US 4000

static NetEndpoint
task_get_endpoint (GTask *task)
{
  return GPOINTER_TO_INT (g_task_get_task_data (task));
}

/* The answer of v3 and v4 with the call's whole status under a certificate. */
static void
reply_with_certificate (NetReplica *self, NetIngress *ingress, GTask *task)
{
  g_autoptr (GPtrArray) paths = net_paths_new ();
  g_autoptr (GBytes) certificate = NULL;
  GByteArray *out = g_byte_array_new ();
  gsize len;
  const guint8 *bytes;

  g_ptr_array_add (paths,
                   net_path_new ((IcLabel[]){ IC_LABEL ("request_status"),
                                              IC_LABEL_BYTES (ingress->id, sizeof ingress->id) },
                                 2));
  certificate = net_certifier_certify (self->certifier, NET_SUBNET_APPLICATION,
                                       net_endpoint_get_delegation_style (task_get_endpoint (task)),
                                       &ingress->canister_id, paths);
  bytes = g_bytes_get_data (certificate, &len);

  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, 2);
  ic_cbor_put_text (out, "status");
  ic_cbor_put_text (out, "replied");
  ic_cbor_put_text (out, "certificate");
  ic_cbor_put_bytes (out, bytes, len);
  net_replica_return (task, net_response_new_cbor (out));
}

static void
answer_waiters (NetReplica *self, NetIngress *ingress)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&ingress->waiters);

  for (guint i = 0; waiters != NULL && i < waiters->len; i++)
    reply_with_certificate (self, ingress, g_ptr_array_index (waiters, i));
}

static void
execute (NetReplica *self, NetIngress *ingress)
{
  NetCanister *canister = net_replica_get_canister (self, &ingress->canister_id);
  g_auto (NetOutcome) outcome = { 0 };

  net_canister_update (canister, &ingress->sender, ingress->method, ingress->arg, &outcome);
  if (outcome.reply == NULL)
    g_debug ("call of %s rejected: %s", ingress->method, outcome.reject_message);
  net_ingress_pool_finish (self->ingress, ingress, &outcome);
}

static gboolean
on_round (gpointer user_data)
{
  g_autoptr (NetReplica) self = g_object_ref (user_data);
  g_autoptr (GPtrArray) executed = g_ptr_array_new ();
  gint64 end_us = g_get_monotonic_time () + ROUND_BUDGET_US;
  NetIngress *ingress;

  net_ingress_pool_forget_expired (self->ingress, ic_clock_get_wall_ns (self->clock));
  do
    {
      ingress = net_ingress_pool_next (self->ingress);
      if (ingress == NULL)
        break;
      execute (self, ingress);
      g_ptr_array_add (executed, ingress);
    }
  while (g_get_monotonic_time () < end_us);

  /* One state, one signature for all who wait. */
  net_certifier_start_round (self->certifier);
  net_replica_sync_certified_data (self);
  for (guint i = 0; i < executed->len; i++)
    answer_waiters (self, g_ptr_array_index (executed, i));

  if (net_ingress_pool_has_next (self->ingress))
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->round_source, g_source_unref);
  return G_SOURCE_REMOVE;
}

/* Not an idle in the sense of "when nobody wants anything": under load it must still come. */
void
net_replica_schedule_round (NetReplica *self)
{
  if (self->round_source != NULL)
    return;
  self->round_source = g_idle_source_new ();
  g_source_set_priority (self->round_source, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->round_source, on_round, self, NULL);
  g_source_attach (self->round_source, g_main_context_get_thread_default ());
}

/* A refusal before the call is accepted: nobody certifies it. */
static NetResponse *
refuse_call (NetEndpoint endpoint, const NetOutcome *outcome)
{
  gboolean synchronous = endpoint != NET_ENDPOINT_CALL_V2;
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, synchronous ? 4 : 3);
  if (synchronous)
    {
      ic_cbor_put_text (out, "status");
      ic_cbor_put_text (out, "non_replicated_rejection");
    }
  ic_cbor_put_text (out, "reject_code");
  ic_cbor_put_uint64 (out, outcome->reject_code);
  ic_cbor_put_text (out, "reject_message");
  ic_cbor_put_text (out, outcome->reject_message);
  ic_cbor_put_text (out, "error_code");
  ic_cbor_put_text (out, outcome->error_code);
  return net_response_new_cbor (out);
}

static gboolean
inspect (NetReplica *self, const IcPrincipal *target, const char *method, NetOutcome *outcome)
{
  NetCanister *canister = net_replica_get_canister (self, target);
  g_autofree char *id = NULL;

  if (canister != NULL)
    return net_canister_inspect (canister, method, outcome);
  id = ic_principal_to_text (target);
  net_outcome_reject (outcome, NET_REJECT_DESTINATION_INVALID, NET_ERROR_CODE_CANISTER_NOT_FOUND,
                      "Canister %s not found", id);
  return FALSE;
}

static NetIngress *
add_ingress (NetReplica *self, const IcRequest *request)
{
  NetCanister *canister = net_replica_get_canister (self, &request->canister_id);
  guint64 delay_ms = net_canister_get_delay_ms (canister, request->method_name);
  NetIngress *ingress = net_ingress_pool_add (self->ingress, request,
                                              net_replica_get_due_us (self, delay_ms));

  if (ingress != NULL && ingress->due_us == 0)
    net_replica_schedule_round (self);
  return ingress;
}

static void
wait_for_certificate (NetReplica *self, NetIngress *ingress, NetEndpoint endpoint, GTask *task)
{
  g_task_set_task_data (task, GINT_TO_POINTER (endpoint), NULL);
  if (ingress->executed)
    {
      net_replica_sync_certified_data (self);
      net_certifier_refresh (self->certifier);
      reply_with_certificate (self, ingress, task);
      return;
    }
  if (ingress->waiters == NULL)
    ingress->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (ingress->waiters, g_object_ref (task));
  net_replica_limit_patience (self, ingress);
}

void
net_replica_call (NetReplica *self,
                  NetEndpoint endpoint,
                  const IcPrincipal *target,
                  IcEnvelope *envelope,
                  GTask *task)
{
  const IcRequest *request = envelope->request;
  g_auto (NetOutcome) outcome = { 0 };
  NetIngress *ingress;
  guint8 id[IC_HASH_BYTES];

  if (!ic_principal_equal (&request->canister_id, target))
    {
      g_autofree char *given = ic_principal_to_text (&request->canister_id);
      g_autofree char *wanted = ic_principal_to_text (target);

      net_replica_return (
          task, net_response_new_text (
                    400, "Specified CanisterId %s does not match effective canister id in URL %s",
                    given, wanted));
      return;
    }

  /* The same call twice is one call. */
  ic_request_get_id (request, id);
  ingress = net_ingress_pool_find (self->ingress, id);
  if (ingress == NULL)
    {
      if (!inspect (self, target, request->method_name, &outcome))
        {
          net_replica_return (task, refuse_call (endpoint, &outcome));
          return;
        }
      ingress = add_ingress (self, request);
    }
  if (ingress == NULL)
    net_replica_return (task, net_response_new_text (503, "Service is overloaded, try again"));
  else if (endpoint == NET_ENDPOINT_CALL_V2)
    net_replica_return (task, net_response_new_accepted ());
  else
    wait_for_certificate (self, ingress, endpoint, task);
  if (ingress != NULL)
    net_replica_watch_delayed (self, ingress);
}
