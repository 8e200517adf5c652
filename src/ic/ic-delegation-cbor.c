/* SPDX-License-Identifier: MIT */
#include "ic-delegation-private.h"

#include "ic-error.h"
#include "ic-i18n.h"

static GPtrArray *
targets_from_item (cbor_item_t *item, GError **error)
{
  g_autoptr (GPtrArray) targets = NULL;
  cbor_item_t **items;
  gsize n_targets;

  if (!ic_cbor_expect_array (item, "targets", error))
    return NULL;
  n_targets = cbor_array_size (item);
  if (n_targets > IC_DELEGATION_MAX_TARGETS)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LIMIT,
                   _ ("delegation with %zu targets, at most %d allowed"), n_targets,
                   IC_DELEGATION_MAX_TARGETS);
      return NULL;
    }

  targets = g_ptr_array_new_full (n_targets, (GDestroyNotify)g_bytes_unref);
  items = cbor_array_handle (item);
  for (gsize i = 0; i < n_targets; i++)
    {
      IcPrincipal target;

      if (!ic_cbor_get_principal (items[i], &target, "target", error))
        return NULL;
      g_ptr_array_add (targets, g_bytes_new (target.bytes, target.len));
    }
  return g_steal_pointer (&targets);
}

static char *
permissions_from_item (cbor_item_t *item, GError **error)
{
  g_autofree char *permissions = ic_cbor_get_text (item, "permissions", error);

  if (permissions == NULL)
    return NULL;
  if (!ic_delegation_permissions_known (permissions))
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_CBOR,
                           _ ("unknown permissions in a delegation"));
      return NULL;
    }
  return g_steal_pointer (&permissions);
}

IcDelegation *
ic_delegation_from_item (cbor_item_t *item, GError **error)
{
  g_autoptr (GBytes) pubkey = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  g_autofree char *permissions = NULL;
  cbor_item_t *map, *field;
  guint64 expiration_ns;

  map = ic_cbor_map_require (item, "delegation", "signed delegation", error);
  if (map == NULL)
    return NULL;

  field = ic_cbor_map_require (item, "signature", "signed delegation", error);
  if (field == NULL || !(signature = ic_cbor_get_bytes (field, "signature", error)))
    return NULL;
  field = ic_cbor_map_require (map, "pubkey", "delegation", error);
  if (field == NULL || !(pubkey = ic_cbor_get_bytes (field, "pubkey", error)))
    return NULL;
  field = ic_cbor_map_require (map, "expiration", "delegation", error);
  if (field == NULL || !ic_cbor_get_uint64 (field, &expiration_ns, "expiration", error))
    return NULL;
  field = ic_cbor_map_get_optional (map, "targets");
  if (field != NULL && !(targets = targets_from_item (field, error)))
    return NULL;
  field = ic_cbor_map_get_optional (map, "permissions");
  if (field != NULL && !(permissions = permissions_from_item (field, error)))
    return NULL;

  return ic_delegation_new (pubkey, expiration_ns, targets, permissions, signature);
}

void
ic_delegation_append (const IcDelegation *self, GByteArray *out)
{
  ic_cbor_put_map (out, 2);
  ic_cbor_put_text (out, "delegation");
  ic_cbor_put_map (out, 2 + (self->targets != NULL) + (self->permissions != NULL));
  ic_cbor_put_text (out, "pubkey");
  ic_cbor_put_gbytes (out, self->pubkey);
  ic_cbor_put_text (out, "expiration");
  ic_cbor_put_uint64 (out, self->expiration_ns);
  if (self->targets != NULL)
    {
      ic_cbor_put_text (out, "targets");
      ic_cbor_put_array (out, self->targets->len);
      for (guint i = 0; i < self->targets->len; i++)
        ic_cbor_put_gbytes (out, g_ptr_array_index (self->targets, i));
    }
  if (self->permissions != NULL)
    {
      ic_cbor_put_text (out, "permissions");
      ic_cbor_put_text (out, self->permissions);
    }
  ic_cbor_put_text (out, "signature");
  ic_cbor_put_gbytes (out, self->signature);
}
