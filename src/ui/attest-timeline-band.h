/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestTimelineBand: the history of a connection's health as a band. Each bit of it is split in
 * proportion to what it holds, so that a short failure stays visible. The arrow keys walk the
 * stretches; the one that is chosen is told in words.
 *
 * Signal "chosen" (const char *text): the stretch under the keyboard's or the pointer's place, in
 * words; "" for none.
 */
#define ATTEST_TYPE_TIMELINE_BAND (attest_timeline_band_get_type ())
G_DECLARE_FINAL_TYPE (AttestTimelineBand, attest_timeline_band, ATTEST, TIMELINE_BAND, GtkWidget)

GtkWidget *attest_timeline_band_new (void);
void attest_timeline_band_set_timeline (AttestTimelineBand *self, ChatTimeline *timeline);
/* The stretch of time that is shown ends at @now_ns. */
void attest_timeline_band_set_range (AttestTimelineBand *self, guint64 span_ns, guint64 now_ns);
/* "10:02:11 – 10:07:40: Reconnecting", of a span; @now_ns ends one that goes on. (transfer full) */
char *attest_timeline_band_describe_span (ChatSpan *span, guint64 now_ns);

G_END_DECLS
