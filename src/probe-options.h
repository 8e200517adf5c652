/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/* Longer than an IC WebSocket session waits for its OpenMessage, so that its end is told. */
#define PROBE_DEFAULT_TIMEOUT_S  90
#define PROBE_DEFAULT_INTERVAL_S 60
#define PROBE_MAX_SECONDS        (10 * 365 * 24 * 60 * 60)

typedef enum
{
  PROBE_TASK_RUN,          /* connect, talk, end */
  PROBE_TASK_WATCH,        /* stay, and tell what changes */
  PROBE_TASK_DIAGNOSE,     /* ask the Internet Computer, no session */
  PROBE_TASK_TEST_GATEWAY, /* handshakes alone */
  PROBE_TASK_VERIFY        /* judge an exported room, without a network: no profile */
} ProbeTask;

/**
 * ProbeOptions: the command line of attest-probe, checked.
 */
typedef struct
{
  ProbeTask task;
  ChatProfile *profile; /* (nullable): gateways and direct policy as they are to be used */
  char *name;
  char **say;    /* (nullable) */
  char **expect; /* (nullable) */
  guint count;
  guint timeout_s;
  guint interval_s;
  guint for_s;           /* 0: until told to stop */
  char *verify;          /* (nullable): a file */
  IcRootKey *root_key;   /* (nullable): to verify it against */
  gboolean has_root_key; /* given, not assumed */
  gboolean stay;
  gboolean json;
  gboolean text; /* of --watch */
  gboolean ledger;
  gboolean evidence;
  gboolean seed_stdin;
  gboolean version;
} ProbeOptions;

/* With @version nothing else is set. FALSE: the error says what is off, for a person. --help prints
 * and leaves the program with status 0, as GOption does. */
gboolean probe_options_parse (ProbeOptions *self, int *argc, char ***argv, GError **error);
void probe_options_clear (ProbeOptions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ProbeOptions, probe_options_clear)

G_END_DECLS
