/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-internet-identity.h"

G_BEGIN_DECLS

/* Of /.well-known/cli-auth-config: some dozens are usual. */
#define IC_II_MAX_CONFIG_BYTES 16384
#define IC_II_MAX_PATH         1024
#define IC_II_DISCOVERY_S      30

/* The address typed by a person as scheme://host[:port]: https, or http of this machine.
 * IC_ERROR_LOGIN_OPTIONS. (transfer full) */
char *ic_ii_parse_host (const char *url, GError **error);
/* A host name or an origin, as the page takes it; IC_ERROR_LOGIN_OPTIONS. */
gboolean ic_ii_check_domain (const char *domain, GError **error);
/* The login page that the host's configuration names: must be of the same origin.
 * IC_ERROR_LOGIN_DISCOVERY. (transfer full) */
char *ic_ii_parse_config (const char *host, const char *json, gsize len, GError **error);
/* What follows the "#". (transfer full) */
char *ic_ii_make_fragment (GBytes *public_key_der,
                           const char *callback,
                           const char *nonce,
                           const char *domain,
                           guint ttl_minutes);
/* base64url without padding. (transfer full) */
char *ic_ii_base64url (gconstpointer bytes, gsize len);

/* GET <host>/.well-known/cli-auth-config: the login page. IC_ERROR_NETWORK, IC_ERROR_LOGIN_DISCOVERY. */
void ic_ii_discover_async (const char *host,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
char *ic_ii_discover_finish (GAsyncResult *result, GError **error);

/* One login, from the options to its end. */
typedef struct _IcIiFlow IcIiFlow;

struct _IcInternetIdentity
{
  GObject parent_instance;

  IcRootKey *root; /* (nullable) */
  IcClock *clock;
  IcRandom *random;
  IcIiFlow *flow; /* (nullable): the login under way */
  char *login_uri;
};

/* Begins; ends with @task (transfer full) and takes itself out of @self. */
void
ic_ii_flow_start (IcInternetIdentity *self, const IcInternetIdentityOptions *options, GTask *task);
void ic_ii_set_login_uri (IcInternetIdentity *self, char *uri); /* (transfer full) (nullable) */
void ic_ii_emit_mismatch (IcInternetIdentity *self, const char *principal);

G_END_DECLS
