/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/* The file that attest-network writes when it is ready is a few kilobytes. */
#define ATTEST_NETWORK_FILE_MAX_BYTES (64 * 1024)
#define ATTEST_NETWORK_FILE_MAX_DEPTH 8

ChatProfile *attest_network_file_load (const char *path, GError **error);
ChatProfile *attest_network_file_parse (const char *json, gssize len, GError **error);
char *attest_network_file_load_identity_url (const char *path); /* (nullable) */
/* Where that network is switched; NULL if it is not, or elsewhere than on this machine. */
char *attest_network_file_load_control_url (const char *path); /* (nullable) */

G_END_DECLS
