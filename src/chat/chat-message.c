/* SPDX-License-Identifier: MIT */
#include "chat-message.h"

#include "ic/ic-clock.h"

/* Texts of one author this close together stand under one header. */
#define GROUP_NS (5 * 60 * IC_NS_PER_S)

struct _ChatMessage
{
  GObject parent_instance;
  char *author;
  char *text;
  char *key;
  guint64 time_ns;
  guint64 sequence;
  guint64 own_sequence;
  guint64 certificate_time_ns;
  ChatMessageKind kind;
  ChatDelivery delivery;
  char *failure_text;
  char *details;
  GBytes *content;
  gint64 id;
  guint64 from_ns;
  guint64 to_ns;
  guint own : 1;
  guint possible_duplicate : 1;
};

enum
{
  PROP_0,
  PROP_DELIVERY,
  PROP_POSSIBLE_DUPLICATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (ChatMessage, chat_message, G_TYPE_OBJECT)

static void
chat_message_finalize (GObject *object)
{
  ChatMessage *self = CHAT_MESSAGE (object);

  g_free (self->author);
  g_free (self->text);
  g_free (self->key);
  g_free (self->failure_text);
  g_free (self->details);
  g_clear_pointer (&self->content, g_bytes_unref);
  G_OBJECT_CLASS (chat_message_parent_class)->finalize (object);
}

static void
chat_message_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DELIVERY)
    g_value_set_uint (value, CHAT_MESSAGE (object)->delivery);
  else if (id == PROP_POSSIBLE_DUPLICATE)
    g_value_set_boolean (value, CHAT_MESSAGE (object)->possible_duplicate);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
chat_message_class_init (ChatMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = chat_message_finalize;
  object_class->get_property = chat_message_get_property;
  properties[PROP_DELIVERY] = g_param_spec_uint ("delivery", NULL, NULL, CHAT_DELIVERY_RECEIVED,
                                                 CHAT_DELIVERY_FAILED, CHAT_DELIVERY_RECEIVED,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_POSSIBLE_DUPLICATE] = g_param_spec_boolean (
      "possible-duplicate", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
chat_message_init (ChatMessage *self)
{
}

/**
 * chat_message_new:
 * @kind: text or notice
 * @author: (nullable): the name that the sender gave itself
 * @text: (nullable): what was said
 * @own: whether we said it
 * @time_ns: nanoseconds since 1970: the canister's for received ones, ours for our own
 * @delivery: how far it got
 *
 * Returns: (transfer full): a new message
 */
ChatMessage *
chat_message_new (ChatMessageKind kind,
                  const char *author,
                  const char *text,
                  gboolean own,
                  guint64 time_ns,
                  ChatDelivery delivery)
{
  ChatMessage *self = g_object_new (CHAT_TYPE_MESSAGE, NULL);

  self->kind = kind;
  self->author = g_strdup (author);
  self->text = g_strdup (text);
  self->own = !!own;
  self->time_ns = time_ns;
  self->delivery = delivery;
  return self;
}

ChatMessageKind
chat_message_get_kind (ChatMessage *self)
{
  return self->kind;
}

/**
 * chat_message_get_author:
 *
 * Returns: (transfer none) (nullable): the name that the sender claims
 */
const char *
chat_message_get_author (ChatMessage *self)
{
  return self->author;
}

/**
 * chat_message_get_text:
 *
 * Returns: (transfer none) (nullable): what was said, as it came
 */
const char *
chat_message_get_text (ChatMessage *self)
{
  return self->text;
}

gboolean
chat_message_is_own (ChatMessage *self)
{
  return self->own;
}

guint64
chat_message_get_time_ns (ChatMessage *self)
{
  return self->time_ns;
}

ChatDelivery
chat_message_get_delivery (ChatMessage *self)
{
  return self->delivery;
}

void
chat_message_set_delivery (ChatMessage *self, ChatDelivery delivery)
{
  if (self->delivery == delivery)
    return;
  self->delivery = delivery;
  chat_message_touch (self, CHAT_MESSAGE_CHANGE_DELIVERY);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DELIVERY]);
}

guint64
chat_message_get_sequence (ChatMessage *self)
{
  return self->sequence;
}

guint64
chat_message_get_certificate_time_ns (ChatMessage *self)
{
  return self->certificate_time_ns;
}

/**
 * chat_message_get_key:
 *
 * Returns: (transfer none) (nullable): the key under which the canister certified the message
 */
const char *
chat_message_get_key (ChatMessage *self)
{
  return self->key;
}

/**
 * chat_message_set_proof:
 * @sequence: the canister's number of the message
 * @certificate_time_ns: time of the certificate that proves it
 * @key: (nullable): the key under which it is certified
 */
void
chat_message_set_proof (ChatMessage *self,
                        guint64 sequence,
                        guint64 certificate_time_ns,
                        const char *key)
{
  self->sequence = sequence;
  self->certificate_time_ns = certificate_time_ns;
  g_free (self->key);
  self->key = g_strdup (key);
  chat_message_touch (self, CHAT_MESSAGE_CHANGE_PROOF);
}

guint64
chat_message_get_own_sequence (ChatMessage *self)
{
  return self->own_sequence;
}

void
chat_message_set_own_sequence (ChatMessage *self, guint64 sequence)
{
  self->own_sequence = sequence;
}

gboolean
chat_message_get_possible_duplicate (ChatMessage *self)
{
  return self->possible_duplicate;
}

void
chat_message_set_possible_duplicate (ChatMessage *self, gboolean possible_duplicate)
{
  if (self->possible_duplicate == !!possible_duplicate)
    return;
  self->possible_duplicate = !!possible_duplicate;
  chat_message_touch (self, CHAT_MESSAGE_CHANGE_DUPLICATE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POSSIBLE_DUPLICATE]);
}

/**
 * chat_message_set_failed:
 * @text: (nullable): what the canister or the IC said against it
 */
void
chat_message_set_failed (ChatMessage *self, const char *text)
{
  g_free (self->failure_text);
  self->failure_text = g_strdup (text);
  chat_message_set_delivery (self, CHAT_DELIVERY_FAILED);
}

/**
 * chat_message_get_failure_text:
 *
 * Returns: (transfer none) (nullable): what the canister or the IC said against it, in its words
 */
const char *
chat_message_get_failure_text (ChatMessage *self)
{
  return self->failure_text;
}

void
chat_message_get_span (ChatMessage *self, guint64 *from_ns, guint64 *to_ns)
{
  *from_ns = self->from_ns;
  *to_ns = self->to_ns;
}

void
chat_message_set_span (ChatMessage *self, guint64 from_ns, guint64 to_ns)
{
  self->from_ns = from_ns;
  self->to_ns = to_ns;
}

static gboolean
same_day (guint64 a_ns, guint64 b_ns)
{
  g_autoptr (GDateTime) a = g_date_time_new_from_unix_local ((gint64)(a_ns / IC_NS_PER_S));
  g_autoptr (GDateTime) b = g_date_time_new_from_unix_local ((gint64)(b_ns / IC_NS_PER_S));

  return a != NULL && b != NULL && g_date_time_get_year (a) == g_date_time_get_year (b) &&
         g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

/**
 * chat_message_groups_with:
 * @previous: (nullable): the message before @self
 *
 * Returns: %TRUE if @self belongs under the same header: same author and side, same day, less than
 *   five minutes later. A failed message, or one that may appear twice, stands alone, so that nobody
 *   overlooks it.
 */
gboolean
chat_message_groups_with (ChatMessage *self, ChatMessage *previous)
{
  if (previous == NULL || self->kind != CHAT_MESSAGE_TEXT || previous->kind != CHAT_MESSAGE_TEXT)
    return FALSE;
  if (self->own != previous->own || g_strcmp0 (self->author, previous->author) != 0)
    return FALSE;
  if ((self->delivery == CHAT_DELIVERY_FAILED) != (previous->delivery == CHAT_DELIVERY_FAILED))
    return FALSE;
  if (self->possible_duplicate || previous->possible_duplicate)
    return FALSE;
  if (self->time_ns < previous->time_ns || self->time_ns - previous->time_ns >= GROUP_NS)
    return FALSE;
  return same_day (self->time_ns, previous->time_ns);
}

void
chat_message_touch (ChatMessage *self, ChatMessageChange change)
{
  g_signal_emit (self, changed_signal, 0, change);
}

/**
 * chat_message_get_id:
 *
 * Returns: its id in the room's history; 0 if it is not kept
 */
gint64
chat_message_get_id (ChatMessage *self)
{
  return self->id;
}

void
chat_message_set_id (ChatMessage *self, gint64 id)
{
  self->id = id;
}

/**
 * chat_message_get_content:
 *
 * Returns: (transfer none) (nullable): what is sent of a message of ours that is more than its text
 */
GBytes *
chat_message_get_content (ChatMessage *self)
{
  return self->content;
}

void
chat_message_set_content (ChatMessage *self, GBytes *content)
{
  g_clear_pointer (&self->content, g_bytes_unref);
  if (content != NULL)
    self->content = g_bytes_ref (content);
}

/**
 * chat_message_get_details:
 *
 * Returns: (nullable): the whole message for people to read, where it is more than its text
 */
const char *
chat_message_get_details (ChatMessage *self)
{
  return self->details;
}

void
chat_message_set_details (ChatMessage *self, const char *details)
{
  g_free (self->details);
  self->details = g_strdup (details);
}
