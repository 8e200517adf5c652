/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-json.h"

void
net_json_add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

void
net_json_add_number (JsonBuilder *builder, const char *name, guint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64)MIN (value, G_MAXINT64));
}

void
net_json_add_principal (JsonBuilder *builder, const char *name, const IcPrincipal *principal)
{
  g_autofree char *text = ic_principal_to_text (principal);

  net_json_add_text (builder, name, text);
}
