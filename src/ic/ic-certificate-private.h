/* SPDX-License-Identifier: MIT */
#pragma once

#include "bls12381/bls12381.h"
#include "ic-certificate.h"

G_BEGIN_DECLS

/* Of a whole certificate with its delegation. The largest in use carry the whole routing table. */
#define IC_CERTIFICATE_MAX_BYTES (4 * 1024 * 1024)

/* Keys in a certificate's or a delegation's map, unknown ones counted. */
#define IC_CERTIFICATE_MAX_KEYS 16

/* Canister ranges in one delegation: mainnet subnets have some thousands at most. */
#define IC_CERTIFICATE_MAX_RANGES 50000

/* Delegations that a root key remembers. There are some fifty subnets. */
#define IC_ROOT_KEY_CACHE_SIZE 64

#define IC_STATE_ROOT_SEPARATOR       "\x0Dic-state-root"
#define IC_STATE_ROOT_SEPARATOR_BYTES (sizeof (IC_STATE_ROOT_SEPARATOR) - 1)
#define IC_STATE_ROOT_MESSAGE_BYTES   (IC_STATE_ROOT_SEPARATOR_BYTES + IC_HASH_BYTES)

struct _IcCertificate
{
  gatomicrefcount ref_count;
  IcHashTree *tree;
  GBytes *signature;
  gboolean has_delegation;
  IcPrincipal subnet_id;
  GBytes *delegation_cbor;               /* its certificate, a slice of the input */
  IcCertificate *delegation_certificate; /* parsed when first wanted; atomic */
  guint8 delegation_hash[IC_HASH_BYTES]; /* of subnet id and certificate */
};

/* Fills a certificate that is all zeroes but for its count; leaves what it has filled when it fails. */
gboolean ic_certificate_read (IcCertificate *self, GBytes *cbor, GError **error);
/* (transfer none): parses the delegation's certificate the first time. Thread-safe. */
IcCertificate *ic_certificate_peek_delegation (IcCertificate *self, GError **error);
void ic_certificate_fill_message (IcCertificate *self, guint8 message[IC_STATE_ROOT_MESSAGE_BYTES]);

/**
 * IcSubnet: what a verified delegation proves: the subnet's key and the canisters it speaks for.
 * Immutable, reference counted.
 */
typedef struct _IcSubnet IcSubnet;

/* Reads key and ranges out of a delegation's certificate. */
IcSubnet *ic_subnet_new (IcHashTree *tree, const IcPrincipal *subnet_id, GError **error);
IcSubnet *ic_subnet_ref (IcSubnet *self);
void ic_subnet_unref (IcSubnet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcSubnet, ic_subnet_unref)
const BlsPublicKey *ic_subnet_get_key (IcSubnet *self);
gboolean ic_subnet_check_canister (IcSubnet *self, const IcPrincipal *canister_id, GError **error);

/* (transfer full) (nullable): the subnet of a delegation that was verified before. */
IcSubnet *ic_root_key_find_subnet (IcRootKey *self, const guint8 hash[IC_HASH_BYTES]);
void ic_root_key_add_subnet (IcRootKey *self, const guint8 hash[IC_HASH_BYTES], IcSubnet *subnet);
const BlsPublicKey *ic_root_key_get_key (IcRootKey *self);
/* Verifies and counts. */
BlsResult ic_root_key_verify (IcRootKey *self, const BlsPublicKey *key, IcCertificate *certificate);

G_END_DECLS
