/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic.h"

G_BEGIN_DECLS

#define CHAT_MAINNET_URL          "https://icp-api.io"
#define CHAT_MAINNET_GATEWAY      "wss://gateway.icws.io"
#define CHAT_LOCAL_URL            "http://127.0.0.1:4943"
#define CHAT_LOCAL_GATEWAY        "ws://127.0.0.1:8080"
#define CHAT_GROUP_CANISTER       "kio63-vyaaa-aaaal-qcd6q-cai"
#define CHAT_PING_MOTOKO_CANISTER "kyzel-7yaaa-aaaal-qb73a-cai"
#define CHAT_PING_RUST_CANISTER   "mqci4-raaaa-aaaao-a2fyq-cai"

typedef enum
{
  CHAT_NETWORK_MAINNET, /* root key compiled in */
  CHAT_NETWORK_LOCAL,   /* the local network: root key asked for */
  CHAT_NETWORK_CUSTOM   /* URLs given by the person; root key asked for */
} ChatNetwork;

/* When there is no gateway to be used, or one does not want any. */
typedef enum
{
  CHAT_DIRECT_LAST_RESORT, /* when no gateway of the pool can be used */
  CHAT_DIRECT_ALWAYS,      /* by choice: no gateway at all */
  CHAT_DIRECT_NEVER
} ChatDirectPolicy;

#define CHAT_PROFILE_MAX_GATEWAYS 16
#define CHAT_PROFILE_MAX_ROOT_KEY 256 /* bytes of a DER root key */

/**
 * ChatProfile: where to connect and what to speak there. A plain struct without secrets.
 */
typedef struct
{
  ChatNetwork network;
  char *network_url;
  char *gateway_url; /* (nullable) with CHAT_DIRECT_ALWAYS alone */
  char **gateways;   /* (nullable): the pool, in order of choice; the first is gateway_url */
  ChatDirectPolicy direct;
  char *root_key_pin; /* (nullable), hex of the DER: of a custom network, as it was the last time */
  IcPrincipal canister_id;
  char *codec_id;
  char *title;           /* of the room */
  guint ack_interval_ms; /* 0: the protocol's default */
} ChatProfile;

/* The group chat on that network. */
ChatProfile *chat_profile_new_default (ChatNetwork network);
/* Another canister there: codec and title follow from its id; "any" if it is not a known one. */
void chat_profile_set_canister (ChatProfile *self, const IcPrincipal *canister_id);
ChatProfile *chat_profile_copy (const ChatProfile *self);
void chat_profile_free (ChatProfile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatProfile, chat_profile_free)
/* The pool: gateways, or gateway_url alone; may be empty with CHAT_DIRECT_ALWAYS. (transfer full) */
char **chat_profile_dup_gateways (const ChatProfile *self);
/* Makes @urls (may be NULL) the pool, and the first of it gateway_url. */
void chat_profile_set_gateways (ChatProfile *self, const char *const *urls);
/* Checks URLs (http, https; ws, wss), the pool, canister id, codec, the pin; a sentence for people in
 * the error. */
gboolean chat_profile_validate (const ChatProfile *self, GError **error);

#define CHAT_ERROR (chat_error_quark ())
GQuark chat_error_quark (void);
typedef enum
{
  CHAT_ERROR_PROFILE,  /* a field of the profile is not usable */
  CHAT_ERROR_MESSAGE,  /* an application message that is not of the canister's type */
  CHAT_ERROR_TOO_LONG, /* name or text beyond the limit */
  CHAT_ERROR_EMPTY,    /* nothing to send */
  CHAT_ERROR_IDENTITY  /* an identity of somebody else */
} ChatError;

G_END_DECLS
