/* SPDX-License-Identifier: MIT */
#include "oracle-main.h"

#include "ic/ic-error.h"

#include <stdio.h>
#include <stdlib.h>

/**
 * oracle_dispatch:
 * @commands: what can be asked
 * @n: how many
 * @line: a question; one that is not among them is a fault of the script, and ends the program
 *
 * Returns: (transfer full): the answer, or %NULL with the command's error
 */
char *
oracle_dispatch (const OracleCommand *commands, gsize n, const char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  for (gsize i = 0; i < n; i++)
    {
      if (g_strcmp0 (words[0], commands[i].name) == 0 &&
          g_strv_length (words) == commands[i].n_args + 1)
        return commands[i].answer (words + 1, error);
    }
  g_error ("not a question: %s", line);
}

/**
 * oracle_main:
 * @answer: answers one line
 *
 * Reads questions from stdin until its end, and answers each with a line: "ok VALUE", or
 * "error CODE MESSAGE" with -1 for errors of other domains than ic's.
 *
 * Returns: the exit status
 */
int
oracle_main (OracleAnswerFunc answer)
{
  char *line = NULL;
  size_t size = 0;
  ssize_t len;

  while ((len = getline (&line, &size, stdin)) > 0)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *value = NULL;

      if (line[len - 1] == '\n')
        line[len - 1] = '\0';
      value = answer (line, &error);
      if (value != NULL)
        printf ("ok %s\n", value);
      else
        printf ("error %d %s\n", error->domain == IC_ERROR ? error->code : -1, error->message);
      fflush (stdout);
    }
  free (line);
  return 0;
}
