/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ChatPaged: a GListModel, oldest first, that holds one part of a longer list, in one piece. More
 * comes in at either end when it is asked for, and then as much goes at the other end as is needed to
 * stay small; "items-changed" tells of both. Items keep their identity while somebody holds them.
 *
 * Signal "ends-changed": has_older or has_newer changed; always after "items-changed".
 */
#define CHAT_TYPE_PAGED (chat_paged_get_type ())
G_DECLARE_INTERFACE (ChatPaged, chat_paged, CHAT, PAGED, GListModel)

struct _ChatPagedInterface
{
  GTypeInterface parent_iface;
  gboolean (*has_older) (ChatPaged *self);
  gboolean (*has_newer) (ChatPaged *self);
  void (*load_older) (ChatPaged *self);
  void (*load_newer) (ChatPaged *self);
  void (*load_newest) (ChatPaged *self);
};

/* There is more before the first item. */
gboolean chat_paged_has_older (ChatPaged *self);
/* There is more behind the last item; what is new then does not come into the model. */
gboolean chat_paged_has_newer (ChatPaged *self);
/* Each comes back at once, and does nothing while the same is under way, or where there is no more. */
void chat_paged_load_older (ChatPaged *self);
void chat_paged_load_newer (ChatPaged *self);
/* Lets go of everything, if need be, for the newest items. */
void chat_paged_load_newest (ChatPaged *self);
/* For those who implement it. */
void chat_paged_ends_changed (ChatPaged *self);

G_END_DECLS
