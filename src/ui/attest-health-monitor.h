/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/* A trouble shorter than this gets no banner. */
#define ATTEST_TROUBLE_DELAY_MS 1500

/**
 * AttestHealthMonitor: the verdict of a connection with what a display needs: since when, and whether
 * a trouble has lasted long enough to speak of it.
 *
 * Signal "changed".
 */
#define ATTEST_TYPE_HEALTH_MONITOR (attest_health_monitor_get_type ())
G_DECLARE_FINAL_TYPE (AttestHealthMonitor, attest_health_monitor, ATTEST, HEALTH_MONITOR, GObject)

AttestHealthMonitor *attest_health_monitor_new (IcClock *clock);
void attest_health_monitor_set_health (AttestHealthMonitor *self,
                                       ChatHealth health,
                                       gboolean is_trouble);
ChatHealth attest_health_monitor_get_health (AttestHealthMonitor *self);
guint64 attest_health_monitor_get_since_ns (AttestHealthMonitor *self);
gboolean attest_health_monitor_get_in_trouble (AttestHealthMonitor *self);

G_END_DECLS
