/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-ui.h"
#include "ui-test-util.h"

#define DEADLINE_US (20 * G_TIME_SPAN_SECOND)

/**
 * ui_test_init:
 * @argc: (inout): as in main()
 * @argv: (inout): as in main()
 *
 * GTK, the styles and icons of the program, no animations.
 */
void
ui_test_init (int *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  attest_ui_init ();
  ui_test_load_style ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-icon-theme-name",
                "Adwaita", "gtk-cursor-blink", FALSE, NULL);
}

static void
load_style (const char *name, guint priority)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  g_autofree char *path = g_strconcat (ATTEST_RESOURCE_PATH "/", name, NULL);

  gtk_css_provider_load_from_resource (provider, path);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider), priority);
}

/* What AdwApplication does by itself for the style in force. */
void
ui_test_load_style (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  load_style ("style.css", GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  if (adw_style_manager_get_dark (manager))
    load_style ("style-dark.css", GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  if (adw_style_manager_get_high_contrast (manager))
    load_style ("style-hc.css", GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 2);
}

void
ui_test_set_look (const char *variant, const char *scale)
{
  double factor = scale != NULL ? g_ascii_strtod (scale, NULL) : 1;

  /* Where the font is missing, fontconfig takes another. */
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", "appmenu:close",
                "gtk-font-name", "Cantarell 11", "gtk-xft-dpi", (int)(96 * 1024 * factor), NULL);
  if (g_str_has_prefix (variant, "rtl"))
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
ui_test_wait (UiTestCondition condition, gpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;
  /* So that a condition that nothing brings about ends in a failure and not in a hang. */
  guint timer = g_timeout_add (50, wake_cb, NULL);

  while (!condition (data))
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("The awaited condition did not come about");
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (timer);
}

static void
count_frame_cb (GdkFrameClock *clock, guint *count)
{
  (*count)++;
}

static gboolean
has_two_cb (gpointer data)
{
  return *(guint *)data >= 2;
}

void
ui_test_wait_for_frames (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  guint count = 0;
  gulong handler;

  g_assert_nonnull (clock);
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame_cb), &count);
  gdk_frame_clock_begin_updating (clock);
  ui_test_wait (has_two_cb, &count);
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, handler);
}

static gboolean
is_mapped_cb (gpointer data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (data));
}

/**
 * ui_test_show:
 * @child: a widget, or a window
 * @width: pixels
 * @height: pixels
 *
 * Returns: (transfer none): the window that shows it, after it was drawn
 */
GtkWidget *
ui_test_show (GtkWidget *child, int width, int height)
{
  GtkWidget *window = GTK_IS_WINDOW (child) ? child : adw_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  if (window != child)
    adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  ui_test_wait (is_mapped_cb, window);
  ui_test_wait_for_frames (window);
  return window;
}

/**
 * ui_test_render:
 * @widget: a widget that was drawn
 *
 * Returns: (transfer full): what it looks like, on nothing
 */
GdkTexture *
ui_test_render (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  g_assert_nonnull (node);
  return gsk_renderer_render_texture (renderer, node,
                                      &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
}

/**
 * ui_test_screenshot:
 * @widget: a widget that was drawn
 * @path: name of a PNG file
 */
void
ui_test_screenshot (GtkWidget *widget, const char *path)
{
  g_autoptr (GdkTexture) texture = ui_test_render (widget);

  g_assert_true (gdk_texture_save_to_png (texture, path));
}

GtkWidget *
ui_test_find (GtkWidget *root, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_test_find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

AdwMessageDialog *
ui_test_find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      return l->data;
  return NULL;
}

static GtkWidget *
find_label (GtkWidget *root, const char *text, gboolean whole)
{
  if (GTK_IS_LABEL (root))
    {
      const char *shown = gtk_label_get_text (GTK_LABEL (root));

      if (whole ? g_str_equal (shown, text) : strstr (shown, text) != NULL)
        return root;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text, whole);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
ui_test_find_label (GtkWidget *root, const char *text)
{
  return find_label (root, text, TRUE);
}

GtkWidget *
ui_test_find_label_with (GtkWidget *root, const char *part)
{
  return find_label (root, part, FALSE);
}

ChatMessage *
ui_test_message (const char *author, const char *text, gboolean own, guint64 time_s)
{
  return chat_message_new (CHAT_MESSAGE_TEXT, author, text, own, time_s * IC_NS_PER_S,
                           own ? CHAT_DELIVERY_ACCEPTED : CHAT_DELIVERY_RECEIVED);
}
