/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The two fields out of an application/x-www-form-urlencoded body. FALSE for anything else: a field
 * missing or there twice, bad encoding, a zero byte. (transfer full) */
gboolean ic_loopback_form_parse (const char *body, gsize len, char **delegation, char **nonce);

/* In a time that tells nothing about the contents. */
gboolean ic_loopback_nonce_equal (const char *a, const char *b);

G_END_DECLS
