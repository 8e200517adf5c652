/* SPDX-License-Identifier: MIT */
/* How an identity stands in the keyring: schema, attributes, label, text of the secret. */
#include <sodium.h>
#include <string.h>

#include "chat-keyring-private.h"
#include "ic/ic-i18n.h"

/* Names us, and the version of the meaning of the attributes and the secret's text. */
#define FORMAT         CHAT_KEYRING_SCHEMA "/1"
#define MAX_ATTRIBUTE  200
#define CONTENT_TYPE   "text/plain"
#define BASE64_VARIANT sodium_base64_VARIANT_ORIGINAL

/* All are strings: other services than GNOME's keep nothing else. */
#define ATTRIBUTES                                                                                 \
  {                                                                                                \
    { "format", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "id", SECRET_SCHEMA_ATTRIBUTE_STRING },        \
        { "principal", SECRET_SCHEMA_ATTRIBUTE_STRING },                                           \
        { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "created", SECRET_SCHEMA_ATTRIBUTE_STRING }, \
    {                                                                                              \
      NULL, 0                                                                                      \
    }                                                                                              \
  }

/* To store with: other programs see whose it is. */
const SecretSchema *
chat_keyring_get_schema (void)
{
  static const SecretSchema SCHEMA = { CHAT_KEYRING_SCHEMA, SECRET_SCHEMA_NONE, ATTRIBUTES };

  return &SCHEMA;
}

/* To search with: a locked GNOME keyring finds nothing by the name of a schema, and so would seem
 * to be empty. The attribute "format" is ours alone all the same. */
const SecretSchema *
chat_keyring_get_search_schema (void)
{
  static const SecretSchema SCHEMA = { CHAT_KEYRING_SCHEMA, SECRET_SCHEMA_DONT_MATCH_NAME,
                                       ATTRIBUTES };

  return &SCHEMA;
}

GHashTable *
chat_keyring_attributes_all (void)
{
  return secret_attributes_build (chat_keyring_get_schema (), "format", FORMAT, NULL);
}

GHashTable *
chat_keyring_attributes_id (const char *id)
{
  return secret_attributes_build (chat_keyring_get_schema (), "format", FORMAT, "id", id, NULL);
}

GHashTable *
chat_keyring_attributes_item (ChatStoredIdentity *identity)
{
  g_autofree char *created = g_strdup_printf ("%" G_GINT64_FORMAT,
                                              chat_stored_identity_get_created_s (identity));

  return secret_attributes_build (
      chat_keyring_get_schema (), "format", FORMAT, "id", chat_stored_identity_get_id (identity),
      "principal", chat_stored_identity_get_principal (identity), "kind",
      chat_stored_identity_get_kind (identity), "created", created, NULL);
}

/* Other programs can write to the keyring, too. */
static const char *
get_attribute (GHashTable *attributes, const char *name)
{
  const char *value = g_hash_table_lookup (attributes, name);

  if (value == NULL || *value == 0 || strlen (value) > MAX_ATTRIBUTE ||
      !g_utf8_validate (value, -1, NULL))
    return NULL;
  return value;
}

ChatStoredIdentity *
chat_keyring_read_item (SecretRetrievable *item)
{
  g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item);
  g_autofree char *label = secret_retrievable_get_label (item);
  g_autofree char *name = NULL;
  const char *format, *id, *principal, *kind, *created;
  gint64 created_s = 0;

  if (attributes == NULL)
    return NULL;
  format = get_attribute (attributes, "format");
  id = get_attribute (attributes, "id");
  principal = get_attribute (attributes, "principal");
  kind = get_attribute (attributes, "kind");
  created = get_attribute (attributes, "created");
  if (g_strcmp0 (format, FORMAT) != 0 || id == NULL || principal == NULL || kind == NULL)
    return NULL;
  if (created == NULL || !g_ascii_string_to_signed (created, 10, 0, G_MAXINT64, &created_s, NULL))
    created_s = 0;
  name = chat_stored_identity_parse_label (label ? label : "", kind, principal);
  return chat_stored_identity_new (id, name, kind, principal, created_s);
}

/* Items of the Secret Service have such a property; what is in an encrypted file is open when it can
 * be read at all. */
gboolean
chat_keyring_is_locked (SecretRetrievable *item)
{
  gboolean locked = FALSE;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (item), "locked") != NULL)
    g_object_get (item, "locked", &locked, NULL);
  return locked;
}

/* Text, because some services take each secret for UTF-8. Both copies are in locked memory. */
SecretValue *
chat_keyring_encode (IcSecret *secret)
{
  gsize size = sodium_base64_encoded_len (ic_secret_get_len (secret), BASE64_VARIANT);
  g_autoptr (IcSecret) text = ic_secret_new (size);

  sodium_bin2base64 ((char *)ic_secret_get_data (text), size, ic_secret_get_const (secret),
                     ic_secret_get_len (secret), BASE64_VARIANT);
  return secret_value_new (ic_secret_get_text (text), (gssize)size - 1, CONTENT_TYPE);
}

IcSecret *
chat_keyring_decode (SecretValue *value, GError **error)
{
  gsize len, n_bytes;
  const char *text = secret_value_get (value, &len);
  g_autoptr (IcSecret) secret = NULL;

  if (len > sodium_base64_encoded_len (CHAT_KEYRING_MAX_SECRET, BASE64_VARIANT))
    {
      g_set_error_literal (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_OTHER,
                           _ ("What the keyring holds is too long for an identity"));
      return NULL;
    }
  secret = ic_secret_new (len / 4 * 3 + 3);
  if (sodium_base642bin (ic_secret_get_data (secret), ic_secret_get_len (secret), text, len, NULL,
                         &n_bytes, NULL, BASE64_VARIANT) != 0 ||
      n_bytes == 0)
    {
      g_set_error_literal (error, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_OTHER,
                           _ ("What the keyring holds is not an identity of Attest"));
      return NULL;
    }
  ic_secret_truncate (secret, n_bytes);
  return g_steal_pointer (&secret);
}
