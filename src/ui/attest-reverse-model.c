/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-reverse-model.h"

struct _AttestReverseModel
{
  GObject parent_instance;

  GListModel *model;
  guint n_items; /* of @model when last told */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AttestReverseModel,
                               attest_reverse_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *list)
{
  return g_list_model_get_item_type (ATTEST_REVERSE_MODEL (list)->model);
}

static guint
get_n_items (GListModel *list)
{
  return ATTEST_REVERSE_MODEL (list)->n_items;
}

static gpointer
get_item (GListModel *list, guint position)
{
  AttestReverseModel *self = ATTEST_REVERSE_MODEL (list);

  if (position >= self->n_items)
    return NULL;
  return g_list_model_get_item (self->model, self->n_items - 1 - position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
items_changed_cb (AttestReverseModel *self, guint position, guint removed, guint added)
{
  guint reversed = self->n_items - position - removed;

  self->n_items = self->n_items - removed + added;
  g_list_model_items_changed (G_LIST_MODEL (self), reversed, removed, added);
}

static void
attest_reverse_model_finalize (GObject *object)
{
  g_clear_object (&ATTEST_REVERSE_MODEL (object)->model);
  G_OBJECT_CLASS (attest_reverse_model_parent_class)->finalize (object);
}

static void
attest_reverse_model_class_init (AttestReverseModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_reverse_model_finalize;
}

static void
attest_reverse_model_init (AttestReverseModel *self)
{
}

/**
 * attest_reverse_model_new:
 * @model: any model
 *
 * Returns: (transfer full): the same items in reverse order
 */
AttestReverseModel *
attest_reverse_model_new (GListModel *model)
{
  AttestReverseModel *self = g_object_new (ATTEST_TYPE_REVERSE_MODEL, NULL);

  self->model = g_object_ref (model);
  self->n_items = g_list_model_get_n_items (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
