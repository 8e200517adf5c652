/* SPDX-License-Identifier: MIT */
#include "ic/ic-candid-did.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* The text of a type is a type again, and the same one. */
static void
check_type (IcCandidType *type)
{
  g_autofree char *text = ic_candid_type_to_text (type);
  g_autoptr (GString) tuple = g_string_new (text);
  g_autoptr (GPtrArray) again = NULL;
  gsize at = 0;
  gint depth = 0;
  gboolean quoted = FALSE;

  /* Definitions come first: the type starts after the last semicolon outside of braces. */
  for (gsize i = 0; i < tuple->len; i++)
    {
      if (quoted && tuple->str[i] == '\\')
        i++;
      else if (tuple->str[i] == '"')
        quoted = !quoted;
      else if (!quoted && (tuple->str[i] == '{' || tuple->str[i] == '('))
        depth++;
      else if (!quoted && (tuple->str[i] == '}' || tuple->str[i] == ')'))
        depth--;
      else if (!quoted && tuple->str[i] == ';' && depth == 0)
        at = i + 1;
    }
  g_string_insert_c (tuple, (gssize)at, '(');
  g_string_append_c (tuple, ')');
  again = ic_candid_did_parse_types (tuple->str, tuple->len, NULL);
  g_assert (again != NULL && again->len == 1);
  g_assert (ic_candid_type_equal (type, again->pdata[0]));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) types_error = NULL;
  g_autoptr (IcCandidDid) did = ic_candid_did_parse ((const char *)data, size, &error);
  g_autoptr (GPtrArray) types = ic_candid_did_parse_types ((const char *)data, size, &types_error);

  g_assert ((did == NULL) == (error != NULL));
  g_assert ((types == NULL) == (types_error != NULL));
  if (did != NULL && ic_candid_did_get_service (did) != NULL)
    check_type (ic_candid_did_get_service (did));
  for (guint i = 0; types != NULL && i < types->len; i++)
    check_type (types->pdata[i]);
  return 0;
}
