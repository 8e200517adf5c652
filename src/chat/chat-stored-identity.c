/* SPDX-License-Identifier: MIT */
#include "chat-stored-identity.h"
#include "ic/ic-i18n.h"

#include <string.h>

/* As many characters of a principal as tell two of them apart at a glance. */
#define PRINCIPAL_START 11

struct _ChatStoredIdentity
{
  GObject parent_instance;

  char *id;
  char *name;
  char *kind;
  char *principal;
  gint64 created_s;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_KIND,
  PROP_PRINCIPAL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ChatStoredIdentity, chat_stored_identity, G_TYPE_OBJECT)

/* Names come from people and stand in other programs' lists: one line, within the limit. */
static char *
clean_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name ? name : "", -1);
  g_autoptr (GString) clean = g_string_new (NULL);

  for (const char *p = g_strstrip (valid); *p != 0; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (clean->len + 6 > CHAT_STORED_IDENTITY_MAX_NAME)
        break;
      g_string_append_unichar (clean, g_unichar_iscntrl (c) ? ' ' : c);
    }
  if (clean->len == 0)
    g_string_append (clean, _ ("Unnamed"));
  return g_string_free (g_steal_pointer (&clean), FALSE);
}

static void
chat_stored_identity_finalize (GObject *object)
{
  ChatStoredIdentity *self = CHAT_STORED_IDENTITY (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->kind);
  g_free (self->principal);
  G_OBJECT_CLASS (chat_stored_identity_parent_class)->finalize (object);
}

static void
chat_stored_identity_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ChatStoredIdentity *self = CHAT_STORED_IDENTITY (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;
    case PROP_PRINCIPAL:
      g_value_set_string (value, self->principal);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chat_stored_identity_class_init (ChatStoredIdentityClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = chat_stored_identity_finalize;
  object_class->get_property = chat_stored_identity_get_property;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, flags);
  properties[PROP_PRINCIPAL] = g_param_spec_string ("principal", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
chat_stored_identity_init (ChatStoredIdentity *self)
{
}

/**
 * chat_stored_identity_new:
 * @id: (nullable): the id under which it is stored; %NULL for a new one
 * @name: what the person calls it; made one line of at most %CHAT_STORED_IDENTITY_MAX_NAME bytes
 * @kind: a short word for what it is
 * @principal: its principal, as text
 * @created_s: when it was stored, seconds since 1970
 *
 * Returns: (transfer full): a description without the secret
 */
ChatStoredIdentity *
chat_stored_identity_new (
    const char *id, const char *name, const char *kind, const char *principal, gint64 created_s)
{
  ChatStoredIdentity *self;

  g_return_val_if_fail (kind != NULL, NULL);
  g_return_val_if_fail (principal != NULL, NULL);

  self = g_object_new (CHAT_TYPE_STORED_IDENTITY, NULL);
  self->id = id ? g_strdup (id) : g_uuid_string_random ();
  self->name = clean_name (name);
  self->kind = g_strdup (kind);
  self->principal = g_strdup (principal);
  self->created_s = created_s;
  return self;
}

const char *
chat_stored_identity_get_id (ChatStoredIdentity *self)
{
  return self->id;
}

const char *
chat_stored_identity_get_name (ChatStoredIdentity *self)
{
  return self->name;
}

const char *
chat_stored_identity_get_kind (ChatStoredIdentity *self)
{
  return self->kind;
}

const char *
chat_stored_identity_get_principal (ChatStoredIdentity *self)
{
  return self->principal;
}

gint64
chat_stored_identity_get_created_s (ChatStoredIdentity *self)
{
  return self->created_s;
}

#define LABEL_START "Attest identity "

static char *
make_label_end (const char *kind, const char *principal)
{
  return g_strdup_printf (" (%s, %.*s…)", kind, PRINCIPAL_START, principal);
}

/**
 * chat_stored_identity_make_label:
 *
 * Returns: (transfer full): what a keyring manager shows for it
 */
char *
chat_stored_identity_make_label (ChatStoredIdentity *self)
{
  g_autofree char *end = make_label_end (self->kind, self->principal);

  return g_strconcat (LABEL_START, self->name, end, NULL);
}

/**
 * chat_stored_identity_parse_label:
 * @label: the label of an item
 * @kind: its kind
 * @principal: its principal
 *
 * The reverse of chat_stored_identity_make_label(). A person may have changed the label in a
 * keyring manager: then all of it is the name.
 *
 * Returns: (transfer full): the name
 */
char *
chat_stored_identity_parse_label (const char *label, const char *kind, const char *principal)
{
  g_autofree char *end = make_label_end (kind, principal);

  if (g_str_has_prefix (label, LABEL_START) && g_str_has_suffix (label, end) &&
      strlen (label) > strlen (LABEL_START) + strlen (end))
    return g_strndup (label + strlen (LABEL_START),
                      strlen (label) - strlen (LABEL_START) - strlen (end));
  return g_strdup (label);
}
