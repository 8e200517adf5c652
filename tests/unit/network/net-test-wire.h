/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-test-client.h"

G_BEGIN_DECLS

/* RFC 6455, 5.2 */
enum
{
  WIRE_TEXT = 1,
  WIRE_BINARY = 2,
  WIRE_CLOSE = 8,
  WIRE_PING = 9,
  WIRE_PONG = 10
};

/* A frame as it came, but for what is beyond the first WIRE_KEPT_BYTES of it. */
#define WIRE_KEPT_BYTES (256 * 1024)
typedef struct
{
  guint opcode;
  guint64 size;
  GByteArray *payload;
} WireFrame;

/**
 * TestWire: a client of a gateway that believes nothing and hides nothing: it speaks WebSocket by
 * itself over a bare socket, and keeps each frame, control frames too. Pings are not answered.
 */
typedef struct
{
  GSocketConnection *stream;
  GCancellable *cancellable;
  guint8 buffer[64 * 1024];
  GByteArray *unread;
  WireFrame *partial; /* (nullable) */
  guint64 n_seen;     /* bytes of it */
  guint status;       /* of HTTP; 0: no answer yet */
  gboolean ended;     /* the connection is gone */
  gboolean closing;   /* a closing frame came */
  gboolean paused;    /* nothing is read */
  gboolean reading;
  GPtrArray *frames; /* WireFrame */
  guint64 n_pings;   /* these are counted only */
  guint64 n_asked;   /* pings of ours, and the answers to them */
  guint64 n_answered;

  IcClock *clock;
  IcEd25519Identity *identity;
  NetClientKey key;
  IcPrincipal gateway; /* whom ws_open names */
  guint64 sequence_num;
} TestWire;

/* Connects to "ws://127.0.0.1:port" and asks for a WebSocket; does not wait for the answer. */
TestWire *test_wire_new (const char *url, guint n, guint64 nonce, IcClock *clock);
void test_wire_free (TestWire *self);
void test_wire_set_paused (TestWire *self, gboolean paused);

void test_wire_open (TestWire *self, const char *canister_id);
/* The next message; @content (transfer full). */
void test_wire_say (TestWire *self,
                    const char *canister_id,
                    GBytes *content,
                    gboolean is_service_message);

/* Turns the main loop until nothing is on its way, in the process or in the kernel: all that a client
 * sent has arrived, and all that the gateway sent to it. A ping and its answer tell; so a client that
 * has no WebSocket yet or reads nothing is not waited for. */
void test_settle (void);
/* Turns it until @wire has so many frames, or so many pings, or has ended; fails after a minute. */
void test_wire_wait (TestWire *self, guint n_frames, guint64 n_pings);

/* The four parts of a frame, or FALSE. */
gboolean test_wire_frame_read (const WireFrame *self, TestFrame *out);
void test_frame_clear (TestFrame *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TestFrame, test_frame_clear)

G_END_DECLS
