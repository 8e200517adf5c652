/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ATTEST_RESOURCE_PATH "/io/github/attest_chat/Attest"

void attest_ui_init (void);
GSettings *attest_ui_get_settings (void);
void attest_ui_wrap_buttons (GtkWidget *root);

G_END_DECLS
