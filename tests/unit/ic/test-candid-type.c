/* SPDX-License-Identifier: MIT */
#include "candid-parser.h"

#include <string.h>

/* Types: subtyping, equality, text, knots. */

static const char definitions[] =
    "type List = opt record { head : int; tail : List }; "
    "type Nats = opt record { head : nat; tail : Nats }; "
    "type Odd = opt record { head : nat; tail : Even }; "
    "type Even = opt record { head : nat; tail : Odd }; "
    "type Tree = variant { leaf : int; node : record { l : Tree; r : Tree } }; "
    "type Bush = variant { leaf : nat; node : record { l : Bush; r : Bush }; none }; "
    "type Vec = vec Vec; "
    "type Self = service { me : () -> (Self) query; put : (nat) -> () }; "
    "type Less = service { me : () -> (Less) query }; ";

typedef enum
{
  NEITHER,
  SUB,
  SAME /* each a subtype of the other, not necessarily equal */
} Relation;

static void
test_subtypes (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    Relation relation;
  } table[] = {
    { "nat", "nat", SAME },
    { "nat", "int", SUB },
    { "nat8", "nat", NEITHER },
    { "nat", "nat8", NEITHER },
    { "int32", "int64", NEITHER },
    { "float32", "float64", NEITHER },
    { "empty", "nat", SUB },
    { "empty", "variant {}", SUB },
    { "nat", "reserved", SUB },
    { "null", "opt nat", SUB },
    { "null", "reserved", SUB },
    { "nat", "opt nat", SUB },
    { "nat", "opt text", SUB },
    { "opt nat", "opt text", SAME },
    { "reserved", "opt nat", SAME }, /* all is below both */
    { "opt nat", "nat", NEITHER },
    { "opt nat", "null", NEITHER },
    { "vec nat", "vec int", SUB },
    { "vec nat8", "blob", SAME },
    { "vec nat", "vec text", NEITHER },
    { "record { 0 : nat }", "record {}", SUB },
    { "record { a : nat }", "record { a : int }", SUB },
    { "record { a : nat }", "record { a : int; b : opt text }", SUB },
    { "record {}", "record { a : null; b : reserved; c : opt empty }", SAME },
    { "record {}", "record { a : nat }", NEITHER },
    { "record {}", "record { a : empty }", NEITHER },
    { "record { nat; text }", "record { nat }", SUB },
    { "record { nat; text }", "record { 1 : text }", SUB },
    { "variant {}", "variant { a }", SUB },
    { "variant { a }", "variant { a; b }", SUB },
    { "variant { a : nat }", "variant { a : int; b }", SUB },
    { "variant { a : nat }", "variant { a : text }", NEITHER },
    { "variant { a }", "variant { a : opt nat }", SUB },
    { "func () -> ()", "func () -> () query", NEITHER },
    { "func (int) -> (nat)", "func (nat) -> (int)", SUB },
    { "func (opt nat) -> ()", "func () -> ()", SAME },
    { "func () -> (nat)", "func () -> ()", SUB },
    { "func (nat) -> ()", "func () -> ()", NEITHER },
    { "func () -> ()", "func (nat) -> ()", SUB },
    { "func (func (nat) -> ()) -> ()", "func (func (int) -> ()) -> ()", SUB },
    { "func (func (int) -> ()) -> ()", "func (func (nat) -> ()) -> ()", NEITHER },
    { "service {}", "principal", SUB },
    { "service { a : () -> () }", "service {}", SUB },
    { "service { a : () -> (nat) }", "service { a : () -> (int) }", SUB },
    { "service { a : () -> () }", "service { b : () -> () }", NEITHER },
    { "func () -> ()", "principal", NEITHER },
    { "List", "List", SAME },
    { "Nats", "List", SAME }, /* opts: values differ, types do not */
    { "Odd", "Nats", SAME },
    { "vec Odd", "vec Nats", SAME },
    { "Tree", "Bush", NEITHER },
    { "Bush", "Tree", NEITHER },
    { "variant { leaf : nat; node : record { l : Bush; r : Bush } }", "Bush", SUB },
    { "Vec", "vec Vec", SAME },
    { "Vec", "vec vec nat", NEITHER },
    { "Self", "Less", SUB },
    { "Self", "service { me : () -> (principal) query }", SUB },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (CandidParser) parser = candid_parser_new ();
      g_autofree char *text = g_strdup_printf ("%s(%s, %s)", definitions, table[i].a, table[i].b);
      g_autoptr (GPtrArray) types = candid_parser_types (parser, text);
      IcCandidType *a = types->pdata[0];
      IcCandidType *b = types->pdata[1];

      g_test_message ("%s <: %s", table[i].a, table[i].b);
      g_assert_true (ic_candid_type_is_subtype (a, a));
      g_assert_true (ic_candid_type_is_subtype (b, b));
      g_assert_true (ic_candid_type_is_subtype (a, b) == (table[i].relation != NEITHER));
      if (table[i].relation != NEITHER)
        g_assert_true (ic_candid_type_is_subtype (b, a) == (table[i].relation == SAME));
    }
}

static void
test_equal (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    gboolean equal;
  } table[] = {
    { "nat", "nat", TRUE },
    { "nat", "int", FALSE },
    { "blob", "vec nat8", TRUE },
    { "opt nat", "opt text", FALSE },
    { "opt nat", "reserved", FALSE },
    { "record { a : nat }", "record { 97 : nat }", TRUE },
    { "record { a : nat }", "record { a : nat; b : null }", FALSE },
    { "record { a : nat }", "record { b : nat }", FALSE },
    { "record {}", "variant {}", FALSE },
    { "func (nat) -> ()", "func () -> (nat)", FALSE },
    { "func () -> () oneway", "func () -> ()", FALSE },
    { "service { a : () -> () }", "service { b : () -> () }", FALSE },
    { "service { a : () -> () }", "service { aa : () -> () }", FALSE },
    { "Odd", "Nats", TRUE },
    { "Odd", "Even", TRUE },
    { "Nats", "List", FALSE },
    { "Vec", "vec vec Vec", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (CandidParser) parser = candid_parser_new ();
      g_autofree char *text = g_strdup_printf ("%s(%s, %s)", definitions, table[i].a, table[i].b);
      g_autoptr (GPtrArray) types = candid_parser_types (parser, text);

      g_test_message ("%s = %s", table[i].a, table[i].b);
      g_assert_true (ic_candid_type_equal (types->pdata[0], types->pdata[1]) == table[i].equal);
      g_assert_true (ic_candid_type_equal (types->pdata[1], types->pdata[0]) == table[i].equal);
    }
}

static void
test_text (void)
{
  static const struct
  {
    const char *type;
    const char *text; /* NULL: the same */
  } table[] = {
    { "nat64", NULL },
    { "vec nat8", "blob" },
    { "opt vec text", NULL },
    { "record { 0 : nat; 5 : text }", NULL },
    { "record {}", NULL },
    { "record { \"two words\" : nat }", NULL },
    { "variant { Ok : nat; Err }", NULL },
    { "func (nat, text) -> () query", NULL },
    { "func () -> () oneway", NULL },
    { "service { a : (nat) -> () composite_query; \"b c\" : () -> () }", NULL },
    { "Vec", "type t0 = vec t0; t0" },
    { "Nats", "type t0 = opt record { head : nat; tail : t0 }; t0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (CandidParser) parser = candid_parser_new ();
      g_autofree char *text = g_strdup_printf ("%s(%s)", definitions, table[i].type);
      g_autoptr (GPtrArray) types = candid_parser_types (parser, text);
      g_autofree char *printed = ic_candid_type_to_text (types->pdata[0]);

      g_test_message ("%s", printed);
      g_assert_cmpstr (printed, ==, table[i].text != NULL ? table[i].text : table[i].type);
    }
}

/* A type that unfolds to 2^40 nodes is written in 40 lines. */
static void
test_shared_text (void)
{
  IcCandidType *type = ic_candid_type_new_record ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < 40; i++)
    {
      IcCandidType *pair = ic_candid_type_new_record ();

      g_assert_true (ic_candid_type_add_field_id (pair, 0, type));
      g_assert_true (ic_candid_type_add_field_id (pair, 1, type));
      ic_candid_type_unref (type);
      type = pair;
    }
  text = ic_candid_type_to_text (type);
  g_assert_cmpuint (strlen (text), <, 40 * 60);
  ic_candid_type_unref (type);
}

static void
test_deep_type (void)
{
  IcCandidType *type = ic_candid_type_new_primitive (IC_CANDID_NAT);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 100000; i++)
    {
      IcCandidType *outer = ic_candid_type_new_opt (type);

      ic_candid_type_unref (type);
      type = outer;
    }
  text = ic_candid_type_to_text (type);
  g_assert_cmpuint (strlen (text), >, 400000);
  g_assert_true (ic_candid_type_equal (type, type));
  ic_candid_type_unref (type);
}

static void
test_knots (void)
{
  IcCandidType *knot = ic_candid_type_new_knot ();
  IcCandidType *vec = ic_candid_type_new_vec (knot);
  g_autoptr (IcCandidType) nat = ic_candid_type_new_primitive (IC_CANDID_NAT);
  g_autofree char *text = NULL;

  g_assert_cmpint (ic_candid_type_get_kind (knot), ==, IC_CANDID_KNOT);
  g_assert_false (ic_candid_type_is_subtype (vec, nat));
  g_assert_false (ic_candid_type_equal (knot, vec));

  ic_candid_type_tie (knot, vec);
  g_assert_cmpint (ic_candid_type_get_kind (knot), ==, IC_CANDID_VEC);
  g_assert_true (ic_candid_type_get_inner (knot) == knot);
  g_assert_true (ic_candid_type_equal (knot, vec));

  /* The target dies before the knot: the knot says so. */
  ic_candid_type_unref (vec);
  g_assert_cmpint (ic_candid_type_get_kind (knot), ==, IC_CANDID_KNOT);
  text = ic_candid_type_to_text (knot);
  g_assert_cmpstr (text, ==, "untied knot");
  ic_candid_type_unref (knot);
}

static void
test_fields (void)
{
  g_autoptr (IcCandidType) record = ic_candid_type_new_record ();
  g_autoptr (IcCandidType) service = ic_candid_type_new_service ();
  g_autoptr (IcCandidType) func = ic_candid_type_new_func (NULL, NULL, IC_CANDID_FUNC_QUERY);
  g_autoptr (IcCandidType) nat = ic_candid_type_new_primitive (IC_CANDID_NAT);
  const char *name = NULL;
  guint32 id = 0;

  for (guint i = 20; i > 0; i--)
    g_assert_true (ic_candid_type_add_field_id (record, i * 7 % 20, nat));
  g_assert_false (ic_candid_type_add_field_id (record, 3, nat));
  g_assert_true (ic_candid_type_add_field (record, "name", nat));
  g_assert_false (ic_candid_type_add_field (record, "name", nat));
  g_assert_cmpuint (ic_candid_type_get_n_fields (record), ==, 21);
  for (guint i = 0; i < 20; i++)
    {
      g_assert_true (ic_candid_type_get_field (record, i, &id, &name) == nat);
      g_assert_cmpuint (id, ==, i);
      g_assert_null (name);
    }
  g_assert_nonnull (ic_candid_type_get_field (record, 20, &id, &name));
  g_assert_cmpstr (name, ==, "name");
  g_assert_null (ic_candid_type_get_field (record, 21, &id, &name));

  g_assert_true (ic_candid_type_add_method (service, "b", func));
  g_assert_true (ic_candid_type_add_method (service, "a", func));
  g_assert_false (ic_candid_type_add_method (service, "b", func));
  g_assert_cmpuint (ic_candid_type_get_n_methods (service), ==, 2);
  g_assert_true (ic_candid_type_get_method (service, 0, &name, NULL) == func);
  g_assert_cmpstr (name, ==, "a");
  g_assert_cmpuint (ic_candid_type_get_modes (func), ==, IC_CANDID_FUNC_QUERY);
  g_assert_cmpuint (ic_candid_type_get_n_args (func), ==, 0);
  g_assert_null (ic_candid_type_get_result (func, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/candid/type/subtypes", test_subtypes);
  g_test_add_func ("/candid/type/equal", test_equal);
  g_test_add_func ("/candid/type/text", test_text);
  g_test_add_func ("/candid/type/shared-text", test_shared_text);
  g_test_add_func ("/candid/type/deep", test_deep_type);
  g_test_add_func ("/candid/type/knots", test_knots);
  g_test_add_func ("/candid/type/fields", test_fields);

  return g_test_run ();
}
