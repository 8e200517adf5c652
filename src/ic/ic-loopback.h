/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-clock.h"

G_BEGIN_DECLS

/* A form with the largest chain that is read, its quotes and braces percent-encoded. */
#define IC_LOOPBACK_MAX_BODY (320 * 1024)
/* Beyond that and this a sender is cut off instead of answered. */
#define IC_LOOPBACK_MAX_EXCESS (1024 * 1024)
/* How long one request may take, idle ones included. */
#define IC_LOOPBACK_REQUEST_S       30
#define IC_LOOPBACK_MAX_CONNECTIONS 32

/**
 * IcLoopback: waits on 127.0.0.1 for the form that the login page of Internet Identity posts. Any
 * program on this machine and any web page can send something here: what is not exactly the form
 * expected, with the one-time number in it, is refused, and the wait goes on.
 */
#define IC_TYPE_LOOPBACK (ic_loopback_get_type ())
G_DECLARE_FINAL_TYPE (IcLoopback, ic_loopback, IC, LOOPBACK, GObject)

/* A form with the right number came. Exactly one ic_loopback_answer() must follow, now or later;
 * until then others are told to come again. @delegation is only valid during the call. */
typedef void (*IcLoopbackFunc) (IcLoopback *self,
                                const char *delegation,
                                gsize len,
                                gpointer user_data);
/* The answer is sent, or whoever waited for it is gone. */
typedef void (*IcLoopbackSentFunc) (IcLoopback *self, gpointer user_data);

IcLoopback *
ic_loopback_new (const char *nonce, IcClock *clock, IcLoopbackFunc func, gpointer user_data);
/* @port 0: any free one. Fails with IC_ERROR_LOGIN_LISTEN. */
gboolean ic_loopback_listen (IcLoopback *self, guint16 port, GError **error);
/* "http://127.0.0.1:<port>/" once it listens. */
const char *ic_loopback_get_url (IcLoopback *self);
/* Sends the browser to @location. @sent (nullable): called later, never from within. */
void ic_loopback_answer (IcLoopback *self,
                         const char *location,
                         IcLoopbackSentFunc sent,
                         gpointer user_data);
/* At once: the port is free, connections are cut. */
void ic_loopback_close (IcLoopback *self);

G_END_DECLS
