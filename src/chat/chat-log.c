/* SPDX-License-Identifier: MIT */
#include "chat-log-private.h"

static void chat_log_list_model_init (GListModelInterface *iface);
static void chat_log_paged_init (ChatPagedInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatLog,
                               chat_log,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, chat_log_list_model_init)
                                   G_IMPLEMENT_INTERFACE (CHAT_TYPE_PAGED, chat_log_paged_init))

static GType
get_item_type (GListModel *model)
{
  return CHAT_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *model)
{
  return CHAT_LOG (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  ChatLog *self = CHAT_LOG (model);

  if (position >= self->rows->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->rows, position));
}

static void
chat_log_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
has_older (ChatPaged *paged)
{
  return CHAT_LOG (paged)->has_older;
}

static gboolean
has_newer (ChatPaged *paged)
{
  return CHAT_LOG (paged)->has_newer;
}

static void
load_older (ChatPaged *paged)
{
  ChatLog *self = CHAT_LOG (paged);

  if (self->has_older && !self->reading_older && self->arrived == NULL)
    chat_log_read_older (self);
}

static void
load_newer (ChatPaged *paged)
{
  ChatLog *self = CHAT_LOG (paged);

  if (self->has_newer && !self->reading_newer && self->arrived == NULL)
    chat_log_read_newer (self);
}

static void
load_newest (ChatPaged *paged)
{
  ChatLog *self = CHAT_LOG (paged);

  if (self->has_newer && self->arrived == NULL)
    chat_log_load_async (self, NULL, NULL, NULL);
}

static void
chat_log_paged_init (ChatPagedInterface *iface)
{
  iface->has_older = has_older;
  iface->has_newer = has_newer;
  iface->load_older = load_older;
  iface->load_newer = load_newer;
  iface->load_newest = load_newest;
}

static void
chat_log_dispose (GObject *object)
{
  ChatLog *self = CHAT_LOG (object);

  chat_log_begin_era (self);
  chat_log_forget_all (self);
  g_clear_object (&self->newest);
  g_clear_object (&self->history);
  G_OBJECT_CLASS (chat_log_parent_class)->dispose (object);
}

static void
chat_log_finalize (GObject *object)
{
  ChatLog *self = CHAT_LOG (object);

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->held);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->gone);
  G_OBJECT_CLASS (chat_log_parent_class)->finalize (object);
}

static void
chat_log_class_init (ChatLogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_log_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_log_finalize;
}

static void
chat_log_init (ChatLog *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  /* The key is a part of the value. */
  self->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->gone = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/**
 * chat_log_new:
 * @history: (nullable) (transfer none): where all is kept
 *
 * Returns: (transfer full): a log that shows nothing; chat_log_load_async() shows what is kept
 */
ChatLog *
chat_log_new (ChatHistory *history)
{
  ChatLog *self = g_object_new (CHAT_TYPE_LOG, NULL);

  if (history != NULL)
    {
      self->history = g_object_ref (history);
      self->newest_id = chat_history_get_last_id (history);
    }
  return self;
}

ChatHistory *
chat_log_get_history (ChatLog *self)
{
  return self->history;
}

ChatMessage *
chat_log_get_newest (ChatLog *self)
{
  return self->newest;
}

/* The last of @rows (nullable). */
void
chat_log_set_newest (ChatLog *self, GPtrArray *rows)
{
  ChatMessage *newest = rows != NULL && rows->len > 0 ? rows->pdata[rows->len - 1] : NULL;

  g_set_object (&self->newest, newest);
}

void
chat_log_set_ends (ChatLog *self, gboolean older, gboolean newer)
{
  if (self->has_older == !!older && self->has_newer == !!newer)
    return;
  self->has_older = !!older;
  self->has_newer = !!newer;
  chat_paged_ends_changed (CHAT_PAGED (self));
}

void
chat_log_set_rows (ChatLog *self, GPtrArray *rows)
{
  guint n = self->rows->len;

  g_ptr_array_unref (self->rows);
  self->rows = rows;
  if (n > 0 || rows->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, rows->len);
}

void
chat_log_drop_oldest (ChatLog *self, guint n)
{
  g_ptr_array_remove_range (self->rows, 0, n);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

void
chat_log_drop_newest (ChatLog *self, guint n)
{
  guint position = self->rows->len - n;

  g_ptr_array_remove_range (self->rows, position, n);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n, 0);
}

/* A page at a time, so that not every message moves the rows. */
static void
stay_small (ChatLog *self)
{
  if (self->history == NULL)
    {
      if (self->rows->len > CHAT_LOG_MAX_UNKEPT)
        chat_log_drop_oldest (self, self->rows->len - CHAT_LOG_MAX_UNKEPT);
      return;
    }
  if (self->rows->len <= CHAT_LOG_MAX_ROWS)
    return;
  chat_log_drop_oldest (self, self->rows->len - CHAT_LOG_MAX_ROWS + CHAT_LOG_PAGE);
  chat_log_set_ends (self, TRUE, self->has_newer);
}

/**
 * chat_log_append:
 * @message: a new line
 * @record: (nullable): client key, codec and raw proof, to be kept with it
 *
 * It comes into the model unless that holds an older part.
 */
void
chat_log_append (ChatLog *self, ChatMessage *message, const ChatHistoryRecord *record)
{
  if (self->history != NULL)
    chat_log_keep (self, message, record);
  g_set_object (&self->newest, message);
  if (self->arrived != NULL)
    g_ptr_array_add (self->arrived, g_object_ref (message));
  if (self->has_newer)
    return;
  g_ptr_array_add (self->rows, g_object_ref (message));
  g_list_model_items_changed (G_LIST_MODEL (self), self->rows->len - 1, 0, 1);
  stay_small (self);
}

static void
remove_from (GPtrArray *array, ChatMessage *message)
{
  if (array != NULL)
    g_ptr_array_remove (array, message);
}

/**
 * chat_log_remove:
 * @message: a line of this log, in the model or not
 *
 * Returns: %FALSE if it is not of this log
 */
gboolean
chat_log_remove (ChatLog *self, ChatMessage *message)
{
  g_autoptr (ChatMessage) kept = g_object_ref (message);
  gint64 id = chat_message_get_id (message);
  guint position;
  gboolean is_row = g_ptr_array_find (self->rows, message, &position);

  if (!is_row && !g_hash_table_contains (self->known, &id))
    return FALSE;
  if (id != 0)
    chat_log_forget (self, id);
  remove_from (self->arrived, message);
  if (is_row)
    {
      g_ptr_array_remove_index (self->rows, position);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
    }
  if (self->newest == message)
    chat_log_set_newest (self, self->has_newer ? NULL : self->rows);
  return TRUE;
}

/**
 * chat_log_replace_newest:
 * @message: stands for what the newest line said, too
 */
void
chat_log_replace_newest (ChatLog *self, ChatMessage *message)
{
  if (self->newest != NULL)
    chat_log_remove (self, self->newest);
  chat_log_append (self, message, NULL);
}

/**
 * chat_log_clear:
 * @on_their_way: lines of ours, as they were said, that stay
 */
void
chat_log_clear (ChatLog *self, GPtrArray *on_their_way)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < on_their_way->len; i++)
    g_ptr_array_add (rows, g_object_ref (on_their_way->pdata[i]));
  chat_log_begin_era (self);
  chat_log_set_newest (self, rows);
  chat_log_set_rows (self, rows);
  chat_log_set_ends (self, FALSE, FALSE);
}
