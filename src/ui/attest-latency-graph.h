/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestLatencyGraph: how long the last messages were on the way, a bar each; where the connection
 * was not open there is a gap. Draws at most once a second, and only while it is seen.
 */
#define ATTEST_TYPE_LATENCY_GRAPH (attest_latency_graph_get_type ())
G_DECLARE_FINAL_TYPE (AttestLatencyGraph, attest_latency_graph, ATTEST, LATENCY_GRAPH, GtkWidget)

GtkWidget *attest_latency_graph_new (void);
void attest_latency_graph_set_latency (AttestLatencyGraph *self, ChatLatency *latency);
/* Draws anew what there is; @now_ns: for the summary, of the last five minutes. */
void attest_latency_graph_refresh (AttestLatencyGraph *self, guint64 now_ns);
/* "median 84 ms, worst 410 ms, last 5 min": also the accessible description. Never NULL. */
const char *attest_latency_graph_get_summary (AttestLatencyGraph *self);

G_END_DECLS
