/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-certificate.h"
#include "ic-clock.h"
#include "ic-login.h"
#include "ic-random.h"

G_BEGIN_DECLS

#define IC_INTERNET_IDENTITY_URL "https://id.ai"
/* How long somebody may take to log in. */
#define IC_INTERNET_IDENTITY_TIMEOUT_S 600
/* The longest life that Internet Identity gives. */
#define IC_INTERNET_IDENTITY_MAX_TTL_MINUTES (30 * 24 * 60)

/* Opens @uri in the browser of the person; FALSE with @error if there is none. */
typedef gboolean (*IcOpenUriFunc) (const char *uri, gpointer user_data, GError **error);

/**
 * IcInternetIdentityOptions: a login as it is wanted. All zeroes but @open_uri: the account that
 * command-line programs share, for eight hours, with a new session key.
 */
typedef struct
{
  const char *auth_url;           /* (nullable): IC_INTERNET_IDENTITY_URL */
  const char *domain;             /* (nullable): the web app whose account is wanted */
  guint ttl_minutes;              /* 0: what the page gives by itself, 8 hours */
  const IcPrincipal *canister_id; /* (nullable): what the login is for */
  const IcPrincipal *expected;    /* (nullable): renewal: nobody else will do */
  IcSecret *session_key;          /* (nullable): renewal: 64 hexadecimal digits, of an IcLogin */
  guint timeout_s;                /* 0: IC_INTERNET_IDENTITY_TIMEOUT_S */
  guint16 port;                   /* for the answer; 0: any */
  IcOpenUriFunc open_uri;
  gpointer open_uri_data;
} IcInternetIdentityOptions;

/**
 * IcInternetIdentity: logs in with Internet Identity through the browser, the way the IC's own
 * command-line tool does: the login page posts a delegation for our session key to 127.0.0.1.
 *
 * Property "login-uri": what the browser was sent to, NULL while none waits: to be shown, if the
 * browser does not come up. It is good for one login and tells no secret that outlives it.
 * Signal "identity-mismatch" (char *principal): at a renewal somebody else logged in. The page says
 * so and lets choose again.
 */
#define IC_TYPE_INTERNET_IDENTITY (ic_internet_identity_get_type ())
G_DECLARE_FINAL_TYPE (IcInternetIdentity, ic_internet_identity, IC, INTERNET_IDENTITY, GObject)

/* @root: root of trust of the network; NULL refuses what Internet Identity signs. */
IcInternetIdentity *ic_internet_identity_new (IcRootKey *root, IcClock *clock, IcRandom *random);
const char *ic_internet_identity_get_login_uri (IcInternetIdentity *self);

/* One at a time (G_IO_ERROR_PENDING). Fails with IC_ERROR_LOGIN_*, IC_ERROR_NETWORK,
 * G_IO_ERROR_CANCELLED; after an error nothing listens any more. */
void ic_internet_identity_login_async (IcInternetIdentity *self,
                                       const IcInternetIdentityOptions *options,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
IcLogin *
ic_internet_identity_login_finish (IcInternetIdentity *self, GAsyncResult *result, GError **error);

G_END_DECLS
