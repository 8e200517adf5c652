/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * IcwsMeteredStream: the connection of a WebSocket, with two limits that libsoup 3.2 lacks.
 * libsoup reads until the socket would block, so a peer that sends faster than we read could hold
 * the main loop for ever; here each poll yields at most a burst. And it collects the fragments of a
 * message without an end; here at most so many bytes come between two whole messages.
 */
#define ICWS_TYPE_METERED_STREAM (icws_metered_stream_get_type ())
G_DECLARE_FINAL_TYPE (IcwsMeteredStream, icws_metered_stream, ICWS, METERED_STREAM, GIOStream)

/* Bytes that one turn of the main loop reads at most. */
#define ICWS_METERED_BURST_BYTES (32 * 1024)

/* @head: (nullable): bytes that were read from @base already and come first. */
GIOStream *icws_metered_stream_new (GIOStream *base, GBytes *head, guint64 max_unframed_bytes);
/* A whole message was read: its bytes do not count any more. */
void icws_metered_stream_reset (IcwsMeteredStream *self);
/* (transfer none) */
GIOStream *icws_metered_stream_get_base (IcwsMeteredStream *self);

G_END_DECLS
