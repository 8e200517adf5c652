/* SPDX-License-Identifier: MIT */
/* What is entered in a form's field as a value, and the other way round. */
#include "chat-codec.h"
#include "chat-form-private.h"

#include <string.h>

static gboolean
is_hex_blank (char c)
{
  return c == ' ' || c == ':' || c == '_' || c == '\n' || c == '\t';
}

/* Hexadecimal with or without `0x` and blanks. (nullable) */
static GBytes *
parse_hex (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  while (is_hex_blank (*text))
    text++;
  if (g_str_has_prefix (text, "0x"))
    text += 2;
  for (; *text != 0; text++)
    if (!is_hex_blank (*text))
      g_string_append_c (digits, *text);
  return ic_bytes_from_hex (digits->str, NULL);
}

static ChatFormProblem
check_blob (const char *text)
{
  g_autoptr (GBytes) bytes = NULL;

  if (strlen (text) > 2 * CHAT_MAX_TEXT_BYTES)
    return CHAT_FORM_TOO_LONG;
  bytes = parse_hex (text);
  return bytes != NULL ? CHAT_FORM_OK : CHAT_FORM_NOT_HEX;
}

/* Spaces around it come with copying. */
static gboolean
parse_principal (const char *text, IcPrincipal *out)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  return ic_principal_from_text (out, stripped, NULL);
}

ChatFormProblem
chat_form_field_get_problem (ChatFormField *self)
{
  IcPrincipal principal;

  switch (self->kind)
    {
    case CHAT_FORM_TEXT:
      return strlen (self->text) > CHAT_MAX_TEXT_BYTES ? CHAT_FORM_TOO_LONG : CHAT_FORM_OK;

    case CHAT_FORM_NUMBER:
      return chat_form_number_check (ic_candid_type_get_kind (self->type), self->text);

    case CHAT_FORM_PRINCIPAL:
      return parse_principal (self->text, &principal) ? CHAT_FORM_OK : CHAT_FORM_NOT_A_PRINCIPAL;

    case CHAT_FORM_BLOB:
      return check_blob (self->text);

    case CHAT_FORM_VARIANT:
      return self->selected == CHAT_FORM_NONE_SELECTED ? CHAT_FORM_NO_CHOICE : CHAT_FORM_OK;

    case CHAT_FORM_UNSUPPORTED:
      return CHAT_FORM_IMPOSSIBLE;

    case CHAT_FORM_BOOL:
    case CHAT_FORM_OPT:
    case CHAT_FORM_VEC:
    case CHAT_FORM_RECORD:
    case CHAT_FORM_NOTHING:
    default:
      return CHAT_FORM_OK;
    }
}

ChatFormField *
chat_form_field_find_problem (ChatFormField *self)
{
  if (chat_form_field_get_problem (self) != CHAT_FORM_OK)
    return self;
  for (guint i = 0; i < self->children->len; i++)
    {
      ChatFormField *found = chat_form_field_find_problem (self->children->pdata[i]);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* To a value */

static IcCandidValue *
first_child_value (ChatFormField *self)
{
  if (self->children->len == 0)
    return ic_candid_value_new_null ();
  return chat_form_field_dup_value (self->children->pdata[0]);
}

static IcCandidValue *
dup_record (ChatFormField *self)
{
  IcCandidValue *record = ic_candid_value_new_record ();

  for (guint i = 0; i < self->children->len; i++)
    {
      ChatFormField *child = self->children->pdata[i];

      ic_candid_value_record_set_id_take (record, child->id, chat_form_field_dup_value (child));
    }
  return record;
}

static IcCandidValue *
dup_vec (ChatFormField *self)
{
  IcCandidValue *vec = ic_candid_value_new_vec ();

  for (guint i = 0; i < self->children->len; i++)
    ic_candid_value_vec_append_take (vec, chat_form_field_dup_value (self->children->pdata[i]));
  return vec;
}

static IcCandidValue *
dup_blob (ChatFormField *self)
{
  g_autoptr (GBytes) bytes = parse_hex (self->text);
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  return ic_candid_value_new_blob (data, len);
}

IcCandidValue *
chat_form_field_dup_value (ChatFormField *self)
{
  IcPrincipal principal;
  guint32 tag;

  switch (self->kind)
    {
    case CHAT_FORM_TEXT:
      return ic_candid_value_new_text (self->text);

    case CHAT_FORM_BOOL:
      return ic_candid_value_new_bool (self->active);

    case CHAT_FORM_NUMBER:
      return chat_form_number_parse (ic_candid_type_get_kind (self->type), self->text);

    case CHAT_FORM_PRINCIPAL:
      parse_principal (self->text, &principal);
      return ic_candid_value_new_principal (&principal);

    case CHAT_FORM_BLOB:
      return dup_blob (self);

    case CHAT_FORM_OPT:
      return ic_candid_value_new_opt_take (self->active ? first_child_value (self) : NULL);

    case CHAT_FORM_VARIANT:
      ic_candid_type_get_field (self->type, self->selected, &tag, NULL);
      return ic_candid_value_new_variant_id_take (tag, first_child_value (self));

    case CHAT_FORM_VEC:
      return dup_vec (self);

    case CHAT_FORM_RECORD:
      return dup_record (self);

    case CHAT_FORM_NOTHING:
      return ic_candid_type_get_kind (self->type) == IC_CANDID_NULL
                 ? ic_candid_value_new_null ()
                 : ic_candid_value_new_reserved ();

    case CHAT_FORM_UNSUPPORTED:
    default:
      return NULL;
    }
}

/* From a value */

static gboolean
set_text (ChatFormField *self, IcCandidValue *value)
{
  gsize len;
  const char *text = ic_candid_value_get_text (value, &len);

  if (text == NULL || memchr (text, 0, len) != NULL)
    return FALSE;
  chat_form_field_set_text (self, text);
  return TRUE;
}

/* `5 : nat64` */
static gboolean
set_number (ChatFormField *self, IcCandidValue *value)
{
  g_autofree char *text = ic_candid_value_to_text (value, NULL);

  text[strcspn (text, " ")] = 0;
  chat_form_field_set_text (self, text);
  return TRUE;
}

static gboolean
set_principal (ChatFormField *self, IcCandidValue *value)
{
  IcPrincipal principal;
  g_autofree char *text = NULL;

  if (!ic_candid_value_get_principal (value, &principal))
    return FALSE;
  text = ic_principal_to_text (&principal);
  chat_form_field_set_text (self, text);
  return TRUE;
}

static gboolean
set_blob (ChatFormField *self, IcCandidValue *value)
{
  gsize len = ic_candid_value_get_n_children (value);
  const guint8 *bytes = ic_candid_value_get_blob (value, &len);
  g_autofree char *hex = NULL;

  if (bytes == NULL && len > 0)
    return FALSE;
  hex = ic_hex_encode (bytes, len);
  chat_form_field_set_text (self, hex);
  return TRUE;
}

static gboolean
set_opt (ChatFormField *self, IcCandidValue *value)
{
  IcCandidValue *inner = ic_candid_value_get_opt (value);

  chat_form_field_set_active (self, inner != NULL);
  return inner == NULL ||
         (self->children->len == 1 && chat_form_field_set_value (self->children->pdata[0], inner));
}

static gboolean
set_variant (ChatFormField *self, IcCandidValue *value)
{
  guint32 tag;
  guint32 has;
  IcCandidValue *inner = ic_candid_value_get_child (value, 0, &tag);

  for (guint i = 0; i < ic_candid_type_get_n_fields (self->type); i++)
    {
      ic_candid_type_get_field (self->type, i, &has, NULL);
      if (has != tag)
        continue;
      chat_form_field_set_selected (self, i);
      return self->children->len == 0 ||
             chat_form_field_set_value (self->children->pdata[0], inner);
    }
  return FALSE;
}

static gboolean
set_vec (ChatFormField *self, IcCandidValue *value)
{
  while (self->children->len > 0)
    chat_form_field_remove (self, self->children->len - 1);
  for (gsize i = 0; i < ic_candid_value_get_n_children (value); i++)
    if (!chat_form_field_append (self) ||
        !chat_form_field_set_value (self->children->pdata[i],
                                    ic_candid_value_get_child (value, i, NULL)))
      return FALSE;
  return TRUE;
}

static gboolean
set_record (ChatFormField *self, IcCandidValue *value)
{
  if (self->children->len != ic_candid_value_get_n_children (value))
    return FALSE;
  for (guint i = 0; i < self->children->len; i++)
    {
      ChatFormField *child = self->children->pdata[i];
      guint32 id;
      IcCandidValue *inner = ic_candid_value_get_child (value, i, &id); /* both ascend by id */

      if (id != child->id || !chat_form_field_set_value (child, inner))
        return FALSE;
    }
  return TRUE;
}

gboolean
chat_form_field_set_value (ChatFormField *self, IcCandidValue *value)
{
  gboolean active;

  if (self->kind != CHAT_FORM_NOTHING &&
      ic_candid_value_get_kind (value) != ic_candid_type_get_kind (self->type))
    return FALSE;
  switch (self->kind)
    {
    case CHAT_FORM_TEXT:
      return set_text (self, value);

    case CHAT_FORM_BOOL:
      ic_candid_value_get_bool (value, &active);
      chat_form_field_set_active (self, active);
      return TRUE;

    case CHAT_FORM_NUMBER:
      return set_number (self, value);

    case CHAT_FORM_PRINCIPAL:
      return set_principal (self, value);

    case CHAT_FORM_BLOB:
      return set_blob (self, value);

    case CHAT_FORM_OPT:
      return set_opt (self, value);

    case CHAT_FORM_VARIANT:
      return set_variant (self, value);

    case CHAT_FORM_VEC:
      return set_vec (self, value);

    case CHAT_FORM_RECORD:
      return set_record (self, value);

    case CHAT_FORM_NOTHING:
      return TRUE;

    case CHAT_FORM_UNSUPPORTED:
    default:
      return FALSE;
    }
}
