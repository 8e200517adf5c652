/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-certifier.h"

#include "ic/ic-cbor.h"
#include "ic/ic-certificate.h"
#include "net-ranges.h"
#include <string.h>

#define SIGNATURE_BYTES 48

/* The IC makes a round every second or so, work or none; a quarter of that keeps certificates
 * young without a signature for every poll. */
#define IDLE_ROUND_NS (200 * IC_NS_PER_MS)

/* The last signature of one subnet, good as long as the root hash stands. */
typedef struct
{
  gboolean valid;
  guint8 root_hash[IC_HASH_BYTES];
  guint8 signature[SIGNATURE_BYTES];
} SignatureCache;

struct _NetCertifier
{
  NetKeys *keys;
  IcClock *clock;
  NetTree *state;
  guint64 time_ns;
  SignatureCache signatures[NET_N_SUBNETS];
  guint64 n_signatures;
  GBytes *flat_delegation;
  GBytes *sharded_delegations[NET_N_SHARDS];
  GBytes *bare_delegation;
};

static IcLabel
principal_label (const IcPrincipal *principal)
{
  return IC_LABEL_BYTES (principal->bytes, principal->len);
}

static void
set_bytes (NetTree *tree, const IcLabel *path, gsize n_labels, GBytes *value)
{
  gsize len;
  gconstpointer bytes = g_bytes_get_data (value, &len);

  net_tree_set (tree, path, n_labels, bytes, len);
}

/* What a state tree says about subnets, with the ranges in both of their places. */
static void
add_subnets (NetTree *tree, NetKeys *keys)
{
  static const guint8 NO_RANGES[] = { 0xd9, 0xd9, 0xf7, 0x80 };
  g_autoptr (GBytes) all = net_ranges_encode (-1);

  for (guint i = 0; i < NET_N_SUBNETS; i++)
    {
      IcLabel id = principal_label (net_keys_get_subnet_id (keys, i));
      IcLabel path[] = { IC_LABEL ("subnet"), id, IC_LABEL ("public_key") };

      set_bytes (tree, path, G_N_ELEMENTS (path), net_keys_get_public_key_der (keys, i));
      path[2] = IC_LABEL ("type");
      net_tree_set_text (tree, path, G_N_ELEMENTS (path),
                         i == NET_SUBNET_ROOT ? "system" : "application");
      path[2] = IC_LABEL ("canister_ranges");
      if (i == NET_SUBNET_ROOT)
        net_tree_set (tree, path, G_N_ELEMENTS (path), NO_RANGES, sizeof NO_RANGES);
      else
        set_bytes (tree, path, G_N_ELEMENTS (path), all);
    }

  for (guint shard = 0; shard < NET_N_SHARDS; shard++)
    {
      g_autoptr (GBytes) ranges = net_ranges_encode (shard);
      IcPrincipal first;

      net_ranges_get_shard_label (shard, &first);
      set_bytes (
          tree,
          (IcLabel[]){ IC_LABEL ("canister_ranges"),
                       principal_label (net_keys_get_subnet_id (keys, NET_SUBNET_APPLICATION)),
                       principal_label (&first) },
          3, ranges);
    }
}

static void
add_node (NetTree *tree, NetKeys *keys)
{
  IcEd25519Identity *node = net_keys_get_node_identity (keys);

  set_bytes (tree,
             (IcLabel[]){ IC_LABEL ("subnet"),
                          principal_label (net_keys_get_subnet_id (keys, NET_SUBNET_APPLICATION)),
                          IC_LABEL ("node"), principal_label (net_keys_get_node_id (keys)),
                          IC_LABEL ("public_key") },
             5, ic_identity_get_public_key_der (IC_IDENTITY (node)));
}

static void
add_path (GPtrArray *paths, const IcLabel *labels, gsize n_labels)
{
  g_ptr_array_add (paths, net_path_new (labels, n_labels));
}

static GBytes *
witness (NetTree *tree, GPtrArray *paths)
{
  GByteArray *out = g_byte_array_new ();

  net_tree_put_witness (tree, paths, out);
  return g_byte_array_free_to_bytes (out);
}

/* The certificate inside of a delegation: signed by the root key, with what the style shows. */
static GBytes *
make_delegation (NetCertifier *self,
                 NetTree *root_state,
                 const guint8 *signature,
                 NetDelegationStyle style,
                 guint shard)
{
  g_autoptr (GPtrArray) paths = net_paths_new ();
  g_autoptr (GBytes) tree = NULL;
  IcLabel id = principal_label (net_keys_get_subnet_id (self->keys, NET_SUBNET_APPLICATION));

  add_path (paths, (IcLabel[]){ IC_LABEL ("time") }, 1);
  add_path (paths, (IcLabel[]){ IC_LABEL ("subnet"), id, IC_LABEL ("public_key") }, 3);
  add_path (paths, (IcLabel[]){ IC_LABEL ("subnet"), id, IC_LABEL ("type") }, 3);
  if (style == NET_DELEGATION_FLAT)
    add_path (paths, (IcLabel[]){ IC_LABEL ("subnet"), id, IC_LABEL ("canister_ranges") }, 3);
  else if (style == NET_DELEGATION_SHARDED)
    {
      IcPrincipal first;

      net_ranges_get_shard_label (shard, &first);
      add_path (paths, (IcLabel[]){ IC_LABEL ("canister_ranges"), id, principal_label (&first) },
                3);
    }
  tree = witness (root_state, paths);
  return ic_certificate_encode (tree, signature, NULL, NULL);
}

/* All delegations come from one state of the root subnet: one signature for the life of the
 * network. Clients accept delegations that are weeks old. */
static void
make_delegations (NetCertifier *self)
{
  g_autoptr (NetTree) root_state = net_tree_new ();
  guint8 root_hash[IC_HASH_BYTES];
  guint8 signature[SIGNATURE_BYTES];

  add_subnets (root_state, self->keys);
  net_tree_set_nat (root_state, (IcLabel[]){ IC_LABEL ("time") }, 1, self->time_ns);
  net_tree_get_hash (root_state, root_hash);
  net_keys_sign_root_hash (self->keys, NET_SUBNET_ROOT, root_hash, signature);
  self->n_signatures++;

  self->flat_delegation = make_delegation (self, root_state, signature, NET_DELEGATION_FLAT, 0);
  self->bare_delegation = make_delegation (self, root_state, signature, NET_DELEGATION_BARE, 0);
  for (guint shard = 0; shard < NET_N_SHARDS; shard++)
    self->sharded_delegations[shard] = make_delegation (self, root_state, signature,
                                                        NET_DELEGATION_SHARDED, shard);
}

static const guint8 *
sign (NetCertifier *self, NetSubnet subnet)
{
  SignatureCache *cache = &self->signatures[subnet];
  guint8 root_hash[IC_HASH_BYTES];

  net_tree_get_hash (self->state, root_hash);
  if (!cache->valid || memcmp (cache->root_hash, root_hash, sizeof root_hash) != 0)
    {
      memcpy (cache->root_hash, root_hash, sizeof root_hash);
      net_keys_sign_root_hash (self->keys, subnet, root_hash, cache->signature);
      cache->valid = TRUE;
      self->n_signatures++;
    }
  return cache->signature;
}

NetCertifier *
net_certifier_new (NetKeys *keys, IcClock *clock)
{
  NetCertifier *self = g_new0 (NetCertifier, 1);

  self->keys = net_keys_ref (keys);
  self->clock = g_object_ref (clock);
  self->state = net_tree_new ();
  add_subnets (self->state, keys);
  add_node (self->state, keys);
  net_certifier_start_round (self);
  make_delegations (self);
  return self;
}

void
net_certifier_free (NetCertifier *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->flat_delegation);
  g_bytes_unref (self->bare_delegation);
  for (guint shard = 0; shard < NET_N_SHARDS; shard++)
    g_bytes_unref (self->sharded_delegations[shard]);
  net_tree_free (self->state);
  g_object_unref (self->clock);
  net_keys_unref (self->keys);
  g_free (self);
}

NetKeys *
net_certifier_get_keys (NetCertifier *self)
{
  return self->keys;
}

NetTree *
net_certifier_get_state (NetCertifier *self)
{
  return self->state;
}

guint64
net_certifier_start_round (NetCertifier *self)
{
  self->time_ns = MAX (ic_clock_get_wall_ns (self->clock), self->time_ns + 1);
  net_tree_set_nat (self->state, (IcLabel[]){ IC_LABEL ("time") }, 1, self->time_ns);
  return self->time_ns;
}

guint64
net_certifier_get_time_ns (NetCertifier *self)
{
  return self->time_ns;
}

void
net_certifier_refresh (NetCertifier *self)
{
  if (ic_clock_get_wall_ns (self->clock) >= self->time_ns + IDLE_ROUND_NS)
    net_certifier_start_round (self);
}

GBytes *
net_certifier_certify (NetCertifier *self,
                       NetSubnet subnet,
                       NetDelegationStyle style,
                       const IcPrincipal *canister_id,
                       GPtrArray *paths)
{
  g_autoptr (GPtrArray) shown = net_paths_new ();
  g_autoptr (GBytes) tree = NULL;
  const guint8 *signature = sign (self, subnet);
  GBytes *delegation = NULL;

  add_path (shown, (IcLabel[]){ IC_LABEL ("time") }, 1);
  for (guint i = 0; paths != NULL && i < paths->len; i++)
    g_ptr_array_add (shown, g_ptr_array_ref (g_ptr_array_index (paths, i)));
  tree = witness (self->state, shown);

  if (subnet == NET_SUBNET_ROOT)
    return ic_certificate_encode (tree, signature, NULL, NULL);

  if (style == NET_DELEGATION_FLAT)
    delegation = self->flat_delegation;
  else if (style == NET_DELEGATION_BARE)
    delegation = self->bare_delegation;
  else
    {
      int shard = net_ranges_find_shard (canister_id);

      delegation = self->sharded_delegations[MAX (shard, 0)];
    }
  return ic_certificate_encode (tree, signature, net_keys_get_subnet_id (self->keys, subnet),
                                delegation);
}

guint64
net_certifier_get_n_signatures (NetCertifier *self)
{
  return self->n_signatures;
}
