/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic.h"

G_BEGIN_DECLS

/* `type`, `type a = ...; type`: a type in textual Candid. (transfer full) */
static inline IcCandidType *
chat_test_type (const char *definitions, const char *text)
{
  g_autofree char *all = g_strdup_printf ("%s(%s)", definitions != NULL ? definitions : "", text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) types = ic_candid_did_parse_types (all, strlen (all), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (types->len, ==, 1);
  return ic_candid_type_ref (types->pdata[0]);
}

G_END_DECLS
