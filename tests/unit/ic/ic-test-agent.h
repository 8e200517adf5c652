/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-test-replica.h"

G_BEGIN_DECLS

/* On a whole minute, so that what is rounded can be told. */
#define IC_TEST_NOW G_GUINT64_CONSTANT (1700000040000000000)

/* The fixture of the agent's tests: an agent and the replica that it talks to. */
typedef struct
{
  IcManualClock *clock;
  IcRandom *random;
  IcEd25519Identity *identity;
  IcTestReplica *replica;
  IcRootKey *root;
  IcAgent *agent;
  IcPrincipal canister;
  GBytes *arg;
  GAsyncResult *result;
  GCancellable *cancellable;
} IcTestAgent;

void ic_test_agent_set_up (IcTestAgent *f, gconstpointer data);
void ic_test_agent_tear_down (IcTestAgent *f, gconstpointer data);
/* Another agent of the same identity, for the same replica. */
IcAgent *ic_test_agent_new_agent (IcTestAgent *f, IcRootKey *root);
/* The callback of an operation that ic_test_agent_wait() waits for. */
void ic_test_agent_done (GObject *source, GAsyncResult *result, gpointer data);
void ic_test_agent_wait (IcTestAgent *f);
/* From beginning to end. */
GBytes *ic_test_agent_call (IcTestAgent *f, GError **error);
GBytes *ic_test_agent_query (IcTestAgent *f, GError **error);
void ic_test_agent_assert_replied (GBytes *reply, GError *error);
/* Which requests came since the last time, like "v4/call v3/read_state". */
void ic_test_agent_assert_paths (IcTestAgent *f, const char *expected);

#define IC_TEST_AGENT_ADD(path, func)                                                              \
  g_test_add ("/ic/agent/" path, IcTestAgent, NULL, ic_test_agent_set_up, func,                    \
              ic_test_agent_tear_down)

G_END_DECLS
