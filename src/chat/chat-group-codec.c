/* SPDX-License-Identifier: MIT */
/*
 * The group chat: variant {GroupMessage: record {name: text; message: text; isTyping: bool};
 * JoinedChat: text}. Each message goes to every client, its sender included; a typing notice is a
 * GroupMessage with isTyping set.
 */
#include "chat-codec-private.h"
#include "chat-profile.h"

#define CHAT_TYPE_GROUP_CODEC (chat_group_codec_get_type ())
G_DECLARE_FINAL_TYPE (ChatGroupCodec, chat_group_codec, CHAT, GROUP_CODEC, GObject)

struct _ChatGroupCodec
{
  GObject parent_instance;
  IcCandidType *type;
};

static void chat_group_codec_iface_init (ChatCodecInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatGroupCodec,
                               chat_group_codec,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHAT_TYPE_CODEC, chat_group_codec_iface_init))

static IcCandidType *
make_type (void)
{
  g_autoptr (IcCandidType) text = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidType) boolean = ic_candid_type_new_primitive (IC_CANDID_BOOL);
  g_autoptr (IcCandidType) group_message = ic_candid_type_new_record ();
  IcCandidType *type = ic_candid_type_new_variant ();

  ic_candid_type_add_field (group_message, "name", text);
  ic_candid_type_add_field (group_message, "message", text);
  ic_candid_type_add_field (group_message, "isTyping", boolean);
  ic_candid_type_add_field (type, "GroupMessage", group_message);
  ic_candid_type_add_field (type, "JoinedChat", text);
  return type;
}

static const char *
get_id (ChatCodec *codec)
{
  return "group-chat";
}

static gboolean
can_encode (ChatCodec *codec, ChatEventKind kind)
{
  return kind != CHAT_EVENT_VALUE;
}

static gboolean
echoes_own (ChatCodec *codec)
{
  return TRUE;
}

static ChatEvent *
decode_group_message (IcCandidValue *record, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *message = NULL;
  gboolean typing = FALSE;

  name = chat_codec_dup_text (ic_candid_value_record_get (record, "name"), CHAT_MAX_NAME_CHARS * 4,
                              error);
  if (name == NULL)
    return NULL;
  message = chat_codec_dup_text (ic_candid_value_record_get (record, "message"),
                                 CHAT_MAX_TEXT_BYTES, error);
  if (message == NULL)
    return NULL;
  ic_candid_value_get_bool (ic_candid_value_record_get (record, "isTyping"), &typing);
  if (typing)
    return chat_event_new (CHAT_EVENT_TYPING, name, NULL);
  return chat_event_new (CHAT_EVENT_TEXT, name, message);
}

static ChatEvent *
decode (ChatCodec *codec, GBytes *content, GError **error)
{
  ChatGroupCodec *self = CHAT_GROUP_CODEC (codec);
  g_autoptr (IcCandidValue) value = chat_codec_decode_value (self->type, content, error);
  IcCandidValue *inner;
  g_autofree char *name = NULL;

  if (value == NULL)
    return NULL;
  inner = ic_candid_value_variant_get (value, "GroupMessage");
  if (inner != NULL)
    return decode_group_message (inner, error);
  inner = ic_candid_value_variant_get (value, "JoinedChat");
  name = chat_codec_dup_text (inner, CHAT_MAX_NAME_CHARS * 4, error);
  if (name == NULL)
    return NULL;
  return chat_event_new (CHAT_EVENT_JOINED, name, NULL);
}

static GBytes *
encode (ChatCodec *codec, const ChatEvent *event, guint64 now_ns, GError **error)
{
  ChatGroupCodec *self = CHAT_GROUP_CODEC (codec);
  g_autoptr (IcCandidValue) value = NULL;
  const char *author = event->author ? event->author : "";

  if (event->kind == CHAT_EVENT_JOINED)
    {
      value = ic_candid_value_new_variant_take ("JoinedChat", ic_candid_value_new_text (author));
    }
  else
    {
      IcCandidValue *record = ic_candid_value_new_record ();

      ic_candid_value_record_set_take (record, "name", ic_candid_value_new_text (author));
      ic_candid_value_record_set_take (record, "message",
                                       ic_candid_value_new_text (event->text ? event->text : ""));
      ic_candid_value_record_set_take (record, "isTyping",
                                       ic_candid_value_new_bool (event->kind == CHAT_EVENT_TYPING));
      value = ic_candid_value_new_variant_take ("GroupMessage", record);
    }
  return ic_candid_encode_one (self->type, value, error);
}

static IcCandidType *
get_message_type (ChatCodec *codec)
{
  return CHAT_GROUP_CODEC (codec)->type;
}

static void
chat_group_codec_iface_init (ChatCodecInterface *iface)
{
  iface->get_id = get_id;
  iface->can_encode = can_encode;
  iface->echoes_own = echoes_own;
  iface->decode = decode;
  iface->encode = encode;
  iface->get_message_type = get_message_type;
}

static void
chat_group_codec_finalize (GObject *object)
{
  ChatGroupCodec *self = CHAT_GROUP_CODEC (object);

  g_clear_pointer (&self->type, ic_candid_type_unref);
  G_OBJECT_CLASS (chat_group_codec_parent_class)->finalize (object);
}

static void
chat_group_codec_class_init (ChatGroupCodecClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_group_codec_finalize;
}

static void
chat_group_codec_init (ChatGroupCodec *self)
{
  self->type = make_type ();
}

/**
 * chat_group_codec_new:
 *
 * Returns: (transfer full): the codec of the group chat canister
 */
ChatCodec *
chat_group_codec_new (void)
{
  return g_object_new (CHAT_TYPE_GROUP_CODEC, NULL);
}
