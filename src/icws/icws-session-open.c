/* SPDX-License-Identifier: MIT */
/* From nothing to ws_open (ic-ws-protocol.md, "Establishment"). */
#include "icws-session-private.h"
#include "ic/ic-i18n.h"

/* A call of ws_open that is being signed. */
typedef struct
{
  IcwsSession *session;
  IcRequest *request;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->session);
  ic_request_free (opening->request);
  g_free (opening);
}

static void
on_phase_timeout (gpointer user_data)
{
  IcwsSession *self = user_data;

  self->phase_timer = 0;
  if (!icws_session_check_clocks (self))
    return;
  switch (self->state)
    {
    case ICWS_STATE_CONNECTING:
      icws_session_fail (self, ICWS_ERROR_UNREACHABLE, _ ("No connection within %d s"),
                         ICWS_HANDSHAKE_TIMEOUT_MS / 1000);
      break;
    case ICWS_STATE_HANDSHAKE:
      icws_session_fail (self, ICWS_ERROR_HANDSHAKE_TIMEOUT,
                         _ ("The gateway sent no handshake within %d s"),
                         ICWS_HANDSHAKE_TIMEOUT_MS / 1000);
      break;
    case ICWS_STATE_OPENING:
      icws_session_fail (self, ICWS_ERROR_OPEN_TIMEOUT,
                         _ ("No certified OpenMessage came within %d s"),
                         ICWS_OPEN_TIMEOUT_MS / 1000);
      break;
    case ICWS_STATE_NEW:
    case ICWS_STATE_OPEN:
    case ICWS_STATE_CLOSED:
      g_assert_not_reached ();
    }
}

static void
arm_phase (IcwsSession *self, guint ms)
{
  icws_session_arm (self, &self->phase_timer,
                    ic_clock_get_monotonic_us (self->clock) + (gint64)ms * 1000, on_phase_timeout);
}

static void
on_open_signed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Opening *opening = user_data;
  IcwsSession *self = opening->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = ic_envelope_sign_finish (result, &error);
  g_autoptr (GBytes) frame = NULL;

  icws_session_enter (self);
  if (envelope != NULL)
    frame = icws_client_request_encode (envelope, &error);
  if (self->state != ICWS_STATE_OPENING || self->deferred_error != NULL)
    ; /* it ended meanwhile */
  else if (frame == NULL)
    icws_session_fail (self, ICWS_ERROR_SIGN, _ ("The identity could not sign ws_open: %s"),
                       error->message);
  else
    {
      icws_request_record_set (&self->open_request, opening->request);
      self->has_open_request = TRUE;
      /* The canister's time begins now: a person may have been asked to sign. */
      arm_phase (self, ICWS_OPEN_TIMEOUT_MS);
      icws_transport_send (self->transport, frame);
      icws_session_note (self, ICWS_GROUP_SESSION, ICWS_DIRECTION_OUT, "open-sent", 0,
                         icws_session_is_direct (self) ? _ ("Signed ws_open sent to the canister")
                                                       : _ ("Signed ws_open sent to the gateway"));
    }
  icws_session_leave (self);
  opening_free (opening);
}

/* The first frame of the gateway. */
void
icws_session_take_handshake (IcwsSession *self, GBytes *frame)
{
  GError *error = NULL;
  g_autofree char *gateway = NULL;
  g_autoptr (GBytes) arg = NULL;
  Opening *opening;

  if (!icws_handshake_decode (frame, &self->gateway, &error))
    {
      icws_session_fail_take (self, error, frame);
      return;
    }
  self->has_gateway = TRUE;
  gateway = ic_principal_to_text (&self->gateway);
  icws_session_set_step (self, ICWS_STEP_HANDSHAKE, ICWS_STEP_STATE_PASSED);
  icws_session_set_step (self, ICWS_STEP_SIGNED_OPEN, ICWS_STEP_STATE_RUNNING);
  icws_session_note (self, ICWS_GROUP_SESSION, ICWS_DIRECTION_IN, "handshake", 0,
                     icws_session_is_direct (self)
                         ? _ ("No gateway: this computer is its own, as %s")
                         : _ ("The gateway says that it is %s"),
                     gateway);
  icws_session_set_state (self, ICWS_STATE_OPENING);
  if (self->state != ICWS_STATE_OPENING)
    return;
  /* From now on, and not from when it is signed: a portal that asks a person must not hang us. */
  arm_phase (self, ICWS_OPEN_TIMEOUT_MS);

  arg = icws_open_arguments_encode (self->client_key.nonce, &self->gateway);
  opening = g_new0 (Opening, 1);
  opening->session = g_object_ref (self);
  opening->request = icws_session_make_call (self, "ws_open", arg);
  ic_envelope_sign_async (opening->request, self->identity, self->cancellable, on_open_signed,
                          opening);
}

static void
on_transport_frame (IcwsTransport *transport, GBytes *frame, IcwsSession *self)
{
  if (!icws_session_check_clocks (self))
    return;
  icws_session_enter (self);
  icws_ledger_peek_figures (self->ledger)->frames_received++;
  switch (self->state)
    {
    case ICWS_STATE_HANDSHAKE:
      icws_session_take_handshake (self, frame);
      break;
    case ICWS_STATE_OPENING:
    case ICWS_STATE_OPEN:
      icws_session_take_frame (self, frame);
      break;
    case ICWS_STATE_NEW:
    case ICWS_STATE_CONNECTING:
    case ICWS_STATE_CLOSED:
      break;
    }
  icws_session_leave (self);
}

static void
on_transport_closed (IcwsTransport *transport,
                     guint code,
                     const char *reason,
                     const GError *error,
                     IcwsSession *self)
{
  GError *end;

  if (!icws_session_check_clocks (self))
    return;
  icws_session_enter (self);
  icws_session_testify_number (self, "close-code", code);
  if (reason != NULL && *reason != '\0')
    icws_session_testify (self, "close-reason", "%s", reason);
  if (error != NULL && error->domain == ICWS_ERROR)
    end = g_error_copy (error);
  else if (error != NULL)
    end = g_error_new (ICWS_ERROR, ICWS_ERROR_DISCONNECTED, _ ("The connection was lost: %s"),
                       error->message);
  else if (code == ICWS_CLOSE_CODE_GOING_AWAY || code == ICWS_CLOSE_CODE_SERVICE_RESTART)
    end = g_error_new (ICWS_ERROR, ICWS_ERROR_GOING_AWAY,
                       _ ("The gateway says that it stops or restarts (code %u)"), code);
  else if (reason != NULL && *reason != '\0')
    end = g_error_new (ICWS_ERROR, ICWS_ERROR_DISCONNECTED,
                       /* Translators: a number, then the reason in the gateway's words */
                       _ ("The gateway closed the connection (code %u: %s)"), code, reason);
  else
    end = g_error_new (ICWS_ERROR, ICWS_ERROR_DISCONNECTED,
                       _ ("The gateway closed the connection (code %u)"), code);
  /* What came before the end counts first: the canister's CloseMessage may be on its way through
   * the verifier, and it knows the reason. */
  if (self->unverified > 0)
    {
      g_clear_error (&self->deferred_error);
      self->deferred_error = end;
    }
  else
    icws_session_fail_take (self, end, NULL);
  icws_session_leave (self);
}

static void
on_transport_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IcwsSession) self = user_data;
  GError *error = NULL;
  gboolean ok = icws_transport_open_finish (ICWS_TRANSPORT (source), result, &error);

  icws_session_enter (self);
  if (self->state != ICWS_STATE_CONNECTING)
    {
      g_clear_error (&error);
      /* It was reached in the moment in which we gave up. */
      if (ok)
        icws_transport_close (ICWS_TRANSPORT (source), ICWS_CLOSE_CODE_NORMAL, NULL);
    }
  else if (!ok)
    {
      if (error->domain != ICWS_ERROR)
        {
          GError *inner = g_steal_pointer (&error);

          error = g_error_new (ICWS_ERROR, ICWS_ERROR_UNREACHABLE, "%s", inner->message);
          g_error_free (inner);
        }
      icws_session_fail_take (self, error, NULL);
    }
  else
    {
      g_autofree char *where = icws_transport_get_description (self->transport);

      icws_session_set_step (self, ICWS_STEP_REACH, ICWS_STEP_STATE_PASSED);
      icws_session_set_step (self, ICWS_STEP_HANDSHAKE, ICWS_STEP_STATE_RUNNING);
      icws_session_note (self, ICWS_GROUP_TRANSPORT, ICWS_DIRECTION_NONE, "reached", 0,
                         _ ("Connected to %s"), where);
      icws_session_set_state (self, ICWS_STATE_HANDSHAKE);
    }
  icws_session_leave (self);
}

/* Opens the transport, unless there is nobody who could sign. */
void
icws_session_start (IcwsSession *self)
{
  g_autofree char *where = NULL;

  if (ic_principal_is_anonymous (&self->client_key.principal))
    {
      icws_session_fail (self, ICWS_ERROR_ANONYMOUS,
                         _ ("A canister opens no connection for the anonymous identity"));
      return;
    }
  where = icws_transport_get_description (self->transport);
  icws_session_note (self, ICWS_GROUP_TRANSPORT, ICWS_DIRECTION_NONE, "connecting", 0,
                     _ ("Connecting to %s"), where);
  icws_session_set_step (self, ICWS_STEP_REACH, ICWS_STEP_STATE_RUNNING);
  g_signal_connect (self->transport, "frame", G_CALLBACK (on_transport_frame), self);
  g_signal_connect (self->transport, "closed", G_CALLBACK (on_transport_closed), self);
  icws_session_set_state (self, ICWS_STATE_CONNECTING);
  if (self->state != ICWS_STATE_CONNECTING)
    return;
  arm_phase (self, ICWS_HANDSHAKE_TIMEOUT_MS);
  icws_session_watch_clocks (self);
  icws_transport_open_async (self->transport, self->cancellable, on_transport_open,
                             g_object_ref (self));
}
