/* SPDX-License-Identifier: MIT */
/*
 * Words for people in the libraries: _(), N_(), C_(), NC_(), and g_dngettext (GETTEXT_PACKAGE, …), in
 * the program's own domain. Nothing is translated until a program sets a locale and binds the domain,
 * as attest and attest-probe do; ids, logs and what other machines read stay English. For .c files
 * only.
 *
 * A whole 64-bit number in a msgid is PRIu64 or PRId64: xgettext knows these, and not GLib's macros.
 */
#pragma once

#ifndef GETTEXT_PACKAGE
#define GETTEXT_PACKAGE "attest"
#endif

#include <glib/gi18n-lib.h>
#include <inttypes.h>

G_BEGIN_DECLS

void ic_i18n_init (const char *directory);
void ic_i18n_speak_english (void);

G_END_DECLS
