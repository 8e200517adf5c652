/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ui-test-paged.h"

typedef enum
{
  OLDER = 1 << 0,
  NEWER = 1 << 1,
  NEWEST = 1 << 2
} Wish;

struct _UiTestPaged
{
  GObject parent_instance;

  GPtrArray *all;
  guint from; /* what is in the model: [from, to) */
  guint to;
  guint wishes;
  guint source;
  guint n_loads;
  gboolean held;
};

static void paged_init (ChatPagedInterface *iface);
static void model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UiTestPaged,
                               ui_test_paged,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init)
                                   G_IMPLEMENT_INTERFACE (CHAT_TYPE_PAGED, paged_init))

static GType
get_item_type (GListModel *list)
{
  return CHAT_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *list)
{
  return UI_TEST_PAGED (list)->to - UI_TEST_PAGED (list)->from;
}

static gpointer
get_item (GListModel *list, guint position)
{
  UiTestPaged *self = UI_TEST_PAGED (list);

  if (position >= self->to - self->from)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->all, self->from + position));
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
changed (UiTestPaged *self, guint position, guint removed, guint added)
{
  if (removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
deliver_older (UiTestPaged *self)
{
  guint added = MIN (self->from, UI_TEST_PAGED_PAGE);
  guint over;

  self->from -= added;
  changed (self, 0, 0, added);
  over = self->to - self->from > UI_TEST_PAGED_MAX ? self->to - self->from - UI_TEST_PAGED_MAX : 0;
  self->to -= over;
  changed (self, self->to - self->from, over, 0);
}

static void
deliver_newer (UiTestPaged *self)
{
  guint added = MIN (self->all->len - self->to, UI_TEST_PAGED_PAGE);
  guint over;

  self->to += added;
  changed (self, self->to - self->from - added, 0, added);
  over = self->to - self->from > UI_TEST_PAGED_MAX ? self->to - self->from - UI_TEST_PAGED_MAX : 0;
  self->from += over;
  changed (self, 0, over, 0);
}

static void
replace (UiTestPaged *self, guint from, guint to)
{
  guint removed = self->to - self->from;

  self->from = from;
  self->to = to;
  changed (self, 0, removed, to - from);
}

/**
 * ui_test_paged_deliver:
 * @self: the model
 *
 * Brings in what was asked for.
 */
void
ui_test_paged_deliver (UiTestPaged *self)
{
  gboolean had_older = self->from > 0;
  gboolean had_newer = self->to < self->all->len;
  guint wishes = self->wishes;

  g_clear_handle_id (&self->source, g_source_remove);
  self->wishes = 0;
  if (wishes & NEWEST)
    replace (self, self->all->len - MIN (self->all->len, UI_TEST_PAGED_PAGE), self->all->len);
  else
    {
      if (wishes & OLDER)
        deliver_older (self);
      if (wishes & NEWER)
        deliver_newer (self);
    }
  if (had_older != (self->from > 0) || had_newer != (self->to < self->all->len))
    chat_paged_ends_changed (CHAT_PAGED (self));
}

static gboolean
deliver_cb (gpointer data)
{
  UiTestPaged *self = data;

  self->source = 0;
  ui_test_paged_deliver (self);
  return G_SOURCE_REMOVE;
}

static void
wish (UiTestPaged *self, Wish what)
{
  if (self->wishes & what)
    return;
  self->wishes |= what;
  self->n_loads++;
  if (self->source == 0 && !self->held)
    self->source = g_timeout_add (1, deliver_cb, self);
}

static gboolean
has_older (ChatPaged *paged)
{
  return UI_TEST_PAGED (paged)->from > 0;
}

static gboolean
has_newer (ChatPaged *paged)
{
  return UI_TEST_PAGED (paged)->to < UI_TEST_PAGED (paged)->all->len;
}

static void
load_older (ChatPaged *paged)
{
  if (has_older (paged))
    wish (UI_TEST_PAGED (paged), OLDER);
}

static void
load_newer (ChatPaged *paged)
{
  if (has_newer (paged))
    wish (UI_TEST_PAGED (paged), NEWER);
}

static void
load_newest (ChatPaged *paged)
{
  if (has_newer (paged))
    wish (UI_TEST_PAGED (paged), NEWEST);
}

static void
paged_init (ChatPagedInterface *iface)
{
  iface->has_older = has_older;
  iface->has_newer = has_newer;
  iface->load_older = load_older;
  iface->load_newer = load_newer;
  iface->load_newest = load_newest;
}

static void
ui_test_paged_finalize (GObject *object)
{
  UiTestPaged *self = UI_TEST_PAGED (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_ptr_array_unref (self->all);
  G_OBJECT_CLASS (ui_test_paged_parent_class)->finalize (object);
}

static void
ui_test_paged_class_init (UiTestPagedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_test_paged_finalize;
}

static void
ui_test_paged_init (UiTestPaged *self)
{
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
}

UiTestPaged *
ui_test_paged_new (guint n, UiTestPagedMake make)
{
  UiTestPaged *self = g_object_new (UI_TYPE_TEST_PAGED, NULL);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->all, make (i));
  self->to = n;
  self->from = n - MIN (n, UI_TEST_PAGED_PAGE);
  return self;
}

void
ui_test_paged_set_held (UiTestPaged *self, gboolean held)
{
  self->held = held;
}

void
ui_test_paged_say (UiTestPaged *self, ChatMessage *message)
{
  gboolean at_newest = self->to == self->all->len;

  g_ptr_array_add (self->all, message);
  if (!at_newest)
    return;
  self->to++;
  changed (self, self->to - self->from - 1, 0, 1);
}

guint
ui_test_paged_load_around (UiTestPaged *self, guint i)
{
  gboolean had_older = self->from > 0;
  gboolean had_newer = self->to < self->all->len;

  if (i < self->from || i >= self->to)
    replace (self, i - MIN (i, UI_TEST_PAGED_PAGE / 2),
             MIN (self->all->len, i + UI_TEST_PAGED_PAGE / 2));
  if (had_older != (self->from > 0) || had_newer != (self->to < self->all->len))
    chat_paged_ends_changed (CHAT_PAGED (self));
  return i - self->from;
}

guint
ui_test_paged_get_from (UiTestPaged *self)
{
  return self->from;
}

guint
ui_test_paged_get_n_loads (UiTestPaged *self)
{
  return self->n_loads;
}

ChatMessage *
ui_test_paged_get (UiTestPaged *self, guint i)
{
  return g_ptr_array_index (self->all, i);
}
