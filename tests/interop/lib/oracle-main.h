/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Answers one line: a value without line end (transfer full), or NULL with an error. */
typedef char *(*OracleAnswerFunc) (const char *line, GError **error);

/* A question: a word and so many arguments, separated by spaces. */
typedef struct
{
  const char *name;
  guint n_args;
  char *(*answer) (char **args, GError **error);
} OracleCommand;

char *oracle_dispatch (const OracleCommand *commands, gsize n, const char *line, GError **error);
int oracle_main (OracleAnswerFunc answer);

G_END_DECLS
