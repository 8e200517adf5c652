/* SPDX-License-Identifier: MIT */
#pragma once

#include "../network/net-test-util.h"
#include "icws/icws.h"

G_BEGIN_DECLS

#define TEST_ACK_MS        60000
#define TEST_KEEP_ALIVE_MS 20000

/**
 * TestNetwork: a local network whose time is the test's.
 */
typedef struct
{
  NetNetwork *network;
  IcRootKey *root;
  IcManualClock *manual;
  IcClock *clock; /* the same */
  IcRandom *random;
  GPtrArray *people; /* TestPerson, borrowed */
} TestNetwork;

TestNetwork *test_network_new (void);
void test_network_free (TestNetwork *self);
NetWsCdk *test_network_cdk (TestNetwork *self, const char *canister);
guint test_network_count (TestNetwork *self, const char *canister);

/**
 * TestPerson: a session over a direct transport (or another one), and what it heard.
 */
typedef struct
{
  TestNetwork *network;
  IcIdentity *identity;
  IcAgent *agent;
  IcwsTransport *transport;
  IcwsVerifier *verifier;
  IcwsLedger *ledger;
  IcwsSession *session;
  GPtrArray *messages; /* GBytes */
  GArray *accepted;    /* guint64 */
  guint n_opened;
  guint n_closed;
} TestPerson;

/* @identity (transfer full): NULL for the one of number @n. */
TestPerson *
test_person_new (TestNetwork *network, const char *canister, guint n, IcIdentity *identity);
/* The same through the network's gateway. */
TestPerson *test_person_new_by_gateway (TestNetwork *network, const char *canister, guint n);
void test_person_free (TestPerson *self);
void test_person_open (TestPerson *self);
/* @content (transfer full) */
void test_person_say (TestPerson *self, GBytes *content);
IcwsDirectTransport *test_person_direct (TestPerson *self);
/* Whether something goes on by itself, without time. */
gboolean test_person_is_busy (TestPerson *self);

/* Runs until nobody is busy. */
void test_network_settle (TestNetwork *self);
/* Moves the time in steps of @step_ms, with all that follows from it. */
void test_network_advance (TestNetwork *self, guint ms, guint step_ms);
/* Until the parts of a transport that is gone have done their last. */
#define test_wait(condition)                                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
