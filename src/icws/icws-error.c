/* SPDX-License-Identifier: MIT */
#include "icws-error.h"

G_DEFINE_QUARK (icws - error - quark, icws_error)

/* One row of what is known about an error code. */
typedef struct
{
  const char *id;
  IcwsCulprit culprit;
  gboolean integrity;
} ErrorInfo;

/* A switch and no table, so that the compiler tells of a code that was forgotten. */
static ErrorInfo
error_info (IcwsError code)
{
  switch (code)
    {
    case ICWS_ERROR_UNREACHABLE:
      return (ErrorInfo){ "unreachable", ICWS_CULPRIT_NETWORK, FALSE };
    case ICWS_ERROR_TLS:
      return (ErrorInfo){ "tls", ICWS_CULPRIT_NETWORK, FALSE };
    case ICWS_ERROR_DISCONNECTED:
      return (ErrorInfo){ "disconnected", ICWS_CULPRIT_NETWORK, FALSE };
    case ICWS_ERROR_CANCELLED:
      return (ErrorInfo){ "cancelled", ICWS_CULPRIT_NONE, FALSE };
    case ICWS_ERROR_SUSPENDED:
      return (ErrorInfo){ "suspended", ICWS_CULPRIT_NETWORK, FALSE };
    case ICWS_ERROR_HANDSHAKE:
      return (ErrorInfo){ "handshake", ICWS_CULPRIT_GATEWAY, FALSE };
    case ICWS_ERROR_HANDSHAKE_TIMEOUT:
      return (ErrorInfo){ "handshake-timeout", ICWS_CULPRIT_GATEWAY, FALSE };
    case ICWS_ERROR_FRAME:
      return (ErrorInfo){ "frame", ICWS_CULPRIT_GATEWAY, FALSE };
    case ICWS_ERROR_FRAME_LIMIT:
      return (ErrorInfo){ "frame-limit", ICWS_CULPRIT_GATEWAY, FALSE };
    case ICWS_ERROR_FLOOD:
      return (ErrorInfo){ "flood", ICWS_CULPRIT_GATEWAY, FALSE };
    case ICWS_ERROR_GOING_AWAY:
      return (ErrorInfo){ "going-away", ICWS_CULPRIT_NETWORK, FALSE };
    case ICWS_ERROR_TAMPERED_CONTENT:
      return (ErrorInfo){ "tampered-content", ICWS_CULPRIT_GATEWAY, TRUE };
    case ICWS_ERROR_TAMPERED_KEY:
      return (ErrorInfo){ "tampered-key", ICWS_CULPRIT_GATEWAY, TRUE };
    case ICWS_ERROR_TAMPERED_TREE:
      return (ErrorInfo){ "tampered-tree", ICWS_CULPRIT_GATEWAY, TRUE };
    case ICWS_ERROR_TAMPERED_CERTIFICATE:
      return (ErrorInfo){ "tampered-certificate", ICWS_CULPRIT_GATEWAY, TRUE };
    case ICWS_ERROR_FORGED_SIGNATURE:
      return (ErrorInfo){ "forged-signature", ICWS_CULPRIT_GATEWAY, TRUE };
    case ICWS_ERROR_FORGED_DELEGATION:
      return (ErrorInfo){ "forged-delegation", ICWS_CULPRIT_GATEWAY, TRUE };
    case ICWS_ERROR_FORGED_RANGE:
      return (ErrorInfo){ "forged-range", ICWS_CULPRIT_GATEWAY, TRUE };
    case ICWS_ERROR_FORGED_CANISTER:
      return (ErrorInfo){ "forged-canister", ICWS_CULPRIT_GATEWAY, TRUE };
    /* A stale or future certificate may as well be our own clock: no proof of a lie. */
    case ICWS_ERROR_STALE:
      return (ErrorInfo){ "stale", ICWS_CULPRIT_GATEWAY, FALSE };
    case ICWS_ERROR_FUTURE:
      return (ErrorInfo){ "future", ICWS_CULPRIT_GATEWAY, FALSE };
    case ICWS_ERROR_REPLAYED:
      return (ErrorInfo){ "replayed", ICWS_CULPRIT_GATEWAY, TRUE };
    case ICWS_ERROR_REORDERED:
      return (ErrorInfo){ "reordered", ICWS_CULPRIT_GATEWAY, TRUE };
    case ICWS_ERROR_MISDELIVERED:
      return (ErrorInfo){ "misdelivered", ICWS_CULPRIT_GATEWAY, TRUE };
    case ICWS_ERROR_MESSAGE_LATE:
      return (ErrorInfo){ "message-late", ICWS_CULPRIT_GATEWAY, FALSE };
    case ICWS_ERROR_ACK_TIMEOUT:
      return (ErrorInfo){ "ack-timeout", ICWS_CULPRIT_GATEWAY, FALSE };
    case ICWS_ERROR_SILENT:
      return (ErrorInfo){ "silent", ICWS_CULPRIT_GATEWAY, FALSE };
    case ICWS_ERROR_OPEN_TIMEOUT:
      return (ErrorInfo){ "open-timeout", ICWS_CULPRIT_GATEWAY, FALSE };
    case ICWS_ERROR_DELAYED:
      return (ErrorInfo){ "delayed", ICWS_CULPRIT_GATEWAY, FALSE };
    case ICWS_ERROR_WITHHELD:
      return (ErrorInfo){ "withheld", ICWS_CULPRIT_GATEWAY, FALSE };
    case ICWS_ERROR_CONTENT:
      return (ErrorInfo){ "content", ICWS_CULPRIT_CANISTER, FALSE };
    case ICWS_ERROR_UNEXPECTED_SERVICE:
      return (ErrorInfo){ "unexpected-service", ICWS_CULPRIT_CANISTER, FALSE };
    case ICWS_ERROR_BAD_ACK:
      return (ErrorInfo){ "bad-ack", ICWS_CULPRIT_CANISTER, FALSE };
    case ICWS_ERROR_CLOSED_WRONG_SEQUENCE:
      return (ErrorInfo){ "closed-wrong-sequence", ICWS_CULPRIT_CANISTER, FALSE };
    case ICWS_ERROR_CLOSED_INVALID_SERVICE:
      return (ErrorInfo){ "closed-invalid-service", ICWS_CULPRIT_CANISTER, FALSE };
    case ICWS_ERROR_CLOSED_KEEP_ALIVE:
      return (ErrorInfo){ "closed-keep-alive", ICWS_CULPRIT_CANISTER, FALSE };
    case ICWS_ERROR_CLOSED_BY_APPLICATION:
      return (ErrorInfo){ "closed-by-application", ICWS_CULPRIT_CANISTER, FALSE };
    case ICWS_ERROR_REFUSED:
      return (ErrorInfo){ "refused", ICWS_CULPRIT_CANISTER, FALSE };
    case ICWS_ERROR_ANONYMOUS:
      return (ErrorInfo){ "anonymous", ICWS_CULPRIT_YOU, FALSE };
    case ICWS_ERROR_IDENTITY_EXPIRED:
      return (ErrorInfo){ "identity-expired", ICWS_CULPRIT_YOU, FALSE };
    case ICWS_ERROR_IDENTITY_RESTRICTED:
      return (ErrorInfo){ "identity-restricted", ICWS_CULPRIT_YOU, FALSE };
    case ICWS_ERROR_SIGN:
      return (ErrorInfo){ "sign", ICWS_CULPRIT_YOU, FALSE };
    case ICWS_ERROR_NOT_OPEN:
      return (ErrorInfo){ "not-open", ICWS_CULPRIT_YOU, FALSE };
    case ICWS_ERROR_MESSAGE_TOO_LARGE:
      return (ErrorInfo){ "message-too-large", ICWS_CULPRIT_YOU, FALSE };
    case ICWS_ERROR_BUSY:
      return (ErrorInfo){ "busy", ICWS_CULPRIT_YOU, FALSE };
    }
  return (ErrorInfo){ "unknown", ICWS_CULPRIT_NETWORK, FALSE };
}

/**
 * icws_error_get_culprit:
 * @error: an error of a session, or of what it uses
 *
 * Returns: whose doing @error is. An error of another domain is read by its class.
 */
IcwsCulprit
icws_error_get_culprit (const GError *error)
{
  g_return_val_if_fail (error != NULL, ICWS_CULPRIT_NONE);

  if (error->domain == ICWS_ERROR)
    return error_info (error->code).culprit;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return ICWS_CULPRIT_NONE;
  if (error->domain == IC_ERROR)
    {
      switch (ic_error_get_class (error))
        {
        case IC_ERROR_CLASS_OURS:
          return ICWS_CULPRIT_YOU;
        case IC_ERROR_CLASS_PEER:
          return ICWS_CULPRIT_GATEWAY;
        case IC_ERROR_CLASS_ENVIRONMENT:
          break;
        }
    }
  return ICWS_CULPRIT_NETWORK;
}

/**
 * icws_error_is_integrity_failure:
 * @error: an error
 *
 * Returns: whether @error proves that the gateway lied.
 */
gboolean
icws_error_is_integrity_failure (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return error->domain == ICWS_ERROR && error_info (error->code).integrity;
}

/**
 * icws_error_get_id:
 * @error: an error
 *
 * Returns: (transfer none): a short stable name, such as "tampered-content"; "other" for an error
 * of another domain.
 */
const char *
icws_error_get_id (const GError *error)
{
  g_return_val_if_fail (error != NULL, "other");

  return error->domain == ICWS_ERROR ? error_info (error->code).id : "other";
}

/**
 * icws_error_from_id:
 * @id: a name
 * @out: (out): the code of that name
 *
 * Returns: whether an error of a session has that name.
 */
gboolean
icws_error_from_id (const char *id, IcwsError *out)
{
  g_return_val_if_fail (id != NULL, FALSE);

  for (gint code = 0; code <= ICWS_ERROR_LAST; code++)
    if (g_str_equal (error_info (code).id, id))
      {
        *out = code;
        return TRUE;
      }
  return FALSE;
}
