/* SPDX-License-Identifier: MIT */
#pragma once

#include "../keyring/keyring-daemon.h"
#include "attest-composer.h"
#include "attest-window-private.h"
#include "network/net-network.h"
#include "ui-test-util.h"

G_BEGIN_DECLS

/* A window, a real network and a real keyring; can be quit and started again. */
typedef struct
{
  KeyringDaemon *daemon;
  NetNetwork *network;
  ChatProfile *profile;
  ChatRoom *grace; /* somebody else, in the same room */
  AttestWindow *window;
  GSettings *settings;
} KeptRooms;

void kept_rooms_show (KeptRooms *self);
void kept_rooms_quit (KeptRooms *self);
void kept_rooms_set_up (KeptRooms *self, gconstpointer data);
void kept_rooms_tear_down (KeptRooms *self, gconstpointer data);
gboolean kept_rooms_has_room_cb (gpointer data);
gboolean kept_rooms_is_online_cb (gpointer data);
gboolean kept_rooms_is_quiet_cb (gpointer data);
void kept_rooms_join (KeptRooms *self);
ChatMessage *kept_rooms_find_message (GListModel *model, const char *text);
GListModel *kept_rooms_get_model (KeptRooms *self);
void kept_rooms_say (KeptRooms *self, ChatRoom *room, const char *text);
AttestComposer *kept_rooms_get_composer (KeptRooms *self);
void kept_rooms_take_picture (KeptRooms *self, const char *name);
GtkWidget *kept_rooms_find_toplevel (GType type);

G_END_DECLS
