/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat-history.h"
#include "ic/ic-clock.h"

G_BEGIN_DECLS

/* Messages that come in at once, and the most of one search that are shown. */
#define ATTEST_SEARCH_VIEW_PAGE 50
#define ATTEST_SEARCH_VIEW_MAX  1000
/* From the last key to the search. */
#define ATTEST_SEARCH_VIEW_DELAY_MS 150

/**
 * AttestSearchView: what was found in a room's history, newest first; more comes in when the person
 * gets to the end.
 *
 * Property: "summary" (notify): how many were found, in words, for all to read and to be read aloud.
 * Signals: "found" (gint64 id): the person has chosen a message; "leave": wants back to the entry;
 * "close".
 */
#define ATTEST_TYPE_SEARCH_VIEW (attest_search_view_get_type ())
G_DECLARE_FINAL_TYPE (AttestSearchView, attest_search_view, ATTEST, SEARCH_VIEW, AdwBin)

void attest_search_view_set_history (AttestSearchView *self, ChatHistory *history);
void attest_search_view_set_clock (AttestSearchView *self, IcClock *clock);
void attest_search_view_set_words (AttestSearchView *self, const char *words);
void attest_search_view_activate_first (AttestSearchView *self);
gboolean attest_search_view_focus_first (AttestSearchView *self);
void attest_search_view_show_note (AttestSearchView *self, const char *note);
const char *attest_search_view_get_summary (AttestSearchView *self);

/* For tests. */
guint attest_search_view_get_n_rows (AttestSearchView *self);
GtkWidget *attest_search_view_get_row (AttestSearchView *self, guint index);
const char *attest_search_view_get_page (AttestSearchView *self);

G_END_DECLS
