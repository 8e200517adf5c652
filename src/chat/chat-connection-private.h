/* SPDX-License-Identifier: MIT */
/*
 * The inside of a connection. It is one object over a few files:
 *   chat-connection.c           the object and its life
 *   chat-connection-access.c    what it tells of itself
 *   chat-connection-identity.c  who we are: expiry, renewal
 *   chat-connection-trust.c     the root key, and its pin; the agent
 *   chat-connection-path.c      which gateway, or none: choosing, waiting, what a person wants
 *   chat-connection-session.c   one session: opening it, its signals, replacing it
 *   chat-connection-failover.c  its end: verdict, incident, what follows
 *   chat-connection-doubt.c     is it a forgery, or has the network a new root key?
 *   chat-connection-diagnose.c  asking the Internet Computer
 *   chat-connection-health.c    what is shown: health and its decay
 *   chat-connection-network.c   offline, metered, asleep; who looks
 *   chat-connection-return.c    from direct mode back to a gateway
 *   chat-connection-test.c      trying a gateway's handshake
 *
 * Whoever emits a signal holds a reference, and looks at the generation afterwards: a handler may
 * have connected, disconnected or renewed.
 */
#pragma once

#include "chat-connection.h"
#include "chat-delivery-watch.h"

G_BEGIN_DECLS

/* Backoff between attempts: doubles from the first to the last, with a fifth of jitter. */
#define CHAT_RETRY_FIRST_MS  1000
#define CHAT_RETRY_LAST_MS   60000
#define CHAT_RETRY_JITTER    5
#define CHAT_RETRY_MAX_SHIFT 6
/* So often in a row one path is tried before the next one has its turn. */
#define CHAT_TRIES_OF_ONE_PATH 2
/* A session that lasted this long was no failed attempt. */
#define CHAT_STEADY_US (10 * G_GINT64_CONSTANT (1000000))
/* How long the way on waits for the IC's answer: shortly where the network itself may be at fault,
 * so that another gateway has its turn; as long as a diagnosis takes where it decides on guilt. */
#define CHAT_DIAGNOSIS_SHORT_MS 5000
#define CHAT_DIAGNOSIS_LONG_MS  (ICWS_DIAGNOSIS_TIMEOUT_MS + 1000)
/* The same for its root key, before a forgery is believed. */
#define CHAT_DOUBT_MS     5000
#define CHAT_MAX_VERDICTS 500
/* In direct mode as the last resort: how often a gateway is looked for, and how long nobody may have
 * said anything for the change. */
#define CHAT_RETURN_MS 180000
#define CHAT_QUIET_MS  10000
/* A connection may outlive a network that was gone for a moment, but not one that was gone for long,
 * though nothing would tell before the next acknowledgement is due. */
#define CHAT_OFFLINE_US (5 * G_GINT64_CONSTANT (1000000))
/* Direct mode that nobody looks at or is told about goes on for this long. */
#define CHAT_PAUSE_MS 30000
/* The longest that "verified" stays without a look at the wall clock, which may have been set. */
#define CHAT_DECAY_LOOK_US (30 * G_GINT64_CONSTANT (1000000))
/* Clocks drift by less between two looks at them; who sets one means more. */
#define CHAT_CLOCK_SET_US (2 * G_GINT64_CONSTANT (1000000))

/**
 * ChatEnd: the end of a session, from its error until the verdict is certain and reported.
 */
typedef struct
{
  GError *error;
  IcwsGateway *gateway; /* (nullable) */
  gboolean direct;      /* without both: there was no session yet */
  GBytes *frame;        /* (nullable): evidence */
  gint64 uptime_us;
  guint64 wall_ns;
  GArray *questions; /* of IcwsQuestion */
  char *module_hash; /* (nullable): what the canister ran when the session began */
  GArray *evidence;  /* of IcwsEvidence (nullable): what the session noted */
  IcwsVerdict *verdict;
  gboolean told; /* "closed" was emitted */
} ChatEnd;
void chat_end_free (ChatEnd *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEnd, chat_end_free)

struct _ChatConnection
{
  GObject parent_instance;

  ChatProfile *profile;
  IcIdentity *identity;
  ChatRenewalWatch *renewal;
  IcClock *clock;
  IcRandom *random;
  IcwsLedger *ledger;
  ChatTimeline *timeline;
  ChatLatency *latency;

  /* trust */
  IcAgent *agent;
  char *module_hash; /* (nullable), of the canister when the session began, certified */
  GCancellable *module_cancellable;
  IcRootKey *root_key;
  IcRootKey *offered_root_key; /* (nullable): another one than the pin; waits for a person */
  char *root_key_pin;          /* (nullable), hex */
  IcwsVerifier *verifier;
  GCancellable *cancellable; /* of fetching the root key */
  guint root_key_changes;    /* in a row, without an open session between */

  /* path */
  IcwsPool *pool;
  ChatDirectPolicy direct_policy;
  ChatMode mode;
  IcwsGateway *gateway; /* (nullable): of the current or last session */
  IcwsGateway *again;   /* (nullable): to be tried again next */
  IcwsGateway *avoid;   /* (nullable): rather not next */
  guint tries;          /* of this path that failed, in a row: the backoff */
  guint losses;         /* of this path: broke off in a row, with words of ours on the way */
  guint attempt;        /* failed since the last open session: shown */
  gint64 retry_at_us;   /* 0: none planned */
  guint retry_timer;
  guint return_timer;
  GCancellable *return_cancellable;
  IcwsClockWatch *clock_watch; /* (nullable): while it waits */

  /* session */
  IcwsSession *session;
  IcwsTransport *direct_transport; /* (nullable) */
  ChatDeliveryWatch *delivery;
  guint64 verified_seen; /* messages, by the ledger's count */
  gint64 last_activity_us;

  /* end */
  ChatEnd *end; /* (nullable): being diagnosed */
  GCancellable *end_cancellable;
  guint end_timer;
  IcwsDiagnosis *diagnosis;
  gint64 diagnosed_offset_us; /* our wall clock minus the monotonic one, then */
  GError *error;
  IcwsVerdict *verdict;
  IcwsVerdict *incident;
  GListStore *verdicts;

  /* health */
  GNetworkMonitor *monitor;
  gint64 offline_since_us; /* 0: online */
  guint decay_timer;
  guint pause_timer;
  guint delayed_in_a_row;
  guint timely_in_a_row;
  ChatHealth health;

  guint generation; /* of what is wanted: see above */
  guint wanted : 1;
  guint stopped : 1;       /* a person must do something first */
  guint starved : 1;       /* no gateway may be tried, and no direct mode */
  guint latched : 1;       /* the incident, until another path is proved */
  guint direct_barred : 1; /* a boundary node lied */
  guint paused : 1;
  guint visible : 1;
  guint notifying : 1;
};

typedef enum
{
  CHAT_SIGNAL_OPENED,
  CHAT_SIGNAL_CLOSED,
  CHAT_SIGNAL_MESSAGE,
  CHAT_SIGNAL_SENT,
  CHAT_SIGNAL_ACKNOWLEDGED,
  CHAT_SIGNAL_ACCEPTED,
  CHAT_SIGNAL_REFUSED,
  CHAT_SIGNAL_VERDICT,
  CHAT_SIGNAL_UPDATED,
  CHAT_N_SIGNALS
} ChatConnectionSignal;
extern guint chat_connection_signals[CHAT_N_SIGNALS];

/* object */
void chat_connection_start (ChatConnection *self);   /* now, whatever is planned */
void chat_connection_restart (ChatConnection *self); /* and whatever has failed before */

/* identity: FALSE: it has failed already */
gboolean chat_connection_check_identity (ChatConnection *self);
void chat_connection_take_expiry (ChatExpiry expiry, gpointer self);

/* trust: FALSE: not known yet, or not to be believed; goes on by itself where it can */
gboolean chat_connection_ensure_trust (ChatConnection *self);
/* The network has another root key than before. FALSE: a person must accept it. */
gboolean chat_connection_replace_root_key (ChatConnection *self, IcRootKey *root_key);
IcAgent *chat_connection_ensure_agent (ChatConnection *self);

/* path */
void chat_connection_watch_pool (ChatConnection *self);
gboolean chat_connection_is_session_going_on (ChatConnection *self);
void chat_connection_open_path (ChatConnection *self);
gboolean chat_connection_has_other_path (ChatConnection *self, const ChatEnd *end);
gint64 chat_connection_next_backoff_us (ChatConnection *self);
void chat_connection_schedule_retry (ChatConnection *self, gint64 delay_us);
void chat_connection_cancel_retry (ChatConnection *self);
void chat_connection_forget_path (ChatConnection *self); /* neither again nor avoid */

/* session; @gateway (nullable): direct */
void chat_connection_open_session (ChatConnection *self, IcwsGateway *gateway);
gboolean chat_connection_end_session (ChatConnection *self); /* silently; was there one? */
void chat_connection_drop_session (ChatConnection *self);    /* tells "closed" */

/* failover */
void chat_connection_fail (ChatConnection *self, const GError *error); /* before any session */
void chat_connection_take_end (ChatConnection *self, ChatEnd *end);    /* (transfer full) */
void chat_connection_judge_end (ChatConnection *self);                 /* no doubts are left */
void chat_connection_refine_end (ChatConnection *self, const IcwsDiagnosis *diagnosis);
void chat_connection_conclude_end (ChatConnection *self);
void chat_connection_drop_end (ChatConnection *self); /* reports it, follows nothing */
void chat_connection_stop_asking (ChatConnection *self);
void chat_connection_clear_error (ChatConnection *self);

/* doubt */
gboolean chat_connection_should_doubt (ChatConnection *self, const ChatEnd *end);
void chat_connection_doubt (ChatConnection *self);

/* diagnose */
gboolean chat_connection_should_diagnose (ChatConnection *self, const ChatEnd *end);
void chat_connection_diagnose_end (ChatConnection *self);
gint64 chat_connection_get_clock_offset_ns (ChatConnection *self);
gboolean chat_connection_has_unconfirmed (const ChatEnd *end);
/* The IC certifies that it has not got a message of ours. */
gboolean chat_connection_has_absent (const IcwsDiagnosis *diagnosis);
void chat_connection_add_questions (GArray *questions, IcwsSession *session);

/* health */
void chat_connection_update_health (ChatConnection *self);
void chat_connection_note_proofs (ChatConnection *self);

/* network */
gboolean chat_connection_is_online (ChatConnection *self);
gboolean chat_connection_is_loopback (const char *url);
void chat_connection_watch_network (ChatConnection *self);
void chat_connection_watch_clock (ChatConnection *self, gboolean watch);
void chat_connection_apply_attention (ChatConnection *self);

/* return */
void chat_connection_plan_return (ChatConnection *self);
void chat_connection_cancel_return (ChatConnection *self);

void chat_connection_disarm (ChatConnection *self, guint *timer);
void chat_connection_arm (ChatConnection *self, guint *timer, gint64 delay_us, GSourceOnceFunc f);

G_END_DECLS
