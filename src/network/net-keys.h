/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-identity.h"
#include "ic/ic-principal.h"
#include "ic/ic-random.h"

G_BEGIN_DECLS

/* Who signs a certificate. */
typedef enum
{
  NET_SUBNET_ROOT,        /* the root key itself: no delegation needed */
  NET_SUBNET_APPLICATION, /* where the canisters live: its key is delegated to by the root key */
  NET_N_SUBNETS
} NetSubnet;

/**
 * NetKeys: the keys of one local network: root and application subnet (BLS), one replica node
 * (Ed25519, signs query replies). The secrets live in locked memory and are wiped.
 */
typedef struct _NetKeys NetKeys;

/* The keys are drawn from @random: the same seeded one gives the same network. */
NetKeys *net_keys_new (IcRandom *random);
NetKeys *net_keys_ref (NetKeys *self);
void net_keys_unref (NetKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetKeys, net_keys_unref)

GBytes *net_keys_get_public_key_der (NetKeys *self, NetSubnet subnet); /* (transfer none) */
const IcPrincipal *net_keys_get_subnet_id (NetKeys *self, NetSubnet subnet);
/* Signs "\x0Dic-state-root" || @root_hash. Takes one to three milliseconds. */
void net_keys_sign_root_hash (NetKeys *self,
                              NetSubnet subnet,
                              const guint8 root_hash[32],
                              guint8 signature[48]);

const IcPrincipal *net_keys_get_node_id (NetKeys *self);
IcEd25519Identity *net_keys_get_node_identity (NetKeys *self); /* (transfer none) */

G_END_DECLS
