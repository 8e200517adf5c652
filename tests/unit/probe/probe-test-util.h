/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

/* A local network in a process of its own, and runs of attest-probe against it. */
typedef struct
{
  char *folder;
  char *ready_file;
  char *replica_url;
  char *control_url;
  char *gateways[2];
  GSubprocess *network;
} ProbeTest;

/* From the command line of the test. */
extern const char *probe_test_network_program;
extern const char *probe_test_program;

/* For g_test_add(): @data (nullable) is a NULL-terminated list of arguments of attest-network. */
void probe_test_set_up (ProbeTest *self, gconstpointer data);
void probe_test_tear_down (ProbeTest *self, gconstpointer data);

/* Sends to the switches: "PUT", "/gateways/0/faults/drop", "{}". */
void probe_test_control (ProbeTest *self, const char *method, const char *path, const char *body);
/* How many clients the group chat has. */
int probe_test_count_clients (ProbeTest *self);

/* Runs to the end and checks the exit code; arguments end with NULL. (transfer full): what it wrote;
 * @err (nullable) (out): and on standard error. */
char *probe_test_run (int exit_code, char **err, const char *const *arguments);
/* The same with --json: the report. */
JsonNode *probe_test_report (int exit_code, const char *const *arguments);
/* Without waiting; standard output is a pipe. */
GSubprocess *probe_test_spawn (const char *const *arguments);
/* Waits, and gives the exit code. */
int probe_test_wait (GSubprocess *process);

/* A string member, NULL if it is null. */
const char *probe_test_string (JsonObject *object, const char *name);
