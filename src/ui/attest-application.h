/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-notifier.h"

G_BEGIN_DECLS

/**
 * AttestApplication: actions of the program, and its command line.
 */
#define ATTEST_TYPE_APPLICATION (attest_application_get_type ())
G_DECLARE_FINAL_TYPE (AttestApplication, attest_application, ATTEST, APPLICATION, AdwApplication)

AttestApplication *attest_application_new (const char *application_id, GApplicationFlags flags);
/* (transfer none): what is known of gateways, of whichever room */
ChatPoolStore *attest_application_get_pool_store (AttestApplication *self);
AttestNotifier *attest_application_get_notifier (AttestApplication *self); /* (transfer none) */
/* A person said so: windows close for good. */
gboolean attest_application_is_quitting (AttestApplication *self);

G_END_DECLS
