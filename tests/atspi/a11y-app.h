/* SPDX-License-Identifier: MIT */
#pragma once

#include "a11y-desk.h"

G_BEGIN_DECLS

/**
 * A11yApp: the real programs as processes, as a person starts them.
 */
typedef struct _A11yApp A11yApp;

/* @argv: the program and its arguments; its output goes to the log of the test. Warnings end it.
 * @environment: (nullable): NAME=VALUE more, one after the other. */
A11yApp *a11y_app_start (const char *const *argv, const char *const *environment);
/* Waits until it ends by itself; fails unless with 0. */
void a11y_app_wait_end (A11yApp *self);
/* SIGTERM, without looking at how it ends. */
void a11y_app_kill (A11yApp *self);

/* Starts attest-network with @arguments (nullable) and waits until it has written @ready_file. */
A11yApp *
a11y_network_start (const char *program, const char *ready_file, const char *const *arguments);

G_END_DECLS
