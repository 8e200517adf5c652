/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-internet-identity.h"
#include "network/net-ii-canister.h"
#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _TestPage TestPage;

/* Changes the chain or the form before it is sent. */
typedef void (*TestPageHook) (TestPage *self, GPtrArray *chain);

/**
 * TestPage: what the browser and the login page do, without a browser: opened with test_page_open(),
 * it gets a delegation for a key of its own, signs one for the program, and posts the form.
 */
struct _TestPage
{
  const char *number;
  TestPageHook hook; /* (nullable) */
  const char *json;  /* (nullable): posted instead of a chain */
  gboolean wrong_nonce;
  gboolean keep; /* is opened, but does nothing */

  SoupSession *session;
  IcEd25519Identity *key;
  char *uri;          /* as it was opened */
  GHashTable *params; /* of its fragment */
  guint n_opened;
  guint ask_status;  /* of /cli/delegation */
  guint status;      /* of the callback */
  char *location;    /* where that sent the browser */
  gboolean answered; /* the callback has answered, or the connection ended */
};

TestPage *test_page_new (const char *number);
void test_page_free (TestPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestPage, test_page_free)

/* IcOpenUriFunc; @user_data: a TestPage. */
gboolean test_page_open (const char *uri, gpointer user_data, GError **error);
/* Does it all (again), as if the person pressed the button. */
void test_page_submit (TestPage *self);
/* A hop from the page's key to @pubkey. */
IcDelegation *test_page_sign (TestPage *self,
                              GBytes *pubkey,
                              guint64 expiration_ns,
                              GPtrArray *targets,
                              const char *permissions);
/* base64url without padding, as in the fragment. (transfer full) */
GBytes *test_page_decode (const char *text);

G_END_DECLS
