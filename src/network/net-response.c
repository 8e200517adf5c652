/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-response.h"

#include <string.h>

static NetResponse *
response_new (guint status, const char *content_type, GBytes *body)
{
  NetResponse *self = g_new0 (NetResponse, 1);

  self->status = status;
  self->content_type = content_type;
  self->body = body;
  return self;
}

NetResponse *
net_response_new_cbor (GByteArray *body)
{
  return response_new (200, "application/cbor", g_byte_array_free_to_bytes (body));
}

NetResponse *
net_response_new_accepted (void)
{
  return response_new (202, NULL, g_bytes_new_static ("", 0));
}

NetResponse *
net_response_new_text (guint status, const char *format, ...)
{
  va_list args;
  char *text;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  return response_new (status, "text/plain; charset=utf-8", g_bytes_new_take (text, strlen (text)));
}

void
net_response_free (NetResponse *self)
{
  g_bytes_unref (self->body);
  g_free (self);
}
