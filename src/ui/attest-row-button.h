/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Adds a flat button with an icon to the end of @row, named @label for tooltip and screen reader.
 * (transfer none) */
GtkWidget *attest_row_button_add (AdwActionRow *row, const char *icon_name, const char *label);

G_END_DECLS
