/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/* More than this is no name. */
#define ATTEST_LOGIN_MAX_NAME_CHARS 60

typedef enum
{
  ATTEST_LOGIN_SESSION_KEY,       /* a random key for this session */
  ATTEST_LOGIN_PHRASE,            /* a recovery phrase */
  ATTEST_LOGIN_INTERNET_IDENTITY, /* a sign-in by the browser */
  ATTEST_LOGIN_KEY_FILE,          /* a private key in a file */
  ATTEST_LOGIN_SEED,              /* 32 bytes in hexadecimal digits */
  ATTEST_LOGIN_REMEMBERED         /* in the keyring */
} AttestLoginMethod;

#define ATTEST_N_LOGIN_METHODS 6

/* Rooms that are offered by name. */
typedef enum
{
  ATTEST_LOGIN_GROUP_CHAT,
  ATTEST_LOGIN_PING_MOTOKO,
  ATTEST_LOGIN_PING_RUST,
  ATTEST_LOGIN_BOARD,         /* of the local network */
  ATTEST_LOGIN_PRIVATE_BOARD, /* of the local network */
  ATTEST_LOGIN_OTHER          /* by its canister id */
} AttestLoginPlace;

#define ATTEST_N_LOGIN_PLACES 6

/**
 * AttestLoginForm: what a person has filled in; borrowed strings.
 */
typedef struct
{
  ChatNetwork network;
  const ChatProfile *local; /* (nullable): preset of the local network */
  const ChatProfile
      *preset;             /* (nullable): a whole place, as an address gave it; before all others */
  const char *network_url; /* these two for the custom network */
  const char *gateway_url;
  AttestLoginPlace place;  /* on the other networks */
  const char *canister_id; /* for another place, and for the custom network */
  AttestLoginMethod method;
  const char *seed;
  IcIdentity *session_identity; /* the random key that is offered */
  const char *display_name;
} AttestLoginForm;

/* A sentence for each field that cannot be used, %NULL for the others. */
typedef struct
{
  char *network_url;
  char *gateway_url;
  char *canister_id;
  char *seed;
  char *display_name;
} AttestLoginProblems;

AttestLoginPlace attest_login_place_find (const IcPrincipal *canister_id);
char *attest_login_form_check_seed (const char *seed);
gboolean attest_login_form_check (const AttestLoginForm *self, AttestLoginProblems *problems);
ChatProfile *attest_login_form_get_profile (const AttestLoginForm *self);
IcIdentity *attest_login_form_get_identity (const AttestLoginForm *self);
void attest_login_problems_clear (AttestLoginProblems *self);

G_END_DECLS
