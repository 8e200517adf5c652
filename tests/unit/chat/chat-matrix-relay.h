/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the way to a server is like. */
typedef enum
{
  RELAY_PASS,   /* all goes through */
  RELAY_HOLD,   /* nothing goes through, and nobody is told; what was under way comes later */
  RELAY_REFUSE, /* takes no connection; those there are go on */
} RelayMode;

/**
 * Relay: the network between a client and a server on this computer: a port of its own that passes
 * bytes on, until somebody pulls the plug. Runs on the main loop.
 */
typedef struct _Relay Relay;

/* To the port of @url. */
Relay *relay_new (const char *url);
void relay_free (Relay *self);
/* @url with the relay's port instead. */
const char *relay_get_url (Relay *self);
void relay_set_mode (Relay *self, RelayMode mode);
/* Resets all connections that there are. */
void relay_cut (Relay *self);

G_END_DECLS
