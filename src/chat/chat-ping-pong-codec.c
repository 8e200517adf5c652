/* SPDX-License-Identifier: MIT */
/*
 * The ping-pong canisters: record {message: text} (Motoko) and record {text: text; timestamp: nat64}
 * (Rust). Whatever we say, the canister answers with its own text; nobody has a name.
 */
#include "chat-codec-private.h"
#include "chat-profile.h"

#define CHAT_TYPE_PING_PONG_CODEC (chat_ping_pong_codec_get_type ())
G_DECLARE_FINAL_TYPE (ChatPingPongCodec, chat_ping_pong_codec, CHAT, PING_PONG_CODEC, GObject)

struct _ChatPingPongCodec
{
  GObject parent_instance;
  IcCandidType *type;
  const char *id;
  const char *text_field;
  gboolean with_timestamp;
};

static void chat_ping_pong_codec_iface_init (ChatCodecInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatPingPongCodec,
                               chat_ping_pong_codec,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHAT_TYPE_CODEC,
                                                      chat_ping_pong_codec_iface_init))

static const char *
get_id (ChatCodec *codec)
{
  return CHAT_PING_PONG_CODEC (codec)->id;
}

static gboolean
can_encode (ChatCodec *codec, ChatEventKind kind)
{
  return kind == CHAT_EVENT_TEXT;
}

static gboolean
echoes_own (ChatCodec *codec)
{
  return FALSE;
}

static ChatEvent *
decode (ChatCodec *codec, GBytes *content, GError **error)
{
  ChatPingPongCodec *self = CHAT_PING_PONG_CODEC (codec);
  g_autoptr (IcCandidValue) value = chat_codec_decode_value (self->type, content, error);
  g_autofree char *text = NULL;

  if (value == NULL)
    return NULL;
  text = chat_codec_dup_text (ic_candid_value_record_get (value, self->text_field),
                              CHAT_MAX_TEXT_BYTES, error);
  if (text == NULL)
    return NULL;
  return chat_event_new (CHAT_EVENT_TEXT, NULL, text);
}

static GBytes *
encode (ChatCodec *codec, const ChatEvent *event, guint64 now_ns, GError **error)
{
  ChatPingPongCodec *self = CHAT_PING_PONG_CODEC (codec);
  g_autoptr (IcCandidValue) record = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (record, self->text_field,
                                   ic_candid_value_new_text (event->text ? event->text : ""));
  if (self->with_timestamp)
    ic_candid_value_record_set_take (record, "timestamp",
                                     ic_candid_value_new_uint (IC_CANDID_NAT64, now_ns));
  return ic_candid_encode_one (self->type, record, error);
}

static IcCandidType *
get_message_type (ChatCodec *codec)
{
  return CHAT_PING_PONG_CODEC (codec)->type;
}

static void
chat_ping_pong_codec_iface_init (ChatCodecInterface *iface)
{
  iface->get_id = get_id;
  iface->can_encode = can_encode;
  iface->echoes_own = echoes_own;
  iface->decode = decode;
  iface->encode = encode;
  iface->get_message_type = get_message_type;
}

static void
chat_ping_pong_codec_finalize (GObject *object)
{
  ChatPingPongCodec *self = CHAT_PING_PONG_CODEC (object);

  g_clear_pointer (&self->type, ic_candid_type_unref);
  G_OBJECT_CLASS (chat_ping_pong_codec_parent_class)->finalize (object);
}

static void
chat_ping_pong_codec_class_init (ChatPingPongCodecClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_ping_pong_codec_finalize;
}

static void
chat_ping_pong_codec_init (ChatPingPongCodec *self)
{
}

static ChatCodec *
make (const char *id, const char *text_field, gboolean with_timestamp)
{
  ChatPingPongCodec *self = g_object_new (CHAT_TYPE_PING_PONG_CODEC, NULL);
  g_autoptr (IcCandidType) text = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);

  self->id = id;
  self->text_field = text_field;
  self->with_timestamp = with_timestamp;
  self->type = ic_candid_type_new_record ();
  ic_candid_type_add_field (self->type, text_field, text);
  if (with_timestamp)
    ic_candid_type_add_field (self->type, "timestamp", nat64);
  return CHAT_CODEC (self);
}

/**
 * chat_ping_pong_motoko_codec_new:
 *
 * Returns: (transfer full): the codec of the Motoko ping-pong canister
 */
ChatCodec *
chat_ping_pong_motoko_codec_new (void)
{
  return make ("ping-pong-motoko", "message", FALSE);
}

/**
 * chat_ping_pong_rust_codec_new:
 *
 * Returns: (transfer full): the codec of the Rust ping-pong canister
 */
ChatCodec *
chat_ping_pong_rust_codec_new (void)
{
  return make ("ping-pong-rust", "text", TRUE);
}
