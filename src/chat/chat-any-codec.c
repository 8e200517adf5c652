/* SPDX-License-Identifier: MIT */
/*
 * A canister that we know by its interface alone. Where its type has a text that is said, that is
 * chat; the rest is values, which one may still read and send.
 */
#include "chat-any-codec-shape.h"
#include "chat-any-codec-text.h"
#include "chat-codec-private.h"
#include "chat-profile.h"
#include "ic/ic-i18n.h"

/* Wider than for the known canisters, and still quickly read on the main thread. */
static const IcCandidLimits limits = {
  .max_bytes = 4 * CHAT_MAX_TEXT_BYTES,
  .max_types = 1000,
  .max_depth = 64,
  .max_values = 10000,
};

/* Of ours that may come back yet. */
#define MAX_SENT 64

#define CHAT_TYPE_ANY_CODEC (chat_any_codec_get_type ())
G_DECLARE_FINAL_TYPE (ChatAnyCodec, chat_any_codec, CHAT, ANY_CODEC, GObject)

struct _ChatAnyCodec
{
  GObject parent_instance;
  IcCandidType *type; /* (nullable) */
  ChatShape shape;
  IcPrincipal principal;
  GQueue sent;     /* IcCandidValue: what we said last */
  gboolean echoes; /* one came back that can only be ours: this canister does that */
};

static void chat_any_codec_iface_init (ChatCodecInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatAnyCodec,
                               chat_any_codec,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHAT_TYPE_CODEC, chat_any_codec_iface_init))

static const char *
get_id (ChatCodec *codec)
{
  return "any";
}

static gboolean
can_encode (ChatCodec *codec, ChatEventKind kind)
{
  ChatAnyCodec *self = CHAT_ANY_CODEC (codec);

  if (kind == CHAT_EVENT_VALUE)
    return self->type != NULL;
  return kind == CHAT_EVENT_TEXT && self->shape.can_send;
}

/* It may; which messages are ours is told with each, see is_ours(). */
static gboolean
echoes_own (ChatCodec *codec)
{
  return CHAT_ANY_CODEC (codec)->type != NULL;
}

static IcCandidType *
get_message_type (ChatCodec *codec)
{
  return CHAT_ANY_CODEC (codec)->type;
}

static void
set_principal (ChatCodec *codec, const IcPrincipal *principal)
{
  CHAT_ANY_CODEC (codec)->principal = *principal;
}

/* Reading */

/* Somebody else's message that says the same as ours must not be taken for ours, unless it says that
 * it is: by our name, or by the nanosecond. Or once it is known that the canister sends ours back. */
static gboolean
is_ours (ChatAnyCodec *self, IcCandidValue *value)
{
  IcCandidValue *author;
  gboolean is_chat = chat_shape_get_text (&self->shape, value, &author) != NULL;
  gboolean is_signed = is_chat && (self->shape.has_time || self->shape.has_author);
  GList *link;

  for (link = self->sent.head; link != NULL; link = link->next)
    if (ic_candid_value_equal (link->data, value))
      break;
  if (link == NULL || (!is_signed && !self->echoes))
    return FALSE;
  ic_candid_value_unref (link->data);
  g_queue_delete_link (&self->sent, link);
  self->echoes |= is_chat && self->shape.has_time;
  return TRUE;
}

static char *
dup_author (IcCandidValue *author)
{
  IcPrincipal principal;

  if (author == NULL)
    return NULL;
  if (ic_candid_value_get_principal (author, &principal))
    return ic_principal_to_text (&principal);
  return chat_codec_dup_text (author, CHAT_MAX_NAME_CHARS * 4, NULL);
}

static ChatEvent *
read_event (ChatAnyCodec *self, IcCandidValue *value, IcCandidType *type)
{
  ChatEvent *event = chat_event_new_value (value, type);
  ChatShape own;
  const ChatShape *shape = &self->shape;
  IcCandidValue *author;
  IcCandidValue *said;
  char *text;

  if (self->type != type)
    {
      chat_shape_init (&own, type);
      shape = &own;
    }
  said = chat_shape_get_text (shape, value, &author);
  /* What is too long or odd for a line of chat stays a value. */
  text = said != NULL ? chat_codec_dup_text (said, CHAT_MAX_TEXT_BYTES, NULL) : NULL;
  if (text != NULL)
    {
      event->kind = CHAT_EVENT_TEXT;
      g_free (event->text);
      event->text = text;
      event->author = dup_author (author);
    }
  event->foreign = !is_ours (self, value);
  return event;
}

static ChatEvent *
refuse (const GError *why, GError **error)
{
  g_set_error (error, CHAT_ERROR, CHAT_ERROR_MESSAGE,
               _ ("The canister sent what cannot be read: %s"), why->message);
  return NULL;
}

static ChatEvent *
decode (ChatCodec *codec, GBytes *content, GError **error)
{
  ChatAnyCodec *self = CHAT_ANY_CODEC (codec);
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) types = NULL;
  g_autoptr (GPtrArray) values = NULL;
  g_autoptr (IcCandidValue) value = NULL;
  gsize len;
  const guint8 *bytes = g_bytes_get_data (content, &len);

  if (self->type != NULL)
    {
      value = ic_candid_decode_one (bytes, len, self->type, &limits, &local);
      if (value != NULL)
        return read_event (self, value, self->type);
      if (!g_error_matches (local, IC_ERROR, IC_ERROR_CANDID_TYPE))
        return refuse (local, error);
      /* Canisters may send what they do not take: then it says itself what it is. */
      g_clear_error (&local);
    }
  values = ic_candid_decode_any (bytes, len, &limits, &types, &local);
  if (values == NULL)
    return refuse (local, error);
  if (values->len != 1)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_MESSAGE,
                   _ ("The canister sent %u values instead of one"), values->len);
      return NULL;
    }
  return read_event (self, values->pdata[0], types->pdata[0]);
}

/* Writing */

static GBytes *
encode (ChatCodec *codec, const ChatEvent *event, guint64 now_ns, GError **error)
{
  ChatAnyCodec *self = CHAT_ANY_CODEC (codec);
  g_autoptr (IcCandidValue) value = NULL;
  g_autoptr (GError) local = NULL;
  GBytes *bytes;

  if (event->kind == CHAT_EVENT_TEXT)
    value = chat_shape_make (&self->shape, event->author ? event->author : "",
                             event->text ? event->text : "", &self->principal, now_ns);
  else if (event->value != NULL)
    value = ic_candid_value_ref (event->value);
  bytes = value != NULL ? ic_candid_encode_one (self->type, value, &local) : NULL;
  if (bytes == NULL)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_MESSAGE,
                   _ ("This is no message of the canister: %s"),
                   local != NULL ? local->message : _ ("there is nothing in it"));
      return NULL;
    }
  g_queue_push_tail (&self->sent, g_steal_pointer (&value));
  if (g_queue_get_length (&self->sent) > MAX_SENT)
    ic_candid_value_unref (g_queue_pop_head (&self->sent));
  return bytes;
}

static void
chat_any_codec_iface_init (ChatCodecInterface *iface)
{
  iface->get_id = get_id;
  iface->can_encode = can_encode;
  iface->echoes_own = echoes_own;
  iface->decode = decode;
  iface->encode = encode;
  iface->get_message_type = get_message_type;
  iface->set_principal = set_principal;
}

static void
chat_any_codec_finalize (GObject *object)
{
  ChatAnyCodec *self = CHAT_ANY_CODEC (object);

  g_queue_clear_full (&self->sent, (GDestroyNotify)ic_candid_value_unref);
  g_clear_pointer (&self->type, ic_candid_type_unref);
  G_OBJECT_CLASS (chat_any_codec_parent_class)->finalize (object);
}

static void
chat_any_codec_class_init (ChatAnyCodecClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_any_codec_finalize;
}

static void
chat_any_codec_init (ChatAnyCodec *self)
{
  g_queue_init (&self->sent);
  self->principal = IC_PRINCIPAL_ANONYMOUS;
}

/**
 * chat_any_codec_new:
 * @type: (nullable): type of a canister's messages; %NULL: each message says what it is
 *
 * Returns: (transfer full): a codec for it
 */
ChatCodec *
chat_any_codec_new (IcCandidType *type)
{
  ChatAnyCodec *self = g_object_new (CHAT_TYPE_ANY_CODEC, NULL);

  if (type != NULL)
    self->type = ic_candid_type_ref (type);
  chat_shape_init (&self->shape, type);
  return CHAT_CODEC (self);
}
