/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-certificate.h"
#include "net-test-wire.h"

G_BEGIN_DECLS

#define FAULT_POLL_MS       100
#define FAULT_ACK_MS        1000
#define FAULT_KEEP_ALIVE_MS 600

/* A network whose time stands still unless told otherwise, with a gateway that may misbehave. */
typedef struct
{
  IcManualClock *clock;
  NetNetwork *network;
  NetGateway *gateway;
  NetFaults *faults;
  IcRootKey *root;
} FaultFixture;

/* @data: whether the gateway polls by the newer API. */
void test_faults_set_up (FaultFixture *self, gconstpointer data);
void test_faults_tear_down (FaultFixture *self, gconstpointer data);

/* "name:rate:phase:parameter", and a limit (0: none). */
void test_faults_set (FaultFixture *self, const char *text, guint64 limit);
/* Waits for the gateway's answer, or until it lets us hang. */
TestWire *test_faults_connect (FaultFixture *self, guint n);
/* Leaves without a word, and waits until the gateway has noticed. Frees @wire. */
void test_faults_leave (FaultFixture *self, TestWire *wire);
/* Lets so many polls go by. */
void test_faults_tick (FaultFixture *self, guint n_polls);

/* The life of a session of the group chat: opens it, says "one", gets an AckMessage, does not answer
 * it, and gets a CloseMessage. Ends after @last. */
void test_faults_play (FaultFixture *self, TestWire *wire, NetFaultPhase last);
TestWire *test_faults_join (FaultFixture *self, guint n);
void test_faults_say (TestWire *wire, const char *text);
/* How many clients the group chat knows. */
guint test_faults_count_members (FaultFixture *self);

/**
 * What came, in words, for a client of the group chat that checks as it should: "1O 2C 3A 4X" is all
 * as it must be: sequence numbers of an OpenMessage, a message of the chat, an AckMessage, a
 * CloseMessage. "other" is good, but somebody else's. What a frame fails by: "cert" (unreadable),
 * "delegation", "range", "signature", "canister", "witness", "path", "hash". What is none: "junk",
 * "text", "huge". "2C*3": three times. "close1001": a closing frame; "end": the connection is gone.
 * The handshake is not told, if it is good. (transfer full)
 */
char *test_faults_describe (FaultFixture *self, TestWire *wire);

G_END_DECLS
