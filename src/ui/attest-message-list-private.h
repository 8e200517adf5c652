/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-message-list.h"
#include "attest-message-row.h"

G_BEGIN_DECLS

struct _AttestMessageList
{
  GtkWidget parent_instance;

  GListModel *model;
  ChatPaged *paged; /* (nullable): the model, if it holds a part of a longer list */
  IcClock *clock;
  GPtrArray *rows;   /* AttestMessageRow, borrowed from the list box */
  GPtrArray *spares; /* AttestMessageRow out of use */
  AttestNameMarks *marks;
  ChatMessage *first_unread; /* (nullable): under the line */
  guint n_items;             /* of the model, when last told */
  guint first;               /* the window [first, last) of the model that is wanted */
  guint last;
  guint n_missing; /* rows at the beginning of the window that are still to be made */
  guint n_new;
  guint sync_source;

  /* Where the person reads: @anchor stands @anchor_offset below the upper edge. */
  AttestMessageRow *anchor; /* borrowed; one of rows */
  double anchor_offset;
  ChatMessage *target;     /* (nullable): is being brought into sight */
  AttestMessageRow *found; /* (nullable): borrowed; one of rows: stands out for a moment */
  guint found_source;
  double known_upper;
  double known_page_size;

  GtkWidget *overlay;
  GtkScrolledWindow *scroller;
  GtkListBox *list;
  GtkRevealer *jump_revealer;
  GtkLabel *jump_count;
  GtkWidget *jump_button;

  guint stick : 1;
  guint sync_wanted : 1;   /* rows of the window are still to be made */
  guint frame_awaited : 1; /* the next rows are made when the last ones are drawn */
  guint purge : 1;         /* messages have left the model */
  guint adjusting : 1;
  guint unsettled : 1;   /* sizes have changed, the position is not yet held */
  guint reconsider : 1;  /* whether the end is reached is to be found out when it is held */
  guint fill_around : 1; /* rows above the first one come when those that are there stand */
  guint marks_stale : 1;
  guint away : 1;
  guint line_seen : 1;

  guint has_older : 1; /* of the paged model, as it told last */
  guint has_newer : 1;
  guint keeps_history : 1;
  guint loading_older : 1;
  guint headers_stale : 1;
  guint ends_stale : 1; /* whether a page is wanted is to be found out when the rows stand */
  guint focus_lost : 1; /* a row that had it is gone */
  guint go_newest : 1;  /* the newest page is on its way, and the person wants to be there */
};

static inline AttestMessageRow *
attest_message_list_nth (AttestMessageList *self, guint i)
{
  return g_ptr_array_index (self->rows, i);
}

/* attest-message-list-scroll.c: where the person reads, and the window over the model that
 * follows */
void attest_message_list_move_anchor (AttestMessageList *self, guint index);
void attest_message_list_set_stick (AttestMessageList *self, gboolean stick);
void attest_message_list_hold_position (AttestMessageList *self);
void attest_message_list_sizes_changed (GtkAdjustment *adjustment, AttestMessageList *self);
void attest_message_list_scrolled (GtkAdjustment *adjustment, AttestMessageList *self);
void attest_message_list_show_newest (AttestMessageList *self);
void attest_message_list_items_changed (AttestMessageList *self,
                                        guint position,
                                        guint removed,
                                        guint added);

void attest_message_list_hold_row (AttestMessageList *self, AttestMessageRow *row);
void attest_message_list_load_page_if_near_end (AttestMessageList *self);
void attest_message_list_fill_around (AttestMessageList *self);

gboolean attest_message_list_get_row_place (AttestMessageList *self,
                                            AttestMessageRow *row,
                                            double *y,
                                            double *height);

/* attest-message-list-unread.c: the line above what was not seen */
void attest_message_list_note_unread (AttestMessageList *self, guint position, guint added);
GtkWidget *attest_message_list_create_unread_line (GtkWidget *above);

/* attest-message-list-rows.c: the rows of the window */
void attest_message_list_remove_row (AttestMessageList *self, guint index);
void attest_message_list_queue_sync (AttestMessageList *self);
void attest_message_list_frame_done (AttestMessageList *self);
/* The message before the first row: (transfer full) (nullable). */
ChatMessage *attest_message_list_get_item_above (AttestMessageList *self);

/* attest-message-list-header.c: what stands above a row */
void
attest_message_list_update_header (GtkListBoxRow *row, GtkListBoxRow *before_row, gpointer data);

/* attest-message-list-ends.c: a model that holds a part of a longer list */
void attest_message_list_bind_ends (AttestMessageList *self);
void attest_message_list_ask_at_ends (AttestMessageList *self, gboolean above, gboolean below);
void attest_message_list_consider_ends (AttestMessageList *self);
gboolean attest_message_list_ask_for_newest (AttestMessageList *self);

/* attest-message-list-show.c: one message is looked for */
void attest_message_list_place_target (AttestMessageList *self);
void attest_message_list_finish_show (AttestMessageList *self);
void attest_message_list_cancel_show (AttestMessageList *self);
void attest_message_list_unmark (AttestMessageList *self);

/* attest-message-list-focus.c: the focus of rows that go */
void attest_message_list_release_focus (AttestMessageList *self, AttestMessageRow *row);
void attest_message_list_restore_focus (AttestMessageList *self);

/* attest-message-list-jump.c: the button that leads to the newest message */
void attest_message_list_update_jump_button (AttestMessageList *self);

G_END_DECLS
