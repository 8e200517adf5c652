/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-announcer.h"
#include "attest-chat-view.h"
#include "attest-composer.h"
#include "attest-search-view.h"
#include "compat/attest-banner.h"

G_BEGIN_DECLS

struct _AttestChatView
{
  AdwBin parent_instance;

  ChatRoom *room;
  GListModel *model;
  GSettings *settings; /* (nullable) */
  GtkWindow *window;   /* (nullable) (unowned): around us */

  ChatHistory *history;      /* (nullable): of the room */
  GCancellable *cancellable; /* (nullable): a message is being looked for */

  AttestAnnouncer *announcer;
  AttestBanner *banner;
  AttestComposer *composer;
  AttestMessageList *list;
  AdwStatusPage *empty;
  GtkLabel *typing;
  GtkStack *stack;
  AttestBanner *history_banner;
  GtkSearchBar *search_bar;
  GtkEditable *search_entry;
  AttestSearchView *search_view;
};

/* Which of its pages is seen: what was found, the messages, or that there are none. */
void attest_chat_view_update_page (AttestChatView *self);

/* attest-chat-view-search.c: the bar above the messages, and the way to what was found */
void attest_chat_view_class_install_search (GtkWidgetClass *widget_class);
void attest_chat_view_init_search (AttestChatView *self);
void attest_chat_view_stop_search (AttestChatView *self);
gboolean attest_chat_view_get_search_mode (AttestChatView *self);
void attest_chat_view_set_search_mode (AttestChatView *self, gboolean search_mode);
const char *attest_chat_view_get_search_hint (AttestChatView *self);
gboolean attest_chat_view_get_searching (AttestChatView *self);

/* attest-chat-view-history.c: what has become of what is kept */
void attest_chat_view_init_history (AttestChatView *self);
void attest_chat_view_bind_history (AttestChatView *self, ChatHistory *history);

G_END_DECLS
