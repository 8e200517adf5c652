/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-forger.h"

#include "bls12381/bls12381.h"
#include "ic/ic-cbor.h"
#include "ic/ic-certificate.h"
#include "ic/ic-public-key.h"
#include "net-ranges.h"
#include "net-replica-private.h"
#include <sodium.h>
#include <string.h>

/* Whose keys there are. */
enum
{
  OWN_ROOT,
  OWN_SUBNET,   /* delegated to by OWN_ROOT */
  OTHER_SUBNET, /* delegated to by the root of the network */
  N_KEYS
};

/* A range of canister ids below those of the application subnet. */
static const guint8 OTHER_LOW[] = { 0, 0, 0, 0, 0, 0x10, 0, 0, 1, 1 };
static const guint8 OTHER_HIGH[] = { 0, 0, 0, 0, 0, 0x1f, 0xff, 0xff, 1, 1 };

static const char *const CANISTERS[] = { "kio63-vyaaa-aaaal-qcd6q-cai",
                                         "mqci4-raaaa-aaaao-a2fyq-cai",
                                         "kyzel-7yaaa-aaaal-qb73a-cai" };

struct _NetForger
{
  NetReplica *replica;
  NetDelegationStyle style;
  guint8 (*secrets)[BLS_SECRET_KEY_BYTES]; /* sodium_malloc */
  GBytes *keys_der[N_KEYS];
};

static void
put_bytes (NetTree *tree, const IcLabel *path, gsize n_labels, GBytes *value)
{
  gsize len;
  gconstpointer bytes = g_bytes_get_data (value, &len);

  net_tree_set (tree, path, n_labels, bytes, len);
}

static void
get_id (NetForger *self, guint key, IcPrincipal *out)
{
  gsize len;
  const guint8 *der = g_bytes_get_data (self->keys_der[key], &len);

  ic_principal_self_authenticating (out, der, len);
}

static void
sign (NetForger *self, guint key, NetTree *tree, guint8 signature[BLS_SIGNATURE_BYTES])
{
  guint8 root_hash[IC_HASH_BYTES];
  g_autoptr (GBytes) message = NULL;
  const guint8 *bytes;
  gsize len;

  net_tree_get_hash (tree, root_hash);
  message = ic_certificate_signed_bytes (root_hash);
  bytes = g_bytes_get_data (message, &len);
  if (bls_sign (signature, self->secrets[key], bytes, len) != BLS_OK)
    g_error ("cannot sign a state root");
}

/* The whole of @tree, under @signature. */
static GBytes *
encode (NetTree *tree,
        const guint8 signature[BLS_SIGNATURE_BYTES],
        const IcPrincipal *subnet_id,
        GBytes *delegation)
{
  static const char *const TOPS[] = { "canister", "canister_ranges", "subnet", "time" };
  g_autoptr (GPtrArray) paths = net_paths_new ();
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (TOPS); i++)
    g_ptr_array_add (paths, net_path_new (&IC_LABEL_BYTES (TOPS[i], strlen (TOPS[i])), 1));
  net_tree_put_witness (tree, paths, out);
  bytes = g_byte_array_free_to_bytes (out);
  return ic_certificate_encode (bytes, signature, subnet_id, delegation);
}

static void
put_time (NetForger *self, NetTree *tree)
{
  net_tree_set_nat (tree, &IC_LABEL ("time"), 1,
                    ic_clock_get_wall_ns (net_replica_get_clock (self->replica)));
}

static GBytes *
encode_other_range (void)
{
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_self_describe (out);
  ic_cbor_put_array (out, 1);
  ic_cbor_put_array (out, 2);
  ic_cbor_put_bytes (out, OTHER_LOW, sizeof OTHER_LOW);
  ic_cbor_put_bytes (out, OTHER_HIGH, sizeof OTHER_HIGH);
  return g_byte_array_free_to_bytes (out);
}

/* Where the ranges stand and what they are: those of the subnet that is responsible for @canister_id,
 * or the other's. */
static void
put_ranges (NetForger *self,
            NetTree *tree,
            const IcLabel *subnet,
            gboolean covers,
            const IcPrincipal *canister_id)
{
  gboolean sharded = self->style == NET_DELEGATION_SHARDED;
  int shard = MAX (net_ranges_find_shard (canister_id), 0);
  g_autoptr (GBytes) ranges = covers ? net_ranges_encode (sharded ? shard : -1)
                                     : encode_other_range ();
  IcPrincipal first;

  if (!sharded)
    {
      put_bytes (tree, (IcLabel[]){ IC_LABEL ("subnet"), *subnet, IC_LABEL ("canister_ranges") }, 3,
                 ranges);
      return;
    }
  net_ranges_get_shard_label (shard, &first);
  put_bytes (tree,
             (IcLabel[]){ IC_LABEL ("canister_ranges"), *subnet,
                          covers ? IC_LABEL_BYTES (first.bytes, first.len)
                                 : IC_LABEL_BYTES (OTHER_LOW, sizeof OTHER_LOW) },
             3, ranges);
}

static GBytes *
make_delegation (NetForger *self, guint key, const IcPrincipal *canister_id)
{
  g_autoptr (NetTree) tree = net_tree_new ();
  guint8 signature[BLS_SIGNATURE_BYTES];
  IcPrincipal id;
  IcLabel subnet;

  get_id (self, key, &id);
  subnet = IC_LABEL_BYTES (id.bytes, id.len);
  put_time (self, tree);
  put_bytes (tree, (IcLabel[]){ IC_LABEL ("subnet"), subnet, IC_LABEL ("public_key") }, 3,
             self->keys_der[key]);
  put_ranges (self, tree, &subnet, key == OWN_SUBNET, canister_id);

  if (key == OTHER_SUBNET)
    {
      guint8 root_hash[IC_HASH_BYTES];

      net_tree_get_hash (tree, root_hash);
      net_keys_sign_root_hash (net_replica_get_keys (self->replica), NET_SUBNET_ROOT, root_hash,
                               signature);
    }
  else
    sign (self, OWN_ROOT, tree, signature);
  return encode (tree, signature, NULL, NULL);
}

/* What a certificate says of who delegated to its signer. */
static gboolean
read_delegation (GBytes *cert, IcPrincipal *subnet_id, GBytes **delegation)
{
  gsize len;
  gconstpointer bytes = g_bytes_get_data (cert, &len);
  cbor_item_t *map = ic_cbor_load (bytes, len, NULL, NULL);
  cbor_item_t *item, *id, *inner;
  gboolean ok = FALSE;

  if (map == NULL)
    return FALSE;
  if ((item = ic_cbor_map_get (map, "delegation")) != NULL &&
      (id = ic_cbor_map_get (item, "subnet_id")) != NULL &&
      (inner = ic_cbor_map_get (item, "certificate")) != NULL &&
      ic_cbor_get_principal (id, subnet_id, "subnet_id", NULL))
    {
      *delegation = ic_cbor_get_bytes (inner, "certificate", NULL);
      ok = *delegation != NULL;
    }
  cbor_decref (&map);
  return ok;
}

/* Somebody else on the same subnet, or NULL. */
static NetCanister *
find_other_canister (NetForger *self, const IcPrincipal *canister_id)
{
  for (guint i = 0; i < G_N_ELEMENTS (CANISTERS); i++)
    {
      IcPrincipal id;

      if (!ic_principal_from_text (&id, CANISTERS[i], NULL))
        g_assert_not_reached ();
      if (!ic_principal_equal (&id, canister_id) &&
          net_replica_get_canister (self->replica, &id) != NULL)
        return net_replica_get_canister (self->replica, &id);
    }
  return NULL;
}

/* A real certificate of somebody else's data, with the ranges that @canister_id is in: all that is
 * wrong is whom it is about. */
static GBytes *
certify_other_canister (NetForger *self, const IcPrincipal *canister_id)
{
  NetCanister *other = find_other_canister (self, canister_id);
  g_autoptr (GPtrArray) paths = net_paths_new ();
  const IcPrincipal *id;

  if (other == NULL)
    return NULL;
  id = net_canister_get_id (other);
  g_ptr_array_add (
      paths, net_path_new ((IcLabel[]){ IC_LABEL ("canister"), IC_LABEL_BYTES (id->bytes, id->len),
                                        IC_LABEL ("certified_data") },
                           3));
  net_replica_sync_certified_data (self->replica);
  net_certifier_refresh (net_replica_get_certifier (self->replica));
  return net_certifier_certify (net_replica_get_certifier (self->replica), NET_SUBNET_APPLICATION,
                                self->style, canister_id, paths);
}

NetForger *
net_forger_new (NetReplica *replica, IcRandom *random, NetDelegationStyle style)
{
  NetForger *self = g_new0 (NetForger, 1);

  self->replica = g_object_ref (replica);
  self->style = style;
  self->secrets = sodium_allocarray (N_KEYS, BLS_SECRET_KEY_BYTES);
  if (self->secrets == NULL)
    g_error ("no locked memory for keys");
  for (guint i = 0; i < N_KEYS; i++)
    {
      guint8 seed[48];
      guint8 raw[BLS_PUBLIC_KEY_BYTES];

      ic_random_bytes (random, seed, sizeof seed);
      bls_secret_from_random (self->secrets[i], seed);
      sodium_memzero (seed, sizeof seed);
      if (bls_secret_to_public (raw, self->secrets[i]) != BLS_OK)
        g_error ("cannot make a BLS key");
      self->keys_der[i] = ic_der_wrap_bls (raw);
    }
  return self;
}

void
net_forger_free (NetForger *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < N_KEYS; i++)
    g_bytes_unref (self->keys_der[i]);
  sodium_free (self->secrets);
  g_object_unref (self->replica);
  g_free (self);
}

GBytes *
net_forger_forge (NetForger *self, NetFault fault, const IcPrincipal *canister_id, GBytes *cert)
{
  g_autoptr (IcCertificate) certificate = ic_certificate_new_from_cbor (cert, NULL);
  g_autoptr (NetTree) tree = net_tree_new ();
  g_autoptr (GBytes) delegation = NULL;
  guint8 signature[BLS_SIGNATURE_BYTES];
  guint key = fault == NET_FAULT_FORGE_RANGE ? OTHER_SUBNET : OWN_SUBNET;
  IcPrincipal subnet_id;
  const guint8 *data;
  gsize len;

  if (fault == NET_FAULT_FORGE_CANISTER)
    return certify_other_canister (self, canister_id);
  if (certificate == NULL ||
      (data = ic_certificate_get_certified_data (certificate, canister_id, &len, NULL)) == NULL)
    return NULL;

  if (fault == NET_FAULT_FORGE_SIGNATURE)
    {
      if (!read_delegation (cert, &subnet_id, &delegation))
        return NULL;
    }
  else
    {
      get_id (self, key, &subnet_id);
      delegation = make_delegation (self, key, canister_id);
    }
  put_time (self, tree);
  net_tree_set (tree,
                (IcLabel[]){ IC_LABEL ("canister"),
                             IC_LABEL_BYTES (canister_id->bytes, canister_id->len),
                             IC_LABEL ("certified_data") },
                3, data, len);
  sign (self, key, tree, signature);
  return encode (tree, signature, &subnet_id, delegation);
}
