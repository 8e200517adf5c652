/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-agent-private.h"

G_BEGIN_DECLS

/* An update call on its way: posted, and where the answer is not there at once, polled for. */
typedef struct
{
  IcRequest *request;
  GBytes *envelope;
  guint8 id[IC_HASH_BYTES];
  gint64 deadline_us;
  gint64 delay_us;
  GBytes *poll_envelope; /* (nullable): signed read_state */
  guint64 poll_expiry_ns;
  guint poll_failures;         /* in a row */
  guint64 certificate_time_ns; /* of the reply */
} IcAgentCall;

/* Both work on the task of ic_agent_call_async(), whose data is an IcAgentCall. */
void ic_agent_call_poll_later (GTask *task);
/* Ends the call with what @certificate says of it, or goes on polling. With @must_know it is an error if
 * that is nothing. */
void ic_agent_call_take_certificate (GTask *task, IcCertificate *certificate, gboolean must_know);

G_END_DECLS
