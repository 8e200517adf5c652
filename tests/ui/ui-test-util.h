/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat.h"

G_BEGIN_DECLS

void ui_test_init (int *argc, char ***argv);
void ui_test_load_style (void);
/* For pictures: the title bar of GNOME, its font at @scale times its size (NULL: 1), and where the name of the
 * variant begins with "rtl", from right to left. */
void ui_test_set_look (const char *variant, const char *scale);
/* Turns the main loop until @condition, or fails after a deadline. */
typedef gboolean (*UiTestCondition) (gpointer data);
void ui_test_wait (UiTestCondition condition, gpointer data);
/* Turns the main loop until two more frames of @widget were drawn. */
void ui_test_wait_for_frames (GtkWidget *widget);
GtkWidget *ui_test_show (GtkWidget *child, int width, int height);
GdkTexture *ui_test_render (GtkWidget *widget);
void ui_test_screenshot (GtkWidget *widget, const char *path);
/* The first descendant of @type, in order of the tree; and all of them that are labels of a text. */
GtkWidget *ui_test_find (GtkWidget *root, GType type);
/* (nullable): a question that is open. */
AdwMessageDialog *ui_test_find_dialog (void);
GtkWidget *ui_test_find_label (GtkWidget *root, const char *text);
/* The first one whose text has @part in it. */
GtkWidget *ui_test_find_label_with (GtkWidget *root, const char *part);

ChatMessage *ui_test_message (const char *author, const char *text, gboolean own, guint64 time_s);

/* 2026-11-24 09:00:00 UTC */
#define UI_TEST_NOW_S  G_GUINT64_CONSTANT (1795510800)
#define UI_TEST_NOW_NS (UI_TEST_NOW_S * IC_NS_PER_S)

G_END_DECLS
