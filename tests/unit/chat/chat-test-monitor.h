/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Takes the place of the default network monitor; to be called before anybody asks for that. */
void chat_test_monitor_install (void);
/* Tells everybody. */
void chat_test_monitor_set (gboolean available, gboolean metered);

G_END_DECLS
