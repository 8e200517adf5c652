/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *attest_time_format_clock (guint64 wall_ns);
char *attest_time_format_clock_seconds (guint64 wall_ns);
char *attest_time_format_day (guint64 wall_ns, guint64 now_ns);
char *attest_time_format_full (guint64 wall_ns);
char *attest_time_format_age (guint64 wall_ns, guint64 now_ns);
char *attest_time_format_span (gint64 us);
gboolean attest_time_is_same_day (guint64 a_ns, guint64 b_ns);

G_END_DECLS
