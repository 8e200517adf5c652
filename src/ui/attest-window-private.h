/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-expiry-banner.h"
#include "attest-room-item.h"
#include "attest-room-row.h"
#include "attest-shield-button.h"
#include "attest-window.h"
#include "compat/attest-side-pane.h"
#include "compat/attest-split-view.h"

G_BEGIN_DECLS

struct _AttestWindow
{
  AdwApplicationWindow parent_instance;

  GSettings *settings;  /* (nullable) */
  GPtrArray *items;     /* of AttestRoomItem, in the order of the sidebar */
  AttestRoomItem *item; /* (nullable) (borrowed of items): the one that is shown */
  char *control_url;    /* (nullable): where the local network is switched */

  AdwToastOverlay *toasts;
  GtkStack *stack;
  AttestLoginPage *login_page;
  AttestSplitView *split_view;
  AttestExpiryBanner *expiry_banner;
  AttestSidePane *side_pane;
  AttestChatView *chat_view;
  AttestConnectionPanel *panel;
  AttestShieldButton *shield;
  AdwWindowTitle *title;
  GtkWidget *back;
  GtkListBox *rooms;
  AdwAvatar *own_avatar;
  GtkLabel *own_name;
  GtkLabel *own_principal;
};

void attest_window_class_install_actions (GtkWidgetClass *widget_class);
void attest_window_init_actions (AttestWindow *self);
void attest_window_update_actions (AttestWindow *self);

/* attest-window-rooms.c: which rooms there are, and which one is shown */
void attest_window_add_room (AttestWindow *self, AttestRoomItem *item);
void attest_window_show_room (AttestWindow *self, AttestRoomItem *item);
void attest_window_move_room (AttestWindow *self, int step);
void attest_window_leave_room (AttestWindow *self);
void attest_window_leave_all (AttestWindow *self);
void attest_window_show_login (AttestWindow *self);
void attest_window_update_seen (AttestWindow *self);
ChatConnection *attest_window_get_connection (AttestWindow *self); /* (nullable): that is shown */

/* attest-window.c: the room that is shown has changed, or there is another one */
void attest_window_refresh (AttestWindow *self);
void attest_window_bind_room (AttestWindow *self);

G_END_DECLS
