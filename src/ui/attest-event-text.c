/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-event-text.h"

static const struct
{
  const char *icon_name;
  const char *word;
  const char *css_class;
} SEVERITIES[] = {
  [ICWS_SEVERITY_INFO] = { "attest-note-symbolic", N_ ("Information"), "severity-info" },
  [ICWS_SEVERITY_NOTE] = { "attest-info-symbolic", N_ ("Note"), "severity-note" },
  [ICWS_SEVERITY_WARNING] = { "attest-delayed-symbolic", N_ ("Warning"), "severity-warning" },
  [ICWS_SEVERITY_PROBLEM] = { "attest-integrity-symbolic", N_ ("Problem"), "severity-problem" },
};

const char *
attest_event_group_text (IcwsGroup group)
{
  switch (group)
    {
    case ICWS_GROUP_TRANSPORT:
      return _ ("Connection");
    case ICWS_GROUP_SESSION:
      return _ ("Session");
    case ICWS_GROUP_PROOF:
      return _ ("Proof");
    case ICWS_GROUP_ORDER:
      return _ ("Order");
    case ICWS_GROUP_FRESHNESS:
      return _ ("Freshness");
    case ICWS_GROUP_ACK:
      return _ ("Confirmation");
    case ICWS_GROUP_IDENTITY:
      return _ ("Identity");
    case ICWS_GROUP_CLOCK:
      return _ ("Clock");
    default:
      return "";
    }
}

const char *
attest_event_severity_text (IcwsSeverity severity)
{
  g_return_val_if_fail ((gsize)severity < G_N_ELEMENTS (SEVERITIES), "");
  return _ (SEVERITIES[severity].word);
}

const char *
attest_event_severity_icon_name (IcwsSeverity severity)
{
  g_return_val_if_fail ((gsize)severity < G_N_ELEMENTS (SEVERITIES), NULL);
  return SEVERITIES[severity].icon_name;
}

const char *
attest_event_severity_css_class (IcwsSeverity severity)
{
  g_return_val_if_fail ((gsize)severity < G_N_ELEMENTS (SEVERITIES), "");
  return SEVERITIES[severity].css_class;
}
