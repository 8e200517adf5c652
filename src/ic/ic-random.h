/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * IcRandom: randomness as a dependency that is handed in. The system one is libsodium's; the seeded
 * one (a ChaCha20 stream) is for tests and never for keys that matter. Thread-safe.
 */
#define IC_TYPE_RANDOM (ic_random_get_type ())
G_DECLARE_FINAL_TYPE (IcRandom, ic_random, IC, RANDOM, GObject)

IcRandom *ic_random_get_system (void); /* (transfer none) */
IcRandom *ic_random_new_seeded (guint64 seed);
void ic_random_bytes (IcRandom *self, gpointer bytes, gsize len);
guint64 ic_random_uint64 (IcRandom *self);

G_END_DECLS
