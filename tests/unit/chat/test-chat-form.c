/* SPDX-License-Identifier: MIT */
/* Forms of any type: what is entered is what is sent, what is wrong is told, and none grows without
 * end. */
#include "candid-random.h"
#include "chat-any-types.h"
#include "chat/chat.h"

#include <math.h>

#define N_CASES   2000
#define MAX_DEPTH 4

static ChatForm *
form_for (const char *definitions, const char *text)
{
  g_autoptr (IcCandidType) type = chat_test_type (definitions, text);

  return chat_form_new (type, NULL, 0);
}

/* (transfer none): the model keeps it */
static ChatFormField *
child (ChatFormField *field, guint position)
{
  g_autoptr (ChatFormField) item = g_list_model_get_item (G_LIST_MODEL (field), position);

  g_assert_nonnull (item);
  return item;
}

static ChatFormField *
named_child (ChatFormField *field, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (field)); i++)
    if (g_strcmp0 (chat_form_field_get_name (child (field, i)), name) == 0)
      return child (field, i);
  g_error ("There is no field %s", name);
}

static guint
n_children (ChatFormField *field)
{
  return g_list_model_get_n_items (G_LIST_MODEL (field));
}

static void
assert_value (ChatForm *form, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = chat_form_to_bytes (form, &error);
  g_autoptr (IcCandidValue) value = NULL;
  g_autofree char *has = NULL;

  g_assert_no_error (error);
  value = ic_candid_decode_one (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                chat_form_get_candid_type (form), NULL, &error);
  g_assert_no_error (error);
  has = ic_candid_value_to_text (value, chat_form_get_candid_type (form));
  g_assert_cmpstr (has, ==, text);
}

static void
test_record (void)
{
  g_autoptr (ChatForm) form = form_for (
      NULL,
      "record { poll : text; choice : nat8; by : principal; raw : blob; ok : bool; f : float64;"
      " n : null; place : record { int; opt text } }");
  ChatFormField *root = chat_form_get_root (form);
  ChatFormField *place = named_child (root, "place");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (chat_form_field_get_kind (root), ==, CHAT_FORM_RECORD);
  g_assert_cmpint (chat_form_field_get_kind (place), ==, CHAT_FORM_RECORD);
  g_assert_cmpstr (chat_form_field_get_name (child (place, 1)), ==, "1");
  g_assert_cmpstr (chat_form_field_get_type_name (named_child (root, "raw")), ==, "blob");
  g_assert_false (chat_form_is_valid (form)); /* nobody is no principal */
  g_assert_null (chat_form_to_bytes (form, &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_MESSAGE);
  g_assert_cmpstr (error->message, ==, "by: This is not a principal");

  chat_form_field_set_text (named_child (root, "poll"), "tea?");
  chat_form_field_set_text (named_child (root, "choice"), "3");
  chat_form_field_set_text (named_child (root, "by"), " aaaaa-aa ");
  chat_form_field_set_text (named_child (root, "raw"), "0x00 ff");
  chat_form_field_set_active (named_child (root, "ok"), TRUE);
  chat_form_field_set_text (named_child (root, "f"), "-1.5");
  chat_form_field_set_text (child (place, 0), "-1_000");
  chat_form_field_set_active (child (place, 1), TRUE);
  chat_form_field_set_text (child (child (place, 1), 0), "there");
  assert_value (form, "record { f = -1.5 : float64; n = null; by = principal \"aaaaa-aa\"; "
                      "ok = true; raw = blob \"\\00\\ff\"; poll = \"tea?\"; choice = 3 : nat8; "
                      "place = record { 0 = -1000; 1 = opt \"there\" } }");
}

static void
test_variant (void)
{
  g_autoptr (ChatForm) form = form_for (NULL, "variant { Nudge; Say : record { body : text } }");
  ChatFormField *root = chat_form_get_root (form);
  const char *const *choices = chat_form_field_get_choices (root);
  g_autoptr (ChatEvent) event = NULL;

  g_assert_cmpuint (g_strv_length ((char **)choices), ==, 2);
  g_assert_cmpint (chat_form_field_get_problem (root), ==, CHAT_FORM_NO_CHOICE);
  for (guint i = 0; i < 2; i++)
    {
      chat_form_field_set_selected (root, i);
      g_assert_true (chat_form_is_valid (form));
      if (g_str_equal (choices[i], "Nudge"))
        {
          g_assert_cmpuint (n_children (root), ==, 0);
          assert_value (form, "variant { Nudge }");
          continue;
        }
      g_assert_cmpstr (chat_form_field_get_name (child (root, 0)), ==, "Say");
      chat_form_field_set_text (child (child (root, 0), 0), "hi");
      assert_value (form, "variant { Say = record { body = \"hi\" } }");
      event = chat_form_to_event (form, NULL);
    }
  g_assert_cmpint (event->kind, ==, CHAT_EVENT_VALUE);
  g_assert_cmpstr (event->text, ==, "Say: body “hi”");
  chat_form_field_set_selected (root, 7);
  g_assert_cmpuint (chat_form_field_get_selected (root), ==, CHAT_FORM_NONE_SELECTED);
  g_assert_false (chat_form_is_valid (form));
}

static void
count (guint *n)
{
  ++*n;
}

static void
test_vec (void)
{
  g_autoptr (ChatForm) form = form_for (NULL, "vec nat");
  ChatFormField *root = chat_form_get_root (form);
  guint n_changes = 0;
  guint n_valid = 0;

  g_signal_connect_swapped (form, "changed", G_CALLBACK (count), &n_changes);
  g_signal_connect_swapped (form, "notify::valid", G_CALLBACK (count), &n_valid);
  assert_value (form, "vec {}");
  for (guint i = 0; i < 3; i++)
    g_assert_true (chat_form_field_append (root));
  chat_form_field_set_text (child (root, 0), "1");
  chat_form_field_set_text (child (root, 1), "x");
  g_assert_cmpuint (n_valid, ==, 1);
  chat_form_field_set_text (child (root, 2), "340282366920938463463374607431768211456");
  chat_form_field_remove (root, 1);
  g_assert_cmpuint (n_valid, ==, 2);
  g_assert_cmpuint (n_changes, ==, 7);
  assert_value (form, "vec { 1 : nat; 340282366920938463463374607431768211456 : nat }");
}

static void
test_problems (void)
{
  static const struct
  {
    const char *type;
    const char *text;
    ChatFormProblem problem;
  } table[] = {
    { "nat8", "255", CHAT_FORM_OK },
    { "nat8", "256", CHAT_FORM_OUT_OF_RANGE },
    { "nat8", "-1", CHAT_FORM_OUT_OF_RANGE },
    { "nat8", "000000000000000000000255", CHAT_FORM_OK },
    { "nat8", "1 0_0", CHAT_FORM_OK },
    { "nat8", "", CHAT_FORM_NOT_A_NUMBER },
    { "nat8", "-", CHAT_FORM_NOT_A_NUMBER },
    { "nat8", "1x", CHAT_FORM_NOT_A_NUMBER },
    { "nat8", "1.0", CHAT_FORM_NOT_A_NUMBER },
    { "nat8", "+7", CHAT_FORM_OK },
    { "nat16", "65536", CHAT_FORM_OUT_OF_RANGE },
    { "nat32", "4294967295", CHAT_FORM_OK },
    { "nat64", "18446744073709551615", CHAT_FORM_OK },
    { "nat64", "18446744073709551616", CHAT_FORM_OUT_OF_RANGE },
    { "int8", "-128", CHAT_FORM_OK },
    { "int8", "-129", CHAT_FORM_OUT_OF_RANGE },
    { "int8", "128", CHAT_FORM_OUT_OF_RANGE },
    { "int64", "-9223372036854775808", CHAT_FORM_OK },
    { "int64", "-9223372036854775809", CHAT_FORM_OUT_OF_RANGE },
    { "nat", "-1", CHAT_FORM_OUT_OF_RANGE },
    { "nat", "-0", CHAT_FORM_OK },
    { "int", "-1", CHAT_FORM_OK },
    { "float64", "1e308", CHAT_FORM_OK },
    { "float64", "1e309", CHAT_FORM_OUT_OF_RANGE },
    { "float64", "inf", CHAT_FORM_OK },
    { "float64", "one", CHAT_FORM_NOT_A_NUMBER },
    { "float64", "", CHAT_FORM_NOT_A_NUMBER },
    { "float64", "1,5", CHAT_FORM_NOT_A_NUMBER },
    { "float32", "3e38", CHAT_FORM_OK },
    { "float32", "4e38", CHAT_FORM_OUT_OF_RANGE },
    { "principal", "2vxsx-fae", CHAT_FORM_OK },
    { "principal", "2vxsx-faf", CHAT_FORM_NOT_A_PRINCIPAL },
    { "principal", "", CHAT_FORM_NOT_A_PRINCIPAL },
    { "blob", "", CHAT_FORM_OK },
    { "blob", "0x", CHAT_FORM_OK },
    { "blob", "de:AD be_ef", CHAT_FORM_OK },
    { "blob", "abc", CHAT_FORM_NOT_HEX },
    { "blob", "gg", CHAT_FORM_NOT_HEX },
    { "text", "", CHAT_FORM_OK },
    { "func () -> ()", "", CHAT_FORM_IMPOSSIBLE },
    { "empty", "", CHAT_FORM_IMPOSSIBLE },
    { "variant {}", "", CHAT_FORM_IMPOSSIBLE },
  };
  g_autofree char *long_text = g_strnfill (CHAT_MAX_TEXT_BYTES + 1, '1');
  static const char *const long_types[] = { "text", "nat", "int" };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (ChatForm) form = form_for (NULL, table[i].type);
      ChatFormField *root = chat_form_get_root (form);
      g_autoptr (IcCandidValue) value = NULL;

      g_test_message ("%s %s", table[i].type, table[i].text);
      chat_form_field_set_text (root, table[i].text);
      g_assert_cmpint (chat_form_field_get_problem (root), ==, table[i].problem);
      g_assert_true ((chat_form_field_get_message (root) == NULL) ==
                     (table[i].problem == CHAT_FORM_OK));
      value = chat_form_to_value (form, NULL);
      g_assert_true ((value != NULL) == (table[i].problem == CHAT_FORM_OK));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (long_types); i++)
    {
      g_autoptr (ChatForm) form = form_for (NULL, long_types[i]);

      chat_form_field_set_text (chat_form_get_root (form), long_text);
      g_assert_cmpint (chat_form_field_get_problem (chat_form_get_root (form)), ==,
                       CHAT_FORM_TOO_LONG);
    }
}

static void
test_range (void)
{
  g_autoptr (ChatForm) small = form_for (NULL, "int8");
  g_autoptr (ChatForm) big = form_for (NULL, "int");
  g_autoptr (ChatForm) text = form_for (NULL, "text");
  const char *smallest;
  const char *greatest;

  g_assert_true (chat_form_field_get_range (chat_form_get_root (small), &smallest, &greatest));
  g_assert_cmpstr (smallest, ==, "-128");
  g_assert_cmpstr (greatest, ==, "127");
  g_assert_true (chat_form_field_get_range (chat_form_get_root (big), &smallest, &greatest));
  g_assert_null (smallest);
  g_assert_null (greatest);
  g_assert_false (chat_form_field_get_range (chat_form_get_root (text), &smallest, &greatest));
}

static void
test_prefilled (void)
{
  g_autoptr (IcCandidType)
      type = chat_test_type (NULL, "record { at : nat64; n : nat64; p : principal }");
  IcPrincipal self = IC_PRINCIPAL_ANONYMOUS;
  g_autoptr (ChatForm) form = chat_form_new (type, &self, 1700000000000000000);
  ChatFormField *root = chat_form_get_root (form);

  g_assert_cmpstr (chat_form_field_get_text (named_child (root, "at")), ==, "1700000000000000000");
  g_assert_cmpstr (chat_form_field_get_text (named_child (root, "n")), ==, "0");
  g_assert_cmpstr (chat_form_field_get_text (named_child (root, "p")), ==, "2vxsx-fae");
  g_assert_true (chat_form_is_valid (form));
}

/* Recursive types open as far as somebody asks. */
static void
test_recursive (void)
{
  g_autoptr (ChatForm)
      form = form_for ("type list = opt record { head : nat; tail : list };", "list");
  ChatFormField *field = chat_form_get_root (form);
  guint depth = 0;

  for (; chat_form_field_get_kind (field) == CHAT_FORM_OPT; depth++)
    {
      chat_form_field_set_active (field, TRUE);
      field = child (field, 0);
      if (chat_form_field_get_kind (field) != CHAT_FORM_RECORD)
        break;
      field = named_child (field, "tail");
    }
  g_assert_cmpuint (depth, ==, CHAT_FORM_MAX_DEPTH / 2);
  g_assert_cmpint (chat_form_field_get_problem (field), ==, CHAT_FORM_IMPOSSIBLE);
  g_assert_false (chat_form_is_valid (form));
  chat_form_field_set_active (chat_form_get_root (form), FALSE);
  assert_value (form, "null");
}

/* Types that unfold without end, or to more than anybody could fill in. */
static void
test_endless (void)
{
  static const struct
  {
    const char *definitions;
    const char *type;
  } table[] = {
    { "type t = record { t };", "t" },
    { "type t = record { t; t; t };", "t" },
    { "type t = record { a : u; b : u; c : u }; type u = record { t; t; t };", "t" },
    { "type a = record { b; b; b; b; b; b; b; b; b; b }; "
      "type b = record { c; c; c; c; c; c; c; c; c; c }; "
      "type c = record { d; d; d; d; d; d; d; d; d; d }; "
      "type d = record { nat; nat; nat; nat; nat; nat; nat; nat; nat };",
      "a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (ChatForm) form = form_for (table[i].definitions, table[i].type);
      g_autofree char *vec = g_strdup_printf ("vec %s", table[i].type);
      g_autoptr (ChatForm) list = form_for (table[i].definitions, vec);

      g_assert_false (chat_form_is_valid (form));
      g_assert_true (chat_form_is_valid (list));
      chat_form_field_append (chat_form_get_root (list));
    }
}

static void
test_full (void)
{
  g_autoptr (ChatForm) form = form_for (NULL, "vec record { nat; opt nat }");
  ChatFormField *root = chat_form_get_root (form);
  ChatFormField *first;

  while (chat_form_field_append (root))
    g_assert_cmpuint (n_children (root), <=, CHAT_FORM_MAX_FIELDS);
  g_assert_cmpuint (n_children (root), ==, (CHAT_FORM_MAX_FIELDS - 1) / 3);
  g_assert_true (chat_form_is_valid (form));
  first = child (child (root, 0), 1);
  chat_form_field_set_active (first, TRUE); /* the one that was left */
  g_assert_true (chat_form_field_get_active (first));
  chat_form_field_set_active (child (child (root, 1), 1), TRUE);
  g_assert_false (chat_form_field_get_active (child (child (root, 1), 1)));
  chat_form_field_remove (root, 2);
  chat_form_field_set_active (child (child (root, 1), 1), TRUE);
  g_assert_true (chat_form_field_get_active (child (child (root, 1), 1)));
}

/* A field may outlive its form. */
static void
test_lifetime (void)
{
  ChatForm *form = form_for (NULL, "record { a : opt nat }");
  g_autoptr (ChatFormField) field = g_object_ref (child (chat_form_get_root (form), 0));

  g_object_unref (form);
  chat_form_field_set_active (field, TRUE);
  g_assert_true (chat_form_field_is_valid (field));
}

static gboolean
has_nan (IcCandidValue *value)
{
  double number;

  if (ic_candid_value_get_double (value, &number))
    return isnan (number);
  for (gsize i = 0; i < ic_candid_value_get_n_children (value); i++)
    if (has_nan (ic_candid_value_get_child (value, i, NULL)))
      return TRUE;
  return FALSE;
}

/* What a form holds is what it was given, for any value that has a place in one. */
static void
test_round_trip (void)
{
  guint n_done = 0;

  for (guint32 seed = 1; seed <= N_CASES; seed++)
    {
      g_autoptr (CandidRandom) random = candid_random_new (seed);
      g_autoptr (IcCandidType) type = candid_random_type (random, MAX_DEPTH);
      g_autoptr (IcCandidValue) value = candid_random_value (random, type);
      g_autoptr (ChatForm) form = chat_form_new (type, NULL, 0);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GBytes) wanted = NULL;
      g_autoptr (IcCandidValue) back = NULL;
      g_autoptr (GError) error = NULL;

      /* Functions, texts with zeros, bits of a NaN: there is no way to type them. */
      if (!chat_form_set_value (form, value) || !chat_form_is_valid (form) || has_nan (value))
        continue;
      n_done++;
      bytes = chat_form_to_bytes (form, &error);
      g_assert_no_error (error);
      back = ic_candid_decode_one (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), type,
                                   NULL, &error);
      g_assert_no_error (error);
      g_assert_true (ic_candid_value_equal (value, back));
      wanted = ic_candid_encode_one (type, value, NULL);
      g_assert_true (g_bytes_equal (bytes, wanted));
    }
  g_test_message ("%u of %u", n_done, N_CASES);
  g_assert_cmpuint (n_done, >, N_CASES / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/form/record", test_record);
  g_test_add_func ("/chat/form/variant", test_variant);
  g_test_add_func ("/chat/form/vec", test_vec);
  g_test_add_func ("/chat/form/problems", test_problems);
  g_test_add_func ("/chat/form/range", test_range);
  g_test_add_func ("/chat/form/prefilled", test_prefilled);
  g_test_add_func ("/chat/form/recursive", test_recursive);
  g_test_add_func ("/chat/form/endless", test_endless);
  g_test_add_func ("/chat/form/full", test_full);
  g_test_add_func ("/chat/form/lifetime", test_lifetime);
  g_test_add_func ("/chat/form/round-trip", test_round_trip);
  return g_test_run ();
}
