/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * NetResponse: an answer of the HTTP interface, without the HTTP.
 */
typedef struct
{
  guint status;
  const char *content_type; /* static; NULL with an empty body */
  GBytes *body;
} NetResponse;

NetResponse *net_response_new_cbor (GByteArray *body /* transfer full */);
NetResponse *net_response_new_accepted (void); /* 202 without a body */
NetResponse *net_response_new_text (guint status, const char *format, ...) G_GNUC_PRINTF (2, 3);
void net_response_free (NetResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetResponse, net_response_free)

G_END_DECLS
