/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * AttestSidePane: a content with a pane at its end that can be shown and hidden; the pane lies over
 * the content where there is no room beside it.
 *
 * Properties: "content", "pane" (GtkWidget), "show-pane", "collapsed" (read-only).
 */
#define ATTEST_TYPE_SIDE_PANE (attest_side_pane_get_type ())
G_DECLARE_FINAL_TYPE (AttestSidePane, attest_side_pane, ATTEST, SIDE_PANE, AdwBin)

gboolean attest_side_pane_get_show_pane (AttestSidePane *self);
void attest_side_pane_set_show_pane (AttestSidePane *self, gboolean show_pane);
gboolean attest_side_pane_get_collapsed (AttestSidePane *self);

G_END_DECLS
