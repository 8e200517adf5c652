/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-expiry-banner.h"
#include "attest-health-monitor.h"
#include "attest-shield-button.h"
#include "attest-window.h"
#include "compat/attest-side-pane.h"
#include "compat/attest-split-view.h"

G_BEGIN_DECLS

struct _AttestWindow
{
  AdwApplicationWindow parent_instance;

  GSettings *settings; /* (nullable) */
  ChatRoom *room;      /* (nullable): NULL on the login page */
  AttestHealthMonitor *monitor;
  guint refresh_source;
  char *control_url; /* (nullable): where the local network is switched */

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
  AdwActionRow *room_row;
  GtkImage *room_state;
  AdwAvatar *own_avatar;
  GtkLabel *own_name;
  GtkLabel *own_principal;
};

void attest_window_class_install_actions (GtkWidgetClass *widget_class);
void attest_window_init_actions (AttestWindow *self);
void attest_window_update_actions (AttestWindow *self);
void attest_window_leave_room (AttestWindow *self);

G_END_DECLS
