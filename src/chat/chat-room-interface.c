/* SPDX-License-Identifier: MIT */
/*
 * What an unknown canister speaks. Until that is known, its messages are read as they describe
 * themselves: each is shown and kept at once and in order, with field numbers where names are missing;
 * nothing is sent yet. The canister is asked again with each session, since it may be upgraded.
 */
#include "chat-room-interface.h"

#include "chat-room-private.h"

typedef struct
{
  ChatRoom *room; /* that this belongs to */
  GError *error;  /* (nullable) */
  GCancellable *cancellable;
  gboolean asking;
  gboolean asked; /* in this session, or while it opens */
} Learner;

static guint failed_signal;

static GQuark
get_learner_quark (void)
{
  return g_quark_from_static_string ("chat-room-learner");
}

static Learner *
get_learner (ChatRoom *room)
{
  return g_object_get_qdata (G_OBJECT (room), get_learner_quark ());
}

static void
learner_free (gpointer data)
{
  Learner *self = data;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  g_free (self);
}

static void
take_interface (Learner *self, ChatInterface *interface)
{
  ChatConnection *connection = chat_room_get_connection (self->room);
  gboolean same = self->room->interface != NULL &&
                  g_str_equal (chat_interface_get_text (self->room->interface),
                               chat_interface_get_text (interface)) &&
                  chat_interface_is_certified (self->room->interface) ==
                      chat_interface_is_certified (interface);
  g_autoptr (ChatCodec) codec = NULL;
  IcPrincipal principal;

  if (same)
    return;
  g_set_object (&self->room->interface, interface);
  codec = chat_codec_new_for_interface (interface);
  ic_identity_get_principal (chat_connection_get_identity (connection), &principal);
  chat_codec_set_principal (codec, &principal);
  chat_room_set_codec (self->room, codec);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ChatRoom) room = g_weak_ref_get (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatInterface) interface = NULL;
  Learner *self;

  g_weak_ref_clear (data);
  g_free (data);
  interface = chat_interface_fetch_finish (IC_AGENT (source), result, &error);
  self = room != NULL ? get_learner (room) : NULL;
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->asking = FALSE;
  g_clear_error (&self->error);
  if (interface != NULL)
    {
      take_interface (self, interface);
      return;
    }
  g_debug ("The canister's interface: %s", error->message);
  /* What it told before is still the best that is known. */
  if (room->interface != NULL)
    return;
  self->error = g_steal_pointer (&error);
  g_signal_emit (room, failed_signal, 0, self->error);
}

static void
ask (Learner *self)
{
  ChatConnection *connection = chat_room_get_connection (self->room);
  IcAgent *agent = chat_connection_get_agent (connection);
  GWeakRef *weak;

  if (self->asking || self->asked || agent == NULL)
    return;
  self->asking = TRUE;
  self->asked = TRUE;
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self->room);
  chat_interface_fetch_async (agent, &chat_connection_get_profile (connection)->canister_id,
                              self->cancellable, on_fetched, weak);
}

static void
on_updated (ChatRoom *room)
{
  Learner *self = get_learner (room);

  if (self != NULL)
    ask (self);
}

/* What failed before there was a session gets another try now. */
static void
on_opened (ChatRoom *room)
{
  Learner *self = get_learner (room);

  if (self == NULL)
    return;
  if (self->error != NULL && !self->asking)
    self->asked = FALSE;
  ask (self);
}

static void
on_closed (ChatRoom *room)
{
  Learner *self = get_learner (room);

  if (self != NULL)
    self->asked = FALSE;
}

void
chat_room_class_init_interface (ChatRoomClass *klass)
{
  failed_signal = g_signal_new ("interface-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

/**
 * chat_room_follow_interface:
 * @self: a room, with connection and codec
 *
 * Nothing if the profile says what codec it is.
 */
void
chat_room_follow_interface (ChatRoom *self)
{
  ChatConnection *connection = chat_room_get_connection (self);
  Learner *learner;

  if (g_strcmp0 (chat_connection_get_profile (connection)->codec_id, "any") != 0)
    return;
  learner = g_new0 (Learner, 1);
  learner->room = self;
  learner->cancellable = g_cancellable_new ();
  g_object_set_qdata_full (G_OBJECT (self), get_learner_quark (), learner, learner_free);
  g_signal_connect_object (connection, "updated", G_CALLBACK (on_updated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "closed", G_CALLBACK (on_closed), self, G_CONNECT_SWAPPED);
  ask (learner);
}

/**
 * chat_room_get_interface:
 *
 * Returns: (transfer none) (nullable): what the canister says that it speaks
 */
ChatInterface *
chat_room_get_interface (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);
  return self->interface;
}

gboolean
chat_room_is_learning (ChatRoom *self)
{
  Learner *learner;

  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);
  learner = get_learner (self);
  return learner != NULL && self->interface == NULL && learner->error == NULL;
}

const GError *
chat_room_get_interface_error (ChatRoom *self)
{
  Learner *learner;

  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);
  learner = get_learner (self);
  return learner != NULL ? learner->error : NULL;
}
