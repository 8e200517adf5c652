/* SPDX-License-Identifier: MIT */
#include "ic-agent-private.h"

#include "ic-error.h"
#include "ic-i18n.h"

typedef struct
{
  GBytes *certificate;
  IcPrincipal canister_id;
  IcRootKey *root;
  IcClock *clock;
} Check;

static void
check_free (gpointer data)
{
  Check *self = data;

  g_bytes_unref (self->certificate);
  ic_root_key_unref (self->root);
  g_object_unref (self->clock);
  g_free (self);
}

static void
check_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Check *check = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcCertificate) certificate = ic_certificate_new_from_cbor (check->certificate, &error);

  if (certificate == NULL ||
      !ic_certificate_verify (certificate, check->root, &check->canister_id, &error) ||
      !ic_certificate_check_time (certificate, ic_clock_get_wall_ns (check->clock), 0, 0, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&certificate),
                           (GDestroyNotify)ic_certificate_unref);
}

/* (skip) */
void
ic_agent_verify_async (IcAgent *self,
                       GBytes *certificate,
                       const IcPrincipal *canister_id,
                       GCancellable *cancellable,
                       GAsyncReadyCallback cb,
                       gpointer data)
{
  /* The worker may be the last to let go of the task: so that holds no reference to the agent, which
   * belongs to the main thread. */
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, cb, data);
  Check *check;

  g_task_set_source_tag (task, ic_agent_verify_async);
  if (self->root == NULL)
    {
      g_task_return_new_error (task, IC_ERROR, IC_ERROR_ROOT_KEY,
                               _ ("there is no root key to verify the answer of %s with"),
                               self->url);
      return;
    }

  check = g_new0 (Check, 1);
  check->certificate = g_bytes_ref (certificate);
  check->canister_id = *canister_id;
  check->root = ic_root_key_ref (self->root);
  check->clock = g_object_ref (self->clock);
  g_task_set_task_data (task, check, check_free);
  g_task_run_in_thread (task, check_in_thread);
}

/* (skip) */
IcCertificate *
ic_agent_verify_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
