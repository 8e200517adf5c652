/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * IcSecret: bytes that nobody else shall read: locked memory between guard pages, kept out of core
 * dumps, wiped with the last reference. Never printed: no function shows one. A zero byte follows
 * the bytes always, so that each secret can be read as text. Reference counted; the count, not the
 * contents, is thread-safe.
 */
typedef struct _IcSecret IcSecret;

#define IC_TYPE_SECRET (ic_secret_get_type ())
GType ic_secret_get_type (void);

IcSecret *ic_secret_new (gsize len);
IcSecret *ic_secret_new_from (gconstpointer bytes, gsize len);
IcSecret *ic_secret_new_text (const char *text);
IcSecret *ic_secret_ref (IcSecret *self);
void ic_secret_unref (IcSecret *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcSecret, ic_secret_unref)

guint8 *ic_secret_get_data (IcSecret *self); /* writable, before it is shared */
const guint8 *ic_secret_get_const (const IcSecret *self);
const char *ic_secret_get_text (const IcSecret *self);
gsize ic_secret_get_len (const IcSecret *self);
void ic_secret_truncate (IcSecret *self, gsize len);
gboolean ic_secret_equal (const IcSecret *a, const IcSecret *b);

/* Hexadecimal text in a time that depends on its length only. (transfer full) */
IcSecret *ic_secret_to_hex (const IcSecret *self);
IcSecret *ic_secret_from_hex (const char *hex, gsize len, GError **error);

/* Wipes what the functions that were called last left on the stack of this thread. */
void ic_secret_wipe_stack (void);

/* While one is held the process gives no core dump and nobody may attach to it. */
void ic_secret_guard_acquire (void);
void ic_secret_guard_release (void);

G_END_DECLS
