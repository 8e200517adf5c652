/* SPDX-License-Identifier: MIT */
#include "ic/ic-candid.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* The types of a client of IC WebSocket, one that is recursive and full of opts, one that asks for
 * subtyping. */
static IcCandidType *expected[4];

static void
add_field_take (IcCandidType *self, const char *name, IcCandidType *type)
{
  ic_candid_type_add_field (self, name, type);
  ic_candid_type_unref (type);
}

/* type s = service { m : (vec s) -> (s, nat) query } */
static IcCandidType *
make_service (void)
{
  g_autoptr (IcCandidType) knot = ic_candid_type_new_knot ();
  g_autoptr (IcCandidType) vec = ic_candid_type_new_vec (knot);
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  g_autoptr (GPtrArray) results = g_ptr_array_new ();
  g_autoptr (IcCandidType) func = NULL;
  IcCandidType *service = ic_candid_type_new_service ();

  g_ptr_array_add (args, vec);
  g_ptr_array_add (results, knot);
  g_ptr_array_add (results, ic_candid_type_new_primitive (IC_CANDID_NAT));
  func = ic_candid_type_new_func (args, results, IC_CANDID_FUNC_QUERY);
  ic_candid_type_add_method (service, "m", func);
  ic_candid_type_tie (knot, service);
  return service;
}

static void
make_expected (void)
{
  IcCandidType *key = ic_candid_type_new_record ();
  IcCandidType *knot = ic_candid_type_new_knot ();
  IcCandidType *node = ic_candid_type_new_record ();
  IcCandidType *children = ic_candid_type_new_vec (knot);
  IcCandidType *text = ic_candid_type_new_primitive (IC_CANDID_TEXT);

  add_field_take (key, "client_principal", ic_candid_type_new_primitive (IC_CANDID_PRINCIPAL));
  add_field_take (key, "client_nonce", ic_candid_type_new_primitive (IC_CANDID_NAT64));
  expected[0] = ic_candid_type_new_variant ();
  ic_candid_type_add_field (expected[0], "OpenMessage", key);
  add_field_take (expected[0], "CloseMessage", ic_candid_type_new_primitive (IC_CANDID_NULL));
  ic_candid_type_unref (key);

  add_field_take (node, "children", children);
  add_field_take (node, "name", ic_candid_type_new_opt (text));
  ic_candid_type_add_field_id (node, 0, text);
  ic_candid_type_add_field_id (node, 1, knot);
  expected[1] = ic_candid_type_new_opt (node);
  ic_candid_type_tie (knot, expected[1]);
  ic_candid_type_unref (node);
  ic_candid_type_unref (knot);

  expected[2] = ic_candid_type_new_opt (text);
  expected[3] = make_service ();
}

static void
round_trip (GPtrArray *types, GPtrArray *values)
{
  g_autoptr (GBytes) bytes = ic_candid_encode (
      (IcCandidType *const *)types->pdata, (IcCandidValue *const *)values->pdata, types->len, NULL);
  g_autoptr (GPtrArray) again = NULL;
  IcCandidLimits limits = { G_MAXSIZE, G_MAXUINT, G_MAXUINT, G_MAXUINT };

  if (bytes == NULL) /* a future type, or one nested too deep */
    return;
  again = ic_candid_decode_any (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &limits,
                                NULL, NULL);
  g_assert (again != NULL && again->len == values->len);
  for (guint i = 0; i < values->len; i++)
    g_assert (ic_candid_value_equal (values->pdata[i], again->pdata[i]));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) types = NULL;
  g_autoptr (GPtrArray) values = NULL;

  if (expected[0] == NULL)
    make_expected ();

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IcCandidValue)
          value = ic_candid_decode_one (data, size, expected[i], NULL, &error);

      g_assert ((value == NULL) == (error != NULL));
      if (value != NULL)
        {
          g_autoptr (GBytes) bytes = ic_candid_encode_one (expected[i], value, NULL);

          g_assert (bytes != NULL);
        }
    }

  values = ic_candid_decode_any (data, size, NULL, &types, NULL);
  if (values == NULL)
    return 0;
  for (guint i = 0; i < values->len; i++)
    {
      g_autofree char *type = ic_candid_type_to_text (types->pdata[i]);
      g_autofree char *value = ic_candid_value_to_text (values->pdata[i], types->pdata[i]);

      g_assert (type != NULL && value != NULL);
    }
  round_trip (types, values);
  return 0;
}
