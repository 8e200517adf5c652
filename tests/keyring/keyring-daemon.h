/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KeyringDaemon: a real gnome-keyring-daemon on the private session bus, and who answers its prompts.
 */
typedef struct _KeyringDaemon KeyringDaemon;

typedef enum
{
  KEYRING_PROMPT_NOBODY,  /* nothing can ask the person */
  KEYRING_PROMPT_DISMISS, /* the person says no */
  KEYRING_PROMPT_ANSWER   /* the person types KEYRING_PASSWORD */
} KeyringPrompt;
#define KEYRING_PASSWORD "correct horse battery staple"

/* Starts it and waits for its name. @unlock: as a login with the password does. */
KeyringDaemon *keyring_daemon_start (gboolean unlock, KeyringPrompt prompt);
/* Ends it and waits until its name is gone. */
void keyring_daemon_stop (KeyringDaemon *self);
/* Whether this machine has what answers prompts (libgcr). */
gboolean keyring_daemon_can_prompt (void);

G_END_DECLS
