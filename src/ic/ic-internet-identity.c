/* SPDX-License-Identifier: MIT */
#include "ic-internet-identity-private.h"
#include "ic-i18n.h"

enum
{
  PROP_0,
  PROP_LOGIN_URI,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint signal_mismatch;

G_DEFINE_FINAL_TYPE (IcInternetIdentity, ic_internet_identity, G_TYPE_OBJECT)

/* (skip) */
void
ic_ii_set_login_uri (IcInternetIdentity *self, char *uri)
{
  g_free (self->login_uri);
  self->login_uri = uri;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOGIN_URI]);
}

/* (skip) */
void
ic_ii_emit_mismatch (IcInternetIdentity *self, const char *principal)
{
  g_signal_emit (self, signal_mismatch, 0, principal);
}

/**
 * ic_internet_identity_login_async:
 * @self: an Internet Identity
 * @options: what is wanted; copied
 * @cancellable: (nullable): cancelling frees the port at the next turn of the main loop
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Asks the host where its login page is, listens on 127.0.0.1, opens the page, and waits for the
 * answer, which is checked as ic_delegation_chain_check_login() does in a worker thread before the
 * browser is told that all is well.
 */
void
ic_internet_identity_login_async (IcInternetIdentity *self,
                                  const IcInternetIdentityOptions *options,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (IC_IS_INTERNET_IDENTITY (self));
  g_return_if_fail (options != NULL && options->open_uri != NULL);

  g_task_set_source_tag (task, ic_internet_identity_login_async);
  /* What was found counts, even if it is cancelled afterwards. */
  g_task_set_check_cancellable (task, FALSE);
  if (self->flow != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, _ ("A login is under way"));
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;

  ic_ii_flow_start (self, options, g_steal_pointer (&task));
}

/**
 * ic_internet_identity_login_finish:
 * @self: an Internet Identity
 * @result: of the callback
 * @error: see the header
 *
 * Returns: (transfer full): the login, checked
 */
IcLogin *
ic_internet_identity_login_finish (IcInternetIdentity *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ic_internet_identity_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  IcInternetIdentity *self = IC_INTERNET_IDENTITY (object);

  if (id == PROP_LOGIN_URI)
    g_value_set_string (value, self->login_uri);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ic_internet_identity_finalize (GObject *object)
{
  IcInternetIdentity *self = IC_INTERNET_IDENTITY (object);

  g_clear_pointer (&self->root, ic_root_key_unref);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_free (self->login_uri);
  G_OBJECT_CLASS (ic_internet_identity_parent_class)->finalize (object);
}

static void
ic_internet_identity_class_init (IcInternetIdentityClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ic_internet_identity_get_property;
  object_class->finalize = ic_internet_identity_finalize;
  props[PROP_LOGIN_URI] = g_param_spec_string ("login-uri", NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                                   G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signal_mismatch = g_signal_new ("identity-mismatch", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ic_internet_identity_init (IcInternetIdentity *self)
{
}

/**
 * ic_internet_identity_new:
 * @root: (nullable): root of trust of the network that the logins are for
 * @clock: time
 * @random: for session keys and one-time numbers
 */
IcInternetIdentity *
ic_internet_identity_new (IcRootKey *root, IcClock *clock, IcRandom *random)
{
  IcInternetIdentity *self = g_object_new (IC_TYPE_INTERNET_IDENTITY, NULL);

  self->root = root != NULL ? ic_root_key_ref (root) : NULL;
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  return self;
}

/**
 * ic_internet_identity_get_login_uri:
 * @self: an Internet Identity
 *
 * Returns: (nullable) (transfer none): the page that the browser was sent to
 */
const char *
ic_internet_identity_get_login_uri (IcInternetIdentity *self)
{
  g_return_val_if_fail (IC_IS_INTERNET_IDENTITY (self), NULL);

  return self->login_uri;
}
