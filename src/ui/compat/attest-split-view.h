/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * AttestSplitView: a sidebar beside a content, or one at a time where there is no room for both.
 *
 * Properties: "sidebar", "content" (GtkWidget), "collapsed" (read-only), "show-content".
 */
#define ATTEST_TYPE_SPLIT_VIEW (attest_split_view_get_type ())
G_DECLARE_FINAL_TYPE (AttestSplitView, attest_split_view, ATTEST, SPLIT_VIEW, AdwBin)

gboolean attest_split_view_get_collapsed (AttestSplitView *self);
void attest_split_view_set_show_content (AttestSplitView *self, gboolean show_content);
gboolean attest_split_view_get_show_content (AttestSplitView *self);

G_END_DECLS
