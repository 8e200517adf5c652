/* SPDX-License-Identifier: MIT */
/*
 * The parts of direct mode. The transport owns both; either may be under way at the network when the
 * transport goes, and ends by itself then:
 *   icws-direct-reply.c   what the canister's methods answer
 *   icws-direct-calls.c   ws_open, ws_message and ws_close, one after another
 *   icws-direct-poller.c  ws_get_messages, and how often
 */
#pragma once

#include "icws-direct-transport.h"
#include "icws-error.h"
#include "icws-wire.h"

G_BEGIN_DECLS

/* A query's reply has 3 MiB at most (interface spec, limits); a CDK gives 50 messages at once. */
#define ICWS_DIRECT_MAX_REPLY_BYTES (3 * 1024 * 1024)
#define ICWS_DIRECT_MAX_MESSAGES    100

/* A poll or call that fails on the way is tried again after a second, two, four, ...; after so many
 * in a row (half a minute) the transport ends. */
#define ICWS_DIRECT_MAX_FAILURES 6
/* Of ws_open, before anything else was answered: somebody waits, and there may be another way. */
#define ICWS_DIRECT_MAX_OPEN_FAILURES 3
#define ICWS_DIRECT_RETRY_FIRST_MS    1000
#define ICWS_DIRECT_POLL_TIMEOUT_MS   10000
#define ICWS_DIRECT_LEAVE_TIMEOUT_MS  10000

/* Polls that bring nothing before they come slower, each by a quarter. */
#define ICWS_DIRECT_QUIET_POLLS 10

/* An entry of our queue at the canister. */
typedef struct
{
  IcwsClientKey client_key;
  char *key;
  GBytes *content;
} IcwsDirectMessage;

/* CanisterOutputCertifiedMessages (cdk-rs ws_types.did). */
typedef struct
{
  GPtrArray *messages; /* IcwsDirectMessage */
  GBytes *cert;
  GBytes *tree;
  gboolean is_end_of_queue;
} IcwsDirectReply;

/* NULL: @err (transfer full) has the canister's words, or else @error is set. */
IcwsDirectReply *icws_direct_reply_decode (GBytes *candid, char **err, GError **error);
void icws_direct_reply_free (IcwsDirectReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcwsDirectReply, icws_direct_reply_free)

/* variant {Ok; Err: text} of the update methods. FALSE: as above. */
gboolean icws_direct_result_decode (GBytes *candid, char **err, GError **error);

/* Out of the arguments that a session made. */
gboolean icws_direct_open_nonce (GBytes *arg, guint64 *nonce);
gboolean icws_direct_message_sequence (GBytes *arg, guint64 *sequence);

typedef struct _IcwsDirectCalls IcwsDirectCalls;

typedef struct
{
  /* The canister has certified that it took a call; @sequence 0: ws_open of @key. */
  void (*accepted) (guint64 sequence,
                    guint64 certificate_time_ns,
                    const IcwsClientKey *key,
                    gpointer user_data);
  /* Once; nothing more comes after it. */
  void (*failed) (const GError *error, gpointer user_data);
} IcwsDirectCallsFuncs;

IcwsDirectCalls *icws_direct_calls_new (IcAgent *agent,
                                        const IcPrincipal *canister_id,
                                        IcClock *clock,
                                        const IcwsDirectCallsFuncs *funcs,
                                        gpointer user_data);
/* A client's frame, {envelope}. */
gboolean icws_direct_calls_push (IcwsDirectCalls *self, GBytes *frame, GError **error);
/* Whether an answer is awaited. */
gboolean icws_direct_calls_is_busy (IcwsDirectCalls *self);
/* Lets go of it: it sends what waits, tells the canister with ws_close, and goes. @at_once: what waits
 * is dropped. */
void icws_direct_calls_leave (IcwsDirectCalls *self, gboolean at_once);

typedef struct _IcwsDirectPoller IcwsDirectPoller;

typedef struct
{
  void (*frame) (GBytes *frame, gpointer user_data);
  /* Once; it has stopped. */
  void (*failed) (const GError *error, gpointer user_data);
} IcwsDirectPollerFuncs;

IcwsDirectPoller *icws_direct_poller_new (IcAgent *agent,
                                          const IcPrincipal *canister_id,
                                          IcClock *clock,
                                          const IcwsDirectPollerFuncs *funcs,
                                          gpointer user_data);
/* Polls for the messages to @key. */
void icws_direct_poller_start (IcwsDirectPoller *self, const IcwsClientKey *key);
/* Polls at once, for something was sent. */
void icws_direct_poller_hurry (IcwsDirectPoller *self);
/* Polls once more for what the canister may have to say, then fails with @error. */
void icws_direct_poller_fail_later (IcwsDirectPoller *self, const GError *error);
void icws_direct_poller_set_pace (IcwsDirectPoller *self, IcwsPace pace);
IcwsPace icws_direct_poller_get_pace (IcwsDirectPoller *self);
guint icws_direct_poller_get_interval_ms (IcwsDirectPoller *self);
guint64 icws_direct_poller_get_n_polls (IcwsDirectPoller *self);
gboolean icws_direct_poller_is_busy (IcwsDirectPoller *self);
void icws_direct_poller_stop (IcwsDirectPoller *self);
/* Stops it and lets go of it. */
void icws_direct_poller_free (IcwsDirectPoller *self);

/* For tests: whether an answer to a call or a poll is awaited. */
gboolean icws_direct_transport_is_busy (IcwsDirectTransport *self);

G_END_DECLS
