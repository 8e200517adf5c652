/* SPDX-License-Identifier: MIT */
#include "ic-internet-identity-private.h"

#include "ic-delegation-json.h"
#include "ic-error.h"
#include "ic-loopback.h"
#include "ic-i18n.h"

#define NONCE_BYTES 32
#define SEED_BYTES  32

/* One login, from the options to its end. Callbacks that come later hold a reference. */
struct _IcIiFlow
{
  grefcount ref_count;
  gboolean ended;
  IcInternetIdentity *self; /* not owned: the task holds it; NULL after the end */
  GTask *task;              /* NULL after the end */

  char *host;
  char *domain; /* (nullable) */
  guint ttl_minutes;
  guint timeout_s;
  guint16 port;
  IcPrincipal canister_id, expected;
  gboolean has_canister, has_expected;
  IcOpenUriFunc open_uri;
  gpointer open_uri_data;

  IcSecret *session_key;
  IcEd25519Identity *session;
  GCancellable *cancellable; /* of what we wait for */
  GSource *cancelled;        /* the caller cancels */
  guint timer;
  char *page;     /* without fragment */
  char *fragment; /* as the browser was sent there */
  IcLoopback *loopback;
  GBytes *root_der; /* of the chain that is being checked */
  GPtrArray *chain;
  IcLogin *login; /* what comes out, once the browser knows */
  GError *error;  /* or this */
};

static IcIiFlow *
flow_ref (IcIiFlow *flow)
{
  g_ref_count_inc (&flow->ref_count);
  return flow;
}

static void
flow_unref (IcIiFlow *flow)
{
  if (!g_ref_count_dec (&flow->ref_count))
    return;
  g_free (flow->host);
  g_free (flow->domain);
  g_clear_pointer (&flow->session_key, ic_secret_unref);
  g_clear_object (&flow->session);
  g_clear_object (&flow->cancellable);
  g_free (flow->page);
  g_free (flow->fragment);
  g_clear_object (&flow->loopback);
  g_clear_pointer (&flow->root_der, g_bytes_unref);
  g_clear_pointer (&flow->chain, g_ptr_array_unref);
  g_clear_pointer (&flow->login, ic_login_free);
  g_clear_error (&flow->error);
  g_free (flow);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcIiFlow, flow_unref)

static void
flow_stop_timer (IcIiFlow *flow)
{
  if (flow->timer != 0)
    ic_clock_cancel (flow->self->clock, flow->timer);
  flow->timer = 0;
}

/* Stops everything and hands over @login or @error, whichever there is. */
static void
flow_end (IcIiFlow *flow, IcLogin *login, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&flow->task);
  IcInternetIdentity *self = flow->self;

  flow_stop_timer (flow);
  flow->ended = TRUE;
  flow->self = NULL;
  if (flow->cancelled != NULL)
    {
      g_source_destroy (flow->cancelled);
      g_clear_pointer (&flow->cancelled, g_source_unref);
    }
  if (flow->loopback != NULL)
    ic_loopback_close (flow->loopback);
  g_cancellable_cancel (flow->cancellable);
  self->flow = NULL;
  if (self->login_uri != NULL)
    ic_ii_set_login_uri (self, NULL);

  if (login != NULL)
    g_task_return_pointer (task, login, (GDestroyNotify)ic_login_free);
  else
    g_task_return_error (task, error);
  flow_unref (flow);
}

static void
flow_fail (IcIiFlow *flow, GError *error)
{
  flow_end (flow, NULL, error);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  IcIiFlow *flow = user_data;

  flow_fail (flow,
             g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Login was cancelled")));
  return G_SOURCE_REMOVE;
}

static void
flow_start_timer (IcIiFlow *flow, guint seconds, GSourceOnceFunc func)
{
  IcClock *clock = flow->self->clock;

  flow_stop_timer (flow);
  flow->timer = ic_clock_call_at (
      clock, ic_clock_get_monotonic_us (clock) + (gint64)seconds * G_USEC_PER_SEC, func, flow);
}

/* Delivery */

static void
on_answer_sent (IcLoopback *loopback, gpointer user_data)
{
  IcIiFlow *flow = user_data;

  flow_end (flow, g_steal_pointer (&flow->login), g_steal_pointer (&flow->error));
}

/* Tells the page how it went, and then the caller. The timer still runs: a browser that does not
 * fetch its answer does not hold us up for ever. */
static void
flow_answer (IcIiFlow *flow, const char *status)
{
  g_autofree char *location = g_strdup_printf ("%s#status=%s", flow->page, status);

  ic_loopback_answer (flow->loopback, location, on_answer_sent, flow);
}

static void
flow_answer_error (IcIiFlow *flow, GError *error)
{
  flow->error = error;
  flow_answer (flow, "error");
}

static void
flow_answer_mismatch (IcIiFlow *flow, const IcPrincipal *principal)
{
  g_autofree char *text = ic_principal_to_text (principal);
  g_autofree char *location = g_strdup_printf ("%s#%s&status=identity-mismatch", flow->page,
                                               flow->fragment);

  g_clear_pointer (&flow->root_der, g_bytes_unref);
  g_clear_pointer (&flow->chain, g_ptr_array_unref);
  ic_loopback_answer (flow->loopback, location, NULL, NULL);
  ic_ii_emit_mismatch (flow->self, text);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IcIiFlow) flow = user_data;
  GError *error = NULL;
  gboolean ok = ic_delegation_chain_check_login_finish (result, &error);
  IcPrincipal principal;

  if (flow->ended)
    {
      g_clear_error (&error);
      return;
    }
  if (!ok)
    {
      flow_answer_error (flow, error);
      return;
    }
  ic_principal_self_authenticating (&principal, g_bytes_get_data (flow->root_der, NULL),
                                    g_bytes_get_size (flow->root_der));
  if (flow->has_expected && !ic_principal_equal (&principal, &flow->expected))
    {
      flow_answer_mismatch (flow, &principal);
      return;
    }
  flow->login = ic_login_new (IC_IDENTITY (flow->session), flow->session_key, flow->root_der,
                              flow->chain);
  flow_answer (flow, "success");
}

static void
on_delivery (IcLoopback *loopback, const char *delegation, gsize len, gpointer user_data)
{
  IcIiFlow *flow = user_data;
  GError *error = NULL;

  if (!ic_delegation_chain_from_json (delegation, (gssize)len, &flow->root_der, &flow->chain,
                                      &error))
    {
      flow_answer_error (flow, g_error_new (error->domain, error->code,
                                            _ ("The answer of the login page cannot be read: %s"),
                                            error->message));
      g_error_free (error);
      return;
    }
  ic_delegation_chain_check_login_async (
      flow->root_der, flow->chain, ic_identity_get_public_key_der (IC_IDENTITY (flow->session)),
      flow->has_canister ? &flow->canister_id : NULL, ic_clock_get_wall_ns (flow->self->clock),
      flow->self->root, flow->cancellable, on_checked, flow_ref (flow));
}

/* Waiting */

static void
on_timeout (gpointer user_data)
{
  IcIiFlow *flow = user_data;
  guint minutes = MAX (flow->timeout_s / 60, 1);
  g_autofree char *text = NULL;

  flow->timer = 0;
  if (flow->login != NULL || flow->error != NULL)
    {
      /* All is said and done; only the browser did not take its answer. */
      flow_end (flow, g_steal_pointer (&flow->login), g_steal_pointer (&flow->error));
      return;
    }
  text = g_strdup_printf (
      g_dngettext (
          GETTEXT_PACKAGE,
          "Nothing came back from %s within %u minute. Perhaps the browser tab was closed, "
          "or its page says what is missing.",
          "Nothing came back from %s within %u minutes. Perhaps the browser tab was closed, "
          "or its page says what is missing.",
          minutes),
      flow->host, minutes);
  if (flow->domain != NULL)
    {
      /* Translators: the name of a web site; “CLI access” is a switch of Internet Identity, which is
       * in English */
      g_autofree char *hint = g_strdup_printf (_ ("To use your account of %s here, “CLI access” "
                                                  "has to be switched on in the settings of "
                                                  "Internet Identity, in the same browser."),
                                               flow->domain);

      flow_fail (flow, g_error_new (IC_ERROR, IC_ERROR_LOGIN_TIMEOUT, "%s %s", text, hint));
    }
  else
    flow_fail (flow, g_error_new_literal (IC_ERROR, IC_ERROR_LOGIN_TIMEOUT, text));
}

static gboolean
flow_listen (IcIiFlow *flow, GError **error)
{
  guint8 bytes[NONCE_BYTES];
  g_autofree char *nonce = NULL;

  ic_random_bytes (flow->self->random, bytes, sizeof bytes);
  nonce = ic_ii_base64url (bytes, sizeof bytes);
  flow->loopback = ic_loopback_new (nonce, flow->self->clock, on_delivery, flow);
  if (!ic_loopback_listen (flow->loopback, flow->port, error))
    return FALSE;
  flow->fragment = ic_ii_make_fragment (
      ic_identity_get_public_key_der (IC_IDENTITY (flow->session)),
      ic_loopback_get_url (flow->loopback), nonce, flow->domain, flow->ttl_minutes);
  return TRUE;
}

static void
on_discovered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IcIiFlow) flow = user_data;
  g_autoptr (GError) local_error = NULL;
  GError *error = NULL;
  g_autofree char *page = ic_ii_discover_finish (result, &error);
  g_autofree char *uri = NULL;

  if (flow->ended)
    {
      g_clear_error (&error);
      return;
    }
  if (page == NULL || !flow_listen (flow, &error))
    {
      flow_fail (flow, error);
      return;
    }
  flow->page = g_steal_pointer (&page);
  flow_start_timer (flow, flow->timeout_s, on_timeout);
  uri = g_strdup_printf ("%s#%s", flow->page, flow->fragment);
  ic_ii_set_login_uri (flow->self, g_strdup (uri));
  if (!flow->ended && !flow->open_uri (uri, flow->open_uri_data, &local_error) && !flow->ended)
    flow_fail (flow,
               g_error_new (IC_ERROR, IC_ERROR_LOGIN_BROWSER,
                            _ ("The browser could not be opened: %s."),
                            local_error != NULL ? local_error->message : _ ("no reason given")));
}

static void
on_discovery_timeout (gpointer user_data)
{
  IcIiFlow *flow = user_data;

  flow->timer = 0;
  flow_fail (flow, g_error_new (IC_ERROR, IC_ERROR_NETWORK,
                                _ ("Internet Identity does not answer at %s."), flow->host));
}

/* Beginning */

static gboolean
make_session (IcIiFlow *flow, const IcInternetIdentityOptions *options, GError **error)
{
  if (options->session_key != NULL)
    flow->session_key = ic_secret_ref (options->session_key);
  else
    {
      g_autoptr (IcSecret) seed = ic_secret_new (SEED_BYTES);

      ic_random_bytes (flow->self->random, ic_secret_get_data (seed), SEED_BYTES);
      flow->session_key = ic_secret_to_hex (seed);
    }
  flow->session = ic_ed25519_identity_new_from_hex (ic_secret_get_text (flow->session_key), error);
  return flow->session != NULL;
}

static gboolean
read_options (IcIiFlow *flow, const IcInternetIdentityOptions *options, GError **error)
{
  const char *url = options->auth_url != NULL && *options->auth_url != '\0'
                        ? options->auth_url
                        : IC_INTERNET_IDENTITY_URL;

  flow->host = ic_ii_parse_host (url, error);
  if (flow->host == NULL)
    return FALSE;
  if (options->domain != NULL && *options->domain != '\0')
    {
      if (!ic_ii_check_domain (options->domain, error))
        return FALSE;
      flow->domain = g_strdup (options->domain);
    }
  if (options->ttl_minutes > IC_INTERNET_IDENTITY_MAX_TTL_MINUTES)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_LOGIN_OPTIONS,
                           _ ("Internet Identity gives logins for 30 days at most."));
      return FALSE;
    }
  flow->ttl_minutes = options->ttl_minutes;
  flow->timeout_s = options->timeout_s != 0 ? options->timeout_s : IC_INTERNET_IDENTITY_TIMEOUT_S;
  flow->port = options->port;
  flow->open_uri = options->open_uri;
  flow->open_uri_data = options->open_uri_data;
  flow->has_canister = options->canister_id != NULL;
  if (options->canister_id != NULL)
    flow->canister_id = *options->canister_id;
  flow->has_expected = options->expected != NULL;
  if (options->expected != NULL)
    flow->expected = *options->expected;
  return make_session (flow, options, error);
}

/* (skip) */
void
ic_ii_flow_start (IcInternetIdentity *self, const IcInternetIdentityOptions *options, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  IcIiFlow *flow;
  GError *error = NULL;

  flow = g_new0 (IcIiFlow, 1);
  g_ref_count_init (&flow->ref_count);
  flow->self = self;
  flow->cancellable = g_cancellable_new ();
  flow->task = task;
  self->flow = flow;
  if (!read_options (flow, options, &error))
    {
      flow_fail (flow, error);
      return;
    }
  if (cancellable != NULL)
    {
      flow->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (flow->cancelled, G_SOURCE_FUNC (on_cancelled), flow, NULL);
      g_source_attach (flow->cancelled, g_main_context_get_thread_default ());
    }
  flow_start_timer (flow, IC_II_DISCOVERY_S, on_discovery_timeout);
  ic_ii_discover_async (flow->host, flow->cancellable, on_discovered, flow_ref (flow));
}
