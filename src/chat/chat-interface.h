/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic/ic.h"

G_BEGIN_DECLS

#define CHAT_INTERFACE_ERROR (chat_interface_error_quark ())
GQuark chat_interface_error_quark (void);
/* Each with a sentence for people. */
typedef enum
{
  CHAT_INTERFACE_ERROR_NONE,      /* the canister does not tell its interface, or is not there */
  CHAT_INTERFACE_ERROR_MALFORMED, /* what it tells cannot be read */
  CHAT_INTERFACE_ERROR_NOT_WEBSOCKET, /* it lacks methods of IC WebSocket */
  CHAT_INTERFACE_ERROR_PROTOCOL       /* it has them, but with other types than the protocol's */
} ChatInterfaceError;

/**
 * ChatInterface: the interface of a canister that speaks IC WebSocket. Immutable.
 */
#define CHAT_TYPE_INTERFACE (chat_interface_get_type ())
G_DECLARE_FINAL_TYPE (ChatInterface, chat_interface, CHAT, INTERFACE, GObject)

/* @text: of a .did file, 1 MiB at most. @certified: whether the network vouches for it. */
ChatInterface *chat_interface_new (const char *text, gsize len, gboolean certified, GError **error);

/* Asks the canister: its certified metadata, or else itself. Besides the errors above those of the
 * agent, where nobody answers. */
void chat_interface_fetch_async (IcAgent *agent,
                                 const IcPrincipal *canister_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback cb,
                                 gpointer data);
ChatInterface *chat_interface_fetch_finish (IcAgent *agent, GAsyncResult *result, GError **error);

/* Whether a certificate of the network says so, or only whoever answered the query. */
gboolean chat_interface_is_certified (ChatInterface *self);
const char *chat_interface_get_text (ChatInterface *self);
IcCandidDid *chat_interface_get_did (ChatInterface *self); /* (transfer none) */
/* (transfer none) (nullable): of the messages, the T of ws_message's `opt T`; NULL: it does not say. */
IcCandidType *chat_interface_get_message_type (ChatInterface *self);

G_END_DECLS
