/* SPDX-License-Identifier: MIT */
#include "a11y-app.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define DEADLINE_S 30

struct _A11yApp
{
  GSubprocess *process;
  gboolean ended;
};

static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  ((A11yApp *)data)->ended = TRUE;
}

A11yApp *
a11y_app_start (const char *const *argv, const char *const *environment)
{
  A11yApp *self = g_new0 (A11yApp, 1);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;

  /* TAP is for the test alone. */
  g_subprocess_launcher_take_stdout_fd (launcher, dup (STDERR_FILENO));
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  for (guint i = 0; environment != NULL && environment[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (environment[i], "=", 2);

      g_subprocess_launcher_setenv (launcher, pair[0], pair[1], TRUE);
    }
  self->process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_subprocess_wait_async (self->process, NULL, ended_cb, self);
  return self;
}

static gboolean
on_deadline (gpointer data)
{
  g_error ("%s", (const char *)data);
  return G_SOURCE_REMOVE;
}

static void
wait_end (A11yApp *self)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline,
                                          (gpointer) "A program does not end");

  while (!self->ended)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

void
a11y_app_wait_end (A11yApp *self)
{
  wait_end (self);
  g_assert_true (g_subprocess_get_if_exited (self->process));
  g_assert_cmpint (g_subprocess_get_exit_status (self->process), ==, 0);
  g_object_unref (self->process);
  g_free (self);
}

void
a11y_app_kill (A11yApp *self)
{
  g_subprocess_send_signal (self->process, SIGTERM);
  wait_end (self);
  g_object_unref (self->process);
  g_free (self);
}

static gboolean
on_look (gpointer data)
{
  return G_SOURCE_CONTINUE; /* only turns the loop */
}

A11yApp *
a11y_network_start (const char *program, const char *ready_file, const char *const *arguments)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  A11yApp *self;
  guint look = g_timeout_add (20, on_look, NULL);
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline,
                                          (gpointer) "The network does not start");
  static const char *const PORTS[] = { "--replica-port=0", "--gateway-port=0", "--identity-port=0",
                                       "--control-port=0", "--poll-interval-ms=20" };

  g_ptr_array_add (argv, (gpointer)program);
  for (guint i = 0; i < G_N_ELEMENTS (PORTS); i++)
    g_ptr_array_add (argv, (gpointer)PORTS[i]);
  g_ptr_array_add (argv, (gpointer) "--ready-file");
  g_ptr_array_add (argv, (gpointer)ready_file);
  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer)arguments[i]);
  g_ptr_array_add (argv, NULL);
  self = a11y_app_start ((const char *const *)argv->pdata, NULL);
  while (!g_file_test (ready_file, G_FILE_TEST_EXISTS))
    {
      g_assert_false (self->ended);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (look);
  g_source_remove (deadline);
  return self;
}
