/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-principal.h"
#include "ic/ic-random.h"

G_BEGIN_DECLS

/**
 * NetFault: what a dishonest, broken or unlucky gateway does. Each has a name (net_fault_get_name()),
 * such as "tamper-content".
 */
typedef enum
{
  /* changes what it relays */
  NET_FAULT_TAMPER_CONTENT, /* a bit of the content */
  NET_FAULT_TAMPER_KEY,     /* another number in the key */
  NET_FAULT_TAMPER_TREE,    /* a bit of the witness */
  /* `parameter`: 1 unreadable, 2 a bit of its tree, 3 a bit of its signature; 0: any of them */
  NET_FAULT_TAMPER_CERTIFICATE,
  /* makes its own */
  NET_FAULT_FORGE_SIGNATURE,  /* signed by a key of its own */
  NET_FAULT_FORGE_DELEGATION, /* a subnet that the root never delegated to */
  NET_FAULT_FORGE_RANGE,      /* a real subnet that is not responsible for the canister */
  NET_FAULT_FORGE_CANISTER,   /* a real certificate about another canister */
  /* order and owner */
  NET_FAULT_REPLAY,    /* an old message again, right after a newer one */
  NET_FAULT_DUPLICATE, /* each message twice */
  NET_FAULT_REORDER,   /* two messages swapped: holds one until the next has gone */
  NET_FAULT_DROP,      /* leaves a message out, later ones come */
  /* another client's message, ahead of the own one; `parameter`: 1 as it is, 2 under the key of the
   * own one; 0: either */
  NET_FAULT_MISDELIVER,
  /* time: nothing overtakes what is held back */
  NET_FAULT_DELAY, /* holds every message back for `parameter` ms (default 40000) */
  NET_FAULT_STALE, /* holds one back with its certificate until that is `parameter` ms old (360000) */
  /* silence: but for the keep-alive, a session that it has struck stays silent until its end or until
   * somebody sets or clears the fault */
  NET_FAULT_WITHHOLD_OPEN,       /* ws_open never goes to the canister */
  NET_FAULT_WITHHOLD_OPENED,     /* the OpenMessage never comes back, nor what follows it */
  NET_FAULT_WITHHOLD_UP,         /* the client's messages never go to the canister */
  NET_FAULT_WITHHOLD_DOWN,       /* nothing of the canister comes, though all is delivered to it */
  NET_FAULT_WITHHOLD_KEEP_ALIVE, /* the client's service messages never go to the canister */
  NET_FAULT_SWAP_UP,             /* two messages of the client reach the canister swapped */
  /* nonsense, ahead of an honest frame */
  NET_FAULT_NONSENSE,   /* a frame of random bytes */
  NET_FAULT_TEXT,       /* a text frame */
  NET_FAULT_HUGE_FRAME, /* a frame of `parameter` bytes (default 64 MiB), sent for real */
  NET_FAULT_FLOOD,      /* one valid frame again and again, `parameter` times (default 20000) */
  NET_FAULT_PING_FLOOD, /* `parameter` pings (default 20000) */
  /* handshake */
  NET_FAULT_NO_HANDSHAKE,    /* accepts, and says nothing */
  NET_FAULT_BAD_HANDSHAKE,   /* says something else */
  NET_FAULT_WRONG_PRINCIPAL, /* says that it is somebody else */
  NET_FAULT_REFUSE,          /* HTTP 503 instead of a WebSocket */
  NET_FAULT_HANG,            /* takes the TCP connection and never answers */
  /* the end */
  NET_FAULT_CLOSE,   /* drops the connection without a word, after `parameter` ms (default 0) */
  NET_FAULT_RESTART, /* says goodbye with 1001 */
  NET_N_FAULTS
} NetFault;

typedef enum
{
  /* All of the phases below in which the fault can happen, but for the handshake: only those faults
   * that are about nothing else happen there unless NET_FAULT_PHASE_HANDSHAKE is asked for. */
  NET_FAULT_PHASE_ANY,
  NET_FAULT_PHASE_HANDSHAKE,
  NET_FAULT_PHASE_OPEN,  /* from ws_open to the OpenMessage */
  NET_FAULT_PHASE_CHAT,  /* application messages */
  NET_FAULT_PHASE_ACK,   /* AckMessage and keep-alive */
  NET_FAULT_PHASE_CLOSE, /* CloseMessage, ws_close */
  NET_N_FAULT_PHASES
} NetFaultPhase;

const char *net_fault_get_name (NetFault fault);
const char *net_fault_get_text (NetFault fault); /* one English sentence, for a tester */
gboolean net_fault_from_name (const char *name, NetFault *out);
const char *net_fault_phase_get_name (NetFaultPhase phase);
gboolean net_fault_phase_from_name (const char *name, NetFaultPhase *out);
/* What stands for a parameter of 0. */
guint64 net_fault_get_default_parameter (NetFault fault);
/* Are there occasions for it in @phase? Always TRUE for NET_FAULT_PHASE_ANY. */
gboolean net_fault_can_happen (NetFault fault, NetFaultPhase phase);

/* How and when a fault is done. */
typedef struct
{
  double rate;         /* of the occasions, 0 to 1; 0: off */
  NetFaultPhase phase; /* only then */
  guint64 parameter;   /* 0: the fault's default */
  guint64 limit;       /* so many times at most, then off by itself; 0: no limit */
  char **clients;      /* (nullable): texts of principals that it is done to; NULL: all */
} NetFaultSetting;
void net_fault_setting_clear (NetFaultSetting *self);

/* Of huge-frame, in bytes: one frame is in memory until it is sent. */
#define NET_FAULT_MAX_FRAME (256 * 1024 * 1024)
/* Of all others: milliseconds or times. */
#define NET_FAULT_MAX_PARAMETER G_GUINT64_CONSTANT (1000000000)

/**
 * NetFaults: the faults of one gateway, switched while it runs. Decides by its own randomness.
 *
 * Signal "struck" (guint fault, guint phase): one was really done just now. Whoever listens must not
 * stop the gateway before returning.
 */
#define NET_TYPE_FAULTS (net_faults_get_type ())
G_DECLARE_FINAL_TYPE (NetFaults, net_faults, NET, FAULTS, GObject)

NetFaults *net_faults_new (IcRandom *random);
/* Copied. Rates outside of 0 to 1 and parameters beyond the maximum are cut to it. */
void net_faults_set (NetFaults *self, NetFault fault, const NetFaultSetting *setting);
void net_faults_clear (NetFaults *self, NetFault fault);
void net_faults_clear_all (NetFaults *self);
const NetFaultSetting *net_faults_get (NetFaults *self, NetFault fault); /* (nullable): off */
guint64 net_faults_get_count (NetFaults *self, NetFault fault);          /* how often done */
/* Rises when somebody sets or clears the fault, but not when its limit switches it off. Never 0. */
guint net_faults_get_generation (NetFaults *self, NetFault fault);
/* Are all faults off? */
gboolean net_faults_is_honest (NetFaults *self);
/* Is it to be done now? Counts it if so. @client (nullable): not known yet, so none that was
 * chosen. @parameter (nullable): the setting's or the default. */
gboolean net_faults_strike (NetFaults *self,
                            NetFault fault,
                            NetFaultPhase phase,
                            const IcPrincipal *client,
                            guint64 *parameter);
/* "name[:rate[:phase[:parameter]]]", as on the command line: G_OPTION_ERROR_BAD_VALUE. A part may be
 * empty, which is its default: 1, any, 0. A rate of 0 switches it off. */
gboolean net_faults_parse (NetFaults *self, const char *text, GError **error);

G_END_DECLS
