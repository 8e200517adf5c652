/* SPDX-License-Identifier: MIT */
#include "chat-paged.h"

static guint ends_changed_signal;

G_DEFINE_INTERFACE (ChatPaged, chat_paged, G_TYPE_LIST_MODEL)

static void
chat_paged_default_init (ChatPagedInterface *iface)
{
  ends_changed_signal = g_signal_new ("ends-changed", CHAT_TYPE_PAGED, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 0);
}

/**
 * chat_paged_has_older:
 *
 * Returns: whether there is more before the first item
 */
gboolean
chat_paged_has_older (ChatPaged *self)
{
  g_return_val_if_fail (CHAT_IS_PAGED (self), FALSE);
  return CHAT_PAGED_GET_IFACE (self)->has_older (self);
}

/**
 * chat_paged_has_newer:
 *
 * Returns: whether there is more behind the last item
 */
gboolean
chat_paged_has_newer (ChatPaged *self)
{
  g_return_val_if_fail (CHAT_IS_PAGED (self), FALSE);
  return CHAT_PAGED_GET_IFACE (self)->has_newer (self);
}

/**
 * chat_paged_load_older:
 *
 * Brings in the page before the first item, some time.
 */
void
chat_paged_load_older (ChatPaged *self)
{
  g_return_if_fail (CHAT_IS_PAGED (self));
  CHAT_PAGED_GET_IFACE (self)->load_older (self);
}

/**
 * chat_paged_load_newer:
 *
 * Brings in the page behind the last item, some time.
 */
void
chat_paged_load_newer (ChatPaged *self)
{
  g_return_if_fail (CHAT_IS_PAGED (self));
  CHAT_PAGED_GET_IFACE (self)->load_newer (self);
}

/**
 * chat_paged_load_newest:
 *
 * Brings in the newest items, some time.
 */
void
chat_paged_load_newest (ChatPaged *self)
{
  g_return_if_fail (CHAT_IS_PAGED (self));
  CHAT_PAGED_GET_IFACE (self)->load_newest (self);
}

/**
 * chat_paged_ends_changed:
 *
 * Tells that there is more, or no more, at one of the ends.
 */
void
chat_paged_ends_changed (ChatPaged *self)
{
  g_return_if_fail (CHAT_IS_PAGED (self));
  g_signal_emit (self, ends_changed_signal, 0);
}
