/* SPDX-License-Identifier: MIT */
#include "attest-lab-request.h"

#include <json-glib/json-glib.h>

static char *
end (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

char *
attest_lab_request_setting (const AttestLabSetting *setting)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (setting->rate <= 0)
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "rate");
  json_builder_add_double_value (builder, setting->rate);
  if (setting->phase[0] != '\0')
    {
      json_builder_set_member_name (builder, "phase");
      json_builder_add_string_value (builder, setting->phase);
    }
  json_builder_set_member_name (builder, "parameter");
  json_builder_add_int_value (builder, (gint64)setting->parameter);
  json_builder_set_member_name (builder, "limit");
  json_builder_add_int_value (builder, (gint64)setting->limit);
  return end (builder);
}

char *
attest_lab_request_close (const char *reason)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "reason");
  json_builder_add_string_value (builder, reason);
  return end (builder);
}
