/* SPDX-License-Identifier: MIT */
/* A world for what we say in a room: sessions that end, gateways that lose, hold back and swap it, and
 * a canister that is a model of the CDK's: one client key at a time, numbers in order. */
#pragma once

#include "chat/chat-reconcile.h"
#include "chat/chat-room-sender.h"

#define NOON_NS   (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)
#define EXPIRY_NS (240 * IC_NS_PER_S)
#define FORGET_NS (300 * IC_NS_PER_S) /* after its expiry the IC forgets a request */

/* One signed call of ws_message. */
typedef struct
{
  guint session;
  guint64 sequence;
  ChatEvent *event;
  gboolean handed; /* to the gateway */
  gboolean working;
  IcwsFate fate; /* ABSENT: the IC has not got it */
  guint64 reject_code;
  guint64 expiry_ns;
} Envelope;

typedef struct
{
  GTask *task;
  guint envelope;
  guint64 not_before_ns;
} Question;

/* From the canister to us: an echo, or (without one) an acknowledgement. */
typedef struct
{
  guint session;
  ChatEvent *echo; /* (nullable) (borrowed) */
  guint64 acknowledged;
} Reply;

typedef struct
{
  IcManualClock *clock;
  ChatRoomSender *sender;
  GPtrArray *messages;  /* ChatMessage: what we said */
  GPtrArray *envelopes; /* Envelope */
  GArray *questions;    /* Question */
  GQueue replies;       /* Reply */

  guint session; /* ours; 0: none is open */
  guint n_sessions;
  guint64 last_sequence;

  guint canister_session; /* whose client key the canister knows; 0: nobody's */
  guint64 canister_next;
  GPtrArray *accepted; /* texts (borrowed) */
  guint n_fenced;      /* envelopes that came after the next session had opened */
} World;

typedef enum
{
  ANSWER_TRUTH,
  ANSWER_NONE,   /* it cannot be asked */
  ANSWER_STALE,  /* "absent", by a certificate from before the fence: it may have come since */
  ANSWER_FORGOT, /* too long ago */
} Answer;

guint64 world_now_ns (World *world);
void world_advance_ms (World *world, gint64 ms);
void world_set_up (World *world, gconstpointer data);
void world_tear_down (World *world, gconstpointer data);
ChatMessage *world_say (World *world, const char *text);
void world_open_session (World *world);
void world_close_session (World *world);
gboolean world_relay (World *world);
void world_relay_all (World *world);
void world_push_reply (World *world, guint session, ChatEvent *echo, guint64 acknowledged);
void world_deliver (World *world, Envelope *envelope, gboolean slow);
Envelope *world_find_envelope (World *world, guint session, const char *text);
void world_deliver_all (World *world);
void world_receive (World *world);
void world_receive_all (World *world);
void world_answer (World *world, guint index, Answer how);
void world_answer_all (World *world, Answer how);
guint world_count_accepted (World *world, const char *text);
void world_finish (World *world);
