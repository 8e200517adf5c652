/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * UiTestPaged: a ChatPaged over an array in memory, with pages of 100 and at most 300 at once.
 * Pages come from an idle source, or when ui_test_paged_deliver() is called if it is held back.
 */
#define UI_TYPE_TEST_PAGED (ui_test_paged_get_type ())
G_DECLARE_FINAL_TYPE (UiTestPaged, ui_test_paged, UI, TEST_PAGED, GObject)

#define UI_TEST_PAGED_PAGE 100
#define UI_TEST_PAGED_MAX  300

typedef ChatMessage *(*UiTestPagedMake) (guint i);

UiTestPaged *ui_test_paged_new (guint n, UiTestPagedMake make);
void ui_test_paged_set_held (UiTestPaged *self, gboolean held);
void ui_test_paged_deliver (UiTestPaged *self);
/* Something new is said. Takes @message. */
void ui_test_paged_say (UiTestPaged *self, ChatMessage *message);
/* Brings in what stands around message @i, as after a search. Its position. */
guint ui_test_paged_load_around (UiTestPaged *self, guint i);
guint ui_test_paged_get_from (UiTestPaged *self);
guint ui_test_paged_get_n_loads (UiTestPaged *self);
ChatMessage *ui_test_paged_get (UiTestPaged *self, guint i); /* (transfer none) */

G_END_DECLS
