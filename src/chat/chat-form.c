/* SPDX-License-Identifier: MIT */
#include "chat-form-private.h"

#include "chat-profile.h"

enum
{
  PROP_VALID = 1,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

struct _ChatForm
{
  GObject parent_instance;
  IcCandidType *type;
  ChatFormContext *context; /* g_rc_box */
  ChatFormField *root;
  gboolean valid; /* as told last */
};

G_DEFINE_FINAL_TYPE (ChatForm, chat_form, G_TYPE_OBJECT)

static void
chat_form_finalize (GObject *object)
{
  ChatForm *self = CHAT_FORM (object);

  /* Somebody may hold a field yet. */
  self->context->form = NULL;
  g_object_unref (self->root);
  g_rc_box_release (self->context);
  ic_candid_type_unref (self->type);
  G_OBJECT_CLASS (chat_form_parent_class)->finalize (object);
}

static void
chat_form_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VALID)
    g_value_set_boolean (value, chat_form_is_valid (CHAT_FORM (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
chat_form_class_init (ChatFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = chat_form_finalize;
  object_class->get_property = chat_form_get_property;
  properties[PROP_VALID] = g_param_spec_boolean ("valid", NULL, NULL, FALSE,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", CHAT_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
chat_form_init (ChatForm *self)
{
  self->context = g_rc_box_new0 (ChatFormContext);
  self->context->form = self;
}

void
chat_form_changed (ChatForm *self)
{
  gboolean valid = chat_form_is_valid (self);

  g_signal_emit (self, signals[CHANGED], 0);
  if (valid == self->valid)
    return;
  self->valid = valid;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALID]);
}

/**
 * chat_form_new:
 * @type: of the message
 * @self_id: (nullable): our principal
 * @now_ns: our wall clock, or 0
 *
 * Returns: (transfer full): a form where numbers are 0, opts and lists empty, and no choice is made
 */
ChatForm *
chat_form_new (IcCandidType *type, const IcPrincipal *self_id, guint64 now_ns)
{
  ChatForm *self = g_object_new (CHAT_TYPE_FORM, NULL);

  self->type = ic_candid_type_ref (type);
  self->context->has_self_id = self_id != NULL;
  if (self_id != NULL)
    self->context->self_id = *self_id;
  self->context->now_ns = now_ns;
  self->root = chat_form_field_new (self->context, type, NULL, 0, 0);
  self->valid = chat_form_is_valid (self);
  return self;
}

IcCandidType *
chat_form_get_candid_type (ChatForm *self)
{
  return self->type;
}

ChatFormField *
chat_form_get_root (ChatForm *self)
{
  return self->root;
}

gboolean
chat_form_is_valid (ChatForm *self)
{
  return chat_form_field_is_valid (self->root);
}

/**
 * chat_form_to_value:
 *
 * Returns: (transfer full): what was entered, or %NULL with %CHAT_ERROR_MESSAGE, which names the first
 *   field that is not right
 */
IcCandidValue *
chat_form_to_value (ChatForm *self, GError **error)
{
  ChatFormField *wrong = chat_form_field_find_problem (self->root);
  const char *name;

  if (wrong == NULL)
    return chat_form_field_dup_value (self->root);
  name = chat_form_field_get_name (wrong);
  g_set_error (error, CHAT_ERROR, CHAT_ERROR_MESSAGE, "%s: %s",
               name != NULL ? name : chat_form_field_get_type_name (wrong),
               chat_form_field_get_message (wrong));
  return NULL;
}

/**
 * chat_form_to_bytes:
 *
 * Returns: (transfer full): Candid of the message, or %NULL with %CHAT_ERROR_MESSAGE
 */
GBytes *
chat_form_to_bytes (ChatForm *self, GError **error)
{
  g_autoptr (IcCandidValue) value = chat_form_to_value (self, error);

  return value != NULL ? ic_candid_encode_one (self->type, value, error) : NULL;
}

/**
 * chat_form_to_event:
 *
 * Returns: (transfer full): a %CHAT_EVENT_VALUE, or %NULL with %CHAT_ERROR_MESSAGE
 */
ChatEvent *
chat_form_to_event (ChatForm *self, GError **error)
{
  g_autoptr (IcCandidValue) value = chat_form_to_value (self, error);

  return value != NULL ? chat_event_new_value (value, self->type) : NULL;
}

gboolean
chat_form_set_value (ChatForm *self, IcCandidValue *value)
{
  gboolean fits;

  self->context->busy++;
  fits = chat_form_field_set_value (self->root, value);
  self->context->busy--;
  chat_form_changed (self);
  return fits;
}
