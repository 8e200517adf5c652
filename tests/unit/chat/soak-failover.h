/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-matrix-settle.h"
#include "chat/chat.h"
#include "network/net-network.h"

G_BEGIN_DECLS

#define SOAK_N_GATEWAYS 4
#define SOAK_HONEST     (SOAK_N_GATEWAYS - 1) /* the only one that never misbehaves */
#define SOAK_N_PEOPLE   2
#define SOAK_ACK_MS     90000
#define SOAK_NOW_NS     (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)

typedef struct _Soak Soak;

/* From the end of a proved session to the next one. */
typedef struct
{
  IcwsAct act;
  gint64 from_misdeed_us; /* since its first misdeed; -1: there was none */
  gint64 from_end_us;
} SoakOutage;

/* One participant: a person, a connection, and a room for each chapter. */
typedef struct
{
  Soak *soak;
  const char *name;
  IcPrincipal principal;
  IcIdentity *identity;
  IcRandom *random; /* of the connection */
  ChatConnection *connection;
  ChatRoom *room;

  /* typing, in this chapter */
  guint n_typed;
  guint quota;
  guint n_unsettled; /* own texts that are neither accepted nor failed */
  guint burst;
  gint64 type_us;
  gint64 move_us; /* when the person looks for another gateway */
  char *heard;    /* the last text of the other one */

  /* the way from session to session */
  gboolean open;
  gboolean asked; /* the person wanted the change */
  gint64 ended_us;
  gint64 struck_us; /* the first misdeed since the session was proved; -1: none */
  guint n_ends;     /* since the last proved session */
  IcwsAct act;      /* of the first of them */
  ChatMode last_mode;
  IcwsGateway *last_gateway; /* borrowed of the pool */
} SoakPerson;

/* What the canister took. */
typedef struct
{
  SoakPerson *author;
  char *text;
  guint64 time_ns;
} SoakEntry;

struct _Soak
{
  guint64 seed;
  IcManualClock *clock;
  IcRandom *random; /* of the schedule */
  IcRandom *network_random;
  NetNetwork *network;
  ChatCodec *codec;
  SoakPerson people[SOAK_N_PEOPLE];
  gint64 change_us[SOAK_N_GATEWAYS]; /* when the gateway changes its ways */
  gint64 restart_us;                 /* of any gateway */
  gboolean verbose;

  GPtrArray *log; /* SoakEntry, of this chapter */

  /* all chapters */
  guint n_violations;
  guint64 n_messages;
  guint64 n_logged;
  guint64 n_received;
  guint64 n_missed; /* within marked gaps */
  guint64 n_gaps;
  guint64 n_resent;
  guint64 n_marked; /* possible duplicates */
  guint64 n_doubled;
  guint64 n_sessions;
  guint64 n_direct;
  guint64 n_failovers; /* to another gateway, or to direct mode, by itself */
  guint64 n_returns;   /* to the same gateway */
  guint64 n_moves;     /* because the person wanted it */
  guint64 n_restarts;
  guint64 struck[NET_N_FAULTS];
  GArray *outages; /* SoakOutage */
};

/* soak-failover-world.c */
Soak *soak_new (guint64 seed);
void soak_free (Soak *self);
gint64 soak_now_us (Soak *self);
guint64 soak_roll (Soak *self, guint64 n); /* 0 to n - 1 */
gint64 soak_later_us (Soak *self, guint from_ms, guint to_ms);
void soak_complain (Soak *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
SoakPerson *soak_other (SoakPerson *person);

/* soak-failover-person.c */
void soak_person_init (SoakPerson *self, Soak *soak, guint i);
void soak_person_clear (SoakPerson *self);
void soak_person_begin (SoakPerson *self, ChatDirectPolicy policy, guint quota);
void soak_person_end (SoakPerson *self);
void soak_person_live (SoakPerson *self); /* types, moves */
void soak_person_say (SoakPerson *self, const char *text);
void soak_person_suffer (SoakPerson *self, NetGateway *gateway);

/* soak-failover-schedule.c */
void soak_schedule_live (Soak *self);
void soak_schedule_heal (Soak *self);

/* soak-failover-check.c */
void soak_check (Soak *self);

/* soak-failover-report.c */
gsize soak_get_rss (void);
void soak_report (Soak *self);

G_END_DECLS
