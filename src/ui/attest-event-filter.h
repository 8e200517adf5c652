/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "icws/icws.h"

G_BEGIN_DECLS

/**
 * AttestEventFilter: which entries of a ledger are shown: from a severity on, of one group or all,
 * with all the words that are searched for.
 */
#define ATTEST_TYPE_EVENT_FILTER (attest_event_filter_get_type ())
G_DECLARE_FINAL_TYPE (AttestEventFilter, attest_event_filter, ATTEST, EVENT_FILTER, GtkFilter)

AttestEventFilter *attest_event_filter_new (void);
void attest_event_filter_set_severity (AttestEventFilter *self, IcwsSeverity least);
/* -1: all groups */
void attest_event_filter_set_group (AttestEventFilter *self, int group);
void attest_event_filter_set_search (AttestEventFilter *self, const char *text);
/* TRUE: it lets everything pass, and need not be asked. */
gboolean attest_event_filter_is_open (AttestEventFilter *self);

G_END_DECLS
