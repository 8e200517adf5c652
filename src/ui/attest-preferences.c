/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-preferences.h"
#include "attest-profile-list.h"
#include "attest-room-store.h"

struct _AttestPreferences
{
  AdwPreferencesWindow parent_instance;

  AttestProfileList *profiles;
  GtkWidget *no_profiles;
};

enum
{
  REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

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
selected_cb (AdwComboRow *row, GParamSpec *pspec, GSettings *settings)
{
  g_settings_set_enum (settings, g_object_get_data (G_OBJECT (row), "key"),
                       (int)adw_combo_row_get_selected (row));
}

/* @names: in the order of the values of the setting. */
static GtkWidget *
add_choice (AdwPreferencesGroup *group,
            GSettings *settings,
            const char *key,
            const char *title,
            const char *const *names)
{
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), (guint)g_settings_get_enum (settings, key));
  g_object_set_data_full (G_OBJECT (row), "key", g_strdup (key), g_free);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (selected_cb), settings, 0);
  adw_preferences_group_add (group, row);
  return row;
}

static void
remove_cb (AttestPreferences *self, ChatSavedProfile *profile)
{
  g_autofree char *id = g_strdup (chat_saved_profile_get_id (profile));

  g_signal_emit (self, signals[REMOVE], 0, id);
}

static void
attest_preferences_class_init (AttestPreferencesClass *klass)
{
  g_type_ensure (ATTEST_TYPE_PROFILE_LIST);
  signals[REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
attest_preferences_init (AttestPreferences *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _ ("Preferences"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 520, 600);
  gtk_widget_set_size_request (GTK_WIDGET (self), 340, 294);
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (self), FALSE);
}

static AdwPreferencesPage *
add_page (AttestPreferences *self, const char *name, const char *title, const char *icon_name)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());

  adw_preferences_page_set_name (page, name);
  adw_preferences_page_set_title (page, title);
  adw_preferences_page_set_icon_name (page, icon_name);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), page);
  return page;
}

static void
add_general (AttestPreferences *self, GSettings *settings)
{
  AdwPreferencesPage *page = add_page (self, "general", _ ("General"),
                                       "preferences-system-symbolic");
  /* In the order of the values of the setting. */
  const char *styles[] = { _ ("As the System"), _ ("Light"), _ ("Dark"), NULL };
  AdwPreferencesGroup *group;

  add_choice (add_group (page, _ ("Appearance"), NULL), settings, "style", _ ("Style"), styles);
  group = add_group (page, _ ("Notifications"), NULL);
  add_switch (group, settings, "notifications", _ ("Announce New Messages"),
              _ ("In rooms that you do not look at and have not muted"));
  add_switch (group, settings, "notification-text", _ ("Show Names and Texts"),
              _ ("Whoever sees the screen can read them"));
  group = add_group (page, _ ("Start and End"), NULL);
  add_switch (group, settings, "open-at-start", _ ("Open Rooms at Start"),
              _ ("Those that were open when Attest was quit, if their identity is remembered"));
  add_switch (group, settings, "run-in-background", _ ("Stay Connected When the Window Is Closed"),
              _ ("Quit ends the program all the same"));
}

static void
add_privacy (AttestPreferences *self, GSettings *settings)
{
  AdwPreferencesPage *page = add_page (self, "privacy", _ ("Privacy"), "security-high-symbolic");
  /* In the order of AttestKeepHistory. */
  const char *names[ATTEST_N_KEEP + 1] = {
    _ ("For Ever"), _ ("1 Year"),      _ ("90 Days"), _ ("30 Days"),
    _ ("7 Days"),   _ ("Do Not Keep"), NULL
  };
  AdwPreferencesGroup *group;

  group = add_group (
      page, _ ("History"),
      _ ("What is said in saved rooms is kept on this computer, not encrypted. A "
         "shorter time holds from the next time a room is opened, and is looked at "
         "once a day: then what is older is deleted, and with “Do Not Keep” all of it."));
  add_choice (group, settings, "keep-history", _ ("Keep History"), names);
  group = add_group (page, _ ("Typing"), NULL);
  add_switch (group, settings, "send-typing", _ ("Tell Others That You Type"),
              _ ("In rooms that can do that"));
}

static void
add_networks (AttestPreferences *self)
{
  AdwPreferencesPage *page = add_page (self, "networks", _ ("Networks"), "network-server-symbolic");
  AdwPreferencesGroup *group = add_group (page, _ ("Saved Connections"), NULL);

  self->profiles = g_object_new (ATTEST_TYPE_PROFILE_LIST, "visible", FALSE, NULL);
  attest_profile_list_set_editable (self->profiles, FALSE);
  g_signal_connect_object (self->profiles, "remove", G_CALLBACK (remove_cb), self,
                           G_CONNECT_SWAPPED);
  self->no_profiles = gtk_label_new (
      _ ("None yet. Switch on “Save This Connection” when you join a room."));
  gtk_label_set_wrap (GTK_LABEL (self->no_profiles), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->no_profiles), 0);
  gtk_widget_add_css_class (self->no_profiles, "dim-label");
  adw_preferences_group_add (group, GTK_WIDGET (self->profiles));
  adw_preferences_group_add (group, self->no_profiles);
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

  add_general (self, settings);
  add_privacy (self, settings);
  add_networks (self);
  return self;
}

static void
items_changed_cb (AttestPreferences *self)
{
  gboolean any = attest_profile_list_get_n (self->profiles) > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->profiles), any);
  gtk_widget_set_visible (self->no_profiles, !any);
}

/**
 * attest_preferences_set_store:
 * @self: the window
 * @store: the saved connections
 */
void
attest_preferences_set_store (AttestPreferences *self, ChatProfileStore *store)
{
  g_return_if_fail (ATTEST_IS_PREFERENCES (self));
  attest_profile_list_set_store (self->profiles, store);
  g_signal_connect_object (store, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  items_changed_cb (self);
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
