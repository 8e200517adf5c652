/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-profile.h"

G_BEGIN_DECLS

/* Longer addresses are refused. */
#define CHAT_LINK_MAX_BYTES 2048
#define CHAT_LINK_MAX_TITLE 64 /* characters */

/**
 * ChatLink: an address of a room, to be opened after asking: "attest:" and a canister id, and
 * optionally, as in a query, "network" (http, https), "gateway" (ws, wss; may come again) and "title".
 * Comes from strangers: nothing in it is to be trusted.
 */
typedef struct
{
  IcPrincipal canister_id;
  char *network_url; /* (nullable): the Internet Computer */
  char **gateways;   /* (nullable): the usual ones */
  char *title;       /* (nullable) */
} ChatLink;

/* CHAT_ERROR_PROFILE with a sentence for people. */
ChatLink *chat_link_parse (const char *uri, GError **error);
char *chat_link_to_uri (const ChatLink *self);
void chat_link_free (ChatLink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatLink, chat_link_free)
/* Where it leads. (transfer full) */
ChatProfile *chat_link_make_profile (const ChatLink *self);

G_END_DECLS
