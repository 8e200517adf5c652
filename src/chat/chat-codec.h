/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "chat-event.h"

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
};

const char *chat_codec_get_id (ChatCodec *self);
gboolean chat_codec_can_encode (ChatCodec *self, ChatEventKind kind);
gboolean chat_codec_echoes_own (ChatCodec *self);
ChatEvent *chat_codec_decode (ChatCodec *self, GBytes *content, GError **error);
GBytes *chat_codec_encode (ChatCodec *self, const ChatEvent *event, guint64 now_ns, GError **error);

/* variant {GroupMessage: record{name; message; isTyping}; JoinedChat: text} */
ChatCodec *chat_group_codec_new (void);
/* record {message: text} */
ChatCodec *chat_ping_pong_motoko_codec_new (void);
/* record {text: text; timestamp: nat64} */
ChatCodec *chat_ping_pong_rust_codec_new (void);
/* "group-chat", "ping-pong-motoko", "ping-pong-rust"; NULL if unknown */
ChatCodec *chat_codec_new_by_id (const char *id);

G_END_DECLS
