/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-test-kit.h"
#include "icws-test-transport.h"

G_BEGIN_DECLS

/**
 * IcwsTestRun: a session with everything around it, and a record of what it did.
 */
typedef struct
{
  IcwsTestKit *kit;
  IcwsTestTransport *transport;
  IcIdentity *identity; /* (nullable) */
  IcwsVerifier *verifier;
  IcwsLedger *ledger;
  IcwsSession *session;
  IcwsClientKey client;
  guint64 canister_sequence; /* next message of the canister */
  guint n_read;              /* of transport->sent */

  guint n_opened;
  guint n_closed;
  guint n_updated;
  GPtrArray *messages;  /* GBytes contents */
  GArray *sent;         /* guint64 */
  GArray *acknowledged; /* guint64 */
} IcwsTestRun;

/* @identity (transfer full): NULL for a random one. */
IcwsTestRun *icws_test_run_new (guint64 seed, IcIdentity *identity, guint ack_interval_ms);
IcwsTestRun *icws_test_run_new_anonymous (guint64 seed);
/* Checks that nothing of it outlives it. */
void icws_test_run_free (IcwsTestRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcwsTestRun, icws_test_run_free)

/* Up to where the gateway has sent its handshake and we our ws_open. */
void icws_test_run_handshake (IcwsTestRun *self);
/* Up to ICWS_STATE_OPEN. */
void icws_test_run_open (IcwsTestRun *self);
/* From the gateway. */
void icws_test_run_inject (IcwsTestRun *self, GBytes *frame);
void icws_test_run_inject_frame (IcwsTestRun *self, const IcwsFrame *frame);
/* From the canister, numbered, certified and relayed; waits until it is dealt with. */
void icws_test_run_deliver (IcwsTestRun *self, gboolean is_service_message, GBytes *payload);
void icws_test_run_deliver_service (IcwsTestRun *self, const IcwsServiceMessage *service);
void icws_test_run_deliver_ack (IcwsTestRun *self, guint64 last);
/* The same with a stamp that is @offset_ms from now. */
void icws_test_run_deliver_at (IcwsTestRun *self, gint64 offset_ms);
/* A certified application message that is not relayed yet. (transfer full) */
IcwsFrame *icws_test_run_make_frame (IcwsTestRun *self, guint64 sequence);
/* Waits until all frames are verified. */
void icws_test_run_drain (IcwsTestRun *self);
/* Waits until the client has sent another envelope and checks it as a replica would. */
IcEnvelope *icws_test_run_read (IcwsTestRun *self);
gboolean icws_test_run_has_unread (IcwsTestRun *self);
/* The same for ws_message. (transfer full) */
IcwsMessage *icws_test_run_read_message (IcwsTestRun *self);
void icws_test_run_assert_closed (IcwsTestRun *self, IcwsError code);
/* The session noted this when it ended. */
void icws_test_run_assert_evidence (IcwsTestRun *self, const char *name, const char *value);
gboolean icws_test_run_ledger_has (IcwsTestRun *self, const char *id);
void icws_test_run_advance_ms (IcwsTestRun *self, gint64 ms);

G_END_DECLS
