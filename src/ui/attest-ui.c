/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <adwaita.h>

#include "attest-resources.h"
#include "attest-ui.h"
#include "compat/attest-button-names.h"

/**
 * attest_ui_init:
 *
 * Makes templates, styles and icons known. To be called once, after GTK has a display.
 */
void
attest_ui_init (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  /* The resource lies in a static library: without this call the linker would leave it out. */
  g_resources_register (attest_get_resource ());
  adw_init ();
  attest_button_names_init ();
  if (display != NULL)
    {
      GtkIconTheme *theme = gtk_icon_theme_get_for_display (display);

      gtk_icon_theme_add_resource_path (theme, ATTEST_RESOURCE_PATH "/icons");
      /* Only where one clicks: with the whole text selected on focus, Tab makes a mess of the list. */
      g_object_set (gtk_settings_get_for_display (display), "gtk-label-select-on-focus", FALSE,
                    NULL);
    }
}

/**
 * attest_ui_get_settings:
 *
 * Returns: (transfer full) (nullable): the settings; %NULL where the program is not installed and
 *   the schema not found, in which case nothing is remembered
 */
GSettings *
attest_ui_get_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, ATTEST_APP_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

/**
 * attest_ui_wrap_buttons:
 * @root: a part of a window
 *
 * Lets the texts of all buttons in it break into lines: two of them, side by side, are wider than a
 * telephone where the text has twice its usual size.
 */
void
attest_ui_wrap_buttons (GtkWidget *root)
{
  GtkWidget *label = GTK_IS_BUTTON (root) ? gtk_button_get_child (GTK_BUTTON (root)) : NULL;

  if (GTK_IS_LABEL (label))
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    attest_ui_wrap_buttons (child);
}
