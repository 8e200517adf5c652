/* SPDX-License-Identifier: MIT */
/* Interface descriptions: what the specification has, what it refuses and where, and limits. */
#include "ic/ic-candid-did.h"

#include "ic/ic-candid.h"
#include "ic/ic-error.h"
#include <string.h>

static IcCandidDid *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  IcCandidDid *did = ic_candid_did_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_nonnull (did);
  return did;
}

static void
assert_type (IcCandidType *type, const char *text)
{
  g_autofree char *has = NULL;

  g_assert_nonnull (type);
  has = ic_candid_type_to_text (type);
  g_assert_cmpstr (has, ==, text);
}

static void
assert_method (IcCandidDid *did, const char *name, const char *text)
{
  assert_type (ic_candid_did_get_method (did, name), text);
}

static void
test_service (void)
{
  g_autoptr (IcCandidDid) did = parse ("service address_book : {\n"
                                       "  addUser : (name : text, age : nat8) -> (id : nat64);\n"
                                       "  userName : (id : nat64) -> (text) query;\n"
                                       "  deleteUser : (id : nat64) -> () oneway;\n"
                                       "  find : (text) -> (opt nat64) composite_query\n"
                                       "}");

  g_assert_null (ic_candid_did_get_init_args (did));
  g_assert_cmpuint (ic_candid_type_get_n_methods (ic_candid_did_get_service (did)), ==, 4);
  assert_method (did, "addUser", "func (text, nat8) -> (nat64)");
  assert_method (did, "userName", "func (nat64) -> (text) query");
  assert_method (did, "deleteUser", "func (nat64) -> () oneway");
  assert_method (did, "find", "func (text) -> (opt nat64) composite_query");
  g_assert_null (ic_candid_did_get_method (did, "adduser"));
  g_assert_null (ic_candid_did_get_method (did, "userNam"));
}

/* One definition of `t`, and what it is. */
static void
test_types (void)
{
  static const struct
  {
    const char *text;
    const char *type;
  } table[] = {
    { "type t = nat", "nat" },
    { "type t = blob;", "blob" },
    { "type t = vec nat8", "blob" },
    { "type t = principal", "principal" },
    { "type t = opt vec opt text", "opt vec opt text" },
    { "type t = record {}", "record {}" },
    { "type t = record { nat; text; }", "record { 0 : nat; 1 : text }" },
    { "type t = record { nat; 5 : bool; text }", "record { 0 : nat; 5 : bool; 6 : text }" },
    { "type t = record { 0x1f : nat; 1_000 : text }", "record { 31 : nat; 1000 : text }" },
    { "type t = record { 2_ : nat }", "record { 2 : nat }" },
    { "type t = record { 4294967295 : nat }", "record { 4294967295 : nat }" },
    { "type t = record { text : text; nat : bool }", "record { \"nat\" : bool; \"text\" : text }" },
    { "type t = record { text }", "record { 0 : text }" },
    { "type t = record { a : record { record {} } }", "record { a : record { 0 : record {} } }" },
    { "type t = record { \"query\" : nat }", "record { \"query\" : nat }" },
    { "type t = record { \"two words\" : nat }", "record { \"two words\" : nat }" },
    { "type t = record { \"\" : nat }", "record { \"\" : nat }" },
    { "type t = record { \"\\\"\\\\\\n\\t\\r\\'\" : nat }",
      "record { \"\\\"\\\\\\n\\t\\r'\" : nat }" },
    { "type t = record { \"\\u{1f980}\" : nat }", "record { \"🦀\" : nat }" },
    { "type t = record { \"\\f0\\9f\\a6\\80\" : nat }", "record { \"🦀\" : nat }" },
    { "type t = record { \"a\\00b\" : nat }", "record { 4823811 : nat }" },
    { "type t = variant { red; green : nat; 7; 8 : text }",
      "variant { 7; 8 : text; red; green : nat }" },
    { "type t = variant { nat; text }", "variant { \"nat\"; \"text\" }" },
    { "type t = variant { \"null\"; Ok : null }", "variant { Ok; \"null\" }" },
    { "type t = func (x : nat, \"y\" : int) -> (nat) query", "func (nat, int) -> (nat) query" },
    { "type t = func () -> () oneway query", "func () -> () query oneway" },
    { "type t = service { m : () -> (); \"n o\" : (nat) -> () query }",
      "service { m : () -> (); \"n o\" : (nat) -> () query }" },
    { "type f = func (nat) -> (); type t = service { m : f }", "service { m : (nat) -> () }" },
    { "type t = a; type a = b; type b = nat", "nat" },
    { "type t = opt a; type a = b; type b = nat", "opt nat" },
    { "type t = vec a; type a = nat8", "blob" },
    { "type stream = opt record {head:nat; next:func () -> (t)}; type t = stream",
      "type t0 = opt record { head : nat; next : func () -> (t0) }; t0" },
    { "type t = record { head : nat; tail : list }; type list = opt t",
      "type t0 = record { head : nat; tail : opt t0 }; t0" },
    { "type t = record { t }", "type t0 = record { 0 : t0 }; t0" },
    { "type if = variant { leaf : int; branch : record { if; int; if } }; type t = if",
      "type t0 = variant { branch : record { 0 : t0; 1 : int; 2 : t0 }; leaf : int }; t0" },
    { "/* a /* nested */ comment */ type /**/ t // to the end\n = // \"no text\n nat", "nat" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (IcCandidDid) did = NULL;

      g_test_message ("%s", table[i].text);
      did = parse (table[i].text);
      g_assert_null (ic_candid_did_get_service (did));
      assert_type (ic_candid_did_get_type (did, "t"), table[i].type);
    }
}

static void
test_forms_of_service (void)
{
  static const struct
  {
    const char *text;
    int n_init_args; /* -1: no constructor */
  } table[] = {
    { "service : { m : () -> () };", -1 },
    { "service : { \"m\" : () -> (); }", -1 },
    { "service : () -> { m : () -> () }", 0 },
    { "service s : (nat, owner : principal) -> { m : f }; type f = func () -> ();", -2 },
    { "type f = func () -> (); service s : (nat, owner : principal) -> { m : f };", 2 },
    { "type a = b; type b = service { m : () -> () }; service : a", -1 },
    { "type b = service { m : () -> () }; service : (b) -> b;", 1 },
    { "type b = nat service : { m : () -> () }", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IcCandidDid) did = NULL;
      GPtrArray *args;

      g_test_message ("%s", table[i].text);
      did = ic_candid_did_parse (table[i].text, strlen (table[i].text), &error);
      if (table[i].n_init_args == -2)
        {
          g_assert_error (error, IC_ERROR, IC_ERROR_CANDID);
          continue;
        }
      g_assert_no_error (error);
      assert_method (did, "m", "func () -> ()");
      args = ic_candid_did_get_init_args (did);
      g_assert_cmpint (args != NULL ? (int)args->len : -1, ==, table[i].n_init_args);
    }
}

/* Everything is optional. */
static void
test_empty (void)
{
  static const char *const texts[] = { "", " \n\t\r ", "// nothing", "/**/" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (IcCandidDid) did = parse (texts[i]);

      g_assert_null (ic_candid_did_get_service (did));
      g_assert_null (ic_candid_did_get_method (did, "m"));
      g_assert_null (ic_candid_did_get_type (did, "t"));
    }
}

/* A type outlives its interface, and all it refers to does. */
static void
test_lifetime (void)
{
  g_autoptr (IcCandidType) type = NULL;
  g_autoptr (IcCandidType) vec = NULL;

  {
    g_autoptr (IcCandidDid) did = parse ("type list = opt record { head : t; tail : list };\n"
                                         "type t = record { a : variant { list : list } };");
    g_autoptr (IcCandidDid) again = ic_candid_did_ref (did);

    type = ic_candid_type_ref (ic_candid_did_get_type (again, "t"));
  }
  vec = ic_candid_type_new_vec (type);
  assert_type (vec, "type t0 = record { a : variant { list : t1 } }; "
                    "type t1 = opt record { head : t0; tail : t1 }; vec t0");
}

static void
assert_error (const char *text, gsize len, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IcCandidDid) did = ic_candid_did_parse (text, len, &error);

  g_assert_null (did);
  g_assert_error (error, IC_ERROR, code);
  if (strstr (error->message, message) == NULL)
    g_error ("%s: \"%s\" is not in \"%s\"", text, message, error->message);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } table[] = {
    { "type", "line 1, column 5: the name of a type expected, but it ends here" },
    { "type t", "line 1, column 7: = expected, but it ends here" },
    { "type t = ", "column 10: a type expected, but it ends here" },
    { "\n\n type t = ;", "line 3, column 11: a type expected, found ;" },
    { "type t = nat nat", "column 14: type, service or the end expected, found nat" },
    { "type t = nat type s = nat", "column 14: ; expected" },
    { "type t = record { é : nat }", "column 19: a character that has no meaning here" },
    { "type t = record { \"éé\" : x }", "column 26: the type x is not defined" },
    { "type query = nat", "column 6: the name of a type expected, found the keyword query" },
    { "type nat = int", "column 6: nat is there from the start" },
    { "type t = nat; type t = int", "column 20: the type t is defined already" },
    { "type t = t", "column 10: the type t stands for nothing but itself" },
    { "type A = B; type B = A", "stands for nothing but itself" },
    { "type A = B; type B = C; type C = B", "the type B stands for nothing but itself" },
    { "type t = opt u", "column 14: the type u is not defined" },
    { "import \"a.did\"; service : {}", "line 1, column 1: it imports another file" },
    { "type t = nat;\nimport service \"a.did\";", "line 2, column 1: it imports another file" },
    { "type t = nat import \"a.did\";", "; expected" },
    { "type t = record { a : nat; a : text }", "column 28: a field with this id (97)" },
    { "type t = record { 97 : nat; a : text }", "column 29: a field with this id (97)" },
    { "type t = record { nat; nat; 1 : nat }", "column 29: a field with this id (1)" },
    { "type t = variant { a; a }", "column 23: a field with this id" },
    { "type t = record { 4294967296 : nat }", "column 19: a field id of more than 32 bits" },
    { "type t = record { 99999999999999999999999999 : nat }", "more than 32 bits" },
    { "type t = record { 0xfffffffff : nat }", "more than 32 bits" },
    { "type t = record { 4294967295 : nat; nat }", "column 37: there is no field id left" },
    { "type t = record { 12ab : nat }", "column 19: a number with letters in it" },
    { "type t = record { 0X1 : nat }", "a number with letters in it" },
    { "type t = record { 1 }", "column 21: : expected, found }" },
    { "type t = record { \"a\" }", "column 23: : expected, found }" },
    { "type t = record { a : nat b : nat }", "column 27: ; or } expected, found b" },
    { "type t = record { a : nat, b : nat }", "column 26: ; or } expected, found ," },
    { "type t = record { query : nat }", "a type expected, found the keyword query" },
    { "type t = variant { opt nat }", "a field expected, found the keyword opt" },
    { "type t = record {", "column 18: a type expected, but it ends here" },
    { "type t = record { \"a : nat }", "column 19: this text does not end" },
    { "type t = record { \"a\n\" : nat }", "column 21: control character in a text" },
    { "type t = record { \"\\x\" : nat }", "column 20: no such escape" },
    { "type t = record { \"\\", "no such escape" },
    { "type t = record { \"\\u{d800}\" : nat }", "column 20: this is not a Unicode character" },
    { "type t = record { \"\\u{110000}\" : nat }", "this is not a Unicode character" },
    { "type t = record { \"\\u{}\" : nat }", "this is not a Unicode character" },
    { "type t = record { \"\\u{12\" : nat }", "this is not a Unicode character" },
    { "type t = record { \"\\ff\" : nat }", "column 19: this text is no UTF-8" },
    { "type t = record { \"\xff\" : nat }", "column 19: this text is no UTF-8" },
    { "type t = func () -> (nat) oneway", "column 15: a oneway function has no results" },
    { "type t = func () -> () query query", "column 30: this annotation is there already" },
    { "type t = func () query", "column 18: -> expected, found the keyword query" },
    { "type t = func (a : nat, \"a\" : nat) -> ()", "column 25: an argument of this name" },
    { "type t = func (nat; nat) -> ()", "column 19: , or ) expected, found ;" },
    { "type t = service { m : nat }", "column 24: the type nat is not defined" },
    { "type u = nat; type t = service { m : u }", "column 38: the type u is no func" },
    { "type t = service { m : () -> (); \"m\" : () -> () }", "column 34: a method of this name" },
    { "type t = service { 1 : () -> () }", "column 20: the name of a method expected, found 1" },
    { "type f = func () -> (); service : f", "column 35: the type f is no service" },
    { "service : { m : () -> () } x", "column 28: type, service or the end expected, found x" },
    { "service : {}; service : {}", "column 15: type, service or the end expected" },
    { "service", "column 8: : expected, but it ends here" },
    { "service : (nat) { }", "column 17: -> expected, found {" },
    { "service : nat8 8", "type, service or the end expected, found 8" },
    { "/* open /* twice */", "column 1: this comment does not end" },
    { "type t = nat; /* /*", "column 15: this comment does not end" },
    { "/", "column 1: a character that has no meaning here" },
    { "type t = nat; $", "column 15: a character that has no meaning here" },
    { "nat", "column 1: type, service or the end expected, found nat" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_test_message ("%s", table[i].text);
      assert_error (table[i].text, strlen (table[i].text), IC_ERROR_CANDID, table[i].message);
    }
  assert_error ("type t = nat\0;", 14, IC_ERROR_CANDID,
                "column 13: a character that has no meaning");
}

/* Each beginning of an interface gives an answer, and none reads behind its end. */
static void
test_truncated (void)
{
  static const char TEXT[] = "type t = record { \"\\u{41}\\41\" : opt vec u; 0x1_0 : blob }; // c\n"
                             "type u = variant { a; b : func (x : t) -> (nat) query }; /* d */\n"
                             "service s : (t) -> { m : () -> () oneway; n : () -> () }; ";
  guint n_good = 0;

  for (gsize len = 0; len < sizeof TEXT; len++)
    {
      g_autofree char *copy = g_memdup2 (TEXT, MAX (len, 1)); /* for a sanitizer to watch */
      g_autoptr (GError) error = NULL;
      g_autoptr (IcCandidDid) did = ic_candid_did_parse (copy, len, &error);

      g_assert_true ((did == NULL) == (error != NULL));
      n_good += did != NULL;
    }
  /* Nothing; up to u, with and without what ends it; and with the service. */
  g_assert_cmpuint (n_good, ==, 1 + 5 + 3);
}

static char *
repeat (const char *before, const char *part, gsize n, const char *after)
{
  GString *text = g_string_new (before);

  for (gsize i = 0; i < n; i++)
    g_string_append (text, part);
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

static char *
many_definitions (guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "type t%u = nat;", i);
  return g_string_free (text, FALSE);
}

static void
check_limit (const char *fits, const char *more, const char *message)
{
  g_autoptr (IcCandidDid) did = parse (fits);

  g_assert_nonnull (did);
  assert_error (more, strlen (more), IC_ERROR_LIMIT, message);
}

static void
test_limits (void)
{
  g_autofree char *deep = repeat ("type t = ", "opt ", IC_CANDID_DID_MAX_DEPTH - 1, "nat");
  g_autofree char *deeper = repeat ("type t = ", "opt ", IC_CANDID_DID_MAX_DEPTH, "nat");
  g_autofree char *items = repeat ("type t = func (", "nat,", IC_CANDID_DID_MAX_ITEMS, ") -> ()");
  g_autofree char *more_items = repeat ("type t = record {", "nat;", IC_CANDID_DID_MAX_ITEMS + 1,
                                        "}");
  g_autofree char *large = repeat ("", " ", IC_CANDID_DID_MAX_BYTES, "");
  g_autofree char *larger = repeat ("", " ", IC_CANDID_DID_MAX_BYTES + 1, "");
  g_autofree char *definitions = many_definitions (IC_CANDID_DID_MAX_DEFINITIONS);
  g_autofree char *more_definitions = many_definitions (IC_CANDID_DID_MAX_DEFINITIONS + 1);
  g_autofree char *comments = repeat ("", "/*", IC_CANDID_DID_MAX_DEPTH + 1, "");

  check_limit (deep, deeper, "types are nested more than 128 deep");
  check_limit (items, more_items, "more than 100000 fields, arguments and methods");
  check_limit (large, larger, "of 1048577 bytes");
  check_limit (definitions, more_definitions, "more than 10000 definitions");
  assert_error (comments, strlen (comments), IC_ERROR_LIMIT, "more than 128 comments");
}

/* Names that stand for names, and types in types by name: no walk is repeated, no stack deep. */
static void
test_long_chains (void)
{
  g_autoptr (GString) aliases = g_string_new (NULL);
  g_autoptr (GString) opts = g_string_new (NULL);
  g_autoptr (IcCandidDid) did = NULL;
  guint n = IC_CANDID_DID_MAX_DEFINITIONS - 1;

  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (aliases, "type t%u = t%u;", i, i + 1);
      g_string_append_printf (opts, "type t%u = opt t%u;", i, i + 1);
    }
  g_string_append_printf (aliases, "type t%u = nat", n);
  g_string_append_printf (opts, "type t%u = t0", n);
  did = parse (aliases->str);
  assert_type (ic_candid_did_get_type (did, "t0"), "nat");
  ic_candid_did_unref (did);
  did = parse (opts->str);
  g_assert_cmpint (ic_candid_type_get_kind (ic_candid_did_get_type (did, "t0")), ==, IC_CANDID_OPT);
  g_assert_true (ic_candid_type_equal (ic_candid_did_get_type (did, "t0"),
                                       ic_candid_did_get_type (did, "t1")));
}

static void
test_parse_types (void)
{
  static const char TEXT[] = "type list = opt record { nat; list }; (list, vec nat8,)";
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) types = ic_candid_did_parse_types (TEXT, strlen (TEXT), &error);
  g_autoptr (GPtrArray) wrong = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (types->len, ==, 2);
  assert_type (types->pdata[0], "type t0 = opt record { 0 : nat; 1 : t0 }; t0");
  assert_type (types->pdata[1], "blob");
  wrong = ic_candid_did_parse_types ("(a)", 3, &error);
  g_assert_null (wrong);
  g_assert_error (error, IC_ERROR, IC_ERROR_CANDID);
}

/* Parsed types serve to encode and decode like built ones. */
static void
test_use (void)
{
  g_autoptr (IcCandidDid) did = parse ("type list = opt record { head : nat; tail : list };");
  IcCandidType *type = ic_candid_did_get_type (did, "list");
  g_autoptr (IcCandidValue) value = ic_candid_value_new_opt (NULL);
  g_autoptr (IcCandidValue) read = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      IcCandidValue *node = ic_candid_value_new_record ();

      ic_candid_value_record_set_take (node, "head", ic_candid_value_new_nat (i));
      ic_candid_value_record_set_take (node, "tail", g_steal_pointer (&value));
      value = ic_candid_value_new_opt_take (node);
    }
  bytes = ic_candid_encode_one (type, value, &error);
  g_assert_no_error (error);
  read = ic_candid_decode_one (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), type, NULL,
                               &error);
  g_assert_no_error (error);
  g_assert_true (ic_candid_value_equal (value, read));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/candid/did/service", test_service);
  g_test_add_func ("/candid/did/types", test_types);
  g_test_add_func ("/candid/did/forms-of-service", test_forms_of_service);
  g_test_add_func ("/candid/did/empty", test_empty);
  g_test_add_func ("/candid/did/lifetime", test_lifetime);
  g_test_add_func ("/candid/did/errors", test_errors);
  g_test_add_func ("/candid/did/truncated", test_truncated);
  g_test_add_func ("/candid/did/limits", test_limits);
  g_test_add_func ("/candid/did/long-chains", test_long_chains);
  g_test_add_func ("/candid/did/parse-types", test_parse_types);
  g_test_add_func ("/candid/did/use", test_use);
  return g_test_run ();
}
