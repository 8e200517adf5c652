/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/* What a stretch of time looks like: each kind differs in pattern, so that grey is enough. */
typedef enum
{
  ATTEST_TIMELINE_GOOD,    /* solid */
  ATTEST_TIMELINE_DOUBT,   /* stripes to the right */
  ATTEST_TIMELINE_WORKING, /* dots */
  ATTEST_TIMELINE_CUT,     /* hollow */
  ATTEST_TIMELINE_REFUSED, /* stripes to the left */
  ATTEST_TIMELINE_ATTACK,  /* cross hatch */
  ATTEST_TIMELINE_OFF,     /* a line */
  ATTEST_N_TIMELINE_KINDS
} AttestTimelineKind;

AttestTimelineKind attest_timeline_kind_from_health (ChatHealth health);
const char *attest_timeline_kind_get_name (AttestTimelineKind kind); /* translated */
/* Fills @area in the colours of @widget's style. */
void attest_timeline_kind_snapshot (AttestTimelineKind kind,
                                    GtkSnapshot *snapshot,
                                    GtkWidget *widget,
                                    const graphene_rect_t *area);

G_END_DECLS
