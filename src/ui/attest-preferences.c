/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-preferences.h"

struct _AttestPreferences
{
  AdwPreferencesWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (AttestPreferences, attest_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static AdwPreferencesGroup *
add_group (AdwPreferencesPage *page, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  adw_preferences_page_add (page, group);
  return group;
}

static void
add_switch (AdwPreferencesGroup *group,
            GSettings *settings,
            const char *key,
            const char *title,
            const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_settings_bind (settings, key, toggle, "active", G_SETTINGS_BIND_DEFAULT);
  adw_preferences_group_add (group, row);
}

static void
style_cb (AdwComboRow *row, GParamSpec *pspec, GSettings *settings)
{
  g_settings_set_enum (settings, "style", (int)adw_combo_row_get_selected (row));
}

static void
add_style (AdwPreferencesGroup *group, GSettings *settings)
{
  const char *names[] = { _ ("As the System"), _ ("Light"), _ ("Dark"), NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Style"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), (guint)g_settings_get_enum (settings, "style"));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (style_cb), settings, 0);
  adw_preferences_group_add (group, row);
}

static void
attest_preferences_class_init (AttestPreferencesClass *klass)
{
}

static void
attest_preferences_init (AttestPreferences *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _ ("Preferences"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 480, 560);
  gtk_widget_set_size_request (GTK_WIDGET (self), 340, 294);
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (self), FALSE);
}

/**
 * attest_preferences_new:
 * @settings: what is changed
 *
 * Returns: (transfer floating): a window
 */
AttestPreferences *
attest_preferences_new (GSettings *settings)
{
  AttestPreferences *self = g_object_new (ATTEST_TYPE_PREFERENCES, NULL);
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *group;

  /* Shown where there is more than one page; screen readers say it anyway. */
  adw_preferences_page_set_title (page, _ ("Preferences"));
  adw_preferences_page_set_icon_name (page, "preferences-system-symbolic");
  add_style (add_group (page, _ ("Appearance"), NULL), settings);
  group = add_group (page, _ ("Notifications"), NULL);
  add_switch (group, settings, "notifications", _ ("Announce New Messages"),
              _ ("In rooms that you do not look at and have not muted"));
  add_switch (group, settings, "notification-text", _ ("Show Names and Texts"),
              _ ("Whoever sees the screen can read them"));
  group = add_group (page, _ ("Background"), NULL);
  add_switch (group, settings, "run-in-background", _ ("Stay Connected When the Window Is Closed"),
              _ ("Quit ends the program all the same"));
  group = add_group (page, _ ("Privacy"), NULL);
  add_switch (group, settings, "send-typing", _ ("Tell Others That You Type"),
              _ ("In rooms that can do that"));
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), page);
  return self;
}

static void
apply_style (GSettings *settings)
{
  static const AdwColorScheme SCHEMES[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };
  int style = g_settings_get_enum (settings, "style");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      SCHEMES[CLAMP (style, 0, (int)G_N_ELEMENTS (SCHEMES) - 1)]);
}

/**
 * attest_preferences_bind_style:
 * @settings: what says light or dark
 */
void
attest_preferences_bind_style (GSettings *settings)
{
  g_signal_connect (settings, "changed::style", G_CALLBACK (apply_style), NULL);
  apply_style (settings);
}
