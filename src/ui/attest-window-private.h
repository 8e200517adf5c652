/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-expiry-banner.h"
#include "attest-room-item.h"
#include "attest-room-opener.h"
#include "attest-room-row.h"
#include "attest-room-store.h"
#include "attest-shield-button.h"
#include "attest-window.h"
#include "compat/attest-banner.h"
#include "compat/attest-side-pane.h"
#include "compat/attest-split-view.h"

G_BEGIN_DECLS

struct _AttestWindow
{
  AdwApplicationWindow parent_instance;

  GSettings *settings;    /* (nullable) */
  GPtrArray *items;       /* of AttestRoomItem, in the order of the sidebar */
  AttestRoomItem *item;   /* (nullable) (borrowed of items): the one that is shown */
  AttestRoomRow *waiting; /* (nullable) (borrowed): that is shown instead of a room */
  char *control_url;      /* (nullable): where the local network is switched */
  AttestRoomStore *store; /* what is kept of rooms */
  GCancellable *closing;  /* of rooms that are being opened; cancelled when they are left */
  GHashTable *opening;    /* ids of the saved connections whose rooms are being opened */
  guint draft_source;

  /* attest-window-restore.c */
  AttestRoomOpener *opener; /* (nullable): while rooms are opened again */
  GQueue *restoring;        /* (nullable): ids of saved connections that are still to be opened */
  char *restoring_id;       /* (nullable): that is being opened */
  char *wanted;             /* (nullable): whose room is to be shown */
  guint patience;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  AttestLoginPage *login_page;
  AttestSplitView *split_view;
  AttestExpiryBanner *expiry_banner;
  AttestBanner *notice;
  AttestSidePane *side_pane;
  AttestChatView *chat_view;
  AttestConnectionPanel *panel;
  AttestShieldButton *shield;
  AdwWindowTitle *title;
  GtkStack *content;
  AdwStatusPage *waiting_page;
  GtkWidget *back;
  GtkListBox *rooms;
  GtkWidget *own_box;
  AdwAvatar *own_avatar;
  GtkLabel *own_name;
  GtkLabel *own_principal;
};

void attest_window_class_install_actions (GtkWidgetClass *widget_class);
void attest_window_init_actions (AttestWindow *self);
void attest_window_update_actions (AttestWindow *self);

/* attest-window-rooms.c: which rooms there are, and which one is shown */
void attest_window_add_room (AttestWindow *self, AttestRoomItem *item, gboolean show);
void attest_window_show_room (AttestWindow *self, AttestRoomItem *item);
void attest_window_show_row (AttestWindow *self, AttestRoomRow *row);
void attest_window_move_room (AttestWindow *self, int step);
void attest_window_keep_draft (AttestWindow *self);
void attest_window_show_login (AttestWindow *self);
void attest_window_show_page (AttestWindow *self, const char *name);
void attest_window_update_seen (AttestWindow *self);
ChatConnection *attest_window_get_connection (AttestWindow *self); /* (nullable): that is shown */
AttestNotifier *attest_window_get_notifier (AttestWindow *self);   /* (nullable) */
AttestRoomRow *attest_window_find_row (AttestWindow *self, AttestRoomItem *item); /* (nullable) */
AttestRoomRow *attest_window_find_waiting (AttestWindow *self,
                                           const char *saved_id); /* (nullable) */
AttestRoomItem *attest_window_find_saved (AttestWindow *self,
                                          const char *saved_id); /* (nullable) */

/* attest-window-leave.c: rooms go. @forget: what was said is deleted. */
void attest_window_leave_room (AttestWindow *self, gboolean forget);
void attest_window_leave_all (AttestWindow *self);
void attest_window_ask_to_leave (AttestWindow *self);
void attest_window_removed_cb (AttestWindow *self, const char *saved_id);

/* attest-window-open.c: rooms come, with their history */
void attest_window_open_saved (AttestWindow *self,
                               const char *saved_id,
                               const ChatProfile *profile,
                               IcIdentity *identity,
                               const char *display_name,
                               gboolean show);
/* Of the room that is shown: closes it and opens it again, as it is saved now. */
void attest_window_reopen_room (AttestWindow *self);

/* attest-window-restore.c: rooms that were open the last time */
void attest_window_restore_next (AttestWindow *self);
void attest_window_stop_restoring (AttestWindow *self);

/* attest-window-room.c: what can be done with the room that is shown */
void attest_window_class_install_room_actions (GtkWidgetClass *widget_class);
void attest_window_update_room_actions (AttestWindow *self);
void attest_window_tell_of_history (AttestWindow *self, AttestRoomItem *item, const GError *error);
void
attest_window_history_failed_cb (AttestWindow *self, const char *saved_id, const GError *error);

/* attest-window-bind.c: the room that is shown has changed, or there is another one */
void attest_window_refresh (AttestWindow *self);
void attest_window_refresh_panel (AttestWindow *self);
void attest_window_bind_room (AttestWindow *self);

/* attest-window.c */
void attest_window_attach_pool (AttestWindow *self, ChatConnection *connection);

G_END_DECLS
