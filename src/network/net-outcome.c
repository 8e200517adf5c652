/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-outcome.h"

void
net_outcome_clear (NetOutcome *self)
{
  g_clear_pointer (&self->reply, g_bytes_unref);
  g_clear_pointer (&self->reject_message, g_free);
  self->reject_code = 0;
  self->error_code = NULL;
}

void
net_outcome_reply_take (NetOutcome *self, GBytes *reply)
{
  net_outcome_clear (self);
  self->reply = reply;
}

void
net_outcome_reject (
    NetOutcome *self, NetRejectCode code, const char *error_code, const char *format, ...)
{
  va_list args;

  net_outcome_clear (self);
  va_start (args, format);
  self->reject_message = g_strdup_vprintf (format, args);
  va_end (args);
  self->reject_code = code;
  self->error_code = error_code;
}
