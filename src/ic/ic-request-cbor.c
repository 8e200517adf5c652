/* SPDX-License-Identifier: MIT */
#include "ic-request-private.h"

#include "ic-error.h"
#include "ic-i18n.h"

static GPtrArray *
path_from_item (cbor_item_t *item, GError **error)
{
  g_autoptr (GPtrArray) path = NULL;
  cbor_item_t **items;
  gsize n_labels;

  if (!ic_cbor_expect_array (item, "path", error))
    return NULL;
  n_labels = cbor_array_size (item);
  if (n_labels > IC_REQUEST_MAX_LABELS)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LIMIT, _ ("path of %zu labels, at most %d allowed"),
                   n_labels, IC_REQUEST_MAX_LABELS);
      return NULL;
    }

  path = g_ptr_array_new_full (n_labels, (GDestroyNotify)g_bytes_unref);
  items = cbor_array_handle (item);
  for (gsize i = 0; i < n_labels; i++)
    {
      GBytes *label = ic_cbor_get_bytes (items[i], "label", error);

      if (label == NULL)
        return NULL;
      g_ptr_array_add (path, label);
    }
  return g_steal_pointer (&path);
}

static GPtrArray *
paths_from_item (cbor_item_t *item, GError **error)
{
  g_autoptr (GPtrArray) paths = NULL;
  cbor_item_t **items;
  gsize n_paths;

  if (!ic_cbor_expect_array (item, "paths", error))
    return NULL;
  n_paths = cbor_array_size (item);
  if (n_paths > IC_REQUEST_MAX_PATHS)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LIMIT, _ ("%zu paths, at most %d allowed"), n_paths,
                   IC_REQUEST_MAX_PATHS);
      return NULL;
    }

  paths = g_ptr_array_new_full (n_paths, (GDestroyNotify)g_ptr_array_unref);
  items = cbor_array_handle (item);
  for (gsize i = 0; i < n_paths; i++)
    {
      GPtrArray *path = path_from_item (items[i], error);

      if (path == NULL)
        return NULL;
      g_ptr_array_add (paths, path);
    }
  return g_steal_pointer (&paths);
}

static gboolean
type_from_item (cbor_item_t *item, IcRequestType *type, GError **error)
{
  g_autofree char *text = ic_cbor_get_text (item, "request_type", error);

  if (text == NULL)
    return FALSE;
  for (IcRequestType i = IC_REQUEST_CALL; i <= IC_REQUEST_READ_STATE; i++)
    {
      if (g_str_equal (text, ic_request_type_to_string (i)))
        {
          *type = i;
          return TRUE;
        }
    }
  g_set_error_literal (error, IC_ERROR, IC_ERROR_CBOR, _ ("unknown request_type"));
  return FALSE;
}

static GBytes *
nonce_from_item (cbor_item_t *item, GError **error)
{
  g_autoptr (GBytes) nonce = ic_cbor_get_bytes (item, "nonce", error);

  if (nonce == NULL)
    return NULL;
  if (g_bytes_get_size (nonce) > IC_REQUEST_MAX_NONCE_BYTES)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LIMIT, _ ("nonce of %zu bytes, at most %d allowed"),
                   g_bytes_get_size (nonce), IC_REQUEST_MAX_NONCE_BYTES);
      return NULL;
    }
  return g_steal_pointer (&nonce);
}

static gboolean
read_method (IcRequest *self, cbor_item_t *item, GError **error)
{
  cbor_item_t *field;

  field = ic_cbor_map_require (item, "canister_id", "content", error);
  if (field == NULL || !ic_cbor_get_principal (field, &self->canister_id, "canister_id", error))
    return FALSE;
  field = ic_cbor_map_require (item, "method_name", "content", error);
  if (field == NULL || !(self->method_name = ic_cbor_get_text (field, "method_name", error)))
    return FALSE;
  field = ic_cbor_map_require (item, "arg", "content", error);
  return field != NULL && (self->arg = ic_cbor_get_bytes (field, "arg", error));
}

/* Fields that we do not know are passed over, as a replica does: they are no part of the id that we
 * compute, so that a signature over them does not verify. */
IcRequest *
ic_request_from_item (cbor_item_t *item, GError **error)
{
  g_autoptr (IcRequest) self = g_new0 (IcRequest, 1);
  cbor_item_t *field;

  field = ic_cbor_map_require (item, "request_type", "content", error);
  if (field == NULL || !type_from_item (field, &self->type, error))
    return NULL;
  field = ic_cbor_map_require (item, "sender", "content", error);
  if (field == NULL || !ic_cbor_get_principal (field, &self->sender, "sender", error))
    return NULL;
  field = ic_cbor_map_require (item, "ingress_expiry", "content", error);
  if (field == NULL ||
      !ic_cbor_get_uint64 (field, &self->ingress_expiry_ns, "ingress_expiry", error))
    return NULL;
  field = ic_cbor_map_get_optional (item, "nonce");
  if (field != NULL && !(self->nonce = nonce_from_item (field, error)))
    return NULL;

  if (self->type == IC_REQUEST_READ_STATE)
    {
      field = ic_cbor_map_require (item, "paths", "content", error);
      if (field == NULL || !(self->paths = paths_from_item (field, error)))
        return NULL;
    }
  else if (!read_method (self, item, error))
    {
      return NULL;
    }

  return g_steal_pointer (&self);
}

static void
append_paths (GByteArray *out, GPtrArray *paths)
{
  ic_cbor_put_text (out, "paths");
  ic_cbor_put_array (out, paths->len);
  for (guint i = 0; i < paths->len; i++)
    {
      GPtrArray *path = g_ptr_array_index (paths, i);

      ic_cbor_put_array (out, path->len);
      for (guint j = 0; j < path->len; j++)
        ic_cbor_put_gbytes (out, g_ptr_array_index (path, j));
    }
}

void
ic_request_append (const IcRequest *self, GByteArray *out)
{
  gboolean is_read_state = self->type == IC_REQUEST_READ_STATE;

  ic_cbor_put_map (out, (is_read_state ? 4 : 6) + (self->nonce != NULL));
  ic_cbor_put_text (out, "request_type");
  ic_cbor_put_text (out, ic_request_type_to_string (self->type));
  if (is_read_state)
    {
      append_paths (out, self->paths);
    }
  else
    {
      ic_cbor_put_text (out, "canister_id");
      ic_cbor_put_bytes (out, self->canister_id.bytes, self->canister_id.len);
      ic_cbor_put_text (out, "method_name");
      ic_cbor_put_text (out, self->method_name);
      ic_cbor_put_text (out, "arg");
      ic_cbor_put_gbytes (out, self->arg);
    }
  ic_cbor_put_text (out, "sender");
  ic_cbor_put_bytes (out, self->sender.bytes, self->sender.len);
  ic_cbor_put_text (out, "ingress_expiry");
  ic_cbor_put_uint64 (out, self->ingress_expiry_ns);
  if (self->nonce != NULL)
    {
      ic_cbor_put_text (out, "nonce");
      ic_cbor_put_gbytes (out, self->nonce);
    }
}
