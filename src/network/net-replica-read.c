/* SPDX-License-Identifier: MIT */
/* Queries, signed by the node, and certified reads of the state tree [interface spec, "Request:
 * Query call", "Request: Read state"]. */
#include "config.h"

#include "net-replica-private.h"

#include "ic/ic-cbor.h"
#include <string.h>

/* "\x0Bic-response": what a node's signature of a query reply starts with. */
#define SEPARATOR_RESPONSE "\x0Bic-response"

/* interface spec: at most 1000 paths of at most 127 labels */
#define MAX_PATHS  1000
#define MAX_LABELS 127

/* Queries */

typedef struct
{
  NetReplica *replica;
  NetEndpoint endpoint;
  const IcPrincipal *canister_id;
} QueryData;

static GBytes *
data_certificate (gpointer user_data)
{
  QueryData *data = user_data;
  NetReplica *self = data->replica;

  return net_replica_certify_data (self, data->canister_id,
                                   net_endpoint_get_delegation_style (data->endpoint));
}

/* Hash of the whole reply, by which it is bound to the request (INTERFACE "Query signatures"). */
static void
hash_response (const NetOutcome *outcome,
               const guint8 *request_id,
               guint64 timestamp_ns,
               guint8 out[IC_HASH_BYTES])
{
  g_autoptr (IcMapHash) map = ic_map_hash_new ();

  ic_map_hash_add_bytes (map, "request_id", request_id, IC_HASH_BYTES);
  ic_map_hash_add_nat (map, "timestamp", timestamp_ns);
  if (outcome->reply != NULL)
    {
      g_autoptr (IcMapHash) reply = ic_map_hash_new ();
      guint8 hash[IC_HASH_BYTES];
      gsize len;
      gconstpointer bytes = g_bytes_get_data (outcome->reply, &len);

      ic_map_hash_add_bytes (reply, "arg", bytes, len);
      ic_map_hash_finish (reply, hash);
      ic_map_hash_add_text (map, "status", "replied");
      ic_map_hash_add_hash (map, "reply", hash);
    }
  else
    {
      ic_map_hash_add_text (map, "status", "rejected");
      ic_map_hash_add_nat (map, "reject_code", outcome->reject_code);
      ic_map_hash_add_text (map, "reject_message", outcome->reject_message);
      if (outcome->error_code != NULL)
        ic_map_hash_add_text (map, "error_code", outcome->error_code);
    }
  ic_map_hash_finish (map, out);
}

static void
put_signatures (NetReplica *self,
                const NetOutcome *outcome,
                const IcRequest *request,
                GByteArray *out)
{
  const IcPrincipal *node = net_keys_get_node_id (self->keys);
  guint64 now_ns = ic_clock_get_wall_ns (self->clock);
  guint8 signed_bytes[sizeof SEPARATOR_RESPONSE - 1 + IC_HASH_BYTES];
  guint8 request_id[IC_HASH_BYTES];
  g_autoptr (GBytes) signature = NULL;
  gsize len;
  gconstpointer bytes;

  ic_request_get_id (request, request_id);
  memcpy (signed_bytes, SEPARATOR_RESPONSE, sizeof SEPARATOR_RESPONSE - 1);
  hash_response (outcome, request_id, now_ns, signed_bytes + sizeof SEPARATOR_RESPONSE - 1);
  signature = ic_ed25519_identity_sign_sync (net_keys_get_node_identity (self->keys), signed_bytes,
                                             sizeof signed_bytes);
  bytes = g_bytes_get_data (signature, &len);

  ic_cbor_put_text (out, "signatures");
  ic_cbor_put_array (out, 1);
  ic_cbor_put_map (out, 3);
  ic_cbor_put_text (out, "timestamp");
  ic_cbor_put_uint64 (out, now_ns);
  ic_cbor_put_text (out, "signature");
  ic_cbor_put_bytes (out, bytes, len);
  ic_cbor_put_text (out, "identity");
  ic_cbor_put_bytes (out, node->bytes, node->len);
}

static NetResponse *
encode_query_response (NetReplica *self, const NetOutcome *outcome, const IcRequest *request)
{
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_self_describe (out);
  if (outcome->reply != NULL)
    {
      gsize len;
      gconstpointer bytes = g_bytes_get_data (outcome->reply, &len);

      ic_cbor_put_map (out, 3);
      ic_cbor_put_text (out, "status");
      ic_cbor_put_text (out, "replied");
      ic_cbor_put_text (out, "reply");
      ic_cbor_put_map (out, 1);
      ic_cbor_put_text (out, "arg");
      ic_cbor_put_bytes (out, bytes, len);
    }
  else
    {
      ic_cbor_put_map (out, outcome->error_code != NULL ? 5 : 4);
      ic_cbor_put_text (out, "status");
      ic_cbor_put_text (out, "rejected");
      ic_cbor_put_text (out, "reject_code");
      ic_cbor_put_uint64 (out, outcome->reject_code);
      ic_cbor_put_text (out, "reject_message");
      ic_cbor_put_text (out, outcome->reject_message);
      if (outcome->error_code != NULL)
        {
          ic_cbor_put_text (out, "error_code");
          ic_cbor_put_text (out, outcome->error_code);
        }
    }
  put_signatures (self, outcome, request, out);
  return net_response_new_cbor (out);
}

void
net_replica_query (NetReplica *self,
                   NetEndpoint endpoint,
                   const IcPrincipal *target,
                   IcEnvelope *envelope,
                   GTask *task)
{
  const IcRequest *request = envelope->request;
  NetCanister *canister = net_replica_get_canister (self, target);
  QueryData data = { self, endpoint, target };
  NetQueryContext context = { data_certificate, &data };
  g_auto (NetOutcome) outcome = { 0 };
  g_autofree char *wanted = ic_principal_to_text (target);

  if (!ic_principal_equal (&request->canister_id, target))
    {
      g_autofree char *given = ic_principal_to_text (&request->canister_id);

      net_replica_return (
          task, net_response_new_text (
                    400, "Specified CanisterId %s does not match effective canister id in URL %s",
                    given, wanted));
      return;
    }
  if (canister != NULL)
    net_canister_query (canister, &request->sender, request->method_name, request->arg, &context,
                        &outcome);
  else
    net_outcome_reject (&outcome, NET_REJECT_DESTINATION_INVALID, NET_ERROR_CODE_CANISTER_NOT_FOUND,
                        "Canister %s not found", wanted);
  net_replica_return (task, encode_query_response (self, &outcome, request));
}

/* Reads */

static gboolean
label_is (GPtrArray *path, guint i, const char *text)
{
  gsize len;
  const char *label;

  if (i >= path->len)
    return FALSE;
  label = g_bytes_get_data (g_ptr_array_index (path, i), &len);
  return len == strlen (text) && memcmp (label, text, len) == 0;
}

static gboolean
label_is_principal (GPtrArray *path, guint i, const IcPrincipal *principal)
{
  gsize len;
  const guint8 *label;

  if (i >= path->len)
    return FALSE;
  label = g_bytes_get_data (g_ptr_array_index (path, i), &len);
  return len == principal->len && memcmp (label, principal->bytes, len) == 0;
}

/* The status of a call may be read by its sender, at the canister that it went to. */
static NetResponse *
check_request_status (NetReplica *self,
                      const IcPrincipal *target,
                      const IcRequest *request,
                      GPtrArray *path,
                      GBytes **request_id)
{
  GBytes *id = path->len >= 2 ? g_ptr_array_index (path, 1) : NULL;
  const NetIngress *ingress;

  if (id == NULL || g_bytes_get_size (id) != IC_HASH_BYTES || path->len > 3)
    return net_response_new_text (400, "Invalid path requested: not a request id");
  if (*request_id != NULL && !g_bytes_equal (*request_id, id))
    return net_response_new_text (400,
                                  "Can only request a single request ID in request_status paths");
  *request_id = id;

  ingress = net_ingress_pool_find (self->ingress, g_bytes_get_data (id, NULL));
  if (ingress == NULL)
    return NULL;
  if (!ic_principal_equal (&ingress->sender, &request->sender))
    return net_response_new_text (403,
                                  "The user tries to access Request ID not signed by the caller");
  if (!ic_principal_equal (&ingress->canister_id, target))
    return net_response_new_text (
        403, "The user tries to access Request ID not belonging to this canister id");
  return NULL;
}

static NetResponse *
check_canister_path (const IcPrincipal *target, GPtrArray *path)
{
  gboolean public = (path->len == 3 &&
                     (label_is (path, 2, "module_hash") || label_is (path, 2, "controllers"))) ||
                    (path->len == 4 && label_is (path, 2, "metadata"));

  /* Certified data is the canister's to hand out, in answers to queries. */
  if (!public)
    return net_response_new_text (404, "Invalid path requested");
  if (!label_is_principal (path, 1, target))
    return net_response_new_text (
        400, "Effective canister id in URL does not match requested canister id");
  return NULL;
}

static NetResponse *
check_paths (NetReplica *self,
             NetEndpoint endpoint,
             const IcPrincipal *target,
             const IcRequest *request)
{
  gboolean at_canister = endpoint <= NET_ENDPOINT_READ_STATE_V3;
  GBytes *request_id = NULL;

  if (request->paths->len > MAX_PATHS)
    return net_response_new_text (404, "Too many paths requested");
  for (guint i = 0; i < request->paths->len; i++)
    {
      GPtrArray *path = g_ptr_array_index (request->paths, i);
      NetResponse *refusal = NULL;

      if (path->len > MAX_LABELS)
        refusal = net_response_new_text (404, "Too long a path requested");
      else if (label_is (path, 0, "time") && path->len == 1)
        continue;
      else if (label_is (path, 0, "subnet") || label_is (path, 0, "canister_ranges") ||
               label_is (path, 0, "api_boundary_nodes"))
        continue;
      else if (label_is (path, 0, "canister") && at_canister)
        refusal = check_canister_path (target, path);
      else if (label_is (path, 0, "request_status") && at_canister)
        refusal = check_request_status (self, target, request, path, &request_id);
      else
        refusal = net_response_new_text (404, "Invalid path requested");
      if (refusal != NULL)
        return refusal;
    }
  return NULL;
}

static gboolean
find_subnet (NetReplica *self, NetEndpoint endpoint, const IcPrincipal *target, NetSubnet *subnet)
{
  if (endpoint <= NET_ENDPOINT_READ_STATE_V3)
    {
      *subnet = net_replica_get_subnet (target);
      return TRUE;
    }
  for (guint i = 0; i < NET_N_SUBNETS; i++)
    if (ic_principal_equal (net_keys_get_subnet_id (self->keys, i), target))
      {
        *subnet = i;
        return TRUE;
      }
  return FALSE;
}

void
net_replica_read_state (NetReplica *self,
                        NetEndpoint endpoint,
                        const IcPrincipal *target,
                        IcEnvelope *envelope,
                        GTask *task)
{
  const IcRequest *request = envelope->request;
  NetResponse *refusal;
  NetSubnet subnet;
  g_autoptr (GBytes) certificate = NULL;
  GByteArray *out;
  gsize len;
  const guint8 *bytes;

  if (!find_subnet (self, endpoint, target, &subnet))
    {
      net_replica_return (task, net_response_new_text (400, "subnet_not_found"));
      return;
    }
  refusal = check_paths (self, endpoint, target, request);
  if (refusal != NULL)
    {
      net_replica_return (task, refusal);
      return;
    }

  net_replica_sync_certified_data (self);
  net_certifier_refresh (self->certifier);
  certificate = net_certifier_certify (self->certifier, subnet,
                                       net_endpoint_get_delegation_style (endpoint), target,
                                       request->paths);
  bytes = g_bytes_get_data (certificate, &len);
  out = g_byte_array_new ();
  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, 1);
  ic_cbor_put_text (out, "certificate");
  ic_cbor_put_bytes (out, bytes, len);
  net_replica_return (task, net_response_new_cbor (out));
}
