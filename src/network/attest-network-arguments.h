/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-network.h"

/* What the command line of attest-network says. */
typedef struct
{
  int replica_port;
  int gateway_port;
  int tls_port;
  int identity_port;
  gint64 identity_max_life_s;
  gint64 ack_interval_ms;
  gint64 keep_alive_timeout_ms;
  int poll_interval_ms;
  gint64 seed;
  char *ready_file;
  char *tls_certificate;
  char *tls_key;
  gboolean newer_api;
  gboolean listen_any;
  gboolean verbose;
  gboolean version;
  int n_gateways;
  int control_port;
  gboolean no_control;
  char **faults;
  char **canister_faults;
  gboolean list_faults;
} Arguments;

#define ARGUMENTS_INIT                                                                             \
  {                                                                                                \
    .replica_port = NET_DEFAULT_REPLICA_PORT, .gateway_port = NET_DEFAULT_GATEWAY_PORT,            \
    .identity_port = -1, .ack_interval_ms = NET_WS_DEFAULT_ACK_INTERVAL_MS,                        \
    .keep_alive_timeout_ms = NET_WS_DEFAULT_KEEP_ALIVE_MS,                                         \
    .poll_interval_ms = NET_GATEWAY_DEFAULT_POLL_INTERVAL_MS, .seed = -1, .n_gateways = 1          \
  }

void arguments_clear (Arguments *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

/* Fails with G_OPTION_ERROR. */
gboolean arguments_parse (Arguments *self, int *argc, char ***argv, GError **error);
/* @options is to be cleared in any case. */
gboolean arguments_make_options (const Arguments *self, NetNetworkOptions *options, GError **error);
/* Switches on what --fault and --canister-fault say. @network has started. */
gboolean arguments_set_faults (const Arguments *self, NetNetwork *network, GError **error);
/* Prints them. */
void arguments_list_faults (void);
