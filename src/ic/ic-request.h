/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>
#include "ic-principal.h"
#include "ic-request-id.h"

G_BEGIN_DECLS

/* Interface spec, "Authentication" and CDDL of read_state. */
#define IC_REQUEST_MAX_NONCE_BYTES 32
#define IC_REQUEST_MAX_PATHS       1000
#define IC_REQUEST_MAX_LABELS      127

typedef enum
{
  IC_REQUEST_CALL,
  IC_REQUEST_QUERY,
  IC_REQUEST_READ_STATE
} IcRequestType;

/**
 * IcRequest: the content of an envelope (interface spec, "Authentication"; CDDL call/query/read_state).
 */
typedef struct
{
  IcRequestType type;
  IcPrincipal sender;
  guint64 ingress_expiry_ns;
  GBytes *nonce; /* (nullable), at most 32 bytes */
  /* call and query */
  IcPrincipal canister_id;
  char *method_name;
  GBytes *arg;
  /* read_state: array of paths, a path is a GPtrArray of GBytes labels */
  GPtrArray *paths;
} IcRequest;

/* The constructors take references of their own. */
IcRequest *ic_request_new_call (const IcPrincipal *canister_id,
                                const char *method,
                                GBytes *arg,
                                const IcPrincipal *sender,
                                guint64 ingress_expiry_ns,
                                GBytes *nonce);
IcRequest *ic_request_new_query (const IcPrincipal *canister_id,
                                 const char *method,
                                 GBytes *arg,
                                 const IcPrincipal *sender,
                                 guint64 ingress_expiry_ns,
                                 GBytes *nonce);
IcRequest *ic_request_new_read_state (GPtrArray *paths,
                                      const IcPrincipal *sender,
                                      guint64 ingress_expiry_ns,
                                      GBytes *nonce);
IcRequest *ic_request_copy (const IcRequest *self);
void ic_request_free (IcRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcRequest, ic_request_free)

const char *ic_request_type_to_string (IcRequestType type);
void ic_request_get_id (const IcRequest *self, guint8 id[IC_HASH_BYTES]);
/* "\x0Aic-request" || request id. (transfer full) */
GBytes *ic_request_get_signed_bytes (const IcRequest *self);

G_END_DECLS
