/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat-history.h"

G_BEGIN_DECLS

/* GAsyncReadyCallback; @data: where the result goes; and the main loop until it is there. */
void bench_history_on_result (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult *bench_history_wait (GAsyncResult **result); /* (transfer none) */

ChatHistory *bench_history_open (const char *path);
void bench_history_flush (ChatHistory *history);
void bench_history_close (ChatHistory *history); /* takes it */
/* Makes a history of @n messages with proofs; one in a thousand says "needle". */
void bench_history_fill (const char *path, guint n);

G_END_DECLS
