/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestConnectionInfo: what the connection panel shows, as it was at @now_ns. The panel draws this
 * and asks nobody else, so that each state can be shown without a connection.
 */
typedef struct
{
  guint64 now_ns;
  gint64 now_us; /* monotonic */

  ChatHealth health;
  guint64 since_ns;
  GError *error;            /* (nullable) */
  IcwsVerdict *verdict;     /* (nullable): what went wrong last */
  IcwsVerdict *incident;    /* (nullable): a proved lie that nobody has acknowledged */
  IcwsDiagnosis *diagnosis; /* (nullable) */
  ChatTimeline *timeline;   /* (nullable) */
  ChatLatency *latency;     /* (nullable) */
  guint attempt;
  guint retry_seconds;

  IcwsStepInfo steps[ICWS_N_STEPS];
  IcwsFigures figures;
  gint64 ack_deadline_us; /* monotonic; -1: none expected */

  char *own_principal;
  guint64 identity_expiry_ns; /* CHAT_EXPIRY_NONE_NS: no end */
  char *canister_principal;
  char *gateway_principal; /* (nullable): not known before the handshake */
  char *gateway_url;       /* (nullable): in direct mode there is none */
  gboolean direct;         /* no gateway */
  char *mode;              /* (nullable): description of the transport */
} AttestConnectionInfo;

AttestConnectionInfo *attest_connection_info_new (void);
AttestConnectionInfo *attest_connection_info_read (ChatConnection *connection, guint64 since_ns);
void attest_connection_info_free (AttestConnectionInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttestConnectionInfo, attest_connection_info_free)

G_END_DECLS
