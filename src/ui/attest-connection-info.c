/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-connection-info.h"

/**
 * attest_connection_info_new:
 *
 * Returns: (transfer full): a state in which nothing has happened yet
 */
AttestConnectionInfo *
attest_connection_info_new (void)
{
  AttestConnectionInfo *self = g_new0 (AttestConnectionInfo, 1);

  self->health = CHAT_HEALTH_CHECKING;
  self->ack_deadline_us = -1;
  self->identity_expiry_ns = CHAT_EXPIRY_NONE_NS;
  self->figures.last_latency_us = -1;
  self->figures.last_verify_us = -1;
  return self;
}

/**
 * attest_connection_info_read:
 * @connection: a connection
 * @since_ns: when its verdict became what it is, nanoseconds since 1970
 *
 * Returns: (transfer full): its state at this moment
 */
AttestConnectionInfo *
attest_connection_info_read (ChatConnection *connection, guint64 since_ns)
{
  AttestConnectionInfo *self = attest_connection_info_new ();
  const ChatProfile *profile = chat_connection_get_profile (connection);
  IcwsSession *session = chat_connection_get_session (connection);
  IcClock *clock = chat_connection_get_clock (connection);
  const GError *error = chat_connection_get_error (connection);
  IcPrincipal principal;

  self->now_ns = ic_clock_get_wall_ns (clock);
  self->now_us = ic_clock_get_monotonic_us (clock);
  self->health = chat_connection_get_health (connection);
  self->since_ns = since_ns;
  self->error = error != NULL ? g_error_copy (error) : NULL;
  self->attempt = chat_connection_get_attempt (connection);
  self->retry_seconds = chat_connection_get_retry_seconds (connection);

  icws_ledger_get_figures (chat_connection_get_ledger (connection), &self->figures);
  self->direct = chat_connection_get_mode (connection) == CHAT_MODE_DIRECT;
  if (chat_connection_get_gateway (connection) != NULL)
    self->gateway_url = g_strdup (icws_gateway_get_url (chat_connection_get_gateway (connection)));
  g_set_object (&self->verdict, chat_connection_get_verdict (connection));
  g_set_object (&self->incident, chat_connection_get_incident (connection));
  g_set_object (&self->timeline, chat_connection_get_timeline (connection));
  g_set_object (&self->latency, chat_connection_get_latency (connection));
  if (chat_connection_get_diagnosis (connection) != NULL)
    self->diagnosis = icws_diagnosis_copy (chat_connection_get_diagnosis (connection));
  self->canister_principal = ic_principal_to_text (&profile->canister_id);
  ic_identity_get_principal (chat_connection_get_identity (connection), &principal);
  self->own_principal = ic_principal_to_text (&principal);
  self->identity_expiry_ns = chat_connection_get_identity_expiry_ns (connection);

  if (session != NULL)
    {
      for (int step = 0; step < ICWS_N_STEPS; step++)
        icws_session_get_step (session, (IcwsStep)step, &self->steps[step]);
      self->ack_deadline_us = icws_session_get_ack_deadline_us (session);
      if (icws_session_get_gateway_principal (session, &principal))
        self->gateway_principal = ic_principal_to_text (&principal);
      self->mode = icws_session_get_transport_description (session);
    }
  return self;
}

void
attest_connection_info_free (AttestConnectionInfo *self)
{
  g_clear_error (&self->error);
  g_clear_object (&self->verdict);
  g_clear_object (&self->incident);
  g_clear_object (&self->timeline);
  g_clear_object (&self->latency);
  g_clear_pointer (&self->diagnosis, icws_diagnosis_free);
  g_free (self->own_principal);
  g_free (self->canister_principal);
  g_free (self->gateway_principal);
  g_free (self->gateway_url);
  g_free (self->mode);
  g_free (self);
}
