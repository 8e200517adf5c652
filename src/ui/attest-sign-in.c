/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "attest-sign-in.h"

struct _AttestSignIn
{
  GObject parent_instance;
};

typedef struct
{
  AttestSignInOptions *options;
  IcPrincipal canister_id;
  IcPrincipal expected;
  gboolean has_expected;
  IcInternetIdentity *flow;
} Start;

enum
{
  WAITING,
  IDENTITY_MISMATCH,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestSignIn, attest_sign_in, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];
static IcOpenUriFunc opener;
static gpointer opener_data;

AttestSignInOptions *
attest_sign_in_options_copy (const AttestSignInOptions *self)
{
  AttestSignInOptions *copy = g_new0 (AttestSignInOptions, 1);

  copy->auth_url = g_strdup (self->auth_url);
  copy->domain = g_strdup (self->domain);
  copy->ttl_minutes = self->ttl_minutes;
  return copy;
}

void
attest_sign_in_options_free (AttestSignInOptions *self)
{
  g_free (self->auth_url);
  g_free (self->domain);
  g_free (self);
}

static void
start_free (Start *start)
{
  attest_sign_in_options_free (start->options);
  g_clear_object (&start->flow);
  g_free (start);
}

static void
root_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (ic_agent_fetch_root_key_finish (IC_AGENT (source), result, &error))
    g_task_return_pointer (task, ic_root_key_ref (ic_agent_get_root_key (IC_AGENT (source))),
                           (GDestroyNotify)ic_root_key_unref);
  else
    g_task_return_error (task, error);
}

/**
 * attest_network_root_async:
 * @profile: names a network
 * @cancellable: (nullable): a cancellable
 * @callback: called with the key
 * @data: for @callback
 *
 * That of the Internet Computer is compiled in; other networks are asked for theirs.
 */
void
attest_network_root_async (const ChatProfile *profile,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_autoptr (IcAgent) agent = NULL;

  if (profile->network == CHAT_NETWORK_MAINNET)
    {
      g_task_return_pointer (task, ic_root_key_ref (ic_root_key_get_mainnet ()),
                             (GDestroyNotify)ic_root_key_unref);
      return;
    }
  agent = ic_agent_new (profile->network_url, NULL, NULL, ic_clock_get_system (),
                        ic_random_get_system ());
  ic_agent_fetch_root_key_async (agent, cancellable, root_cb, g_steal_pointer (&task));
}

IcRootKey *
attest_network_root_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
show_uri (const char *uri, gpointer data, GError **error)
{
  g_autoptr (GAppInfo) info = NULL;

  if (opener != NULL)
    return opener (uri, opener_data, error);
  /* gtk_show_uri() does not tell whether there is a browser; in a sandbox the portal finds one. */
  info = g_app_info_get_default_for_uri_scheme ("https");
  if (info == NULL && !g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("there is none"));
      return FALSE;
    }
  gtk_show_uri (NULL, uri, GDK_CURRENT_TIME);
  return TRUE;
}

/**
 * attest_sign_in_set_opener:
 * @func: (nullable): opens an address
 * @data: for @func
 */
void
attest_sign_in_set_opener (IcOpenUriFunc func, gpointer data)
{
  opener = func;
  opener_data = data;
}

static void
uri_cb (AttestSignIn *self, GParamSpec *pspec, IcInternetIdentity *flow)
{
  const char *uri = ic_internet_identity_get_login_uri (flow);

  if (uri != NULL)
    g_signal_emit (self, signals[WAITING], 0, uri);
}

static void
mismatch_cb (AttestSignIn *self, const char *principal)
{
  g_signal_emit (self, signals[IDENTITY_MISMATCH], 0, principal);
}

static void
login_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  IcLogin *login = ic_internet_identity_login_finish (IC_INTERNET_IDENTITY (source), result,
                                                      &error);

  if (login != NULL)
    g_task_return_pointer (task, login, (GDestroyNotify)ic_login_free);
  else
    g_task_return_error (task, error);
}

static void
start_root_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AttestSignIn *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (IcRootKey) root = attest_network_root_finish (result, &error);
  IcInternetIdentityOptions options = {
    .auth_url = start->options->auth_url,
    .domain = start->options->domain,
    .ttl_minutes = start->options->ttl_minutes,
    .canister_id = &start->canister_id,
    .expected = start->has_expected ? &start->expected : NULL,
    .open_uri = show_uri,
  };

  if (root == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  start->flow = ic_internet_identity_new (root, ic_clock_get_system (), ic_random_get_system ());
  g_signal_connect_object (start->flow, "notify::login-uri", G_CALLBACK (uri_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (start->flow, "identity-mismatch", G_CALLBACK (mismatch_cb), self,
                           G_CONNECT_SWAPPED);
  ic_internet_identity_login_async (start->flow, &options, g_task_get_cancellable (task), login_cb,
                                    g_object_ref (task));
}

/**
 * attest_sign_in_start_async:
 * @self: a sign-in
 * @profile: the network and the room
 * @options: with whom
 * @expected: (nullable): renewal: who has to come back
 * @cancellable: (nullable): cancels
 * @callback: called at the end
 * @data: for @callback
 */
void
attest_sign_in_start_async (AttestSignIn *self,
                            const ChatProfile *profile,
                            const AttestSignInOptions *options,
                            const IcPrincipal *expected,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Start *start = g_new0 (Start, 1);

  start->options = attest_sign_in_options_copy (options);
  start->canister_id = profile->canister_id;
  start->has_expected = expected != NULL;
  if (expected != NULL)
    start->expected = *expected;
  g_task_set_task_data (task, start, (GDestroyNotify)start_free);
  attest_network_root_async (profile, cancellable, start_root_cb, task);
}

IcLogin *
attest_sign_in_start_finish (AttestSignIn *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
attest_sign_in_class_init (AttestSignInClass *klass)
{
  signals[WAITING] = g_signal_new ("waiting", ATTEST_TYPE_SIGN_IN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[IDENTITY_MISMATCH] = g_signal_new ("identity-mismatch", ATTEST_TYPE_SIGN_IN,
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                             G_TYPE_STRING);
}

static void
attest_sign_in_init (AttestSignIn *self)
{
}

AttestSignIn *
attest_sign_in_new (void)
{
  return g_object_new (ATTEST_TYPE_SIGN_IN, NULL);
}
