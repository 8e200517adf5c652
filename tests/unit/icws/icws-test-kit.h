/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws/icws.h"

G_BEGIN_DECLS

#define ICWS_TEST_NOW_NS (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)

/**
 * IcwsTestKit: a canister and a gateway in one process, with a clock that stands still. The
 * certificates are really signed: by a subnet key under a root key, or by the root key itself.
 */
typedef struct
{
  IcManualClock *manual_clock;
  IcClock *clock; /* the same */
  IcRandom *random;

  gboolean with_delegation;
  guint8 root_secret[32];
  guint8 subnet_secret[32];
  IcRootKey *root;
  IcPrincipal subnet_id;
  GBytes *delegation; /* the root's certificate about the subnet */

  IcPrincipal canister_id;
  IcPrincipal gateway;
  guint64 next_nonce; /* of the gateway's queue */
  IcTreeBuilder *witness;
} IcwsTestKit;

IcwsTestKit *icws_test_kit_new (guint64 seed, gboolean with_delegation);
void icws_test_kit_free (IcwsTestKit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcwsTestKit, icws_test_kit_free)

IcwsVerifier *icws_test_kit_verifier (IcwsTestKit *self, guint n_threads);
guint64 icws_test_kit_now (IcwsTestKit *self);

/* What certificates are made of; start from icws_test_certificate_init() and change what is to be
 * wrong. */
typedef struct
{
  IcPrincipal canister_id; /* whose certified data */
  guint8 certified_data[IC_HASH_BYTES];
  guint64 time_ns;
  const guint8 *signing_secret;
  GBytes *delegation; /* (nullable) */
} IcwsTestCertificate;
void icws_test_certificate_init (IcwsTestKit *self, IcwsTestCertificate *certificate);
GBytes *icws_test_certificate_encode (IcwsTestKit *self, const IcwsTestCertificate *certificate);
GBytes *icws_test_kit_make_delegation (IcwsTestKit *self,
                                       const guint8 signing_secret[32],
                                       const IcPrincipal *range_start,
                                       const IcPrincipal *range_end);

/* A certified message becomes a frame in two steps: put into the canister's queue, then poll. All
 * frames of one poll share certificate and witness. */
typedef struct
{
  char *key;
  GBytes *content;
} IcwsTestOutput;
void icws_test_output_free (IcwsTestOutput *self);
IcwsTestOutput *icws_test_kit_put (IcwsTestKit *self, GBytes *content);
/* GPtrArray of GBytes frames for @outputs. */
GPtrArray *icws_test_kit_poll (IcwsTestKit *self, IcwsTestOutput *const *outputs, guint n);
/* The same unencoded, to tamper with. (transfer full) */
IcwsFrame *icws_test_kit_poll_one (IcwsTestKit *self, IcwsTestOutput *output);
/* put and poll_one. */
IcwsFrame *icws_test_kit_frame (IcwsTestKit *self, GBytes *content);

/* Content of a message to @client. */
GBytes *icws_test_kit_content (IcwsTestKit *self,
                               const IcwsClientKey *client,
                               guint64 sequence,
                               gboolean is_service_message,
                               GBytes *payload);
GBytes *icws_test_text (const char *text);
GBytes *icws_test_random_bytes (IcwsTestKit *self, gsize len);

/* An identity whose key cannot be used. */
IcIdentity *icws_test_failing_identity_new (void);

/* Runs the main loop until @condition holds. */
#define icws_test_wait(condition)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
  }                                                                                                \
  G_STMT_END
/* Runs what is ready in the main loop. */
void icws_test_settle (void);

G_END_DECLS
