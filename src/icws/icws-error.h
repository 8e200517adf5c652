/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic.h"

G_BEGIN_DECLS

#define ICWS_ERROR (icws_error_quark ())
GQuark icws_error_quark (void);

/**
 * IcwsError: every way in which a session ends. Each has one culprit, read by icws_error_get_culprit().
 */
typedef enum
{
  /* environment */
  ICWS_ERROR_UNREACHABLE,  /* DNS, TCP, HTTP status of the upgrade */
  ICWS_ERROR_TLS,          /* the gateway's TLS certificate is not acceptable */
  ICWS_ERROR_DISCONNECTED, /* the connection was lost without a reason */
  ICWS_ERROR_CANCELLED,    /* closed by us */
  ICWS_ERROR_SUSPENDED,    /* this computer slept longer than a connection lasts */
  /* gateway: malformed */
  ICWS_ERROR_HANDSHAKE, /* the first frame is no gateway handshake */
  ICWS_ERROR_HANDSHAKE_TIMEOUT,
  ICWS_ERROR_FRAME, /* a frame that is no relayed message (bad CBOR, wrong types, text frame) */
  ICWS_ERROR_FRAME_LIMIT, /* a frame or a message beyond our limits */
  ICWS_ERROR_FLOOD,       /* more unverified messages than we queue */
  ICWS_ERROR_GOING_AWAY,  /* the gateway says that it stops or restarts (close code 1001, 1012) */
  /* gateway: dishonest */
  ICWS_ERROR_TAMPERED_CONTENT, /* hash of the content is not the certified one */
  ICWS_ERROR_TAMPERED_KEY,     /* key is not the gateway's, or not certified in the tree */
  ICWS_ERROR_TAMPERED_TREE, /* root of the tree is not the canister's certified data, or no tree */
  ICWS_ERROR_TAMPERED_CERTIFICATE, /* the certificate cannot be parsed */
  ICWS_ERROR_FORGED_SIGNATURE, /* BLS signature of certificate does not verify under the root key */
  ICWS_ERROR_FORGED_DELEGATION, /* the subnet delegation does not verify */
  ICWS_ERROR_FORGED_RANGE,      /* subnet is not responsible for the canister */
  ICWS_ERROR_FORGED_CANISTER,   /* certificate says nothing about our canister */
  ICWS_ERROR_STALE,             /* certificate is too old */
  ICWS_ERROR_FUTURE,            /* certificate or message is from the future */
  ICWS_ERROR_REPLAYED,     /* sequence number below the expected one, or key nonce not rising */
  ICWS_ERROR_REORDERED,    /* sequence number above the expected one: reordered or dropped */
  ICWS_ERROR_MISDELIVERED, /* somebody else's message */
  ICWS_ERROR_MESSAGE_LATE, /* message much older than its certificate */
  ICWS_ERROR_ACK_TIMEOUT,  /* our messages were not acknowledged in time */
  ICWS_ERROR_SILENT,       /* no ack message in interval + bound: messages to us are withheld */
  ICWS_ERROR_OPEN_TIMEOUT, /* no OpenMessage within 60 s */
  ICWS_ERROR_DELAYED,      /* messages come so late that another gateway is worth trying */
  ICWS_ERROR_WITHHELD,     /* the IC proves that it never received what we sent */
  /* canister */
  ICWS_ERROR_CONTENT,            /* certified content that is malformed */
  ICWS_ERROR_UNEXPECTED_SERVICE, /* certified service message out of place (second OpenMessage, ...) */
  ICWS_ERROR_BAD_ACK,            /* certified ack of messages that we never sent */
  ICWS_ERROR_CLOSED_WRONG_SEQUENCE,
  ICWS_ERROR_CLOSED_INVALID_SERVICE,
  ICWS_ERROR_CLOSED_KEEP_ALIVE,
  ICWS_ERROR_CLOSED_BY_APPLICATION,
  ICWS_ERROR_REFUSED, /* the IC proves that the canister refused ws_open or a message: see its text */
  /* ours */
  ICWS_ERROR_ANONYMOUS,           /* the anonymous identity cannot open a connection */
  ICWS_ERROR_IDENTITY_EXPIRED,    /* a delegation of the identity has ended */
  ICWS_ERROR_IDENTITY_RESTRICTED, /* a delegation that does not allow to open a connection here */
  ICWS_ERROR_SIGN,                /* the identity could not sign */
  ICWS_ERROR_NOT_OPEN,            /* send before open or after close */
  ICWS_ERROR_MESSAGE_TOO_LARGE,   /* our message is beyond what the IC takes */
  ICWS_ERROR_BUSY                 /* too many of our messages wait to be sent: try again later */
} IcwsError;

typedef enum
{
  ICWS_CULPRIT_NONE, /* nobody: closed on purpose */
  ICWS_CULPRIT_YOU,
  ICWS_CULPRIT_NETWORK,
  ICWS_CULPRIT_GATEWAY,
  ICWS_CULPRIT_CANISTER
} IcwsCulprit;

IcwsCulprit icws_error_get_culprit (const GError *error);
/* TRUE for those that prove that the gateway lied (tampered, forged, replayed, ...). */
gboolean icws_error_is_integrity_failure (const GError *error);
/* Short stable id for logs, JSON and tests, such as "tampered-content". */
const char *icws_error_get_id (const GError *error);
/* The same back; FALSE if no error of a session has that name. */
gboolean icws_error_from_id (const char *id, IcwsError *out);
#define ICWS_ERROR_LAST ICWS_ERROR_BUSY

G_END_DECLS
