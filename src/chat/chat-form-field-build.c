/* SPDX-License-Identifier: MIT */
/* Fields made from types. */
#include "chat-any-codec-shape.h"
#include "chat-any-codec-text.h"
#include "chat-form-private.h"

/* (skip) Adds a field for @type, if there is room for all of it. */
gboolean
chat_form_field_add_child (ChatFormField *self,
                           IcCandidType *type,
                           IcCandidType *parent_type,
                           guint32 id)
{
  if (self->context->n_fields >= CHAT_FORM_MAX_FIELDS)
    self->context->overfull = TRUE;
  else
    g_ptr_array_add (self->children,
                     chat_form_field_new (self->context, type, parent_type, id, self->depth + 1));
  return !self->context->overfull;
}

static ChatFormKind
kind_of (IcCandidType *type)
{
  switch ((guint)ic_candid_type_get_kind (type))
    {
    case IC_CANDID_NULL:
    case IC_CANDID_RESERVED:
      return CHAT_FORM_NOTHING;

    case IC_CANDID_BOOL:
      return CHAT_FORM_BOOL;

    case IC_CANDID_TEXT:
      return CHAT_FORM_TEXT;

    case IC_CANDID_PRINCIPAL:
      return CHAT_FORM_PRINCIPAL;

    case IC_CANDID_OPT:
      return CHAT_FORM_OPT;

    case IC_CANDID_VEC:
      return ic_candid_type_is_blob (type) ? CHAT_FORM_BLOB : CHAT_FORM_VEC;

    case IC_CANDID_RECORD:
      return CHAT_FORM_RECORD;

    case IC_CANDID_VARIANT:
      return ic_candid_type_get_n_fields (type) > 0 ? CHAT_FORM_VARIANT : CHAT_FORM_UNSUPPORTED;

    case IC_CANDID_EMPTY:
    case IC_CANDID_FUNC:
    case IC_CANDID_SERVICE:
    case IC_CANDID_KNOT:
    case IC_CANDID_FUTURE:
      return CHAT_FORM_UNSUPPORTED;

    default:
      return CHAT_FORM_NUMBER;
    }
}

/* A record without room for a part of it cannot be entered, nor can those around it: nothing else is
 * tried then, since such types may unfold to any size. */
static void
add_record_fields (ChatFormField *self)
{
  for (gsize i = 0; i < ic_candid_type_get_n_fields (self->type); i++)
    {
      guint32 id;
      IcCandidType *field = ic_candid_type_get_field (self->type, i, &id, NULL);

      if (!chat_form_field_add_child (self, field, self->type, id))
        {
          g_ptr_array_set_size (self->children, 0);
          self->kind = CHAT_FORM_UNSUPPORTED;
          return;
        }
    }
}

static void
add_choices (ChatFormField *self)
{
  gsize n = ic_candid_type_get_n_fields (self->type);

  self->choices = g_new0 (char *, n + 1);
  for (gsize i = 0; i < n; i++)
    {
      guint32 id;

      ic_candid_type_get_field (self->type, i, &id, NULL);
      self->choices[i] = chat_value_dup_label (self->type, id);
    }
}

static char *
first_text (ChatFormField *self)
{
  const ChatFormContext *context = self->context;

  if (self->kind == CHAT_FORM_PRINCIPAL && context->has_self_id)
    return ic_principal_to_text (&context->self_id);
  if (self->kind != CHAT_FORM_NUMBER)
    return g_strdup ("");
  if (self->parent_type != NULL && context->now_ns > 0 && chat_shape_is_time_id (self->id) &&
      ic_candid_type_get_kind (self->type) == IC_CANDID_NAT64)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, context->now_ns);
  return g_strdup ("0");
}

/**
 * chat_form_field_new:
 * @context: (transfer none): of the form
 * @type: what it is for
 * @parent_type: (nullable): record or variant that has it under @id
 * @depth: how many fields are around it
 *
 * Records are built as a whole, the rest when somebody asks for it: so recursive types end.
 */
ChatFormField *
chat_form_field_new (ChatFormContext *context,
                     IcCandidType *type,
                     IcCandidType *parent_type,
                     guint32 id,
                     guint depth)
{
  ChatFormField *self = g_object_new (CHAT_TYPE_FORM_FIELD, NULL);

  self->context = g_rc_box_acquire (context);
  context->n_fields++;
  self->type = ic_candid_type_ref (type);
  self->id = id;
  self->depth = depth;
  if (parent_type != NULL)
    {
      self->parent_type = ic_candid_type_ref (parent_type);
      self->name = chat_value_dup_label (parent_type, id);
    }
  self->kind = depth < CHAT_FORM_MAX_DEPTH ? kind_of (type) : CHAT_FORM_UNSUPPORTED;
  self->text = first_text (self);
  if (self->kind == CHAT_FORM_RECORD)
    add_record_fields (self);
  else if (self->kind == CHAT_FORM_VARIANT)
    add_choices (self);
  return self;
}
