/* SPDX-License-Identifier: MIT */
#include "chat-codec.h"

#include "chat-codec-private.h"
#include "chat-profile.h"
#include "ic/ic-i18n.h"

/* Small, since this runs on the main thread: no message of the known canisters comes near. */
static const IcCandidLimits limits = {
  .max_bytes = 2 * CHAT_MAX_TEXT_BYTES,
  .max_types = 64,
  .max_depth = 16,
  .max_values = 2000,
};

G_DEFINE_INTERFACE (ChatCodec, chat_codec, G_TYPE_OBJECT)

static void
chat_codec_default_init (ChatCodecInterface *iface)
{
}

/**
 * chat_codec_get_id:
 *
 * Returns: (transfer none): a stable name, as chat_codec_new_by_id() takes it
 */
const char *
chat_codec_get_id (ChatCodec *self)
{
  return CHAT_CODEC_GET_IFACE (self)->get_id (self);
}

/**
 * chat_codec_can_encode:
 *
 * Returns: whether the canister's message type can say @kind
 */
gboolean
chat_codec_can_encode (ChatCodec *self, ChatEventKind kind)
{
  return CHAT_CODEC_GET_IFACE (self)->can_encode (self, kind);
}

/**
 * chat_codec_echoes_own:
 *
 * Returns: whether the canister sends a client's own message back to it
 */
gboolean
chat_codec_echoes_own (ChatCodec *self)
{
  return CHAT_CODEC_GET_IFACE (self)->echoes_own (self);
}

/**
 * chat_codec_decode:
 * @content: Candid of one verified application message
 *
 * Returns: (transfer full): what it means, or %NULL with %CHAT_ERROR_MESSAGE or %CHAT_ERROR_TOO_LONG
 */
ChatEvent *
chat_codec_decode (ChatCodec *self, GBytes *content, GError **error)
{
  g_return_val_if_fail (CHAT_IS_CODEC (self), NULL);
  return CHAT_CODEC_GET_IFACE (self)->decode (self, content, error);
}

/**
 * chat_codec_encode:
 * @event: what to say
 * @now_ns: our wall clock, for message types that carry a time
 *
 * Returns: (transfer full): Candid of the application message, or %NULL with %CHAT_ERROR_EMPTY,
 *   %CHAT_ERROR_TOO_LONG or %CHAT_ERROR_MESSAGE
 */
GBytes *
chat_codec_encode (ChatCodec *self, const ChatEvent *event, guint64 now_ns, GError **error)
{
  g_return_val_if_fail (CHAT_IS_CODEC (self), NULL);
  if (!chat_codec_can_encode (self, event->kind))
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_MESSAGE, _ ("%s has no such message"),
                   chat_codec_get_id (self));
      return NULL;
    }
  if (!chat_codec_check_text (event->author, CHAT_MAX_NAME_CHARS * 4, error) ||
      !chat_codec_check_text (event->text, CHAT_MAX_TEXT_BYTES, error))
    return NULL;
  return CHAT_CODEC_GET_IFACE (self)->encode (self, event, now_ns, error);
}

/**
 * chat_codec_get_message_type:
 *
 * Returns: (transfer none) (nullable): the type of what is sent and received
 */
IcCandidType *
chat_codec_get_message_type (ChatCodec *self)
{
  return CHAT_CODEC_GET_IFACE (self)->get_message_type (self);
}

/**
 * chat_codec_set_principal:
 * @principal: ours, copied
 */
void
chat_codec_set_principal (ChatCodec *self, const IcPrincipal *principal)
{
  if (CHAT_CODEC_GET_IFACE (self)->set_principal != NULL)
    CHAT_CODEC_GET_IFACE (self)->set_principal (self, principal);
}

/**
 * chat_codec_check_text:
 * @text: (nullable): a name or a message
 * @max_bytes: the limit
 *
 * Returns: %FALSE with %CHAT_ERROR_TOO_LONG if @text is longer
 */
gboolean
chat_codec_check_text (const char *text, gsize max_bytes, GError **error)
{
  gsize len = text ? strlen (text) : 0;

  if (len <= max_bytes)
    return TRUE;
  g_set_error (error, CHAT_ERROR, CHAT_ERROR_TOO_LONG, _ ("%zu bytes of text, more than %zu"), len,
               max_bytes);
  return FALSE;
}

/**
 * chat_codec_dup_text:
 * @value: (nullable): a Candid value
 * @max_bytes: the limit
 *
 * Candid text may hold NUL characters, which a C string would silently end at.
 *
 * Returns: (transfer full): the text, or %NULL with %CHAT_ERROR_MESSAGE or %CHAT_ERROR_TOO_LONG
 */
char *
chat_codec_dup_text (IcCandidValue *value, gsize max_bytes, GError **error)
{
  gsize len = 0;
  const char *text = value ? ic_candid_value_get_text (value, &len) : NULL;

  if (text == NULL || memchr (text, 0, len) != NULL)
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_MESSAGE,
                           text ? _ ("text with a NUL character") : _ ("not a text"));
      return NULL;
    }
  if (!chat_codec_check_text (text, max_bytes, error))
    return NULL;
  return g_strndup (text, len);
}

/**
 * chat_codec_decode_value:
 * @type: the canister's message type
 *
 * Returns: (transfer full): the value, or %NULL with %CHAT_ERROR_MESSAGE
 */
IcCandidValue *
chat_codec_decode_value (IcCandidType *type, GBytes *content, GError **error)
{
  g_autoptr (GError) local = NULL;
  gsize len;
  const guint8 *bytes = g_bytes_get_data (content, &len);
  IcCandidValue *value = ic_candid_decode_one (bytes, len, type, &limits, &local);

  if (value == NULL)
    g_set_error (error, CHAT_ERROR, CHAT_ERROR_MESSAGE,
                 _ ("The canister sent a message of another type: %s"), local->message);
  return value;
}

typedef ChatCodec *(*Maker) (void);

static ChatCodec *
make_unknown (void)
{
  return chat_any_codec_new (NULL);
}

static const Maker makers[] = {
  chat_group_codec_new,
  chat_ping_pong_motoko_codec_new,
  chat_ping_pong_rust_codec_new,
  make_unknown,
};

/**
 * chat_codec_new_by_id:
 * @id: "group-chat", "ping-pong-motoko", "ping-pong-rust" or "any"
 *
 * The codec of "any" knows no type and cannot send: chat_codec_new_for_interface() makes one that can.
 *
 * Returns: (transfer full) (nullable): the codec, or %NULL if there is none of this name
 */
ChatCodec *
chat_codec_new_by_id (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (makers); i++)
    {
      g_autoptr (ChatCodec) codec = makers[i]();

      if (g_strcmp0 (chat_codec_get_id (codec), id) == 0)
        return g_steal_pointer (&codec);
    }
  return NULL;
}

/**
 * chat_codec_new_for_type:
 * @type: (nullable): type of a canister's messages, if it is known
 *
 * Returns: (transfer full): the codec of a known canister with exactly this type, or one for any
 */
ChatCodec *
chat_codec_new_for_type (IcCandidType *type)
{
  for (gsize i = 0; type != NULL && i < G_N_ELEMENTS (makers); i++)
    {
      g_autoptr (ChatCodec) codec = makers[i]();
      IcCandidType *known = chat_codec_get_message_type (codec);

      if (known != NULL && ic_candid_type_equal (known, type))
        return g_steal_pointer (&codec);
    }
  return chat_any_codec_new (type);
}

/**
 * chat_codec_new_for_interface:
 * @interface: of a canister
 *
 * Returns: (transfer full): the codec for its messages
 */
ChatCodec *
chat_codec_new_for_interface (ChatInterface *interface)
{
  g_return_val_if_fail (CHAT_IS_INTERFACE (interface), NULL);
  return chat_codec_new_for_type (chat_interface_get_message_type (interface));
}
