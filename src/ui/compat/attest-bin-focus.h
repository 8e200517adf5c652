/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

gboolean attest_bin_focus (GtkWidget *widget, GtkDirectionType direction);
