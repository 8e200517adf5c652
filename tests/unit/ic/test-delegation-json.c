/* SPDX-License-Identifier: MIT */
#include "ic/ic-delegation-json.h"

#include "ic/ic-bytes.h"
#include "ic/ic-error.h"

#include <string.h>

#define ROOT_HEX                                                                                   \
  "302a300506032b65700321008a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c"
#define LEAF_HEX                                                                                   \
  "302a300506032b65700321008139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394"
#define SIGNATURE_HEX                                                                              \
  "23b6fa5813671a29eba91b5752fe0a6259e995490011bc86ed9104d1e1a878bf"                               \
  "44cdb7747e9a396b2edf246bab1ea82f6be24f2db6d8549481c73c613888140c"

#define HOP                                                                                        \
  "{\"delegation\":{\"expiration\":\"1764595927e9c000\",\"pubkey\":\"" LEAF_HEX                    \
  "\",\"targets\":[\"00000000000000020101\"]},\"signature\":\"" SIGNATURE_HEX "\"}"
/* As JSON.stringify() of a toJSON() of @icp-sdk/core 6.1.0 has it. */
#define CHAIN "{\"delegations\":[" HOP "],\"publicKey\":\"" ROOT_HEX "\"}"

static void
assert_refused (const char *json, gssize len, const char *pattern)
{
  g_autoptr (GError) error = NULL;
  GBytes *root_der = NULL;
  GPtrArray *chain = NULL;

  g_assert_false (ic_delegation_chain_from_json (json, len, &root_der, &chain, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LOGIN_JSON);
  g_assert_null (root_der);
  g_assert_null (chain);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("“%s” is not “%s”", error->message, pattern);
}

static void
test_agent_js (void)
{
  g_autoptr (GBytes) root_der = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (IcPublicKey) key = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *root_hex = NULL;
  g_autofree char *json = NULL;
  IcPrincipal canister;

  g_assert_true (ic_delegation_chain_from_json (CHAIN, -1, &root_der, &chain, &error));
  g_assert_no_error (error);
  root_hex = ic_bytes_to_hex (root_der);
  g_assert_cmpstr (root_hex, ==, ROOT_HEX);
  g_assert_cmpuint (chain->len, ==, 1);

  g_assert_true (ic_principal_from_text (&canister, "ryjl3-tyaaa-aaaaa-aaaba-cai", NULL));
  key = ic_delegation_chain_verify (root_der, chain, &canister, 1, TRUE, &error);
  g_assert_no_error (error);

  json = ic_delegation_chain_to_json (root_der, chain);
  g_assert_cmpstr (json, ==, CHAIN);
}

/* Capitals, another order, members that nobody knows, null for what is absent. */
static void
test_lenient (void)
{
  g_autofree char *capital = g_ascii_strup (SIGNATURE_HEX, -1);
  g_autofree char *json = g_strdup_printf (
      " {\"publicKey\":\"" ROOT_HEX
      "\",\"more\":{\"a\":[1,2.5,true]},\n\"delegations\":[{\"signature"
      "\":\"%s\",\"delegation\":{\"permissions\":\"queries\",\"targets\":null,\"pubkey\":"
      "\"" LEAF_HEX "\",\"expiration\":\"ABC\"}}]}\n",
      capital);
  g_autoptr (GBytes) root_der = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GError) error = NULL;
  const IcDelegation *hop;
  g_autofree char *again = NULL;

  g_assert_true (ic_delegation_chain_from_json (json, -1, &root_der, &chain, &error));
  g_assert_no_error (error);
  hop = g_ptr_array_index (chain, 0);
  g_assert_cmpuint (hop->expiration_ns, ==, 0xabc);
  g_assert_null (hop->targets);
  g_assert_cmpstr (hop->permissions, ==, "queries");
  again = ic_delegation_chain_to_json (root_der, chain);
  g_assert_cmpstr (
      again, ==,
      "{\"delegations\":[{\"delegation\":{\"expiration\":\"abc\",\"pubkey\":\"" LEAF_HEX
      "\",\"permissions\":\"queries\"},\"signature\":\"" SIGNATURE_HEX
      "\"}],\"publicKey\":\"" ROOT_HEX "\"}");
}

static void
test_no_hops (void)
{
  g_autoptr (GBytes) root_der = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ic_delegation_chain_from_json (
      "{\"delegations\":[],\"publicKey\":\"" ROOT_HEX "\"}trailing",
      -1 + sizeof "{\"delegations\":[],\"publicKey\":\"" ROOT_HEX "\"}", &root_der, &chain,
      &error));
  g_assert_no_error (error);
  g_assert_cmpuint (chain->len, ==, 0);
}

#define WITH(expiration, pubkey, more, signature)                                                  \
  "{\"delegations\":[{\"delegation\":{\"expiration\":" expiration ",\"pubkey\":" pubkey more       \
  "},\"signature\":" signature "}],\"publicKey\":\"" ROOT_HEX "\"}"
#define Q(text) "\"" text "\""

static void
test_malformed (void)
{
  static const struct
  {
    const char *json;
    const char *pattern;
  } cases[] = {
    { "", "*" },
    { "null", "*no JSON*" },
    { "[]", "*no JSON object*" },
    { "not json", "*no JSON*" },
    { "{\"publicKey\":\"" ROOT_HEX "\"}", "*“delegations” is missing*" },
    { "{\"delegations\":[" HOP "]}", "*“publicKey” is missing*" },
    { "{\"delegations\":{},\"publicKey\":\"" ROOT_HEX "\"}", "*no list*" },
    { "{\"delegations\":[7],\"publicKey\":\"" ROOT_HEX "\"}", "delegation 1: *no JSON object*" },
    { "{\"delegations\":[" HOP ",{}],\"publicKey\":\"" ROOT_HEX "\"}", "delegation 2:*missing*" },
    { "{\"delegations\":[],\"publicKey\":17}", "*“publicKey” is no text*" },
    { "{\"delegations\":[],\"publicKey\":\"302a\"}", "*too short*" },
    { WITH ("17", Q (LEAF_HEX), "", Q (SIGNATURE_HEX)), "*“expiration” is no text*" },
    { WITH (Q (""), Q (LEAF_HEX), "", Q (SIGNATURE_HEX)), "*“expiration” is no hexadecimal*" },
    { WITH (Q ("0x17"), Q (LEAF_HEX), "", Q (SIGNATURE_HEX)), "*“expiration”*" },
    { WITH (Q ("-1"), Q (LEAF_HEX), "", Q (SIGNATURE_HEX)), "*“expiration”*" },
    { WITH (Q (" 1"), Q (LEAF_HEX), "", Q (SIGNATURE_HEX)), "*“expiration”*" },
    { WITH (Q ("11764595927e9c000"), Q (LEAF_HEX), "", Q (SIGNATURE_HEX)), "*“expiration”*" },
    { WITH (Q ("1"), Q (LEAF_HEX "0"), "", Q (SIGNATURE_HEX)), "*odd number*" },
    { WITH (Q ("1"), Q (LEAF_HEX "zz"), "", Q (SIGNATURE_HEX)), "*“pubkey”*hexadecimal*" },
    { WITH (Q ("1"), Q (LEAF_HEX), "", Q ("0x" SIGNATURE_HEX)), "*“signature”*hexadecimal*" },
    { WITH (Q ("1"), Q (LEAF_HEX), "", "null"), "*“signature” is no text*" },
    { WITH (Q ("1"), Q (LEAF_HEX), ",\"targets\":\"00\"", Q (SIGNATURE_HEX)), "*no list*" },
    { WITH (Q ("1"), Q (LEAF_HEX), ",\"targets\":[1]", Q (SIGNATURE_HEX)), "*no text*" },
    { WITH (Q ("1"), Q (LEAF_HEX), ",\"targets\":[\"0\"]", Q (SIGNATURE_HEX)), "*canister id*" },
    { WITH (Q ("1"), Q (LEAF_HEX), ",\"targets\":[\"" ROOT_HEX "\"]", Q (SIGNATURE_HEX)),
      "*canister id*" },
    { WITH (Q ("1"), Q (LEAF_HEX), ",\"permissions\":\"some\"", Q (SIGNATURE_HEX)),
      "*neither “all” nor “queries”*" },
    { WITH (Q ("1"), Q (LEAF_HEX), ",\"permissions\":{}", Q (SIGNATURE_HEX)), "*no text*" },
    { CHAIN CHAIN, "*" },
    { "/* " CHAIN, "*" },
    { "{\"publicKey\":\"\\u0000\"}", "*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].json, -1, cases[i].pattern);
  assert_refused ("{\0}", 3, "*UTF-8*");
  assert_refused ("{\xff}", 3, "*UTF-8*");
}

static char *
repeat (const char *head, const char *part, guint n, const char *tail)
{
  GString *text = g_string_new (head);

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      g_string_append (text, part);
    }
  g_string_append (text, tail);
  return g_string_free (text, FALSE);
}

static void
test_limits (void)
{
  const char *head = "{\"delegations\":[";
  const char *tail = "],\"publicKey\":\"" ROOT_HEX "\"}";
  g_autofree char *most = repeat (head, HOP, 20, tail);
  g_autofree char *one_more = repeat (head, HOP, 21, tail);
  g_autofree char *targets = repeat (
      "{\"delegations\":[{\"delegation\":{\"expiration\":\"1\",\"pubkey\":\"" LEAF_HEX
      "\",\"targets\":[",
      "\"00\"", 1001, "]},\"signature\":\"" SIGNATURE_HEX "\"}],\"publicKey\":\"" ROOT_HEX "\"}");
  g_autofree char *large = g_strnfill (IC_DELEGATION_JSON_MAX_BYTES + 1, ' ');
  g_autofree char *deep = g_strnfill (IC_DELEGATION_JSON_MAX_BYTES, '[');
  g_autoptr (GBytes) root_der = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ic_delegation_chain_from_json (most, -1, &root_der, &chain, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (chain->len, ==, 20);
  assert_refused (one_more, -1, "*21 delegations*");
  assert_refused (targets, -1, "*1001 canisters*");
  assert_refused (large, -1, "*longer than 256 KiB*");
  assert_refused (deep, -1, "*nested*");
}

/* A chain cut off, or with a byte changed, is read or refused, but nothing else. */
static void
test_damaged (void)
{
  for (gsize i = 0; i < strlen (CHAIN); i++)
    {
      g_autofree char *cut = g_strndup (CHAIN, i);

      assert_refused (cut, -1, "*");
    }
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *json = g_strdup (CHAIN);
      g_autoptr (GBytes) root_der = NULL;
      g_autoptr (GPtrArray) chain = NULL;
      g_autoptr (GError) error = NULL;

      for (guint n = 0; n < 1 + i % 3; n++)
        json[g_test_rand_int_range (0, strlen (CHAIN))] = g_test_rand_int_range (1, 256);
      if (!ic_delegation_chain_from_json (json, -1, &root_der, &chain, &error))
        g_assert_error (error, IC_ERROR, IC_ERROR_LOGIN_JSON);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/delegation-json/agent-js", test_agent_js);
  g_test_add_func ("/ic/delegation-json/lenient", test_lenient);
  g_test_add_func ("/ic/delegation-json/no-hops", test_no_hops);
  g_test_add_func ("/ic/delegation-json/malformed", test_malformed);
  g_test_add_func ("/ic/delegation-json/limits", test_limits);
  g_test_add_func ("/ic/delegation-json/damaged", test_damaged);
  return g_test_run ();
}
