/* SPDX-License-Identifier: MIT */
/* Addresses of rooms, as strangers write them. */
#include "chat/chat-link.h"

#define ID CHAT_GROUP_CANISTER

static void
test_good (void)
{
  static const char *const URIS[] = {
    "attest:" ID,
    "attest://" ID "/",
    "ATTEST:" ID "?title=Caf%C3%A9%20%26%20more",
    "attest:" ID "?gateway=wss%3A%2F%2Fa.example%2Fx&gateway=ws%3A%2F%2F127.0.0.1%3A8080",
    "attest:" ID "?network=http%3A%2F%2F127.0.0.1%3A4943&gateway=ws%3A%2F%2F127.0.0.1%3A8080",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (URIS); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ChatLink) link = chat_link_parse (URIS[i], &error);
      g_autoptr (ChatLink) again = NULL;
      g_autofree char *uri = NULL;
      g_autofree char *same = NULL;

      g_assert_no_error (error);
      uri = chat_link_to_uri (link);
      again = chat_link_parse (uri, &error);
      g_assert_no_error (error);
      same = chat_link_to_uri (again);
      g_assert_cmpstr (uri, ==, same);
    }
}

static void
test_bad (void)
{
  g_autofree char *endless = g_strnfill (CHAT_LINK_MAX_BYTES, 'a');
  g_autofree char *long_uri = g_strconcat ("attest:", endless, NULL);
  const char *const uris[] = {
    "",
    "attest",
    "attest:",
    "http://" ID,
    "attest:" ID "x",
    "attest:" ID "?gateway=http%3A%2F%2Fa.example",
    "attest:" ID "?gateway=javascript%3Aalert(1)",
    "attest:" ID "?gateway=wss%3A%2F%2F",
    "attest:" ID "?network=ftp%3A%2F%2Fa.example",
    "attest:" ID "?network=file%3A%2F%2F%2Fetc%2Fpasswd",
    "attest:" ID "?title=%0Aline",
    "attest:" ID "?title=%ff",
    "attest:" ID "?title=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "attest:" ID "?seed=9d61",
    "attest:" ID "?%00=x",
    "attest:" ID "?gateway",
    long_uri,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ChatLink) link = chat_link_parse (uris[i], &error);

      g_assert_null (link);
      g_assert_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE);
    }
}

static void
test_profile (void)
{
  g_autoptr (ChatLink) link = chat_link_parse (
      "attest:" CHAT_PING_RUST_CANISTER
      "?network=https%3A%2F%2Fic.example&gateway=wss%3A%2F%2Fa.example&gateway=wss%3A%2F%2Fb."
      "example&title=Ping",
      NULL);
  g_autoptr (ChatProfile) profile = NULL;
  g_autofree char *id = NULL;

  g_assert_nonnull (link);
  profile = chat_link_make_profile (link);
  id = ic_principal_to_text (&profile->canister_id);
  g_assert_cmpint (profile->network, ==, CHAT_NETWORK_CUSTOM);
  g_assert_cmpstr (profile->network_url, ==, "https://ic.example");
  g_assert_cmpstr (profile->gateway_url, ==, "wss://a.example");
  g_assert_cmpstr (profile->gateways[1], ==, "wss://b.example");
  g_assert_cmpstr (profile->codec_id, ==, "ping-pong-rust");
  g_assert_cmpstr (profile->title, ==, "Ping");
  g_assert_cmpstr (id, ==, CHAT_PING_RUST_CANISTER);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/link/good", test_good);
  g_test_add_func ("/chat/link/bad", test_bad);
  g_test_add_func ("/chat/link/profile", test_profile);
  return g_test_run ();
}
