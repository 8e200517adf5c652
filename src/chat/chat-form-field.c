/* SPDX-License-Identifier: MIT */
#include "chat-form-private.h"

#include "ic/ic-i18n.h"

enum
{
  PROP_KIND = 1,
  PROP_NAME,
  PROP_TYPE_NAME,
  PROP_TEXT,
  PROP_ACTIVE,
  PROP_SELECTED,
  PROP_PROBLEM,
  PROP_MESSAGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *const messages[] = {
  [CHAT_FORM_OK] = NULL,
  [CHAT_FORM_NOT_A_NUMBER] = N_ ("This is not a number"),
  [CHAT_FORM_OUT_OF_RANGE] = N_ ("This number is out of range"),
  [CHAT_FORM_NOT_A_PRINCIPAL] = N_ ("This is not a principal"),
  [CHAT_FORM_NOT_HEX] = N_ ("These are not whole bytes in hexadecimal digits"),
  [CHAT_FORM_TOO_LONG] = N_ ("This is too long"),
  [CHAT_FORM_NO_CHOICE] = N_ ("Choose one of these"),
  [CHAT_FORM_IMPOSSIBLE] = N_ ("This cannot be entered in a form"),
};

static void chat_form_field_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatFormField,
                               chat_form_field,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, chat_form_field_list_init))

/* The model of what is within */

static GType
get_item_type (GListModel *model)
{
  return CHAT_TYPE_FORM_FIELD;
}

static guint
get_n_items (GListModel *model)
{
  return CHAT_FORM_FIELD (model)->children->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *children = CHAT_FORM_FIELD (model)->children;

  return position < children->len ? g_object_ref (children->pdata[position]) : NULL;
}

static void
chat_form_field_list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
tell_changed (ChatFormField *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
  if (self->context->form != NULL && self->context->busy == 0)
    chat_form_changed (self->context->form);
}

/* Adds a field for @type; without room there is no such child. */
static gboolean
grow (ChatFormField *self, IcCandidType *type, IcCandidType *parent_type, guint32 id)
{
  guint n = self->children->len;

  self->context->overfull = FALSE;
  if (!chat_form_field_add_child (self, type, parent_type, id))
    {
      g_ptr_array_set_size (self->children, (gint)n);
      self->context->overfull = FALSE;
      return FALSE;
    }
  g_list_model_items_changed (G_LIST_MODEL (self), n, 0, 1);
  return TRUE;
}

static void
clear_children (ChatFormField *self)
{
  guint n = self->children->len;

  g_ptr_array_set_size (self->children, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

static void
chat_form_field_finalize (GObject *object)
{
  ChatFormField *self = CHAT_FORM_FIELD (object);

  g_ptr_array_unref (self->children);
  g_strfreev (self->choices);
  g_free (self->name);
  g_free (self->text);
  g_clear_pointer (&self->parent_type, ic_candid_type_unref);
  ic_candid_type_unref (self->type);
  self->context->n_fields--;
  g_rc_box_release (self->context);
  G_OBJECT_CLASS (chat_form_field_parent_class)->finalize (object);
}

static void
chat_form_field_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ChatFormField *self = CHAT_FORM_FIELD (object);

  switch (id)
    {
    case PROP_KIND:
      g_value_set_uint (value, self->kind);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_TYPE_NAME:
      g_value_set_string (value, chat_form_field_get_type_name (self));
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    case PROP_SELECTED:
      g_value_set_uint (value, self->selected);
      break;
    case PROP_PROBLEM:
      g_value_set_uint (value, chat_form_field_get_problem (self));
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, chat_form_field_get_message (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chat_form_field_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ChatFormField *self = CHAT_FORM_FIELD (object);

  switch (id)
    {
    case PROP_TEXT:
      chat_form_field_set_text (self, g_value_get_string (value));
      break;
    case PROP_ACTIVE:
      chat_form_field_set_active (self, g_value_get_boolean (value));
      break;
    case PROP_SELECTED:
      chat_form_field_set_selected (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chat_form_field_class_init (ChatFormFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags told = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags entered = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = chat_form_field_finalize;
  object_class->get_property = chat_form_field_get_property;
  object_class->set_property = chat_form_field_set_property;
  properties[PROP_KIND] = g_param_spec_uint ("kind", NULL, NULL, 0, CHAT_FORM_UNSUPPORTED, 0, told);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, told);
  properties[PROP_TYPE_NAME] = g_param_spec_string ("type-name", NULL, NULL, NULL, told);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", entered);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, entered);
  properties[PROP_SELECTED] = g_param_spec_uint ("selected", NULL, NULL, 0, G_MAXUINT, G_MAXUINT,
                                                 entered);
  properties[PROP_PROBLEM] = g_param_spec_uint ("problem", NULL, NULL, 0, CHAT_FORM_IMPOSSIBLE, 0,
                                                told);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, told);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
chat_form_field_init (ChatFormField *self)
{
  self->selected = CHAT_FORM_NONE_SELECTED;
  self->children = g_ptr_array_new_with_free_func (g_object_unref);
}

ChatFormKind
chat_form_field_get_kind (ChatFormField *self)
{
  return self->kind;
}

const char *
chat_form_field_get_name (ChatFormField *self)
{
  return self->name;
}

/**
 * chat_form_field_get_type_name:
 *
 * Returns: (transfer none): the Candid word for the outermost type
 */
const char *
chat_form_field_get_type_name (ChatFormField *self)
{
  static const char *const names[] = {
    "null",  "bool",      "nat",   "int",   "nat8",    "nat16",   "nat32", "nat64",
    "int8",  "int16",     "int32", "int64", "float32", "float64", "text",  "reserved",
    "empty", "principal", "opt",   "vec",   "record",  "variant", "func",  "service",
  };
  IcCandidKind kind = ic_candid_type_get_kind (self->type);

  if (ic_candid_type_is_blob (self->type))
    return "blob";
  return kind < G_N_ELEMENTS (names) ? names[kind] : "?";
}

IcCandidType *
chat_form_field_get_candid_type (ChatFormField *self)
{
  return self->type;
}

const char *
chat_form_field_get_text (ChatFormField *self)
{
  return self->text;
}

/**
 * chat_form_field_set_text:
 * @text: (nullable): what was typed; anything will do, see chat_form_field_get_problem()
 */
void
chat_form_field_set_text (ChatFormField *self, const char *text)
{
  if (g_strcmp0 (self->text, text != NULL ? text : "") == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text != NULL ? text : "");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
  tell_changed (self);
}

gboolean
chat_form_field_get_active (ChatFormField *self)
{
  return self->active;
}

/**
 * chat_form_field_set_active:
 * @active: the value of a bool; whether an opt has content, which starts anew each time
 */
void
chat_form_field_set_active (ChatFormField *self, gboolean active)
{
  if (self->active == !!active)
    return;
  self->active = !!active;
  if (self->kind == CHAT_FORM_OPT)
    {
      clear_children (self);
      if (active && !grow (self, ic_candid_type_get_inner (self->type), NULL, 0))
        self->active = FALSE; /* the form is full */
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
  tell_changed (self);
}

guint
chat_form_field_get_selected (ChatFormField *self)
{
  return self->selected;
}

/**
 * chat_form_field_set_selected:
 * @selected: index into the choices, or %CHAT_FORM_NONE_SELECTED
 *
 * What goes with the alternative starts anew.
 */
void
chat_form_field_set_selected (ChatFormField *self, guint selected)
{
  IcCandidType *alternative;
  guint32 id;

  g_return_if_fail (self->kind == CHAT_FORM_VARIANT);

  if (selected >= ic_candid_type_get_n_fields (self->type))
    selected = CHAT_FORM_NONE_SELECTED;
  if (self->selected == selected)
    return;
  self->selected = selected;
  clear_children (self);
  alternative = ic_candid_type_get_field (self->type, selected, &id, NULL);
  if (alternative != NULL && ic_candid_type_get_kind (alternative) != IC_CANDID_NULL &&
      !grow (self, alternative, self->type, id))
    self->selected = CHAT_FORM_NONE_SELECTED; /* the form is full */
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
  tell_changed (self);
}

const char *const *
chat_form_field_get_choices (ChatFormField *self)
{
  return (const char *const *)self->choices;
}

gboolean
chat_form_field_get_range (ChatFormField *self, const char **smallest, const char **greatest)
{
  if (self->kind != CHAT_FORM_NUMBER)
    return FALSE;
  chat_form_number_get_range (ic_candid_type_get_kind (self->type), smallest, greatest);
  return TRUE;
}

gboolean
chat_form_field_append (ChatFormField *self)
{
  g_return_val_if_fail (self->kind == CHAT_FORM_VEC, FALSE);

  if (!grow (self, ic_candid_type_get_inner (self->type), NULL, 0))
    return FALSE;
  tell_changed (self);
  return TRUE;
}

void
chat_form_field_remove (ChatFormField *self, guint position)
{
  g_return_if_fail (self->kind == CHAT_FORM_VEC && position < self->children->len);

  g_ptr_array_remove_index (self->children, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  tell_changed (self);
}

const char *
chat_form_field_get_message (ChatFormField *self)
{
  const char *message = messages[chat_form_field_get_problem (self)];

  return message != NULL ? _ (message) : NULL;
}

gboolean
chat_form_field_is_valid (ChatFormField *self)
{
  return chat_form_field_find_problem (self) == NULL;
}
