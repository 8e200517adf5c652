/* SPDX-License-Identifier: MIT */
#include "chat-typists.h"

#include "chat-room.h"

struct _ChatTypists
{
  IcClock *clock;
  ChatTypistsFunc changed;
  gpointer user_data;
  GPtrArray *names; /* of char *, then NULL */
  GArray *until_us; /* of gint64, beside the names */
  guint timer_id;
};

static void schedule (ChatTypists *self);

ChatTypists *
chat_typists_new (IcClock *clock, ChatTypistsFunc changed, gpointer user_data)
{
  ChatTypists *self = g_new0 (ChatTypists, 1);

  self->clock = g_object_ref (clock);
  self->changed = changed;
  self->user_data = user_data;
  self->names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->names, NULL);
  self->until_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

void
chat_typists_free (ChatTypists *self)
{
  if (self == NULL)
    return;
  if (self->timer_id != 0)
    ic_clock_cancel (self->clock, self->timer_id);
  g_ptr_array_unref (self->names);
  g_array_unref (self->until_us);
  g_object_unref (self->clock);
  g_free (self);
}

static int
find (ChatTypists *self, const char *name)
{
  for (guint i = 0; i < self->until_us->len; i++)
    if (g_strcmp0 (g_ptr_array_index (self->names, i), name) == 0)
      return (int)i;
  return -1;
}

static void
remove_at (ChatTypists *self, guint i)
{
  g_ptr_array_remove_index (self->names, i);
  g_array_remove_index (self->until_us, i);
}

static void
on_timer (gpointer data)
{
  ChatTypists *self = data;
  gint64 now_us = ic_clock_get_monotonic_us (self->clock);
  gboolean any = FALSE;

  self->timer_id = 0;
  for (guint i = self->until_us->len; i-- > 0;)
    if (g_array_index (self->until_us, gint64, i) <= now_us)
      {
        remove_at (self, i);
        any = TRUE;
      }
  schedule (self);
  if (any)
    self->changed (self->user_data);
}

static void
schedule (ChatTypists *self)
{
  gint64 first_us = G_MAXINT64;

  if (self->timer_id != 0)
    ic_clock_cancel (self->clock, self->timer_id);
  self->timer_id = 0;
  for (guint i = 0; i < self->until_us->len; i++)
    first_us = MIN (first_us, g_array_index (self->until_us, gint64, i));
  if (first_us != G_MAXINT64)
    self->timer_id = ic_clock_call_at (self->clock, first_us, on_timer, self);
}

/**
 * chat_typists_add:
 * @name: (nullable): who types; nothing happens without a name
 */
void
chat_typists_add (ChatTypists *self, const char *name)
{
  gint64 until_us = ic_clock_get_monotonic_us (self->clock) + CHAT_TYPING_INTERVAL_MS * 1000;
  int i = find (self, name);

  if (name == NULL || *name == 0 || (i < 0 && self->until_us->len >= CHAT_MAX_TYPISTS))
    return;
  if (i >= 0)
    {
      g_array_index (self->until_us, gint64, i) = until_us;
      schedule (self);
      return;
    }
  g_ptr_array_insert (self->names, (int)self->until_us->len, g_strdup (name));
  g_array_append_val (self->until_us, until_us);
  schedule (self);
  self->changed (self->user_data);
}

void
chat_typists_remove (ChatTypists *self, const char *name)
{
  int i = find (self, name);

  if (i < 0)
    return;
  remove_at (self, (guint)i);
  schedule (self);
  self->changed (self->user_data);
}

void
chat_typists_clear (ChatTypists *self)
{
  if (self->until_us->len == 0)
    return;
  while (self->until_us->len > 0)
    remove_at (self, self->until_us->len - 1);
  schedule (self);
  self->changed (self->user_data);
}

/**
 * chat_typists_get:
 *
 * Returns: (transfer none): %NULL-terminated names in the order in which they began
 */
const char *const *
chat_typists_get (ChatTypists *self)
{
  return (const char *const *)self->names->pdata;
}
