/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "attest-room-item.h"

G_BEGIN_DECLS

/* The action of an announcement: shows the room. Its target is the id of the item, a string. */
#define ATTEST_NOTIFIER_ACTION "app.show-room"

/**
 * AttestNotifier: announces what comes in rooms that nobody sees: one announcement a room, taken back
 * when it is read; and a gateway that was caught lying, once.
 */
#define ATTEST_TYPE_NOTIFIER (attest_notifier_get_type ())
G_DECLARE_FINAL_TYPE (AttestNotifier, attest_notifier, ATTEST, NOTIFIER, GObject)

/* @settings (nullable): everything is announced in full. */
AttestNotifier *attest_notifier_new (GApplication *application, GSettings *settings);
void attest_notifier_add (AttestNotifier *self, AttestRoomItem *item);
void attest_notifier_remove (AttestNotifier *self, AttestRoomItem *item);

/* What an announcement says: pure functions, for tests. */
char *attest_notifier_make_body (const char *author, const char *text, guint unread, gboolean open);
const char *attest_notifier_get_id (AttestRoomItem *item);

G_END_DECLS
