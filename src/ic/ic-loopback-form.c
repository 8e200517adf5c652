/* SPDX-License-Identifier: MIT */
#include "ic-loopback-private.h"

#include <sodium.h>
#include <string.h>

/* The page sends two; a later one may send some more. */
#define MAX_FIELDS 16

/* (skip) */
gboolean
ic_loopback_form_parse (const char *body, gsize len, char **delegation, char **nonce)
{
  g_autofree char *found_delegation = NULL;
  g_autofree char *found_nonce = NULL;
  GUriParamsIter iter;
  char *name, *value;
  guint n = 0;
  g_autoptr (GError) error = NULL;

  /* Decoded text cannot hold a zero byte, and neither may what is decoded. */
  if (memchr (body, '\0', len) != NULL)
    return FALSE;
  g_uri_params_iter_init (&iter, body, len, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, &error))
    {
      char **field = NULL;

      if (g_str_equal (name, "delegation"))
        field = &found_delegation;
      else if (g_str_equal (name, "nonce"))
        field = &found_nonce;
      g_free (name);
      if (++n > MAX_FIELDS || (field != NULL && *field != NULL))
        {
          g_free (value);
          return FALSE;
        }
      if (field != NULL)
        *field = value;
      else
        g_free (value);
    }
  if (error != NULL || found_delegation == NULL || found_nonce == NULL)
    return FALSE;
  *delegation = g_steal_pointer (&found_delegation);
  *nonce = g_steal_pointer (&found_nonce);
  return TRUE;
}

/* (skip) */
gboolean
ic_loopback_nonce_equal (const char *a, const char *b)
{
  gsize len = strlen (a);

  /* How long it is is no secret. */
  return strlen (b) == len && sodium_memcmp (a, b, len) == 0;
}
