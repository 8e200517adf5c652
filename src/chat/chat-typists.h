/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-clock.h"

G_BEGIN_DECLS

/* Names that we keep at once: a flood of typing notices must not fill the memory. */
#define CHAT_MAX_TYPISTS 32

/**
 * ChatTypists: who types now: a name is gone CHAT_TYPING_INTERVAL_MS after its last notice.
 */
typedef struct _ChatTypists ChatTypists;

typedef void (*ChatTypistsFunc) (gpointer user_data);

ChatTypists *chat_typists_new (IcClock *clock, ChatTypistsFunc changed, gpointer user_data);
void chat_typists_free (ChatTypists *self);
void chat_typists_add (ChatTypists *self, const char *name);
void chat_typists_remove (ChatTypists *self, const char *name);
void chat_typists_clear (ChatTypists *self);
const char *const *chat_typists_get (ChatTypists *self);

G_END_DECLS
