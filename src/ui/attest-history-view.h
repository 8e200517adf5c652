/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestHistoryView: the history of a connection: a band with a legend, for the last quarter of an
 * hour, day or week, and the same as a list of sentences.
 */
#define ATTEST_TYPE_HISTORY_VIEW (attest_history_view_get_type ())
G_DECLARE_FINAL_TYPE (AttestHistoryView, attest_history_view, ATTEST, HISTORY_VIEW, GtkBox)

void attest_history_view_set_timeline (AttestHistoryView *self, ChatTimeline *timeline);
void attest_history_view_refresh (AttestHistoryView *self, guint64 now_ns);

G_END_DECLS
