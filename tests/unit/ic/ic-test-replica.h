/* SPDX-License-Identifier: MIT */
#pragma once

#include <libsoup/soup.h>
#include "ic-test-authority.h"
#include "ic/ic-agent.h"

G_BEGIN_DECLS

/* How the fake replica answers a call. */
typedef enum
{
  IC_TEST_CALL_REPLY,          /* at once, with a certificate */
  IC_TEST_CALL_REJECT,         /* at once, certified */
  IC_TEST_CALL_ACCEPT,         /* 202: poll for it */
  IC_TEST_CALL_PROCESSING,     /* a certificate that says: not yet */
  IC_TEST_CALL_OTHER_REQUEST,  /* a certificate about another request */
  IC_TEST_CALL_TAMPERED,       /* a bit of the certificate is wrong */
  IC_TEST_CALL_STALE,          /* six minutes old */
  IC_TEST_CALL_NOT_REPLICATED, /* rejected before consensus */
  IC_TEST_CALL_V2_REJECT,      /* the same, as v2 says it */
  IC_TEST_CALL_RAW             /* @raw_status, @raw_type and @raw_body */
} IcTestCallMode;

/**
 * IcTestReplica: an HTTP server in this process that answers like the boundary of an Internet Computer,
 * as the test tells it to.
 */
typedef struct
{
  SoupServer *server;
  char *url;
  IcTestAuthority *authority;
  IcClock *clock;
  IcPrincipal low, high; /* canisters of its subnet */
  guint newest[3];       /* newest version of call, query, read_state that it has */
  guint missing_status;  /* what it says to the others */
  IcTestCallMode call_mode;
  const char *const
      *script; /* statuses that read_state gives, one after the other; the last stays */
  guint raw_status;
  const char *raw_type;
  GBytes *raw_body;
  gboolean raw_chunked; /* in chunks, without saying how long it is */
  guint read_failures;  /* how many times it fails a read_state first */
  guint busy;           /* how many times it says 503 first */
  gboolean hang;        /* never answers */
  GPtrArray *paths;     /* of the requests that came */
  guint n_unsigned;     /* requests whose envelope does not check */
  gboolean no_root;     /* its status names no root key */
  SoupServerMessage *hanging;
} IcTestReplica;

IcTestReplica *ic_test_replica_new (IcClock *clock);
void ic_test_replica_free (IcTestReplica *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcTestReplica, ic_test_replica_free)

G_END_DECLS
