/* SPDX-License-Identifier: MIT */
#include "chat-saved-profile.h"

struct _ChatSavedProfile
{
  GObject parent_instance;

  char *id;
  ChatProfile *profile;
  char *display_name;
  char *identity_id;
  char *identity_kind;
  gint64 last_used_s;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_DISPLAY_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ChatSavedProfile, chat_saved_profile, G_TYPE_OBJECT)

static void
chat_saved_profile_finalize (GObject *object)
{
  ChatSavedProfile *self = CHAT_SAVED_PROFILE (object);

  g_free (self->id);
  g_clear_pointer (&self->profile, chat_profile_free);
  g_free (self->display_name);
  g_free (self->identity_id);
  g_free (self->identity_kind);
  G_OBJECT_CLASS (chat_saved_profile_parent_class)->finalize (object);
}

static void
chat_saved_profile_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ChatSavedProfile *self = CHAT_SAVED_PROFILE (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, chat_saved_profile_get_title (self));
      break;
    case PROP_DISPLAY_NAME:
      g_value_set_string (value, self->display_name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chat_saved_profile_class_init (ChatSavedProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = chat_saved_profile_finalize;
  object_class->get_property = chat_saved_profile_get_property;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_DISPLAY_NAME] = g_param_spec_string ("display-name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
chat_saved_profile_init (ChatSavedProfile *self)
{
}

/**
 * chat_saved_profile_new:
 * @id: (nullable): the id that it has; %NULL for a new one
 * @profile: where to; copied. Its title is the name that people see in the list
 * @display_name: (nullable): the name to chat under
 * @identity_id: (nullable): which identity of the keyring; %NULL: ask each time
 * @identity_kind: (nullable): what kind of login it is, to show the right page at once
 *
 * Returns: (transfer full): a profile that was never used
 */
ChatSavedProfile *
chat_saved_profile_new (const char *id,
                        const ChatProfile *profile,
                        const char *display_name,
                        const char *identity_id,
                        const char *identity_kind)
{
  ChatSavedProfile *self;

  g_return_val_if_fail (profile != NULL, NULL);

  self = g_object_new (CHAT_TYPE_SAVED_PROFILE, NULL);
  self->id = id ? g_strdup (id) : g_uuid_string_random ();
  self->profile = chat_profile_copy (profile);
  self->display_name = g_strdup (display_name ? display_name : "");
  self->identity_id = g_strdup (identity_id);
  self->identity_kind = g_strdup (identity_kind);
  return self;
}

/**
 * chat_saved_profile_used:
 * @last_used_s: when it was used, seconds since 1970
 *
 * Returns: (transfer full): a copy with that time
 */
ChatSavedProfile *
chat_saved_profile_used (ChatSavedProfile *self, gint64 last_used_s)
{
  ChatSavedProfile *copy = chat_saved_profile_new (self->id, self->profile, self->display_name,
                                                   self->identity_id, self->identity_kind);

  copy->last_used_s = last_used_s;
  return copy;
}

const char *
chat_saved_profile_get_id (ChatSavedProfile *self)
{
  return self->id;
}

const char *
chat_saved_profile_get_title (ChatSavedProfile *self)
{
  return self->profile->title;
}

const ChatProfile *
chat_saved_profile_get_profile (ChatSavedProfile *self)
{
  return self->profile;
}

const char *
chat_saved_profile_get_display_name (ChatSavedProfile *self)
{
  return self->display_name;
}

const char *
chat_saved_profile_get_identity_id (ChatSavedProfile *self)
{
  return self->identity_id;
}

const char *
chat_saved_profile_get_identity_kind (ChatSavedProfile *self)
{
  return self->identity_kind;
}

gint64
chat_saved_profile_get_last_used_s (ChatSavedProfile *self)
{
  return self->last_used_s;
}
