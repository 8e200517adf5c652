/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Arithmetic with secret scalars of P-256, big-endian, in constant time. */
#define IC_P256_SCALAR_BYTES 32

gboolean ic_p256_scalar_is_valid (const guint8 scalar[32]);
gboolean ic_p256_scalar_add (guint8 scalar[32], const guint8 tweak[32]);
gboolean ic_p256_scalar_get_point (const guint8 scalar[32], guint8 x[32], guint8 y[32]);
void ic_p256_lower_s (guint8 s[32]);

G_END_DECLS
