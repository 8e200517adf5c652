/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * settle:
 *
 * Turns the main loop until nothing is on its way any more: no source is ready, and no byte is in
 * the kernel between two sockets of this process. Work that is made for threads is done in place
 * (see the .c file), so that there is nothing else to wait for: the same seed, the same run.
 */
void settle (void);

G_END_DECLS
