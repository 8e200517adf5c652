/* SPDX-License-Identifier: MIT */
#pragma once

#include <libsoup/soup.h>
#include "ic-agent.h"
#include "ic-cbor.h"

G_BEGIN_DECLS

/* The largest answer: a query's reply has 3 MiB at most (interface spec, limits), and a certificate. */
#define IC_AGENT_MAX_BODY_BYTES (4 * 1024 * 1024)

/* How far ahead requests expire; the IC takes up to five minutes, less our clock's error. */
#define IC_AGENT_EXPIRY_NS       (4 * 60 * IC_NS_PER_S)
#define IC_AGENT_EXPIRY_GRAIN_NS (60 * IC_NS_PER_S)
#define IC_AGENT_NONCE_BYTES     16

/* Answers 429 and 503 are tried again, each time after twice the wait. */
#define IC_AGENT_MAX_RETRIES    5
#define IC_AGENT_RETRY_FIRST_US (500 * 1000)

/* Polling for the outcome of a call: the waits grow by 7/5 up to a second, for five minutes in all. */
#define IC_AGENT_POLL_FIRST_US (500 * 1000)
#define IC_AGENT_POLL_LAST_US  (1000 * 1000)
#define IC_AGENT_POLL_LIMIT_US (5 * 60 * G_TIME_SPAN_SECOND)

/* This many polls in a row may fail on the way before the call is given up. */
#define IC_AGENT_POLL_MAX_FAILURES 3

/* Seconds of silence on the connection after which it is given up. */
#define IC_AGENT_IO_TIMEOUT_S 60

#define IC_AGENT_STATUS_PATH "/api/v2/status"

typedef enum
{
  IC_ENDPOINT_CALL,
  IC_ENDPOINT_QUERY,
  IC_ENDPOINT_READ_STATE,
  IC_N_ENDPOINTS
} IcEndpoint;

struct _IcAgent
{
  GObject parent_instance;

  char *url;
  IcIdentity *identity;
  IcRootKey *root;
  gboolean root_was_given; /* by the caller, not by the network itself */
  IcClock *clock;
  IcRandom *random;
  SoupSession *session;
  guint versions[IC_N_ENDPOINTS]; /* of the API, the newest that the host is known to have */
};

/* POST of @body, or GET if that is NULL. Gives the body of any 2xx answer. @status is 0 where there
 * was no answer. */
void ic_agent_http_async (IcAgent *self,
                          const char *path,
                          GBytes *body,
                          GCancellable *cancellable,
                          GAsyncReadyCallback cb,
                          gpointer data);
GBytes *ic_agent_http_finish (IcAgent *self, GAsyncResult *result, guint *status, GError **error);
/* The Date of the answer, whatever its status; 0 if there is none. */
guint64 ic_agent_http_get_date_ns (GAsyncResult *result);

/* POST of an envelope to the newest end point that the host has. */
void ic_agent_post_async (IcAgent *self,
                          IcEndpoint endpoint,
                          const IcPrincipal *canister_id,
                          GBytes *envelope,
                          GCancellable *cancellable,
                          GAsyncReadyCallback cb,
                          gpointer data);
GBytes *ic_agent_post_finish (IcAgent *self, GAsyncResult *result, guint *status, GError **error);

/* Reads a certificate, verifies it for the canister and checks its time; in a worker thread. The
 * callback gets no source object. */
void ic_agent_verify_async (IcAgent *self,
                            GBytes *certificate,
                            const IcPrincipal *canister_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback cb,
                            gpointer data);
IcCertificate *ic_agent_verify_finish (GAsyncResult *result, GError **error);

/* Sends a signed read_state; the certificate comes back verified. */
void ic_agent_read_signed_async (IcAgent *self,
                                 const IcPrincipal *canister_id,
                                 GBytes *envelope,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback cb,
                                 gpointer data);
IcCertificate *ic_agent_read_signed_finish (IcAgent *self, GAsyncResult *result, GError **error);

/* Pieces of a request of ours. */
void ic_agent_get_sender (IcAgent *self, IcPrincipal *sender);
guint64 ic_agent_get_expiry_ns (IcAgent *self);
GBytes *ic_agent_new_nonce (IcAgent *self);
/* The one path /request_status/<id>, as IcRequest wants it. (transfer full) */
GPtrArray *ic_agent_status_paths (const guint8 request_id[IC_HASH_BYTES]);

/* Reads reject_code, reject_message and error_code out of a reply that nobody certified. (transfer full) */
IcRequestOutcome *ic_request_outcome_from_rejection (cbor_item_t *map, GError **error);
/* The error of such a reply. */
void ic_agent_set_rejected (cbor_item_t *map, GError **error);
/* The error of a certified rejection. */
void ic_request_outcome_set_rejected (const IcRequestOutcome *self, GError **error);
void ic_agent_set_rejected_text (
    guint64 code, const char *message, const char *error_code, gboolean certified, GError **error);

G_END_DECLS
