/* SPDX-License-Identifier: MIT */
#include "icws-diagnosis-private.h"

static const char *const fate_ids[] = {
  [ICWS_FATE_UNKNOWN] = "unknown", [ICWS_FATE_ABSENT] = "absent",
  [ICWS_FATE_PENDING] = "pending", [ICWS_FATE_ACCEPTED] = "accepted",
  [ICWS_FATE_REFUSED] = "refused", [ICWS_FATE_REJECTED] = "rejected",
};

/**
 * icws_fate_to_id:
 * @fate: a fate
 *
 * Returns: a word for logs and JSON that stays the same
 */
const char *
icws_fate_to_id (IcwsFate fate)
{
  g_return_val_if_fail ((guint)fate < G_N_ELEMENTS (fate_ids), fate_ids[ICWS_FATE_UNKNOWN]);

  return fate_ids[fate];
}

/**
 * icws_request_fate_clear:
 * @self: a fate
 *
 * Frees what it holds; it may be filled again.
 */
void
icws_request_fate_clear (IcwsRequestFate *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->error_code);
  g_free (self->text);
  *self = (IcwsRequestFate){ 0 };
}

/**
 * icws_request_fate_copy:
 * @from: a fate
 * @to: (out caller-allocates): where nothing is yet
 */
void
icws_request_fate_copy (const IcwsRequestFate *from, IcwsRequestFate *to)
{
  g_return_if_fail (from != NULL);
  g_return_if_fail (to != NULL);

  *to = *from;
  to->error_code = g_strdup (from->error_code);
  to->text = g_strdup (from->text);
}

/**
 * icws_diagnosis_free:
 * @self: (transfer full) (nullable): a diagnosis
 */
void
icws_diagnosis_free (IcwsDiagnosis *self)
{
  if (self == NULL)
    return;
  g_clear_error (&self->network_error);
  g_free (self->module_hash);
  g_free (self->module_hash_before);
  g_free (self->query_error_code);
  g_free (self->query_text);
  g_clear_pointer (&self->requests, g_array_unref);
  g_free (self);
}

/**
 * icws_diagnosis_copy:
 * @self: (nullable): a diagnosis
 *
 * Returns: (transfer full) (nullable): another one that says the same
 */
IcwsDiagnosis *
icws_diagnosis_copy (const IcwsDiagnosis *self)
{
  IcwsDiagnosis *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->network_error = self->network_error != NULL ? g_error_copy (self->network_error) : NULL;
  copy->module_hash = g_strdup (self->module_hash);
  copy->module_hash_before = g_strdup (self->module_hash_before);
  copy->query_error_code = g_strdup (self->query_error_code);
  copy->query_text = g_strdup (self->query_text);
  if (self->requests != NULL)
    {
      copy->requests = g_array_sized_new (FALSE, TRUE, sizeof (IcwsRequestFate),
                                          self->requests->len);
      g_array_set_clear_func (copy->requests, (GDestroyNotify)icws_request_fate_clear);
      g_array_set_size (copy->requests, self->requests->len);
      for (guint i = 0; i < self->requests->len; i++)
        icws_request_fate_copy (&g_array_index (self->requests, IcwsRequestFate, i),
                                &g_array_index (copy->requests, IcwsRequestFate, i));
    }
  return copy;
}

/**
 * icws_diagnosis_is_upgraded:
 * @self: a diagnosis
 *
 * Returns: whether both programs are known, and differ
 */
gboolean
icws_diagnosis_is_upgraded (const IcwsDiagnosis *self)
{
  return self->module_hash != NULL && self->module_hash_before != NULL &&
         !g_str_equal (self->module_hash, self->module_hash_before);
}

/**
 * icws_diagnosis_is_same_program:
 * @self: a diagnosis
 *
 * Returns: whether both programs are known, and are one and the same
 */
gboolean
icws_diagnosis_is_same_program (const IcwsDiagnosis *self)
{
  return self->module_hash != NULL && self->module_hash_before != NULL &&
         g_str_equal (self->module_hash, self->module_hash_before);
}

/**
 * icws_module_hash_ask_async:
 * @agent: who asks
 * @canister_id: about whom
 */
void
icws_module_hash_ask_async (IcAgent *agent,
                            const IcPrincipal *canister_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GPtrArray) paths = icws_diagnosis_canister_paths (canister_id);

  ic_agent_read_state_async (agent, canister_id, paths, cancellable, callback, user_data);
}

char *
icws_module_hash_ask_finish (IcAgent *agent, const IcPrincipal *canister_id, GAsyncResult *result)
{
  g_autoptr (IcCertificate) certificate = ic_agent_read_state_finish (agent, result, NULL);
  g_autoptr (IcwsDiagnosis) diagnosis = g_new0 (IcwsDiagnosis, 1);

  if (certificate == NULL)
    return NULL;
  icws_diagnosis_read_canister (diagnosis, certificate, ic_agent_get_root_key (agent), canister_id);
  return g_steal_pointer (&diagnosis->module_hash);
}

/**
 * icws_diagnosis_get_request:
 * @self: a diagnosis
 * @sequence: of a message of ours; 0 for ws_open
 *
 * Returns: (transfer none) (nullable): the fate of that request; %NULL if it was not asked for
 */
const IcwsRequestFate *
icws_diagnosis_get_request (const IcwsDiagnosis *self, guint64 sequence)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; self->requests != NULL && i < self->requests->len; i++)
    {
      const IcwsRequestFate *fate = &g_array_index (self->requests, IcwsRequestFate, i);

      if (fate->sequence == sequence)
        return fate;
    }
  return NULL;
}
