/* SPDX-License-Identifier: MIT */
/* The list: which gateways there are, in which order, with which records. */
#include "icws-pool.h"

#include "icws-pool-private.h"
#include "ic/ic-i18n.h"

static guint changed_signal;

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IcwsPool,
                               icws_pool,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return ICWS_TYPE_GATEWAY;
}

static guint
get_n_items (GListModel *model)
{
  return ICWS_POOL (model)->gateways->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  IcwsPool *self = ICWS_POOL (model);

  if (position >= self->gateways->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->gateways, position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
icws_pool_finalize (GObject *object)
{
  IcwsPool *self = ICWS_POOL (object);

  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_ptr_array_unref (self->gateways);
  g_ptr_array_unref (self->kept);
  G_OBJECT_CLASS (icws_pool_parent_class)->finalize (object);
}

static void
icws_pool_class_init (IcwsPoolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = icws_pool_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
icws_pool_init (IcwsPool *self)
{
  self->gateways = g_ptr_array_new_with_free_func (g_object_unref);
  self->kept = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * icws_pool_new:
 * @clock: for backoffs and quarantines, which count in wall time
 * @random: for the jitter
 *
 * Returns: (transfer full): an empty pool
 */
IcwsPool *
icws_pool_new (IcClock *clock, IcRandom *random)
{
  IcwsPool *self = g_object_new (ICWS_TYPE_POOL, NULL);

  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  return self;
}

void
icws_pool_emit_changed (IcwsPool *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static IcwsGateway *
find_key (GPtrArray *gateways, const char *key, guint *position)
{
  for (guint i = 0; i < gateways->len; i++)
    if (g_str_equal (icws_gateway_get_key (g_ptr_array_index (gateways, i)), key))
      {
        if (position != NULL)
          *position = i;
        return g_ptr_array_index (gateways, i);
      }
  return NULL;
}

static IcwsGateway *
find_url (IcwsPool *self, const char *url, guint *position)
{
  g_autofree char *key = icws_gateway_normalize_url (url, NULL);

  return key ? find_key (self->gateways, key, position) : NULL;
}

/**
 * icws_pool_find:
 *
 * Returns: (transfer none) (nullable): the one of the list with that URL, however it is written
 */
IcwsGateway *
icws_pool_find (IcwsPool *self, const char *url)
{
  return find_url (self, url, NULL);
}

IcwsGateway *
icws_pool_find_record (IcwsPool *self, const char *key)
{
  IcwsGateway *gateway = find_key (self->gateways, key, NULL);

  return gateway ? gateway : find_key (self->kept, key, NULL);
}

/* What was caught lying is forgotten last. */
static void
drop_oldest (IcwsPool *self)
{
  guint64 now_ns = ic_clock_get_wall_ns (self->clock);

  for (guint i = 0; i < self->kept->len; i++)
    if (icws_gateway_get_state (g_ptr_array_index (self->kept, i), now_ns) !=
        ICWS_GATEWAY_QUARANTINED)
      {
        g_ptr_array_remove_index (self->kept, i);
        return;
      }
  g_ptr_array_remove_index (self->kept, 0);
}

void
icws_pool_keep (IcwsPool *self, IcwsGateway *gateway)
{
  if (icws_gateway_is_blank (gateway))
    {
      g_object_unref (gateway);
      return;
    }
  g_ptr_array_add (self->kept, gateway);
  while (self->kept->len > 0 && self->kept->len + self->gateways->len > ICWS_POOL_MAX_RECORDS)
    drop_oldest (self);
}

void
icws_pool_renew (IcwsPool *self, IcwsGateway *gateway)
{
  guint position;

  if (g_ptr_array_find (self->kept, gateway, &position))
    g_ptr_array_add (self->kept, g_ptr_array_steal_index (self->kept, position));
}

/* Its old record if there is one. (transfer full) (nullable) */
static IcwsGateway *
take_or_make (IcwsPool *self, const char *url, GError **error)
{
  g_autoptr (IcwsGateway) fresh = icws_gateway_new (url, self->clock, error);
  guint position;

  if (fresh == NULL)
    return NULL;
  if (find_key (self->gateways, icws_gateway_get_key (fresh), NULL) != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("This gateway is in the list already"));
      return NULL;
    }
  if (find_key (self->kept, icws_gateway_get_key (fresh), &position) == NULL)
    return g_steal_pointer (&fresh);
  return g_ptr_array_steal_index (self->kept, position);
}

/**
 * icws_pool_add:
 * @url: of the gateway
 * @error: %G_IO_ERROR_INVALID_ARGUMENT, with a sentence for people
 *
 * Puts it at the end, with the record that it has if it was in the list before.
 */
gboolean
icws_pool_add (IcwsPool *self, const char *url, GError **error)
{
  IcwsGateway *gateway;

  if (self->gateways->len >= ICWS_POOL_MAX_GATEWAYS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _ ("There are %d gateways in the list already"), ICWS_POOL_MAX_GATEWAYS);
      return FALSE;
    }
  gateway = take_or_make (self, url, error);
  if (gateway == NULL)
    return FALSE;
  g_ptr_array_add (self->gateways, gateway);
  g_list_model_items_changed (G_LIST_MODEL (self), self->gateways->len - 1, 0, 1);
  icws_pool_settle_pins (self, NULL);
  icws_pool_emit_changed (self);
  return TRUE;
}

/**
 * icws_pool_remove:
 *
 * Its record is kept, so that nobody is forgiven by being removed and added again; a pin is not.
 *
 * Returns: %FALSE if there is no such gateway, or no other
 */
gboolean
icws_pool_remove (IcwsPool *self, const char *url)
{
  guint position;
  IcwsGateway *gateway = find_url (self, url, &position);

  if (gateway == NULL || self->gateways->len == 1)
    return FALSE;
  icws_gateway_set_pinned (gateway, FALSE, gateway->pin_revision);
  gateway = g_ptr_array_steal_index (self->gateways, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  icws_pool_keep (self, gateway);
  icws_pool_emit_changed (self);
  return TRUE;
}

/**
 * icws_pool_move:
 * @position: where it will stand; beyond the end is the end
 */
void
icws_pool_move (IcwsPool *self, const char *url, guint position)
{
  guint old;
  IcwsGateway *gateway = find_url (self, url, &old);

  position = MIN (position, self->gateways->len - 1);
  if (gateway == NULL || old == position)
    return;
  gateway = g_ptr_array_steal_index (self->gateways, old);
  g_list_model_items_changed (G_LIST_MODEL (self), old, 1, 0);
  g_ptr_array_insert (self->gateways, (int)position, gateway);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  icws_pool_emit_changed (self);
}

/* The new list, of old and new gateways: without what is no URL, duplicates and what is too many. */
static GPtrArray *
make_list (IcwsPool *self, const char *const *urls)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (; urls != NULL && *urls != NULL && list->len < ICWS_POOL_MAX_GATEWAYS; urls++)
    {
      g_autofree char *key = icws_gateway_normalize_url (*urls, NULL);
      IcwsGateway *known = key ? icws_pool_find_record (self, key) : NULL;

      if (key == NULL || find_key (list, key, NULL) != NULL)
        continue;
      g_ptr_array_add (list,
                       known ? g_object_ref (known) : icws_gateway_new (*urls, self->clock, NULL));
    }
  return list;
}

/* One change of the model, as small as its ends allow. */
static void
replace_list (IcwsPool *self, GPtrArray *list)
{
  g_autoptr (GPtrArray) old = self->gateways;
  guint prefix = 0, suffix = 0, shorter = MIN (old->len, list->len);

  while (prefix < shorter && g_ptr_array_index (old, prefix) == g_ptr_array_index (list, prefix))
    prefix++;
  while (suffix < shorter - prefix && g_ptr_array_index (old, old->len - 1 - suffix) ==
                                          g_ptr_array_index (list, list->len - 1 - suffix))
    suffix++;
  self->gateways = g_ptr_array_ref (list);
  for (guint i = 0; i < list->len; i++)
    g_ptr_array_remove (self->kept, g_ptr_array_index (list, i));
  for (guint i = 0; i < old->len; i++)
    if (!g_ptr_array_find (list, g_ptr_array_index (old, i), NULL))
      icws_pool_keep (self, g_object_ref (g_ptr_array_index (old, i)));
  if (prefix + suffix == old->len && old->len == list->len)
    return;
  g_list_model_items_changed (G_LIST_MODEL (self), prefix, old->len - prefix - suffix,
                              list->len - prefix - suffix);
  icws_pool_settle_pins (self, NULL);
  icws_pool_emit_changed (self);
}

/**
 * icws_pool_set_urls:
 * @urls: (nullable) (array zero-terminated=1): the list; what is no URL, written twice or too many
 *   is left out
 */
void
icws_pool_set_urls (IcwsPool *self, const char *const *urls)
{
  g_autoptr (GPtrArray) list = make_list (self, urls);

  replace_list (self, list);
}

/**
 * icws_pool_dup_urls:
 *
 * Returns: (transfer full) (array zero-terminated=1): in order
 */
char **
icws_pool_dup_urls (IcwsPool *self)
{
  GStrvBuilder *urls = g_strv_builder_new ();
  char **all;

  for (guint i = 0; i < self->gateways->len; i++)
    g_strv_builder_add (urls, icws_gateway_get_url (g_ptr_array_index (self->gateways, i)));
  all = g_strv_builder_end (urls);
  g_strv_builder_unref (urls);
  return all;
}
