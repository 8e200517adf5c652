/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"
#include "ic/ic-internet-identity.h"

G_BEGIN_DECLS

/* With whom somebody signs in: what a renewal has to repeat. */
typedef struct
{
  char *auth_url; /* (nullable) */
  char *domain;   /* (nullable) */
  guint ttl_minutes;
} AttestSignInOptions;

AttestSignInOptions *attest_sign_in_options_copy (const AttestSignInOptions *self);
void attest_sign_in_options_free (AttestSignInOptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttestSignInOptions, attest_sign_in_options_free)

/**
 * AttestSignIn: signs in with Internet Identity by the browser, for a room; asks the network for its
 * root key before, if it is not the Internet Computer itself.
 *
 * Signals: "waiting" (char *uri): the browser is open; "identity-mismatch" (char *principal).
 */
#define ATTEST_TYPE_SIGN_IN (attest_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (AttestSignIn, attest_sign_in, ATTEST, SIGN_IN, GObject)

AttestSignIn *attest_sign_in_new (void);
/* For tests: another way to open an address; NULL for gtk_show_uri(). */
void attest_sign_in_set_opener (IcOpenUriFunc func, gpointer data);
void attest_sign_in_start_async (AttestSignIn *self,
                                 const ChatProfile *profile,
                                 const AttestSignInOptions *options,
                                 const IcPrincipal *expected,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
IcLogin *attest_sign_in_start_finish (AttestSignIn *self, GAsyncResult *result, GError **error);

/* The root key of a network. */
void attest_network_root_async (const ChatProfile *profile,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
IcRootKey *attest_network_root_finish (GAsyncResult *result, GError **error);

G_END_DECLS
