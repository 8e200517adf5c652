/* SPDX-License-Identifier: MIT */
#include "ic-agent-private.h"

#include "ic-error.h"
#include "ic-i18n.h"

/* Hosts of mainnet, and all below them: their root key is known, and whoever sends another one lies. */
static const char *const MAINNET_HOSTS[] = { "icp-api.io", "icp0.io", "ic0.app", "icp.net",
                                             "internetcomputer.org" };

static gboolean
is_mainnet (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *host = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return FALSE;
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  while (g_str_has_suffix (host, "."))
    host[strlen (host) - 1] = '\0';

  for (gsize i = 0; i < G_N_ELEMENTS (MAINNET_HOSTS); i++)
    {
      const char *found = g_strrstr (host, MAINNET_HOSTS[i]);

      if (found != NULL && g_str_equal (found, MAINNET_HOSTS[i]) &&
          (found == host || found[-1] == '.'))
        return TRUE;
    }
  return FALSE;
}

/* Interface spec, "Status endpoint". */
static IcRootKey *
read_root_key (GBytes *body, GError **error)
{
  g_autoptr (cbor_item_t)
      map = ic_cbor_load (g_bytes_get_data (body, NULL), g_bytes_get_size (body), NULL, error);
  cbor_item_t *item;
  g_autoptr (GBytes) der = NULL;

  if (map == NULL || !ic_cbor_expect_map (map, "status", error))
    return NULL;
  item = ic_cbor_map_get (map, "root_key");
  if (item == NULL)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_ROOT_KEY,
                           _ ("the network's status names no root key"));
      return NULL;
    }
  der = ic_cbor_get_bytes (item, "root key", error);
  return der != NULL ? ic_root_key_new_from_der (der, error) : NULL;
}

static void
on_status (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcAgent *self = IC_AGENT (source);
  GError *error = NULL;
  guint status;
  g_autoptr (GBytes) body = ic_agent_http_finish (self, result, &status, &error);
  g_autoptr (IcRootKey) root = body != NULL ? read_root_key (body, &error) : NULL;

  if (root == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* The same key again: keep what was proved under it. */
  if (self->root != NULL &&
      g_bytes_equal (ic_root_key_get_der (self->root), ic_root_key_get_der (root)))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->root_was_given)
    {
      g_task_return_new_error (task, IC_ERROR, IC_ERROR_ROOT_KEY,
                               _ ("%s names another root key than the one that is trusted"),
                               self->url);
      return;
    }

  g_clear_pointer (&self->root, ic_root_key_unref);
  self->root = g_steal_pointer (&root);
  g_task_return_boolean (task, TRUE);
}

/**
 * ic_agent_fetch_root_key_async:
 * @self: an agent of a local network
 * @cancellable: (nullable): to give up
 * @cb: called when done
 * @data: for @cb
 *
 * Asks the network for its root key and trusts it: only for networks of one's own.
 */
void
ic_agent_fetch_root_key_async (IcAgent *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback cb,
                               gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IC_IS_AGENT (self));

  task = g_task_new (self, cancellable, cb, data);
  g_task_set_source_tag (task, ic_agent_fetch_root_key_async);
  if (is_mainnet (self->url))
    {
      g_task_return_new_error (task, IC_ERROR, IC_ERROR_ROOT_KEY,
                               _ ("the root key of mainnet is never taken from %s"), self->url);
      return;
    }
  ic_agent_http_async (self, IC_AGENT_STATUS_PATH, NULL, cancellable, on_status,
                       g_object_ref (task));
}

/**
 * ic_agent_fetch_root_key_finish:
 * @self: an agent
 * @result: of ic_agent_fetch_root_key_async()
 * @error: IC_ERROR_ROOT_KEY for a mainnet host, where no key comes, or where it is another one than
 *   the caller of ic_agent_new() trusts; IC_ERROR_DER or _KEY for one that is none; or of the network
 */
gboolean
ic_agent_fetch_root_key_finish (IcAgent *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
