/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-application.h"
#include "attest-network-file.h"
#include "attest-background.h"
#include "attest-preferences.h"
#include "attest-room-store.h"
#include "attest-ui.h"
#include "attest-version.h"
#include "attest-window.h"

struct _AttestApplication
{
  AdwApplication parent_instance;

  ChatPoolStore *pool_store;
  GSettings *settings;      /* (nullable) */
  AttestNotifier *notifier; /* from the start-up on */
  gboolean quitting;
};

/* Who is asked about more than this at once answers without reading. */
#define MAX_LINKS 3

G_DEFINE_FINAL_TYPE (AttestApplication, attest_application, ADW_TYPE_APPLICATION)

static const GOptionEntry OPTIONS[] = {
  { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
  { "network-file", 'n', 0, G_OPTION_ARG_FILENAME, NULL,
    N_ ("Use the local network described in this file of attest-network"), N_ ("FILE") },
  { "temporary", 't', 0, G_OPTION_ARG_STRING, NULL,
    N_ ("Log in at once with a random key, under this name"), N_ ("NAME") },
  { NULL }
};

/* @created: (out) (optional): whether there was none before. */
static AttestWindow *
get_window (AttestApplication *self, gboolean *created)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (created != NULL)
    *created = FALSE;
  if (ATTEST_IS_WINDOW (active))
    return ATTEST_WINDOW (active);
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (ATTEST_IS_WINDOW (l->data))
      return ATTEST_WINDOW (l->data);
  if (created != NULL)
    *created = TRUE;
  return attest_window_new (self);
}

static void
on_flushed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GApplication) self = data;
  g_autoptr (GError) error = NULL;

  if (!chat_pool_store_flush_finish (CHAT_POOL_STORE (source), result, &error))
    g_warning ("What was learned about gateways could not be written: %s", error->message);
  g_application_release (self);
}

/* The program stays until what was learned is on the disk. */
static void
flush (AttestApplication *self)
{
  g_application_hold (G_APPLICATION (self));
  chat_pool_store_flush_async (self->pool_store, NULL, on_flushed, g_object_ref (self));
}

static void
attest_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  GTK_APPLICATION_CLASS (attest_application_parent_class)->window_removed (application, window);
  if (ATTEST_IS_WINDOW (window))
    flush (ATTEST_APPLICATION (application));
}

static void
attest_application_dispose (GObject *object)
{
  AttestApplication *self = ATTEST_APPLICATION (object);

  g_clear_object (&self->pool_store);
  g_clear_object (&self->notifier);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (attest_application_parent_class)->dispose (object);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));

  ATTEST_APPLICATION (data)->quitting = TRUE;
  /* Each window leaves its room in order and remembers its size; the program ends with the last. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (GTK_WINDOW (l->data));
  g_list_free (windows);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *developers[] = { "The Attest authors", NULL };
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (data));

  adw_show_about_window (parent, "application-name", "Attest", "application-icon", ATTEST_APP_ID,
                         "version", ATTEST_VERSION, "developer-name", "The Attest authors",
                         "developers", developers, "license-type", GTK_LICENSE_MIT_X11, "comments",
                         _ ("Chat on the Internet Computer that proves every message, and watches "
                            "the gateway that carries it."),
                         "website", "https://github.com/attest-chat/attest",
                         /* Translators: your names, one a line */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AttestApplication *self = ATTEST_APPLICATION (data);
  AttestLoginPage *page = attest_window_get_login_page (get_window (self, NULL));
  AttestPreferences *preferences;

  if (self->settings == NULL)
    return;
  preferences = attest_preferences_new (self->settings);
  attest_preferences_set_store (preferences, attest_login_page_get_store (page));
  g_signal_connect_object (preferences, "remove", G_CALLBACK (attest_login_page_remove_profile),
                           page, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (preferences),
                                gtk_application_get_active_window (GTK_APPLICATION (self)));
  gtk_window_present (GTK_WINDOW (preferences));
}

/* Of an announcement, perhaps of an earlier start; the room may be gone, the window is shown all the
 * same. */
static void
show_room_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gboolean created;
  AttestWindow *window = get_window (ATTEST_APPLICATION (data), &created);

  if (created)
    attest_window_restore (window, g_variant_get_string (parameter, NULL));
  else
    attest_window_show_room_by_id (window, g_variant_get_string (parameter, NULL));
  gtk_window_present (GTK_WINDOW (window));
}

static const GActionEntry ACTIONS[] = {
  { .name = "preferences", .activate = preferences_action },
  { .name = "show-room", .activate = show_room_action, .parameter_type = "s" },
  { .name = "quit", .activate = quit_action },
  { .name = "about", .activate = about_action },
};

static void
set_accels (GtkApplication *self, const char *action, const char *accel)
{
  const char *accels[] = { accel, NULL };

  gtk_application_set_accels_for_action (self, action, accels);
}

static void
on_background (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestApplication) self = data;
  g_autoptr (GError) error = NULL;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  GtkWidget *dialog;

  if (attest_background_request_finish (result, &error))
    return;
  g_debug ("Not in the background: %s", error != NULL ? error->message : "refused");
  g_settings_set_boolean (self->settings, "run-in-background", FALSE);
  dialog = adw_message_dialog_new (
      parent, _ ("Attest May Not Stay in the Background"),
      error != NULL
          ? _ ("The desktop does not answer whether Attest may run without a window, so it "
               "ends with its window, as before.")
          : _ ("The desktop does not let Attest run without a window, so it ends with its "
               "window, as before. You can allow it in the settings of the system, under "
               "Apps."));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Outside of a sandbox nobody has to be asked. */
static void
background_cb (AttestApplication *self)
{
  if (attest_background_is_sandboxed () &&
      g_settings_get_boolean (self->settings, "run-in-background"))
    attest_background_request_async (_ ("To tell you of new messages while its window is closed"),
                                     NULL, on_background, g_object_ref (self));
}

static void
attest_application_startup (GApplication *application)
{
  GtkApplication *self = GTK_APPLICATION (application);

  G_APPLICATION_CLASS (attest_application_parent_class)->startup (application);
  attest_ui_init ();
  gtk_window_set_default_icon_name (ATTEST_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  ATTEST_APPLICATION (self)->settings = attest_ui_get_settings ();
  ATTEST_APPLICATION (self)->notifier = attest_notifier_new (application,
                                                             ATTEST_APPLICATION (self)->settings);
  if (ATTEST_APPLICATION (self)->settings != NULL)
    {
      attest_preferences_bind_style (ATTEST_APPLICATION (self)->settings);
      g_signal_connect_object (ATTEST_APPLICATION (self)->settings, "changed::run-in-background",
                               G_CALLBACK (background_cb), self, G_CONNECT_SWAPPED);
    }
  set_accels (self, "app.preferences", "<Control>comma");
  set_accels (self, "app.quit", "<Control>q");
  set_accels (self, "window.close", "<Control>w");
  set_accels (self, "win.show-panel", "F9");
  set_accels (self, "win.show-help-overlay", "<Control>question");
}

static void
attest_application_activate (GApplication *application)
{
  gboolean created;
  AttestWindow *window = get_window (ATTEST_APPLICATION (application), &created);

  if (created)
    attest_window_restore (window, NULL);
  gtk_window_present (GTK_WINDOW (window));
}

/* Addresses of rooms, as the desktop hands them over. */
static void
attest_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  gboolean created;
  AttestWindow *window = get_window (ATTEST_APPLICATION (application), &created);

  if (created)
    attest_window_restore (window, NULL);
  gtk_window_present (GTK_WINDOW (window));
  for (int i = 0; i < MIN (n_files, MAX_LINKS); i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      attest_window_open_link (window, uri);
    }
}

static int
attest_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Attest %s\n", attest_version ());
      return 0;
    }
  return -1;
}

static int
attest_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  gboolean created;
  AttestWindow *window = get_window (ATTEST_APPLICATION (application), &created);
  g_autoptr (ChatProfile) profile = NULL;
  g_autofree char *path = NULL;
  g_auto (GStrv) arguments = NULL;
  const char *name = NULL;
  int n_arguments;

  if (g_variant_dict_lookup (options, "network-file", "^ay", &path))
    {
      g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (command_line, path);
      g_autofree char *absolute = g_file_get_path (file);
      g_autofree char *identity_url = NULL;
      g_autofree char *control_url = NULL;
      g_autoptr (GError) error = NULL;

      profile = attest_network_file_load (absolute != NULL ? absolute : path, &error);
      if (profile == NULL)
        {
          g_application_command_line_printerr (command_line, "%s\n", error->message);
          gtk_window_destroy (GTK_WINDOW (window));
          return 2;
        }
      attest_window_set_local_profile (window, profile);
      identity_url = attest_network_file_load_identity_url (absolute != NULL ? absolute : path);
      attest_login_page_set_identity_url (attest_window_get_login_page (window), identity_url);
      control_url = attest_network_file_load_control_url (absolute != NULL ? absolute : path);
      attest_window_set_control_url (window, control_url);
    }
  if (g_variant_dict_lookup (options, "temporary", "&s", &name))
    {
      g_autoptr (IcIdentity)
          identity = IC_IDENTITY (ic_ed25519_identity_new_random (ic_random_get_system ()));

      if (profile == NULL)
        profile = attest_login_page_get_profile (attest_window_get_login_page (window));
      attest_login_page_set_display_name (attest_window_get_login_page (window), name);
      attest_window_login (window, profile, identity, name);
    }
  /* Whoever says where to go goes there, and nowhere else. */
  if (created && path == NULL && name == NULL)
    attest_window_restore (window, NULL);
  gtk_window_present (GTK_WINDOW (window));
  arguments = g_application_command_line_get_arguments (command_line, &n_arguments);
  for (int i = 1; i < MIN (n_arguments, 1 + MAX_LINKS); i++)
    attest_window_open_link (window, arguments[i]);
  return 0;
}

/* What is still being written is waited for. */
static void
attest_application_shutdown (GApplication *application)
{
  g_autoptr (AttestRoomStore) store = attest_room_store_ref_default ();

  attest_room_store_close_all_sync (store);
  G_APPLICATION_CLASS (attest_application_parent_class)->shutdown (application);
}

static void
attest_application_class_init (AttestApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_application_dispose;
  GTK_APPLICATION_CLASS (klass)->window_removed = attest_application_window_removed;
  application_class->startup = attest_application_startup;
  application_class->activate = attest_application_activate;
  application_class->open = attest_application_open;
  application_class->command_line = attest_application_command_line;
  application_class->shutdown = attest_application_shutdown;
  application_class->handle_local_options = attest_application_handle_local_options;
}

static void
attest_application_init (AttestApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), OPTIONS);
  self->pool_store = chat_pool_store_new (NULL, ic_clock_get_system (), ic_random_get_system ());
}

AttestNotifier *
attest_application_get_notifier (AttestApplication *self)
{
  g_return_val_if_fail (ATTEST_IS_APPLICATION (self), NULL);
  return self->notifier;
}

gboolean
attest_application_is_quitting (AttestApplication *self)
{
  g_return_val_if_fail (ATTEST_IS_APPLICATION (self), FALSE);
  return self->quitting;
}

ChatPoolStore *
attest_application_get_pool_store (AttestApplication *self)
{
  g_return_val_if_fail (ATTEST_IS_APPLICATION (self), NULL);
  return self->pool_store;
}

/**
 * attest_application_new:
 * @application_id: (nullable): the id; %NULL for one that is not unique
 * @flags: flags beside those that the program needs
 *
 * Returns: (transfer full): the application
 */
AttestApplication *
attest_application_new (const char *application_id, GApplicationFlags flags)
{
  return g_object_new (ATTEST_TYPE_APPLICATION, "application-id", application_id, "flags",
                       flags | G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", ATTEST_RESOURCE_PATH, NULL);
}
