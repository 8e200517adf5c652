/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-glib/json-glib.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/* The parts that JSON of attest-probe is made of. NULL, and 0 of a time, become null. */
void probe_json_add_string (JsonBuilder *builder, const char *name, const char *value);
void probe_json_add_int (JsonBuilder *builder, const char *name, gint64 value);
void probe_json_add_time (JsonBuilder *builder, const char *name, guint64 wall_ns);
void probe_json_add_boolean (JsonBuilder *builder, const char *name, gboolean value);
void probe_json_add_principal (JsonBuilder *builder, const char *name, const IcPrincipal *value);
/* (nullable): null */
void probe_json_add_error (JsonBuilder *builder, const GError *error);
void probe_json_add_verdict (JsonBuilder *builder,
                             const char *name,
                             IcwsVerdict *verdict,
                             gboolean with_frame);
/* Members act, culprit, certainty, response: who did what, at a glance. */
void probe_json_add_blame (JsonBuilder *builder, IcwsVerdict *verdict);
void probe_json_add_diagnosis (JsonBuilder *builder, const IcwsDiagnosis *diagnosis);
void probe_json_add_gateways (JsonBuilder *builder, ChatConnection *connection);
/* Ends the object and gives its text. (transfer full) */
char *probe_json_finish (JsonBuilder *builder, gboolean pretty);

const char *probe_way_to_id (ChatConnection *connection); /* "gateway", "direct" */
const char *probe_canister_state_to_id (IcwsCanisterState state);

G_END_DECLS
