/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-ws-types.h"

/* The types of the interface, and small readers and writers for the files that encode it. */
typedef struct
{
  IcCandidType *client_key;
  IcCandidType *message;
  IcCandidType *open_arg;
  IcCandidType *close_arg;
  IcCandidType *message_arg;
  IcCandidType *get_messages_arg;
  IcCandidType *result;
  IcCandidType *messages_result;
  IcCandidType *service_message;
} NetWsTypes;

const NetWsTypes *net_ws_get_types (void);

IcCandidValue *net_ws_nat64_value (guint64 value);
IcCandidValue *net_ws_blob_value (GBytes *bytes);
IcCandidValue *net_ws_client_key_value (const NetClientKey *key);
/* Encodes and takes @value, which must be of @type. */
GBytes *net_ws_encode_take (IcCandidType *type, IcCandidValue *value);
IcCandidValue *net_ws_decode (GBytes *bytes, IcCandidType *type, GError **error);

/* Fields of a record; FALSE if missing or of another kind. */
gboolean net_ws_read_nat64 (IcCandidValue *record, const char *name, guint64 *out);
gboolean net_ws_read_principal (IcCandidValue *record, const char *name, IcPrincipal *out);
gboolean net_ws_read_blob (IcCandidValue *record, const char *name, GBytes **out);
gboolean net_ws_read_bool (IcCandidValue *record, const char *name, gboolean *out);
gboolean net_ws_read_client_key (IcCandidValue *record, NetClientKey *key);
/* Sets @error if not @ok; gives @ok. */
gboolean net_ws_complain_unless (gboolean ok, const char *what, GError **error);
