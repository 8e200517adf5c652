/* SPDX-License-Identifier: MIT */
/*
 * Time as a witness. A certificate that looks old is a lie only if our own clock is right: the IC's
 * certified time at the diagnosis tells, and it tells how old the refused certificate really was.
 */
#include "icws-verdict-private.h"
#include "ic/ic-i18n.h"

#include "icws-session.h"

/* Our clock so far ahead makes prompt messages look as late as a session takes for a delay. */
#define AHEAD_NS (15 * (gint64)IC_NS_PER_S)

static gboolean
clock_is_known (const IcwsCase *self)
{
  return self->diagnosis != NULL && self->diagnosis->has_clock_offset;
}

static gint64
offset_s (const IcwsCase *self)
{
  return ABS (self->diagnosis->clock_offset_ns) / (gint64)IC_NS_PER_S;
}

/* A clock that is wrong by minutes makes the IC refuse what we sign and us refuse what it certifies:
 * nothing else can be told then. */
gboolean
icws_verdict_read_clock (const IcwsCase *self, IcwsRuling *out)
{
  if (self->diagnosis == NULL || !self->diagnosis->clock_wrong)
    return FALSE;
  return icws_ruling_set (out, ICWS_ACT_CLOCK_WRONG, ICWS_CULPRIT_YOU, ICWS_CERTAINTY_PROVED,
                          ICWS_RESPONSE_STOP,
                          self->diagnosis->clock_offset_ns > 0
                              ? _ ("This computer's clock is %" PRId64
                                   " s fast, by the certified time of the Internet Computer")
                              : _ ("This computer's clock is %" PRId64
                                   " s slow, by the certified time of the Internet Computer"),
                          offset_s (self));
}

/* The clock was wrong when the frame came, and somebody has put it right since. */
static void
rule_clock_was_wrong (IcwsRuling *out)
{
  icws_ruling_set (
      out, ICWS_ACT_CLOCK_WRONG, ICWS_CULPRIT_YOU, ICWS_CERTAINTY_SUSPECTED, ICWS_RESPONSE_RETRY,
      _ ("This computer's clock was wrong when the message came: by the certified time "
         "of the Internet Computer its certificate is good"));
}

void
icws_verdict_rule_stale (const IcwsCase *self, IcwsRuling *out)
{
  const IcwsDiagnosis *diagnosis = self->diagnosis;

  if (icws_verdict_read_clock (self, out))
    return;
  if (!clock_is_known (self))
    icws_ruling_set (
        out, ICWS_ACT_STALE, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_SUSPECTED,
        ICWS_RESPONSE_FAIL_OVER,
        ICWS_GATEWAY_OR_NODE (
            self,
            _ ("The gateway handed over an old certificate, or this computer's clock is "
               "wrong"),
            _ ("The boundary node handed over an old certificate, or this computer's clock is "
               "wrong")));
  else if (self->certificate_time_ns != 0 && diagnosis->certified_time_ns != 0 &&
           diagnosis->certified_time_ns < self->certificate_time_ns + IC_CERTIFICATE_MAX_AGE_NS)
    rule_clock_was_wrong (out);
  else
    icws_ruling_set (
        out, ICWS_ACT_STALE, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_PROVED, ICWS_RESPONSE_QUARANTINE,
        ICWS_GATEWAY_OR_NODE (
            self,
            _ ("The gateway handed over an old certificate; this computer's clock is right, "
               "by the certified time of the Internet Computer"),
            _ ("The boundary node handed over an old certificate; this computer's clock is right, "
               "by the certified time of the Internet Computer")));
}

/* No gateway can make a certificate from the future, for the IC signs them: it is our clock. */
void
icws_verdict_rule_future (const IcwsCase *self, IcwsRuling *out)
{
  if (icws_verdict_read_clock (self, out))
    return;
  if (clock_is_known (self))
    rule_clock_was_wrong (out);
  else
    icws_ruling_set (
        out, ICWS_ACT_CLOCK_WRONG, ICWS_CULPRIT_YOU, ICWS_CERTAINTY_SUSPECTED,
        ICWS_RESPONSE_FAIL_OVER,
        _ ("A certificate of the Internet Computer is from the future by this computer's "
           "clock, which seems to be slow"));
}

/* Whether prompt messages look as late as these because our clock is ahead. */
static gboolean
is_late_by_our_clock_alone (const IcwsCase *self)
{
  return clock_is_known (self) && self->diagnosis->clock_offset_ns >= AHEAD_NS &&
         self->latency_ns - self->diagnosis->clock_offset_ns <=
             ICWS_LATENCY_BOUND_MS * (gint64)IC_NS_PER_MS;
}

/* Too late: by our clock, or by the message's own two times. */
void
icws_verdict_rule_late (const IcwsCase *self, IcwsRuling *out)
{
  gboolean by_its_own_times = g_error_matches (self->error, ICWS_ERROR, ICWS_ERROR_MESSAGE_LATE);

  if (icws_verdict_read_clock (self, out) || icws_verdict_read_network (self, out))
    return;
  if (!by_its_own_times && is_late_by_our_clock_alone (self))
    icws_ruling_set (
        out, ICWS_ACT_CLOCK_WRONG, ICWS_CULPRIT_YOU, ICWS_CERTAINTY_PROVED, ICWS_RESPONSE_RETRY,
        _ ("This computer's clock is %" PRId64 " s fast, which makes every message look late"),
        offset_s (self));
  else if (by_its_own_times && clock_is_known (self))
    icws_ruling_set (
        out, ICWS_ACT_DELAYED, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_PROVED, ICWS_RESPONSE_FAIL_OVER,
        _ ("A message was fetched for you minutes after the canister had made it, by the "
           "two times in it that the Internet Computer certifies"));
  else
    icws_ruling_set (
        out, ICWS_ACT_DELAYED, ICWS_CULPRIT_GATEWAY, ICWS_CERTAINTY_SUSPECTED,
        ICWS_RESPONSE_FAIL_OVER,
        ICWS_GATEWAY_OR_NODE (
            self, _ ("Messages come late through this gateway, or the way to it is slow"),
            _ ("Messages come late through this boundary node, or the way to it is slow")));
}
