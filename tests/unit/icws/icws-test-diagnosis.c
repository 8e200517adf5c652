/* SPDX-License-Identifier: MIT */
#include "icws-test-diagnosis.h"

static void
clear_fate (gpointer data)
{
  icws_request_fate_clear (data);
}

IcwsDiagnosis *
icws_test_diagnosis_new (gboolean reachable)
{
  IcwsDiagnosis *self = g_new0 (IcwsDiagnosis, 1);

  self->wall_ns = ICWS_TEST_NOW_NS;
  self->reachable = reachable;
  self->requests = g_array_new (FALSE, TRUE, sizeof (IcwsRequestFate));
  g_array_set_clear_func (self->requests, clear_fate);
  if (!reachable)
    {
      self->network_error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE,
                                                 "Network is unreachable");
      return self;
    }
  icws_test_diagnosis_set_offset (self, 0);
  self->canister = ICWS_CANISTER_PRESENT;
  self->has_interface = TRUE;
  self->has_websocket = TRUE;
  return self;
}

void
icws_test_diagnosis_set_offset (IcwsDiagnosis *self, gint64 offset_s)
{
  self->has_clock_offset = TRUE;
  self->clock_offset_ns = offset_s * (gint64)IC_NS_PER_S;
  self->clock_wrong = ABS (self->clock_offset_ns) > (gint64)ICWS_CLOCK_WRONG_NS;
  self->certified_time_ns = self->wall_ns - (guint64)self->clock_offset_ns;
}

void
icws_test_diagnosis_add (IcwsDiagnosis *self,
                         guint64 sequence,
                         IcwsFate fate,
                         guint64 reject_code,
                         const char *error_code,
                         const char *text)
{
  IcwsRequestFate one = { .sequence = sequence,
                          .fate = fate,
                          .certificate_time_ns = fate == ICWS_FATE_UNKNOWN
                                                     ? 0
                                                     : self->certified_time_ns,
                          .reject_code = reject_code,
                          .error_code = g_strdup (error_code),
                          .text = g_strdup (text) };

  g_array_append_val (self->requests, one);
}
