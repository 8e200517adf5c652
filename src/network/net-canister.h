/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-principal.h"
#include "ic/ic-request-id.h"
#include "net-outcome.h"

G_BEGIN_DECLS

/* What a canister may ask of the replica while it answers a query. */
typedef struct
{
  /* A certificate of the canister's certified data (transfer full); NULL in an update call, where
   * the IC has none either. */
  GBytes *(*data_certificate) (gpointer user_data);
  gpointer user_data;
} NetQueryContext;

/**
 * NetCanister: a program on the local network. Calls are executed one after another; time comes
 * from the clock that the canister was made with.
 */
#define NET_TYPE_CANISTER (net_canister_get_type ())
G_DECLARE_INTERFACE (NetCanister, net_canister, NET, CANISTER, GObject)

struct _NetCanisterInterface
{
  GTypeInterface parent_iface;
  const IcPrincipal *(*get_id) (NetCanister *self);
  /* (nullable) Before a call is accepted; FALSE: refused with @outcome, and nothing is certified. */
  gboolean (*inspect) (NetCanister *self, const char *method, NetOutcome *outcome);
  /* (nullable) How long a call that was accepted waits for its turn. */
  guint64 (*get_delay_ms) (NetCanister *self, const char *method);
  /* A call in a round: may change state. Query methods may be called, too. */
  void (*update) (NetCanister *self,
                  const IcPrincipal *caller,
                  const char *method,
                  GBytes *arg,
                  NetOutcome *outcome);
  void (*query) (NetCanister *self,
                 const IcPrincipal *caller,
                 const char *method,
                 GBytes *arg,
                 const NetQueryContext *context,
                 NetOutcome *outcome);
  /* 32 bytes, or FALSE if none were ever set. */
  gboolean (*get_certified_data) (NetCanister *self, guint8 data[IC_HASH_BYTES]);
  /* Public metadata, such as candid:service; NULL-terminated names. */
  const char *const *(*get_metadata_names) (NetCanister *self);
  const char *(*get_metadata) (NetCanister *self, const char *name);
};

const IcPrincipal *net_canister_get_id (NetCanister *self);
gboolean net_canister_inspect (NetCanister *self, const char *method, NetOutcome *outcome);
guint64 net_canister_get_delay_ms (NetCanister *self, const char *method);
void net_canister_update (NetCanister *self,
                          const IcPrincipal *caller,
                          const char *method,
                          GBytes *arg,
                          NetOutcome *outcome);
void net_canister_query (NetCanister *self,
                         const IcPrincipal *caller,
                         const char *method,
                         GBytes *arg,
                         const NetQueryContext *context,
                         NetOutcome *outcome);
gboolean net_canister_get_certified_data (NetCanister *self, guint8 data[IC_HASH_BYTES]);
const char *const *net_canister_get_metadata_names (NetCanister *self);
const char *net_canister_get_metadata (NetCanister *self, const char *name);

/* Fills @outcome as a replica does when the canister traps, or has no such method. */
void net_canister_trap (NetCanister *self, NetOutcome *outcome, const char *message);
void net_canister_no_method (NetCanister *self,
                             NetOutcome *outcome,
                             const char *kind,
                             const char *method);

G_END_DECLS
