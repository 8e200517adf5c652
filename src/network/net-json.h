/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-principal.h"
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members of the object that @builder is in. */
void net_json_add_text (JsonBuilder *builder, const char *name, const char *value);
void net_json_add_number (JsonBuilder *builder, const char *name, guint64 value);
void net_json_add_principal (JsonBuilder *builder, const char *name, const IcPrincipal *principal);

G_END_DECLS
