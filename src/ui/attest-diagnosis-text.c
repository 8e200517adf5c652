/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-diagnosis-text.h"
#include "attest-text.h"
#include "attest-time.h"

char *
attest_diagnosis_text_network (const IcwsDiagnosis *diagnosis)
{
  if (diagnosis->reachable)
    return g_strdup (_ ("answers, with a certificate"));
  if (diagnosis->network_error != NULL)
    {
      g_autofree char *message = attest_text_clean_line (diagnosis->network_error->message);

      /* Translators: %s is a technical message */
      return g_strdup_printf (_ ("does not answer: %s"), message);
    }
  return g_strdup (_ ("does not answer"));
}

char *
attest_diagnosis_text_clock (const IcwsDiagnosis *diagnosis)
{
  gint64 us = diagnosis->clock_offset_ns / (gint64)IC_NS_PER_US;
  g_autofree char *span = NULL;

  if (!diagnosis->has_clock_offset)
    return NULL;
  span = attest_time_format_span (ABS (us));
  if (!diagnosis->clock_wrong)
    /* Translators: %s is a span of time, such as "1 s" */
    return g_strdup_printf (_ ("right, within %s"), span);
  return g_strdup_printf (us > 0 ? _ ("%s ahead") : _ ("%s behind"), span);
}

char *
attest_diagnosis_text_canister (const IcwsDiagnosis *diagnosis)
{
  switch (diagnosis->canister)
    {
    case ICWS_CANISTER_PRESENT:
      if (diagnosis->has_interface && !diagnosis->has_websocket)
        return g_strdup (_ ("is there, but does not speak IC WebSocket"));
      return g_strdup (_ ("is there"));
    case ICWS_CANISTER_EMPTY:
      return g_strdup (_ ("is there, but has no program"));
    case ICWS_CANISTER_MISSING:
      return g_strdup (_ ("does not exist"));
    case ICWS_CANISTER_UNKNOWN:
    default:
      return g_strdup (_ ("could not be asked for"));
    }
}

static const char *
fate_text (IcwsFate fate)
{
  switch (fate)
    {
    case ICWS_FATE_ABSENT:
      return _ ("never arrived");
    case ICWS_FATE_PENDING:
      return _ ("arrived, and is being dealt with");
    case ICWS_FATE_ACCEPTED:
      return _ ("accepted by the room");
    case ICWS_FATE_REFUSED:
      return _ ("refused by the room");
    case ICWS_FATE_REJECTED:
      return _ ("rejected");
    case ICWS_FATE_UNKNOWN:
    default:
      return _ ("not known");
    }
}

char *
attest_diagnosis_text_request (const IcwsRequestFate *request)
{
  g_autofree char *text = NULL;

  if (request->text == NULL || *request->text == 0)
    return g_strdup (fate_text (request->fate));
  text = attest_text_clean_line (request->text);
  /* Translators: what became of a request, then what the room or the network said about it */
  return g_strdup_printf (_ ("%s: %s"), fate_text (request->fate), text);
}
