/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/* What a connection makes of a gateway now. */
typedef enum
{
  ATTEST_GATEWAY_USE_NONE,
  ATTEST_GATEWAY_USE_CONNECTING,
  ATTEST_GATEWAY_USE_UNCONFIRMED, /* open, but nothing of late proves that all is well */
  ATTEST_GATEWAY_USE_PROVED
} AttestGatewayUse;

/**
 * AttestGatewayText: a gateway in words. Icon and class are static, the rest is translated text.
 */
typedef struct
{
  const char *icon_name;
  const char *css_class;
  char *state;  /* "In use and proved" */
  char *record; /* (nullable): "Opened 12 times · 340 messages · ..." */
} AttestGatewayText;

AttestGatewayText *
attest_gateway_text_new (IcwsGateway *gateway, AttestGatewayUse use, guint64 now_ns);
void attest_gateway_text_free (AttestGatewayText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttestGatewayText, attest_gateway_text_free)

/* Of the session that goes on; @gateway NULL: of direct mode. */
AttestGatewayUse attest_gateway_use_read (ChatConnection *connection, IcwsGateway *gateway);
/* Which way the connection takes now: "wss://…, proved". (transfer full) */
char *attest_gateway_way_text (ChatConnection *connection);
/* Markup for text with addresses: where it is broken there is no hyphen. (transfer full) */
char *attest_gateway_markup (const char *text);
/* What a policy means, in one sentence. */
const char *attest_direct_policy_text (ChatDirectPolicy policy);
/* Why @url cannot be added to @pool, in one sentence; NULL: it can. (transfer full) */
char *attest_gateway_address_problem (IcwsPool *pool, const char *url);

G_END_DECLS
