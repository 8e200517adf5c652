/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-keys.h"

#include "bls12381/bls12381.h"
#include "ic/ic-certificate.h"
#include "ic/ic-public-key.h"
#include <sodium.h>

typedef struct
{
  GBytes *public_key_der;
  IcPrincipal id;
} SubnetPublic;

struct _NetKeys
{
  gatomicrefcount ref_count;
  SubnetPublic subnets[NET_N_SUBNETS];
  guint8 (*secrets)[BLS_SECRET_KEY_BYTES]; /* sodium_malloc: one for each subnet */
  IcEd25519Identity *node_identity;
  IcPrincipal node_id;
};

static void
make_subnet (NetKeys *self, NetSubnet subnet, IcRandom *random)
{
  SubnetPublic *public = &self->subnets[subnet];
  guint8 seed[48];
  guint8 raw[BLS_PUBLIC_KEY_BYTES];
  BlsResult result;
  gsize len;
  const guint8 *der;

  ic_random_bytes (random, seed, sizeof seed);
  bls_secret_from_random (self->secrets[subnet], seed);
  sodium_memzero (seed, sizeof seed);
  result = bls_secret_to_public (raw, self->secrets[subnet]);
  if (result != BLS_OK)
    g_error ("cannot make a BLS key: %s", bls_result_to_string (result));

  public->public_key_der = ic_der_wrap_bls (raw);
  der = g_bytes_get_data (public->public_key_der, &len);
  ic_principal_self_authenticating (&public->id, der, len);
}

NetKeys *
net_keys_new (IcRandom *random)
{
  NetKeys *self;

  g_return_val_if_fail (IC_IS_RANDOM (random), NULL);

  if (sodium_init () < 0)
    g_error ("libsodium does not start");
  self = g_new0 (NetKeys, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->secrets = sodium_allocarray (NET_N_SUBNETS, BLS_SECRET_KEY_BYTES);
  if (self->secrets == NULL)
    g_error ("no locked memory for keys");
  for (guint i = 0; i < NET_N_SUBNETS; i++)
    make_subnet (self, i, random);
  self->node_identity = ic_ed25519_identity_new_random (random);
  ic_identity_get_principal (IC_IDENTITY (self->node_identity), &self->node_id);
  return self;
}

NetKeys *
net_keys_ref (NetKeys *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
net_keys_unref (NetKeys *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < NET_N_SUBNETS; i++)
    g_bytes_unref (self->subnets[i].public_key_der);
  sodium_free (self->secrets);
  g_object_unref (self->node_identity);
  g_free (self);
}

GBytes *
net_keys_get_public_key_der (NetKeys *self, NetSubnet subnet)
{
  return self->subnets[subnet].public_key_der;
}

const IcPrincipal *
net_keys_get_subnet_id (NetKeys *self, NetSubnet subnet)
{
  return &self->subnets[subnet].id;
}

void
net_keys_sign_root_hash (NetKeys *self,
                         NetSubnet subnet,
                         const guint8 root_hash[32],
                         guint8 signature[48])
{
  g_autoptr (GBytes) message = ic_certificate_signed_bytes (root_hash);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (message, &len);
  BlsResult result = bls_sign (signature, self->secrets[subnet], bytes, len);

  if (result != BLS_OK)
    g_error ("cannot sign a state root: %s", bls_result_to_string (result));
}

const IcPrincipal *
net_keys_get_node_id (NetKeys *self)
{
  return &self->node_id;
}

IcEd25519Identity *
net_keys_get_node_identity (NetKeys *self)
{
  return self->node_identity;
}
