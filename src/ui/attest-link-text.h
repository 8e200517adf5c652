/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More addresses in one message, and longer ones, stay plain text. */
#define ATTEST_LINK_MAX_LINKS 50
#define ATTEST_LINK_MAX_BYTES 2048

/**
 * AttestLink: an address in a text: text[start, end) in bytes, exactly as it was written.
 */
typedef struct
{
  gsize start;
  gsize end;
  char *uri;    /* what is opened: ASCII, the host in punycode */
  char *host;   /* (nullable): where it really leads, if that is not plain from what is written */
  gboolean odd; /* it was written so as to be taken for something else */
} AttestLink;

void attest_link_free (AttestLink *self);

/* The addresses in @text, in order: http, https, attest and mailto, and no others. */
GPtrArray *attest_link_text_find (const char *text);
/* Markup for a label; (nullable): there is no address in @text. */
char *attest_link_text_to_markup (const char *text);
/* Whether @uri, which a label hands back, is of those schemes. */
gboolean attest_link_is_safe (const char *uri);
gboolean attest_link_is_room (const char *uri);

G_END_DECLS
