/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws/icws.h"

G_BEGIN_DECLS

/* Words and shapes of an event, translated. */
const char *attest_event_group_text (IcwsGroup group);
const char *attest_event_severity_text (IcwsSeverity severity);
const char *attest_event_severity_icon_name (IcwsSeverity severity);
const char *attest_event_severity_css_class (IcwsSeverity severity);

G_END_DECLS
