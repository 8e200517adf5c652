/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The Candid interface of a WebSocket canister as text. @app_types defines AppMessage; @methods
 * (nullable) lists further methods, each ended by a semicolon. (transfer full) */
char *net_did_make (const char *app_types, const char *methods);

G_END_DECLS
