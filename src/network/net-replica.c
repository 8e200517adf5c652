/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-replica-private.h"

#include "ic/ic-cbor.h"
#include "ic/ic-error.h"
#include "net-ranges.h"
#include "net-ws-canister.h"
#include <string.h>

G_DEFINE_FINAL_TYPE (NetReplica, net_replica, G_TYPE_OBJECT)

static guint
principal_hash (gconstpointer principal)
{
  return ic_principal_hash (principal);
}

static gboolean
principal_equal (gconstpointer a, gconstpointer b)
{
  return ic_principal_equal (a, b);
}

NetDelegationStyle
net_endpoint_get_delegation_style (NetEndpoint endpoint)
{
  switch (endpoint)
    {
    case NET_ENDPOINT_CALL_V4:
    case NET_ENDPOINT_QUERY_V3:
    case NET_ENDPOINT_READ_STATE_V3:
      return NET_DELEGATION_SHARDED;
    case NET_ENDPOINT_SUBNET_READ_STATE_V3:
      return NET_DELEGATION_BARE;
    case NET_ENDPOINT_CALL_V2:
    case NET_ENDPOINT_CALL_V3:
    case NET_ENDPOINT_QUERY_V2:
    case NET_ENDPOINT_READ_STATE_V2:
    case NET_ENDPOINT_SUBNET_READ_STATE_V2:
    default:
      return NET_DELEGATION_FLAT;
    }
}

NetSubnet
net_replica_get_subnet (const IcPrincipal *canister_id)
{
  return net_ranges_find_shard (canister_id) >= 0 ? NET_SUBNET_APPLICATION : NET_SUBNET_ROOT;
}

void
net_replica_sync_certified_data (NetReplica *self)
{
  GHashTableIter iter;
  gpointer key, value;
  gboolean changed = FALSE;

  g_hash_table_iter_init (&iter, self->certified);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const IcPrincipal *id = net_canister_get_id (key);
      guint8 data[IC_HASH_BYTES];

      if (!net_canister_get_certified_data (key, data) || memcmp (value, data, sizeof data) == 0)
        continue;
      memcpy (value, data, sizeof data);
      net_tree_set (net_certifier_get_state (self->certifier),
                    (IcLabel[]){ IC_LABEL ("canister"), IC_LABEL_BYTES (id->bytes, id->len),
                                 IC_LABEL ("certified_data") },
                    3, data, sizeof data);
      changed = TRUE;
    }
  /* What is certified now may be younger than the last round: the certificate must not claim to
   * be older than the messages under it. */
  if (changed)
    net_certifier_start_round (self->certifier);
}

GBytes *
net_replica_certify_data (NetReplica *self, const IcPrincipal *id, NetDelegationStyle style)
{
  g_autoptr (GPtrArray) paths = net_paths_new ();

  net_replica_sync_certified_data (self);
  net_certifier_refresh (self->certifier);
  g_ptr_array_add (
      paths, net_path_new ((IcLabel[]){ IC_LABEL ("canister"), IC_LABEL_BYTES (id->bytes, id->len),
                                        IC_LABEL ("certified_data") },
                           3));
  return net_certifier_certify (self->certifier, NET_SUBNET_APPLICATION, style, id, paths);
}

/* Requests */

static gboolean
type_fits (NetEndpoint endpoint, IcRequestType type)
{
  switch (type)
    {
    case IC_REQUEST_CALL:
      return endpoint <= NET_ENDPOINT_CALL_V4;
    case IC_REQUEST_QUERY:
      return endpoint == NET_ENDPOINT_QUERY_V2 || endpoint == NET_ENDPOINT_QUERY_V3;
    case IC_REQUEST_READ_STATE:
      return endpoint >= NET_ENDPOINT_READ_STATE_V2;
    default:
      return FALSE;
    }
}

static NetResponse *
refuse_envelope (const GError *error)
{
  const char *kind = "Failed to authenticate request";

  if (g_error_matches (error, IC_ERROR, IC_ERROR_REQUEST_EXPIRY))
    kind = "Invalid request expiry";
  else if (g_error_matches (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE))
    kind = "Invalid signature";
  else if (g_error_matches (error, IC_ERROR, IC_ERROR_REQUEST_DELEGATION))
    kind = "Invalid delegation";
  return net_response_new_text (400, "%s: %s", kind, error->message);
}

void
net_replica_handle_async (NetReplica *self,
                          NetEndpoint endpoint,
                          const IcPrincipal *target,
                          GBytes *body,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (IcEnvelope) envelope = NULL;
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, net_replica_handle_async);
  if (g_bytes_get_size (body) > NET_REPLICA_MAX_BODY)
    {
      net_replica_return (
          task, net_response_new_text (413, "Request of more than %d bytes", NET_REPLICA_MAX_BODY));
      return;
    }
  envelope = ic_envelope_decode (body, &error);
  if (envelope == NULL)
    {
      net_replica_return (
          task,
          net_response_new_text (400, "Could not parse body as CBOR message: %s", error->message));
      return;
    }
  if (!type_fits (endpoint, envelope->request->type))
    {
      net_replica_return (task, net_response_new_text (400, "Wrong request type for this URL"));
      return;
    }
  if (!ic_envelope_check_with_root (envelope, ic_clock_get_wall_ns (self->clock), self->root,
                                    &error))
    {
      g_debug ("refused envelope: %s", error->message);
      net_replica_return (task, refuse_envelope (error));
      return;
    }

  if (envelope->request->type == IC_REQUEST_CALL)
    net_replica_call (self, endpoint, target, envelope, task);
  else if (envelope->request->type == IC_REQUEST_QUERY)
    net_replica_query (self, endpoint, target, envelope, task);
  else
    net_replica_read_state (self, endpoint, target, envelope, task);
}

NetResponse *
net_replica_handle_finish (NetReplica *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

NetResponse *
net_replica_get_status (NetReplica *self)
{
  GByteArray *out = g_byte_array_new ();
  gsize len;
  const guint8 *key = g_bytes_get_data (net_keys_get_public_key_der (self->keys, NET_SUBNET_ROOT),
                                        &len);

  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, 4);
  ic_cbor_put_text (out, "ic_api_version");
  ic_cbor_put_text (out, "0.18.0");
  ic_cbor_put_text (out, "impl_version");
  ic_cbor_put_text (out, "attest-network " ATTEST_VERSION);
  ic_cbor_put_text (out, "replica_health_status");
  ic_cbor_put_text (out, "healthy");
  ic_cbor_put_text (out, "root_key");
  ic_cbor_put_bytes (out, key, len);
  return net_response_new_cbor (out);
}

/* Canisters */

/* There is no Wasm module here; its place takes what tells one program from another, and one upgrade
 * from the next. */
static void
set_module_hash (NetReplica *self, NetCanister *canister)
{
  const IcPrincipal *id = net_canister_get_id (canister);
  guint upgrades = GPOINTER_TO_UINT (
      g_object_get_data (G_OBJECT (canister), NET_WS_CANISTER_UPGRADES));
  g_autofree char *program = g_strdup_printf ("%s %u", G_OBJECT_TYPE_NAME (canister), upgrades);
  guint8 hash[IC_HASH_BYTES];

  ic_sha256 (program, strlen (program), hash);
  net_tree_set (net_certifier_get_state (self->certifier),
                (IcLabel[]){ IC_LABEL ("canister"), IC_LABEL_BYTES (id->bytes, id->len),
                             IC_LABEL ("module_hash") },
                3, hash, sizeof hash);
}

static void
add_canister_state (NetReplica *self, NetCanister *canister)
{
  static const guint8 NO_CONTROLLERS[] = { 0xd9, 0xd9, 0xf7, 0x80 };
  NetTree *state = net_certifier_get_state (self->certifier);
  const IcPrincipal *id = net_canister_get_id (canister);
  const char *const *names = net_canister_get_metadata_names (canister);
  IcLabel path[4] = { IC_LABEL ("canister"), IC_LABEL_BYTES (id->bytes, id->len) };

  path[2] = IC_LABEL ("certified_data");
  net_tree_set (state, path, 3, "", 0);
  path[2] = IC_LABEL ("controllers");
  net_tree_set (state, path, 3, NO_CONTROLLERS, sizeof NO_CONTROLLERS);
  for (guint i = 0; names[i] != NULL; i++)
    {
      path[2] = IC_LABEL ("metadata");
      path[3] = IC_LABEL_BYTES (names[i], strlen (names[i]));
      net_tree_set_text (state, path, 4, net_canister_get_metadata (canister, names[i]));
    }
  set_module_hash (self, canister);
}

static void
on_upgraded (NetReplica *self, NetCanister *canister)
{
  set_module_hash (self, canister);
  net_certifier_start_round (self->certifier);
}

void
net_replica_install (NetReplica *self, NetCanister *canister)
{
  const IcPrincipal *id = net_canister_get_id (canister);

  g_return_if_fail (net_ranges_find_shard (id) >= 0);

  g_hash_table_insert (self->canisters, (gpointer)id, g_object_ref (canister));
  g_hash_table_insert (self->certified, canister, g_malloc0 (IC_HASH_BYTES));
  add_canister_state (self, canister);
  if (NET_IS_WS_CANISTER (canister))
    g_signal_connect_object (canister, "upgraded", G_CALLBACK (on_upgraded), self,
                             G_CONNECT_SWAPPED);
}

NetCanister *
net_replica_get_canister (NetReplica *self, const IcPrincipal *id)
{
  return g_hash_table_lookup (self->canisters, id);
}

/* Life */

void
net_replica_stop (NetReplica *self)
{
  g_autoptr (GPtrArray) waiters = net_ingress_pool_steal_waiters (self->ingress);

  if (self->round_source != NULL)
    {
      g_source_destroy (self->round_source);
      g_clear_pointer (&self->round_source, g_source_unref);
    }
  if (self->delay_timer != 0)
    ic_clock_cancel (self->clock, self->delay_timer);
  self->delay_timer = 0;
  for (guint i = 0; i < waiters->len; i++)
    net_replica_return (g_ptr_array_index (waiters, i),
                        net_response_new_text (503, "The replica stops"));
}

static void
net_replica_dispose (GObject *object)
{
  net_replica_stop (NET_REPLICA (object));
  G_OBJECT_CLASS (net_replica_parent_class)->dispose (object);
}

static void
net_replica_finalize (GObject *object)
{
  NetReplica *self = NET_REPLICA (object);

  g_hash_table_unref (self->certified);
  g_hash_table_unref (self->canisters);
  net_ingress_pool_free (self->ingress);
  net_certifier_free (self->certifier);
  g_object_unref (self->clock);
  ic_root_key_unref (self->root);
  net_keys_unref (self->keys);
  G_OBJECT_CLASS (net_replica_parent_class)->finalize (object);
}

static void
net_replica_class_init (NetReplicaClass *class)
{
  G_OBJECT_CLASS (class)->dispose = net_replica_dispose;
  G_OBJECT_CLASS (class)->finalize = net_replica_finalize;
}

static void
net_replica_init (NetReplica *self)
{
  self->canisters = g_hash_table_new_full (principal_hash, principal_equal, NULL, g_object_unref);
  self->certified = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

NetReplica *
net_replica_new (NetKeys *keys, IcClock *clock)
{
  NetReplica *self = g_object_new (NET_TYPE_REPLICA, NULL);

  self->keys = net_keys_ref (keys);
  self->root = ic_root_key_new_from_der (net_keys_get_public_key_der (keys, NET_SUBNET_ROOT), NULL);
  self->clock = g_object_ref (clock);
  self->certifier = net_certifier_new (keys, clock);
  self->ingress = net_ingress_pool_new (net_certifier_get_state (self->certifier));
  return self;
}

NetCertifier *
net_replica_get_certifier (NetReplica *self)
{
  return self->certifier;
}

NetKeys *
net_replica_get_keys (NetReplica *self)
{
  return self->keys;
}

IcClock *
net_replica_get_clock (NetReplica *self)
{
  return self->clock;
}
