/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "chat-event.h"
#include "chat-interface.h"

G_BEGIN_DECLS

/* Longest name and text that we show; longer ones are a decoding error, not a cut. */
#define CHAT_MAX_NAME_CHARS 200
#define CHAT_MAX_TEXT_BYTES (64 * 1024)

/**
 * ChatCodec: between application messages of one canister type (Candid) and chat events.
 */
#define CHAT_TYPE_CODEC (chat_codec_get_type ())
G_DECLARE_INTERFACE (ChatCodec, chat_codec, CHAT, CODEC, GObject)

struct _ChatCodecInterface
{
  GTypeInterface parent_iface;
  const char *(*get_id) (ChatCodec *self);
  gboolean (*can_encode) (ChatCodec *self, ChatEventKind kind);
  /* Whether the canister sends each client's message back to it, which proves acceptance. */
  gboolean (*echoes_own) (ChatCodec *self);
  ChatEvent *(*decode) (ChatCodec *self, GBytes *content, GError **error);
  GBytes *(*encode) (ChatCodec *self, const ChatEvent *event, guint64 now_ns, GError **error);
  IcCandidType *(*get_message_type) (ChatCodec *self);
  /* (nullable) */
  void (*set_principal) (ChatCodec *self, const IcPrincipal *principal);
};

const char *chat_codec_get_id (ChatCodec *self);
gboolean chat_codec_can_encode (ChatCodec *self, ChatEventKind kind);
gboolean chat_codec_echoes_own (ChatCodec *self);
ChatEvent *chat_codec_decode (ChatCodec *self, GBytes *content, GError **error);
GBytes *chat_codec_encode (ChatCodec *self, const ChatEvent *event, guint64 now_ns, GError **error);

/* (transfer none) (nullable): type of the canister's messages, NULL if it is not known. */
IcCandidType *chat_codec_get_message_type (ChatCodec *self);
/* Who we are, for types whose messages say it; anonymous unless told. */
void chat_codec_set_principal (ChatCodec *self, const IcPrincipal *principal);

/* variant {GroupMessage: record{name; message; isTyping}; JoinedChat: text} */
ChatCodec *chat_group_codec_new (void);
/* record {message: text} */
ChatCodec *chat_ping_pong_motoko_codec_new (void);
/* record {text: text; timestamp: nat64} */
ChatCodec *chat_ping_pong_rust_codec_new (void);
/* Any @type (nullable: unknown, then one can only read): chat where the type has it, else values. */
ChatCodec *chat_any_codec_new (IcCandidType *type);
/* "group-chat", "ping-pong-motoko", "ping-pong-rust", or "any" for a type that is not known; NULL if
 * there is no such codec */
ChatCodec *chat_codec_new_by_id (const char *id);
/* One of the known canisters' codecs if the type is theirs, else for any type. (transfer full) */
ChatCodec *chat_codec_new_for_type (IcCandidType *type);
ChatCodec *chat_codec_new_for_interface (ChatInterface *interface);

G_END_DECLS
