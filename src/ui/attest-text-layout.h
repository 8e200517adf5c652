/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * AttestTextLayout: measures the label of a message's text at a lower price than the label itself.
 */
#define ATTEST_TYPE_TEXT_LAYOUT (attest_text_layout_get_type ())
G_DECLARE_FINAL_TYPE (AttestTextLayout, attest_text_layout, ATTEST, TEXT_LAYOUT, GtkLayoutManager)

void attest_text_layout_set_up (GtkLabel *label);

G_END_DECLS
