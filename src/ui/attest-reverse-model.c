/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-reverse-model.h"

struct _AttestReverseModel
{
  GObject parent_instance;

  GListModel *model;
  guint n_items;   /* that we have told of */
  guint n_pending; /* appended to @model since */
  guint timer;
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

static gboolean
flush_cb (gpointer data)
{
  AttestReverseModel *self = ATTEST_REVERSE_MODEL (data);

  self->timer = 0;
  attest_reverse_model_flush (self);
  return G_SOURCE_REMOVE;
}

static void
items_changed_cb (AttestReverseModel *self, guint position, guint removed, guint added)
{
  guint n_before = self->n_items + self->n_pending;

  if (position == n_before && removed == 0)
    {
      self->n_pending += added;
      if (self->timer == 0)
        self->timer = g_timeout_add (ATTEST_REVERSE_MODEL_DELAY_MS, flush_cb, self);
      return;
    }
  if (position + removed <= self->n_items)
    {
      /* Among those that we have told of: the pending ones are still the last. */
      guint reversed = self->n_items - position - removed;

      self->n_items = self->n_items - removed + added;
      g_list_model_items_changed (G_LIST_MODEL (self), reversed, removed, added);
    }
  else
    {
      guint n_told = self->n_items;

      self->n_items = n_before - removed + added;
      self->n_pending = 0;
      g_list_model_items_changed (G_LIST_MODEL (self), 0, n_told, self->n_items);
    }
}

static void
attest_reverse_model_dispose (GObject *object)
{
  AttestReverseModel *self = ATTEST_REVERSE_MODEL (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  G_OBJECT_CLASS (attest_reverse_model_parent_class)->dispose (object);
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
  G_OBJECT_CLASS (klass)->dispose = attest_reverse_model_dispose;
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

/**
 * attest_reverse_model_flush:
 * @self: the model
 *
 * Tells at once of the items that wait for the next batch.
 */
void
attest_reverse_model_flush (AttestReverseModel *self)
{
  guint n_pending;

  g_return_if_fail (ATTEST_IS_REVERSE_MODEL (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  n_pending = self->n_pending;
  if (n_pending == 0)
    return;
  self->n_items += n_pending;
  self->n_pending = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n_pending);
}
