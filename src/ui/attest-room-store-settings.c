/* SPDX-License-Identifier: MIT */
/* What the settings hold of rooms: nothing that was said, and no names. */
#include "config.h"

#include "attest-room-store-private.h"

/* More than this nobody has, and each costs a connection at the start. */
#define MAX_OPEN 50

static gboolean
contains (AttestRoomStore *self, const char *key, const char *id)
{
  g_auto (GStrv) list = NULL;

  if (self->settings == NULL || id == NULL)
    return FALSE;
  list = g_settings_get_strv (self->settings, key);
  return g_strv_contains ((const char *const *)list, id);
}

static void
set (AttestRoomStore *self, const char *key, const char *id, gboolean wanted)
{
  g_auto (GStrv) list = NULL;
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) changed = NULL;
  guint n = 0;

  if (self->settings == NULL || id == NULL || contains (self, key, id) == wanted)
    return;
  list = g_settings_get_strv (self->settings, key);
  builder = g_strv_builder_new ();
  for (guint i = 0; list[i] != NULL && n < MAX_OPEN; i++)
    if (!g_str_equal (list[i], id))
      {
        g_strv_builder_add (builder, list[i]);
        n++;
      }
  if (wanted && n < MAX_OPEN)
    g_strv_builder_add (builder, id);
  changed = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, key, (const char *const *)changed);
}

gboolean
attest_room_store_get_open_at_start (AttestRoomStore *self)
{
  g_return_val_if_fail (ATTEST_IS_ROOM_STORE (self), FALSE);
  return self->settings != NULL && g_settings_get_boolean (self->settings, "open-at-start");
}

/**
 * attest_room_store_dup_open:
 *
 * Returns: (transfer full): ids of the rooms that are, or were, open; never %NULL
 */
char **
attest_room_store_dup_open (AttestRoomStore *self)
{
  g_return_val_if_fail (ATTEST_IS_ROOM_STORE (self), NULL);
  return self->settings != NULL ? g_settings_get_strv (self->settings, "open-rooms")
                                : g_new0 (char *, 1);
}

char *
attest_room_store_dup_last (AttestRoomStore *self)
{
  g_return_val_if_fail (ATTEST_IS_ROOM_STORE (self), NULL);
  return self->settings != NULL ? g_settings_get_string (self->settings, "last-room")
                                : g_strdup ("");
}

/**
 * attest_room_store_set_open:
 * @id: a saved connection
 * @open: whether its room is to be opened at the next start
 */
void
attest_room_store_set_open (AttestRoomStore *self, const char *id, gboolean open)
{
  g_return_if_fail (ATTEST_IS_ROOM_STORE (self));
  set (self, "open-rooms", id, open);
}

void
attest_room_store_set_last (AttestRoomStore *self, const char *id)
{
  g_return_if_fail (ATTEST_IS_ROOM_STORE (self));
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "last-room", id != NULL ? id : "");
}

gboolean
attest_room_store_get_muted (AttestRoomStore *self, const char *id)
{
  g_return_val_if_fail (ATTEST_IS_ROOM_STORE (self), FALSE);
  return contains (self, "muted-rooms", id);
}

void
attest_room_store_set_muted (AttestRoomStore *self, const char *id, gboolean muted)
{
  g_return_if_fail (ATTEST_IS_ROOM_STORE (self));
  set (self, "muted-rooms", id, muted);
}

/**
 * attest_room_store_drop:
 * @id: a saved connection that was removed
 */
void
attest_room_store_drop (AttestRoomStore *self, const char *id)
{
  g_autofree char *last = attest_room_store_dup_last (self);

  attest_room_store_set_open (self, id, FALSE);
  attest_room_store_set_muted (self, id, FALSE);
  if (g_strcmp0 (last, id) == 0)
    attest_room_store_set_last (self, NULL);
}
