/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-tree-item.h"
#include "icws-wire.h"

G_BEGIN_DECLS

/**
 * IcwsInspection: a frame taken apart for a person who wants to see what it holds. Judges nothing:
 * parts that cannot be read are NULL, and their error says why.
 */
typedef struct
{
  GBytes *raw;
  IcwsFrame *frame; /* (nullable) */
  GError *frame_error;
  IcPrincipal key_gateway;
  guint64 key_nonce;
  gboolean has_key;

  IcwsMessage *message; /* (nullable) */
  GError *message_error;
  IcwsServiceMessage service;
  gboolean has_service; /* it is a service message that could be read */
  char *content_candid; /* (nullable): its content in Candid's text form */
  char *content_hash;   /* (nullable): SHA-256, hex */

  IcCertificate *certificate; /* (nullable) */
  GError *certificate_error;
  guint64 certificate_time_ns; /* 0: none */
  char *signature;             /* (nullable), hex */
  IcHashTree *witness;         /* (nullable) */
  GError *witness_error;
  char *witness_root;   /* (nullable), hex */
  char *certified_data; /* (nullable), hex: what the certificate says of the canister */
  char *witness_hash;   /* (nullable), hex: what stands at the key in the witness */
} IcwsInspection;

IcwsInspection *icws_inspection_new (GBytes *raw, const IcPrincipal *canister_id);
void icws_inspection_free (IcwsInspection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcwsInspection, icws_inspection_free)
/* Their trees, with the proving path marked. (transfer full) (nullable) */
IcwsTreeItem *icws_inspection_dup_certificate_tree (const IcwsInspection *self,
                                                    const IcPrincipal *canister_id);
IcwsTreeItem *icws_inspection_dup_delegation_tree (const IcwsInspection *self);
IcwsTreeItem *icws_inspection_dup_witness_tree (const IcwsInspection *self);

G_END_DECLS
