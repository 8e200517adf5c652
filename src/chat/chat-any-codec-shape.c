/* SPDX-License-Identifier: MIT */
/* Finds the chat in a type: by names that people give to such fields, and only where no doubt is left.
 * Names are compared by their numbers, since a decoded type has nothing else. */
#include "chat-any-codec-shape.h"

/* Of records within the message that have to be filled in, too, and of all fields in them. */
#define MAX_DEPTH  8
#define MAX_FIELDS 200

static const char *const text_names[] = { "text", "message", "content", "body", "msg" };
static const char *const author_names[] = { "name",     "author",   "sender", "user",
                                            "username", "nickname", "from" };
static const char *const time_names[] = { "timestamp", "time",    "at",     "ts",
                                          "date",      "sent_at", "sentAt", "created_at",
                                          "createdAt", "when",    "created" };
static const char *const tag_names[] = {
  "Text",       "Message",    "Say",         "Chat",         "Msg",         "Post",
  "Content",    "text",       "message",     "say",          "chat",        "msg",
  "post",       "content",    "Send",        "send",         "Said",        "said",
  "NewMessage", "newMessage", "ChatMessage", "GroupMessage", "TextMessage",
};

/* How sure it is that an alternative is the chat. */
typedef enum
{
  NO_CHAT,
  ONLY_TEXT,  /* a record whose only text it is, or a text under any tag */
  NAMED_TAG,  /* one of those under a tag that says so */
  NAMED_FIELD /* a record with a field that says so */
} Certainty;

static gboolean
is_one_of (guint32 id, const char *const *names, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (ic_candid_field_id (names[i]) == id)
      return TRUE;
  return FALSE;
}

#define IS_ONE_OF(id, names) is_one_of (id, names, G_N_ELEMENTS (names))

gboolean
chat_shape_is_time_id (guint32 id)
{
  return IS_ONE_OF (id, time_names);
}

static gboolean
is_author_kind (IcCandidKind kind)
{
  return kind == IC_CANDID_TEXT || kind == IC_CANDID_PRINCIPAL;
}

/* What we can put there without asking anybody. */
static gboolean
can_default (IcCandidType *type, guint depth, guint *n_fields)
{
  IcCandidKind kind = ic_candid_type_get_kind (type);

  switch ((guint)kind)
    {
    case IC_CANDID_TEXT:
    case IC_CANDID_EMPTY:
    case IC_CANDID_VARIANT:
    case IC_CANDID_FUNC:
    case IC_CANDID_SERVICE:
    case IC_CANDID_KNOT:
    case IC_CANDID_FUTURE:
      return FALSE;

    case IC_CANDID_RECORD:
      if (depth == MAX_DEPTH)
        return FALSE;
      for (gsize i = 0; i < ic_candid_type_get_n_fields (type); i++)
        if (++*n_fields > MAX_FIELDS ||
            !can_default (ic_candid_type_get_field (type, i, NULL, NULL), depth + 1, n_fields))
          return FALSE;
      return TRUE;

    default:
      return TRUE;
    }
}

static gboolean
takes_time (IcCandidType *type, guint32 id)
{
  IcCandidKind kind = ic_candid_type_get_kind (type);

  return (kind == IC_CANDID_NAT64 || kind == IC_CANDID_NAT || kind == IC_CANDID_INT ||
          kind == IC_CANDID_INT64) &&
         chat_shape_is_time_id (id);
}

static IcCandidValue *
make_default (IcCandidType *type, guint32 id, const IcPrincipal *self_id, guint64 now_ns)
{
  IcCandidKind kind = ic_candid_type_get_kind (type);
  guint64 number = takes_time (type, id) ? now_ns : 0;
  IcCandidValue *record;

  switch ((guint)kind)
    {
    case IC_CANDID_BOOL:
      return ic_candid_value_new_bool (FALSE);

    case IC_CANDID_NAT:
      return ic_candid_value_new_nat (number);

    case IC_CANDID_INT:
      return ic_candid_value_new_int ((gint64)number);

    case IC_CANDID_FLOAT32:
      return ic_candid_value_new_float32 (0);

    case IC_CANDID_FLOAT64:
      return ic_candid_value_new_float64 (0);

    case IC_CANDID_PRINCIPAL:
      return ic_candid_value_new_principal (self_id != NULL ? self_id : &IC_PRINCIPAL_ANONYMOUS);

    case IC_CANDID_OPT:
      return ic_candid_value_new_opt (NULL);

    case IC_CANDID_VEC:
      return ic_candid_value_new_vec ();

    case IC_CANDID_RECORD:
      record = ic_candid_value_new_record ();
      for (gsize i = 0; i < ic_candid_type_get_n_fields (type); i++)
        {
          guint32 field_id;
          IcCandidType *field = ic_candid_type_get_field (type, i, &field_id, NULL);

          ic_candid_value_record_set_id_take (record, field_id,
                                              make_default (field, field_id, self_id, now_ns));
        }
      return record;

    case IC_CANDID_NULL:
      return ic_candid_value_new_null ();

    case IC_CANDID_RESERVED:
      return ic_candid_value_new_reserved ();

    default:
      if (kind >= IC_CANDID_INT8 && kind <= IC_CANDID_INT64)
        return ic_candid_value_new_sint (kind, (gint64)number);
      return ic_candid_value_new_uint (kind, number);
    }
}

/* The field that is the text, if there is one and only one. */
static Certainty
find_text (IcCandidType *record, guint32 *id)
{
  guint n_texts = 0;
  guint n_named = 0;
  guint32 only = 0;

  for (gsize i = 0; i < ic_candid_type_get_n_fields (record); i++)
    {
      guint32 field_id;
      IcCandidType *field = ic_candid_type_get_field (record, i, &field_id, NULL);

      if (ic_candid_type_get_kind (field) != IC_CANDID_TEXT)
        continue;
      if (IS_ONE_OF (field_id, text_names))
        {
          n_named++;
          *id = field_id;
        }
      else if (!IS_ONE_OF (field_id, author_names))
        {
          n_texts++;
          only = field_id;
        }
    }
  if (n_named == 1)
    return NAMED_FIELD;
  if (n_named > 1 || n_texts != 1)
    return NO_CHAT;
  *id = only;
  return ONLY_TEXT;
}

static void
find_author (ChatShape *self, IcCandidType *record)
{
  gsize best = G_N_ELEMENTS (author_names);

  for (gsize i = 0; i < ic_candid_type_get_n_fields (record); i++)
    {
      guint32 id;
      IcCandidType *field = ic_candid_type_get_field (record, i, &id, NULL);

      if (id == self->text_id || !is_author_kind (ic_candid_type_get_kind (field)))
        continue;
      for (gsize j = 0; j < best; j++)
        if (ic_candid_field_id (author_names[j]) == id)
          {
            best = j;
            self->has_author = TRUE;
            self->author_id = id;
          }
    }
}

static Certainty
examine_record (ChatShape *self, IcCandidType *record)
{
  Certainty certainty = find_text (record, &self->text_id);
  guint n_fields = 0;

  if (certainty == NO_CHAT)
    return NO_CHAT;
  self->in_record = TRUE;
  self->record = record;
  find_author (self, record);
  self->can_send = TRUE;
  for (gsize i = 0; i < ic_candid_type_get_n_fields (record); i++)
    {
      guint32 id;
      IcCandidType *field = ic_candid_type_get_field (record, i, &id, NULL);

      if (id == self->text_id || (self->has_author && id == self->author_id))
        continue;
      self->has_time |= takes_time (field, id);
      self->can_send = self->can_send && can_default (field, 0, &n_fields);
    }
  return certainty;
}

static Certainty
examine_alternative (ChatShape *self, IcCandidType *type)
{
  IcCandidKind kind = ic_candid_type_get_kind (type);

  *self = (ChatShape){ 0 };
  if (kind == IC_CANDID_RECORD)
    return examine_record (self, type);
  if (kind != IC_CANDID_TEXT)
    return NO_CHAT;
  self->can_send = TRUE;
  return ONLY_TEXT;
}

static void
examine_variant (ChatShape *self, IcCandidType *type)
{
  Certainty best = NO_CHAT;
  guint n_best = 0;

  for (gsize i = 0; i < ic_candid_type_get_n_fields (type); i++)
    {
      ChatShape shape;
      guint32 tag;
      IcCandidType *alternative = ic_candid_type_get_field (type, i, &tag, NULL);
      Certainty certainty = examine_alternative (&shape, alternative);

      if (certainty == ONLY_TEXT && IS_ONE_OF (tag, tag_names))
        certainty = NAMED_TAG;
      if (certainty < best || certainty == NO_CHAT)
        continue;
      n_best = certainty > best ? 1 : n_best + 1;
      best = certainty;
      *self = shape;
      self->in_variant = TRUE;
      self->tag = tag;
    }
  self->is_chat = n_best == 1;
}

/**
 * chat_shape_init:
 * @type: (nullable): type of a canister's messages
 *
 * Looks for one text that is said: @type itself, a field of the record that it is, or of one record
 * among the alternatives of a variant.
 */
void
chat_shape_init (ChatShape *self, IcCandidType *type)
{
  *self = (ChatShape){ 0 };
  if (type == NULL)
    return;
  if (ic_candid_type_get_kind (type) == IC_CANDID_VARIANT)
    examine_variant (self, type);
  else
    self->is_chat = examine_alternative (self, type) != NO_CHAT;
  if (!self->is_chat)
    *self = (ChatShape){ 0 };
}

static IcCandidValue *
get_field (IcCandidValue *record, guint32 id)
{
  for (gsize i = 0; i < ic_candid_value_get_n_children (record); i++)
    {
      guint32 has;
      IcCandidValue *child = ic_candid_value_get_child (record, i, &has);

      if (has == id)
        return child;
    }
  return NULL;
}

/**
 * chat_shape_get_text:
 * @value: a value of the type
 * @author: (out) (nullable) (transfer none): the author, a text or principal
 *
 * Returns: (transfer none) (nullable): the text, or %NULL if @value is no chat
 */
IcCandidValue *
chat_shape_get_text (const ChatShape *self, IcCandidValue *value, IcCandidValue **author)
{
  *author = NULL;
  if (!self->is_chat)
    return NULL;
  if (self->in_variant)
    {
      if (ic_candid_value_variant_get_id (value) != self->tag)
        return NULL;
      value = ic_candid_value_get_child (value, 0, NULL);
    }
  if (!self->in_record)
    return value;
  if (self->has_author)
    *author = get_field (value, self->author_id);
  return get_field (value, self->text_id);
}

static IcCandidValue *
make_record (const ChatShape *self,
             const char *author,
             const char *text,
             const IcPrincipal *self_id,
             guint64 now_ns)
{
  IcCandidValue *record = ic_candid_value_new_record ();

  for (gsize i = 0; i < ic_candid_type_get_n_fields (self->record); i++)
    {
      guint32 id;
      IcCandidType *field = ic_candid_type_get_field (self->record, i, &id, NULL);
      IcCandidValue *value;

      if (id == self->text_id)
        value = ic_candid_value_new_text (text);
      else if (self->has_author && id == self->author_id &&
               ic_candid_type_get_kind (field) == IC_CANDID_TEXT)
        value = ic_candid_value_new_text (author);
      else
        value = make_default (field, id, self_id, now_ns);
      ic_candid_value_record_set_id_take (record, id, value);
    }
  return record;
}

/**
 * chat_shape_make:
 * @author: our name
 * @text: what to say
 * @self_id: (nullable): our principal
 * @now_ns: our wall clock
 *
 * To be called where @self can send. What is neither text nor author nor a time becomes false, 0, null
 * or nothing.
 *
 * Returns: (transfer full): a value of the type
 */
IcCandidValue *
chat_shape_make (const ChatShape *self,
                 const char *author,
                 const char *text,
                 const IcPrincipal *self_id,
                 guint64 now_ns)
{
  IcCandidValue *value;

  g_return_val_if_fail (self->can_send, NULL);

  value = self->in_record ? make_record (self, author, text, self_id, now_ns)
                          : ic_candid_value_new_text (text);
  return self->in_variant ? ic_candid_value_new_variant_id_take (self->tag, value) : value;
}
