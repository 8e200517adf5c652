/* SPDX-License-Identifier: MIT */
#include "ic-delegation-json.h"

#include <string.h>

#include "ic-bytes.h"
#include "ic-delegation-private.h"
#include "ic-error.h"
#include "ic-json-private.h"
#include "ic-i18n.h"

/* @dfinity/identity refuses shorter keys and signatures; the shortest real ones have 44 and 64. */
#define MIN_BLOB_BYTES 32

#define MAX_EXPIRATION_DIGITS 16

/* Writing */

static void
add_hex (JsonBuilder *builder, const char *name, GBytes *bytes)
{
  g_autofree char *hex = ic_bytes_to_hex (bytes);

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, hex);
}

static void
add_targets (JsonBuilder *builder, GPtrArray *targets)
{
  json_builder_set_member_name (builder, "targets");
  json_builder_begin_array (builder);
  for (guint i = 0; i < targets->len; i++)
    {
      g_autofree char *hex = ic_bytes_to_hex (g_ptr_array_index (targets, i));

      /* Principal.toHex() writes capitals, all else is in small letters. */
      for (char *digit = hex; *digit != '\0'; digit++)
        *digit = g_ascii_toupper (*digit);
      json_builder_add_string_value (builder, hex);
    }
  json_builder_end_array (builder);
}

static void
add_hop (JsonBuilder *builder, const IcDelegation *hop)
{
  g_autofree char *expiration = g_strdup_printf ("%" G_GINT64_MODIFIER "x", hop->expiration_ns);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "delegation");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "expiration");
  json_builder_add_string_value (builder, expiration);
  add_hex (builder, "pubkey", hop->pubkey);
  if (hop->targets != NULL)
    add_targets (builder, hop->targets);
  if (hop->permissions != NULL)
    {
      json_builder_set_member_name (builder, "permissions");
      json_builder_add_string_value (builder, hop->permissions);
    }
  json_builder_end_object (builder);
  add_hex (builder, "signature", hop->signature);
  json_builder_end_object (builder);
}

/**
 * ic_delegation_chain_to_json:
 * @root_der: the key that the principal is derived from
 * @chain: (element-type IcDelegation): hops, the first signed by @root_der
 *
 * Writes a chain in the form of DelegationChain.toJSON() of `@dfinity/identity`, member for member.
 *
 * Returns: (transfer full): JSON on one line
 */
char *
ic_delegation_chain_to_json (GBytes *root_der, GPtrArray *chain)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (root_der != NULL, NULL);
  g_return_val_if_fail (chain != NULL, NULL);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "delegations");
  json_builder_begin_array (builder);
  for (guint i = 0; i < chain->len; i++)
    add_hop (builder, g_ptr_array_index (chain, i));
  json_builder_end_array (builder);
  add_hex (builder, "publicKey", root_der);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* Reading */

static GBytes *
read_blob (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node = ic_json_require (object, name, error);
  const char *hex = node != NULL ? ic_json_get_string (node, name, error) : NULL;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (hex == NULL)
    return NULL;
  bytes = ic_bytes_from_hex (hex, &local_error);
  if (bytes == NULL)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LOGIN_JSON, "“%s”: %s", name, local_error->message);
      return NULL;
    }
  if (g_bytes_get_size (bytes) < MIN_BLOB_BYTES)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LOGIN_JSON, _ ("“%s” is too short to be what it says"),
                   name);
      return NULL;
    }
  return g_steal_pointer (&bytes);
}

static gboolean
read_expiration (JsonObject *object, guint64 *expiration_ns, GError **error)
{
  JsonNode *node = ic_json_require (object, "expiration", error);
  const char *hex = node != NULL ? ic_json_get_string (node, "expiration", error) : NULL;
  gsize len = hex != NULL ? strlen (hex) : 0;

  if (hex == NULL)
    return FALSE;
  if (len == 0 || len > MAX_EXPIRATION_DIGITS || strspn (hex, "0123456789abcdefABCDEF") != len)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_LOGIN_JSON,
                           _ ("“expiration” is no hexadecimal number of nanoseconds"));
      return FALSE;
    }
  *expiration_ns = g_ascii_strtoull (hex, NULL, 16);
  return TRUE;
}

static GBytes *
read_target (JsonNode *node, GError **error)
{
  const char *hex = ic_json_get_string (node, "targets", error);
  g_autoptr (GBytes) bytes = hex != NULL ? ic_bytes_from_hex (hex, NULL) : NULL;

  if (hex == NULL)
    return NULL;
  if (bytes == NULL || g_bytes_get_size (bytes) > IC_PRINCIPAL_MAX_BYTES)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_LOGIN_JSON,
                           _ ("“targets” names something that is no canister id in hexadecimal"));
      return NULL;
    }
  return g_steal_pointer (&bytes);
}

/* Absent, or null as some writers have it: every canister. */
static gboolean
read_targets (JsonObject *object, GPtrArray **targets, GError **error)
{
  JsonNode *node = json_object_get_member (object, "targets");
  g_autoptr (GPtrArray) read = NULL;
  JsonArray *array;

  *targets = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  array = ic_json_get_array (node, "targets", error);
  if (array == NULL)
    return FALSE;
  if (json_array_get_length (array) > IC_DELEGATION_MAX_TARGETS)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LOGIN_JSON,
                   _ ("“targets” names %u canisters, at most %d are allowed"),
                   json_array_get_length (array), IC_DELEGATION_MAX_TARGETS);
      return FALSE;
    }

  read = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      GBytes *target = read_target (json_array_get_element (array, i), error);

      if (target == NULL)
        return FALSE;
      g_ptr_array_add (read, target);
    }
  *targets = g_steal_pointer (&read);
  return TRUE;
}

static gboolean
read_permissions (JsonObject *object, const char **permissions, GError **error)
{
  JsonNode *node = json_object_get_member (object, "permissions");

  *permissions = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  *permissions = ic_json_get_string (node, "permissions", error);
  if (*permissions == NULL)
    return FALSE;
  if (ic_delegation_permissions_known (*permissions))
    return TRUE;
  g_set_error_literal (error, IC_ERROR, IC_ERROR_LOGIN_JSON,
                       _ ("“permissions” is neither “all” nor “queries”"));
  return FALSE;
}

static IcDelegation *
read_hop (JsonNode *node, GError **error)
{
  JsonObject *outer = ic_json_get_object (node, _ ("a delegation"), error);
  JsonNode *inner = outer != NULL ? ic_json_require (outer, "delegation", error) : NULL;
  JsonObject *object = inner != NULL ? ic_json_get_object (inner, "“delegation”", error) : NULL;
  g_autoptr (GBytes) pubkey = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  const char *permissions;
  guint64 expiration_ns;

  if (object == NULL || !(pubkey = read_blob (object, "pubkey", error)) ||
      !read_expiration (object, &expiration_ns, error) || !read_targets (object, &targets, error) ||
      !read_permissions (object, &permissions, error) ||
      !(signature = read_blob (outer, "signature", error)))
    return NULL;
  return ic_delegation_new (pubkey, expiration_ns, targets, permissions, signature);
}

static GPtrArray *
read_hops (JsonArray *array, GError **error)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);

  if (json_array_get_length (array) > IC_DELEGATION_MAX_CHAIN)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LOGIN_JSON,
                   _ ("the chain has %u delegations, at most %d are allowed"),
                   json_array_get_length (array), IC_DELEGATION_MAX_CHAIN);
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      IcDelegation *hop = read_hop (json_array_get_element (array, i), error);

      if (hop == NULL)
        {
          ic_delegation_name_in_error (i + 1, error);
          return NULL;
        }
      g_ptr_array_add (chain, hop);
    }
  return g_steal_pointer (&chain);
}

/**
 * ic_delegation_chain_from_json:
 * @json: text from outside
 * @len: its length, or -1
 * @root_der: (out) (transfer full): the key that the principal is derived from
 * @chain: (out) (transfer full) (element-type IcDelegation): the hops, possibly none
 * @error: IC_ERROR_LOGIN_JSON
 *
 * Reads a DelegationChain.toJSON() of `@dfinity/identity`. Members may stand in any order,
 * hexadecimal digits be in either case; members that are not known are passed over. Reads only: what
 * comes out proves nothing.
 */
gboolean
ic_delegation_chain_from_json (
    const char *json, gssize len, GBytes **root_der, GPtrArray **chain, GError **error)
{
  gsize size;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GBytes) key = NULL;
  JsonObject *object;
  JsonNode *node;
  JsonArray *array;

  g_return_val_if_fail (json != NULL, FALSE);
  g_return_val_if_fail (root_der != NULL && chain != NULL, FALSE);

  *root_der = NULL;
  *chain = NULL;
  size = len >= 0 ? (gsize)len : strlen (json);
  root = ic_json_parse (json, size, IC_DELEGATION_JSON_MAX_BYTES, _ ("the delegation"), error);
  object = root != NULL ? ic_json_get_object (root, _ ("the delegation"), error) : NULL;
  if (object == NULL || !(key = read_blob (object, "publicKey", error)))
    return FALSE;
  node = ic_json_require (object, "delegations", error);
  array = node != NULL ? ic_json_get_array (node, "delegations", error) : NULL;
  *chain = array != NULL ? read_hops (array, error) : NULL;
  if (*chain == NULL)
    return FALSE;
  *root_der = g_steal_pointer (&key);
  return TRUE;
}
