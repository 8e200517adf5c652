/* SPDX-License-Identifier: MIT */
/* Where a canister tells its interface: in metadata that the network certifies (interface spec, "State
 * tree: Canister information"), or by a query method that many canisters have. */
#include "chat-interface.h"
#include "ic/ic-i18n.h"

#define METADATA "candid:service"
#define METHOD   "__get_candid_interface_tmp_hack"

/* The reply is one text: the interface and a few bytes around it. */
static const IcCandidLimits reply_limits = {
  .max_bytes = IC_CANDID_DID_MAX_BYTES + 1024,
  .max_types = 16,
  .max_depth = 4,
  .max_values = IC_CANDID_DID_MAX_BYTES / 256 + 100,
};

typedef struct
{
  IcPrincipal canister_id;
  GBytes *text; /* what was found, not parsed yet */
  gboolean certified;
  GError *metadata_error; /* (nullable): why there is no certified one */
} Fetch;

static void
fetch_free (Fetch *self)
{
  g_clear_pointer (&self->text, g_bytes_unref);
  g_clear_error (&self->metadata_error);
  g_free (self);
}

static void
parse_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Fetch *self = task_data;
  g_autoptr (GError) error = NULL;
  gsize len;
  const char *text = g_bytes_get_data (self->text, &len);
  ChatInterface *interface = chat_interface_new (text != NULL ? text : "", len, self->certified,
                                                 &error);

  if (interface != NULL)
    g_task_return_pointer (task, interface, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Takes the text. */
static void
parse (GTask *task, GBytes *text, gboolean certified)
{
  Fetch *self = g_task_get_task_data (task);

  self->text = text;
  self->certified = certified;
  g_task_run_in_thread (task, parse_thread);
}

/* The canister itself */

static void
fail_none (GTask *task, const GError *why)
{
  g_task_return_new_error (task, CHAT_INTERFACE_ERROR, CHAT_INTERFACE_ERROR_NONE,
                           _ ("The canister does not tell its interface: %s"), why->message);
}

static void
on_reply (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = ic_agent_query_finish (IC_AGENT (source), result, &error);
  g_autoptr (IcCandidType) type = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidValue) value = NULL;
  const char *text;
  gsize len;

  if (reply == NULL)
    {
      /* A rejection is an answer: no such method, or no such canister. */
      if (g_error_matches (error, IC_ERROR, IC_ERROR_REJECTED))
        fail_none (task, error);
      else
        g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  value = ic_candid_decode_one (g_bytes_get_data (reply, NULL), g_bytes_get_size (reply), type,
                                &reply_limits, &error);
  if (value == NULL)
    {
      fail_none (task, error);
      return;
    }
  text = ic_candid_value_get_text (value, &len);
  parse (task, g_bytes_new (text, len), FALSE);
}

static void
query (GTask *task)
{
  Fetch *self = g_task_get_task_data (task);
  g_autoptr (GBytes) arg = ic_candid_encode (NULL, NULL, 0, NULL);

  ic_agent_query_async (g_task_get_source_object (task), &self->canister_id, METHOD, arg,
                        g_task_get_cancellable (task), on_reply, task);
}

/* Its metadata */

static GPtrArray *
metadata_paths (const IcPrincipal *canister_id)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  GPtrArray *path = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  g_ptr_array_add (path, g_bytes_new_static ("canister", 8));
  g_ptr_array_add (path, g_bytes_new (canister_id->bytes, canister_id->len));
  g_ptr_array_add (path, g_bytes_new_static ("metadata", 8));
  g_ptr_array_add (path, g_bytes_new_static (METADATA, strlen (METADATA)));
  g_ptr_array_add (paths, path);
  return paths;
}

static void
on_metadata (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *self = g_task_get_task_data (task);
  g_autoptr (IcCertificate) certificate = NULL;
  const IcLabel path[] = { IC_LABEL ("canister"),
                           IC_LABEL_BYTES (self->canister_id.bytes, self->canister_id.len),
                           IC_LABEL ("metadata"), IC_LABEL (METADATA) };
  const guint8 *text;
  gsize len;

  certificate = ic_agent_read_state_finish (IC_AGENT (source), result, &self->metadata_error);
  if (certificate != NULL &&
      ic_hash_tree_lookup (ic_certificate_get_tree (certificate), path, G_N_ELEMENTS (path), &text,
                           &len) == IC_LOOKUP_FOUND)
    {
      parse (task, g_bytes_new (text, len), TRUE);
      return;
    }
  /* Nobody answers, or not truthfully: then the answer to a query would be worth even less. */
  if (self->metadata_error != NULL &&
      !g_error_matches (self->metadata_error, IC_ERROR, IC_ERROR_HTTP) &&
      !g_error_matches (self->metadata_error, IC_ERROR, IC_ERROR_REJECTED))
    {
      g_task_return_error (task, g_steal_pointer (&self->metadata_error));
      return;
    }
  query (g_steal_pointer (&task));
}

/**
 * chat_interface_fetch_async:
 * @agent: for the canister's network, with its root key
 * @canister_id: which canister
 *
 * Reads the certified metadata; where the canister has none, or keeps it private, asks the canister
 * itself, whose answer nobody certifies.
 */
void
chat_interface_fetch_async (IcAgent *agent,
                            const IcPrincipal *canister_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback cb,
                            gpointer data)
{
  g_autoptr (GPtrArray) paths = metadata_paths (canister_id);
  GTask *task = g_task_new (agent, cancellable, cb, data);
  Fetch *self = g_new0 (Fetch, 1);

  g_task_set_source_tag (task, chat_interface_fetch_async);
  self->canister_id = *canister_id;
  g_task_set_task_data (task, self, (GDestroyNotify)fetch_free);
  ic_agent_read_state_async (agent, canister_id, paths, cancellable, on_metadata, task);
}

/**
 * chat_interface_fetch_finish:
 *
 * Returns: (transfer full): the interface, or %NULL with #ChatInterfaceError, or why nobody answered
 */
ChatInterface *
chat_interface_fetch_finish (IcAgent *agent, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, agent), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
