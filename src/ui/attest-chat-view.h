/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-health-text.h"
#include "attest-message-list.h"
#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestChatView: a room: banner, messages, who types, composer; and a search in what it keeps, with
 * Ctrl+F.
 *
 * Properties: "search-mode" (writable, notify); "can-search": the room keeps what is said; and
 * "search-hint": what a button for it says.
 * Signals: "banner-action", "leave-composer".
 */
#define ATTEST_TYPE_CHAT_VIEW (attest_chat_view_get_type ())
G_DECLARE_FINAL_TYPE (AttestChatView, attest_chat_view, ATTEST, CHAT_VIEW, AdwBin)

void attest_chat_view_set_room (AttestChatView *self, ChatRoom *room);
void attest_chat_view_set_model (AttestChatView *self, GListModel *model);
void attest_chat_view_set_typists (AttestChatView *self, const char *const *typists);
void attest_chat_view_set_trouble (AttestChatView *self, const AttestHealthText *text);
gboolean attest_chat_view_get_banner_revealed (AttestChatView *self);
const char *attest_chat_view_get_typing_text (AttestChatView *self);
AttestMessageList *attest_chat_view_get_list (AttestChatView *self);
GtkWidget *attest_chat_view_get_composer (AttestChatView *self);

G_END_DECLS
