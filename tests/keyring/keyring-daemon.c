/* SPDX-License-Identifier: MIT */
#include "keyring-daemon.h"

#include <gmodule.h>
#include <signal.h>
#include <string.h>

#define NAME       "org.freedesktop.secrets"
#define DEADLINE_S 30
/* More prompts than a test brings about. */
#define N_ANSWERS 50

/* GNOME's own answering machine for tests, part of the library that gnome-keyring needs; its header
 * is not installed everywhere. */
typedef struct
{
  const char *(*start) (void);
  void (*stop) (void);
  void (*expect_password_ok) (const char *password, const char *first_property, ...);
  void (*expect_password_cancel) (void);
} Prompter;

struct _KeyringDaemon
{
  GSubprocess *process;
  gboolean prompting;
};

static gboolean
load_prompter (Prompter *prompter)
{
  static GModule *module;

  if (module == NULL)
    module = g_module_open ("libgcr-base-3.so.1", G_MODULE_BIND_LAZY);
  return module != NULL &&
         g_module_symbol (module, "gcr_mock_prompter_start", (gpointer *)&prompter->start) &&
         g_module_symbol (module, "gcr_mock_prompter_stop", (gpointer *)&prompter->stop) &&
         g_module_symbol (module, "gcr_mock_prompter_expect_password_ok",
                          (gpointer *)&prompter->expect_password_ok) &&
         g_module_symbol (module, "gcr_mock_prompter_expect_password_cancel",
                          (gpointer *)&prompter->expect_password_cancel);
}

gboolean
keyring_daemon_can_prompt (void)
{
  Prompter prompter;

  return load_prompter (&prompter);
}

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  *(int *)data = 1;
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  *(int *)data = 0;
}

static gboolean
on_deadline (gpointer data)
{
  g_error ("The name " NAME " did not come or go within %d s", DEADLINE_S);
  return G_SOURCE_REMOVE;
}

static void
wait_for_name (int owned)
{
  int state = -1;
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);
  guint watch = g_bus_watch_name (G_BUS_TYPE_SESSION, NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                  on_appeared, on_vanished, &state, NULL);

  while (state != owned)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unwatch_name (watch);
  g_source_remove (deadline);
}

/* Gives the bus name of what answers prompts. */
static const char *
start_prompter (KeyringPrompt prompt)
{
  Prompter prompter;
  const char *name;

  g_assert_true (load_prompter (&prompter));
  name = prompter.start ();
  for (guint i = 0; i < N_ANSWERS; i++)
    if (prompt == KEYRING_PROMPT_ANSWER)
      prompter.expect_password_ok (KEYRING_PASSWORD, NULL);
    else
      prompter.expect_password_cancel ();
  return name;
}

KeyringDaemon *
keyring_daemon_start (gboolean unlock, KeyringPrompt prompt)
{
  KeyringDaemon *self = g_new0 (KeyringDaemon, 1);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
      G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *control = g_strdup_printf ("--control-directory=%s/keyring",
                                              g_get_user_runtime_dir ());
  g_autoptr (GError) error = NULL;
  GOutputStream *input;

  self->prompting = prompt != KEYRING_PROMPT_NOBODY;
  g_subprocess_launcher_setenv (launcher, "GNOME_KEYRING_TEST_PROMPTER",
                                self->prompting ? start_prompter (prompt) : "org.example.Nobody",
                                TRUE);
  /* Its warnings are its own affair. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_subprocess_launcher_unsetenv (launcher, "MALLOC_CHECK_");
  self->process = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon",
                                               "--foreground", "--components=secrets", control,
                                               unlock ? "--unlock" : NULL, NULL);
  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (self->process);
  if (unlock)
    g_output_stream_write_all (input, KEYRING_PASSWORD, strlen (KEYRING_PASSWORD), NULL, NULL,
                               &error);
  g_assert_no_error (error);
  g_output_stream_close (input, NULL, &error);
  g_assert_no_error (error);
  wait_for_name (1);
  return self;
}

void
keyring_daemon_stop (KeyringDaemon *self)
{
  Prompter prompter;

  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, NULL);
  wait_for_name (0);
  if (self->prompting && load_prompter (&prompter))
    prompter.stop ();
  g_object_unref (self->process);
  g_free (self);
}
