/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * AttestBanner: one line about a trouble with one action.
 *
 * Signal "button-clicked".
 */
#define ATTEST_TYPE_BANNER (attest_banner_get_type ())
G_DECLARE_FINAL_TYPE (AttestBanner, attest_banner, ATTEST, BANNER, AdwBin)

void attest_banner_set_revealed (AttestBanner *self, gboolean revealed);
gboolean attest_banner_get_revealed (AttestBanner *self);
void attest_banner_set_content (AttestBanner *self,
                                const char *icon_name,
                                const char *title,
                                const char *button_label,
                                const char *css_class);
const char *attest_banner_get_title (AttestBanner *self);

G_END_DECLS
