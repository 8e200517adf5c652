/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-certificate.h"
#include "ic-clock.h"
#include "ic-envelope.h"
#include "ic-identity.h"

G_BEGIN_DECLS

/**
 * IcAgent: talks to the boundary API of the Internet Computer (interface spec, "HTTPS interface").
 * Main-thread object; certificates are verified in a worker thread. Knows the current end points
 * (v4 call, v3 query and read_state) and falls back to the older ones that a local replica has.
 */
#define IC_TYPE_AGENT (ic_agent_get_type ())
G_DECLARE_FINAL_TYPE (IcAgent, ic_agent, IC, AGENT, GObject)

/* @identity NULL: anonymous. @root NULL: ask for it by ic_agent_fetch_root_key_async() first (local
 * networks only). @url like "https://icp-api.io" */
IcAgent *ic_agent_new (
    const char *url, IcIdentity *identity, IcRootKey *root, IcClock *clock, IcRandom *random);

IcRootKey *ic_agent_get_root_key (IcAgent *self);  /* (transfer none) (nullable) */
IcIdentity *ic_agent_get_identity (IcAgent *self); /* (transfer none) (nullable) */
const char *ic_agent_get_url (IcAgent *self);

/* Another agent of the same host, identity and root of trust, that lives by @clock. (transfer full) */
IcAgent *ic_agent_new_for_clock (IcAgent *self, IcClock *clock);

/* Completes with TRUE after @us, by the agent's clock. */
void ic_agent_delay_async (
    IcAgent *self, gint64 us, GCancellable *cancellable, GAsyncReadyCallback cb, gpointer data);
gboolean ic_agent_delay_finish (IcAgent *self, GAsyncResult *result, GError **error);

/* GET /api/v2/status for the HTTP Date of the answer: a hint at the time that nobody vouches for. */
void ic_agent_ask_date_async (IcAgent *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback cb,
                              gpointer data);
/* @date_ns: 0 if there was none; also set where the answer was an HTTP error. */
gboolean
ic_agent_ask_date_finish (IcAgent *self, GAsyncResult *result, guint64 *date_ns, GError **error);

/* GET /api/v2/status and take its root key; refused for the mainnet hosts (IC_ERROR_ROOT_KEY). */
void ic_agent_fetch_root_key_async (IcAgent *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback cb,
                                    gpointer data);
gboolean ic_agent_fetch_root_key_finish (IcAgent *self, GAsyncResult *result, GError **error);

/* Update call, until replied: the reply's Candid bytes. A reject is IC_ERROR_REJECTED with the text. */
void ic_agent_call_async (IcAgent *self,
                          const IcPrincipal *canister_id,
                          const char *method,
                          GBytes *arg,
                          GCancellable *cancellable,
                          GAsyncReadyCallback cb,
                          gpointer data);
GBytes *ic_agent_call_finish (IcAgent *self, GAsyncResult *result, GError **error);

/* The same for an envelope that is already signed (and its request, to know the id). */
void ic_agent_call_signed_async (IcAgent *self,
                                 const IcRequest *request,
                                 GBytes *envelope,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback cb,
                                 gpointer data);
GBytes *ic_agent_call_signed_finish (IcAgent *self, GAsyncResult *result, GError **error);
/* Of both, once they have ended with a reply: the time of the certificate that has it, nanoseconds since
 * 1970. */
guint64 ic_agent_call_get_certificate_time_ns (GAsyncResult *result);

void ic_agent_query_async (IcAgent *self,
                           const IcPrincipal *canister_id,
                           const char *method,
                           GBytes *arg,
                           GCancellable *cancellable,
                           GAsyncReadyCallback cb,
                           gpointer data);
GBytes *ic_agent_query_finish (IcAgent *self, GAsyncResult *result, GError **error);

/* Certified read: the certificate comes back verified for @canister_id and fresh. @paths as in IcRequest. */
void ic_agent_read_state_async (IcAgent *self,
                                const IcPrincipal *canister_id,
                                GPtrArray *paths,
                                GCancellable *cancellable,
                                GAsyncReadyCallback cb,
                                gpointer data);
IcCertificate *ic_agent_read_state_finish (IcAgent *self, GAsyncResult *result, GError **error);

/* What became of one request of ours, certified. */
typedef enum
{
  IC_STATUS_UNKNOWN, /* the IC has no record: never received, or expired */
  IC_STATUS_RECEIVED,
  IC_STATUS_PROCESSING,
  IC_STATUS_REPLIED,
  IC_STATUS_REJECTED,
  IC_STATUS_DONE
} IcRequestStatus;

typedef struct
{
  IcRequestStatus status;
  GBytes *reply;        /* (nullable) when replied */
  guint64 reject_code;  /* when rejected */
  char *reject_message; /* (nullable) */
  char *error_code;     /* (nullable) */
  guint64 certificate_time_ns;
} IcRequestOutcome;

void ic_request_outcome_free (IcRequestOutcome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcRequestOutcome, ic_request_outcome_free)

/* (nullable) (transfer none): of a query that ended with IC_ERROR_REJECTED, the rejection in its parts,
 * which nobody certified; lives as long as @result. */
const IcRequestOutcome *ic_agent_query_peek_rejection (GAsyncResult *result);

void ic_agent_request_status_async (IcAgent *self,
                                    const IcPrincipal *canister_id,
                                    const guint8 request_id[IC_HASH_BYTES],
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback cb,
                                    gpointer data);
IcRequestOutcome *
ic_agent_request_status_finish (IcAgent *self, GAsyncResult *result, GError **error);

/* Reads the outcome of @request_id out of a verified certificate. */
IcRequestOutcome *ic_request_outcome_from_certificate (IcCertificate *certificate,
                                                       const guint8 request_id[IC_HASH_BYTES],
                                                       GError **error);

G_END_DECLS
