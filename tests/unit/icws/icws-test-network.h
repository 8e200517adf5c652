/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws/icws-diagnosis-private.h"
#include "network/network.h"

G_BEGIN_DECLS

#define TEST_NOW_NS   G_GUINT64_CONSTANT (1800000000000000000)
#define TEST_MINUTE   (60 * IC_NS_PER_S)
#define TEST_HOUR     (60 * TEST_MINUTE)
#define GROUP_CHAT_ID "kio63-vyaaa-aaaal-qcd6q-cai"

/**
 * IcwsTestNetwork: a replica with the group chat and its HTTP interface, with a clock of its own, and
 * an agent that lives by ours.
 */
typedef struct
{
  IcManualClock *network_clock;
  IcManualClock *clock; /* ours */
  NetReplica *replica;
  NetHttpServer *http;
  NetWsCanister *canister; /* the group chat */
  IcRandom *random;
  IcRootKey *root;
  IcIdentity *ada;
  IcIdentity *bob;
  IcAgent *agent; /* of ada */
  IcPrincipal group_chat;
  GAsyncResult *result;
} IcwsTestNetwork;

/* @data: gint64 nanoseconds (as GINT_TO_POINTER of seconds) that our clock is ahead. */
void icws_test_network_set_up (IcwsTestNetwork *self, gconstpointer data);
void icws_test_network_tear_down (IcwsTestNetwork *self, gconstpointer data);

const char *icws_test_network_get_url (IcwsTestNetwork *self);
/* Nobody listens any more. */
void icws_test_network_stop (IcwsTestNetwork *self);
IcAgent *icws_test_network_new_agent (IcwsTestNetwork *self, const char *url, IcIdentity *identity);
/* The callback of what icws_test_network_wait() waits for. */
void icws_test_network_done (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult *icws_test_network_wait (IcwsTestNetwork *self); /* (transfer full) */
/* Runs the main context until something waits on our clock. */
void icws_test_network_wait_timers (IcwsTestNetwork *self, guint n);

/* Makes a call as ada, by the network's clock, and waits for its end; @arg (transfer full). */
IcwsQuestion icws_test_network_call (IcwsTestNetwork *self,
                                     const IcPrincipal *canister_id,
                                     const char *method,
                                     GBytes *arg);
IcwsQuestion icws_test_network_open (IcwsTestNetwork *self, guint64 nonce);
IcwsQuestion
icws_test_network_say (IcwsTestNetwork *self, guint64 nonce, guint64 sequence, GBytes *content);
/* A request that was never sent. */
IcwsQuestion icws_test_network_unsent (IcwsTestNetwork *self);
/* Writes into /request_status/<id>. */
void icws_test_network_set_status (IcwsTestNetwork *self,
                                   const IcwsQuestion *question,
                                   const char *name,
                                   const char *bytes,
                                   gsize len);

/* Diagnoses as @agent, from beginning to end; or the end only. */
IcwsDiagnosis *icws_test_network_diagnose (IcwsTestNetwork *self,
                                           IcAgent *agent,
                                           const IcPrincipal *canister,
                                           const IcwsQuestion *questions,
                                           guint n);
IcwsDiagnosis *icws_test_network_finish_diagnosis (IcwsTestNetwork *self);
/* Our clock is ahead by so much, within a second. */
void icws_test_assert_clock_offset (const IcwsDiagnosis *diagnosis, gint64 seconds);

/* A canister that does nothing, with @interface (nullable) as candid:service. Installed. */
IcPrincipal
icws_test_network_install (IcwsTestNetwork *self, guint64 number, const char *interface);
/* The id of one that is not there, but would be on the application subnet. */
IcPrincipal icws_test_canister_id (guint64 number);

G_END_DECLS
