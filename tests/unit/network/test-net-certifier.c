/* SPDX-License-Identifier: MIT */
/* Certificates of the network, read by `ic`. */
#include "ic/ic-certificate.h"
#include "ic/ic-error.h"
#include "net-test-util.h"
#include "network/net-certifier.h"

typedef struct
{
  IcManualClock *clock;
  NetKeys *keys;
  NetCertifier *certifier;
  IcRootKey *root;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (1);
  g_autoptr (GError) error = NULL;

  self->clock = ic_manual_clock_new (TEST_NOW_NS);
  self->keys = net_keys_new (random);
  self->certifier = net_certifier_new (self->keys, IC_CLOCK (self->clock));
  self->root = ic_root_key_new_from_der (net_keys_get_public_key_der (self->keys, NET_SUBNET_ROOT),
                                         &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ic_root_key_unref (self->root);
  net_certifier_free (self->certifier);
  net_keys_unref (self->keys);
  g_object_unref (self->clock);
}

static IcCertificate *
certify (Fixture *self, NetSubnet subnet, NetDelegationStyle style, const char *canister)
{
  IcPrincipal id = test_principal (canister);
  g_autoptr (GBytes) bytes = net_certifier_certify (self->certifier, subnet, style, &id, NULL);
  g_autoptr (GError) error = NULL;
  IcCertificate *certificate = ic_certificate_new_from_cbor (bytes, &error);

  g_assert_no_error (error);
  return certificate;
}

static void
assert_good (Fixture *self, IcCertificate *certificate, const char *canister)
{
  IcPrincipal id = test_principal (canister);
  g_autoptr (GError) error = NULL;

  g_assert_true (ic_certificate_verify (certificate, self->root, &id, &error));
  g_assert_no_error (error);
  g_assert_true (ic_certificate_check_time (
      certificate, ic_clock_get_wall_ns (IC_CLOCK (self->clock)), 0, 0, &error));
  g_assert_no_error (error);
}

static void
assert_bad (Fixture *self, IcCertificate *certificate, const char *canister, int code)
{
  IcPrincipal id = test_principal (canister);
  g_autoptr (GError) error = NULL;

  g_assert_false (ic_certificate_verify (certificate, self->root, &id, &error));
  g_assert_error (error, IC_ERROR, code);
}

static void
test_styles (Fixture *self, gconstpointer data)
{
  static const char *const CANISTERS[] = { GROUP_CHAT_ID, PING_PONG_MOTOKO_ID, PING_PONG_RUST_ID };

  for (guint i = 0; i < G_N_ELEMENTS (CANISTERS); i++)
    for (guint style = NET_DELEGATION_FLAT; style <= NET_DELEGATION_SHARDED; style++)
      {
        g_autoptr (IcCertificate)
            certificate = certify (self, NET_SUBNET_APPLICATION, style, CANISTERS[i]);

        g_assert_true (ic_certificate_has_delegation (certificate));
        assert_good (self, certificate, CANISTERS[i]);
        /* The ledger's id is in none of our ranges. */
        assert_bad (self, certificate, "ryjl3-tyaaa-aaaaa-aaaba-cai", IC_ERROR_CANISTER_RANGE);
      }
}

/* A delegation with one shard says nothing about canisters of another. */
static void
test_other_shard (Fixture *self, gconstpointer data)
{
  g_autoptr (IcCertificate)
      certificate = certify (self, NET_SUBNET_APPLICATION, NET_DELEGATION_SHARDED, GROUP_CHAT_ID);
  IcPrincipal other = test_principal (PING_PONG_RUST_ID);

  g_assert_false (ic_certificate_verify (certificate, self->root, &other, NULL));
}

static void
test_bare (Fixture *self, gconstpointer data)
{
  g_autoptr (IcCertificate)
      certificate = certify (self, NET_SUBNET_APPLICATION, NET_DELEGATION_BARE, GROUP_CHAT_ID);
  IcPrincipal id = test_principal (GROUP_CHAT_ID);

  g_assert_false (ic_certificate_verify (certificate, self->root, &id, NULL));
}

static void
test_root_subnet (Fixture *self, gconstpointer data)
{
  g_autoptr (IcCertificate) certificate = certify (self, NET_SUBNET_ROOT, NET_DELEGATION_FLAT,
                                                   "ryjl3-tyaaa-aaaaa-aaaba-cai");

  g_assert_false (ic_certificate_has_delegation (certificate));
  assert_good (self, certificate, "ryjl3-tyaaa-aaaaa-aaaba-cai");
}

static void
test_other_network (Fixture *self, gconstpointer data)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (2);
  g_autoptr (NetKeys) keys = net_keys_new (random);
  g_autoptr (NetCertifier) other = net_certifier_new (keys, IC_CLOCK (self->clock));
  IcPrincipal id = test_principal (GROUP_CHAT_ID);
  g_autoptr (GBytes)
      bytes = net_certifier_certify (other, NET_SUBNET_APPLICATION, NET_DELEGATION_FLAT, &id, NULL);
  g_autoptr (IcCertificate) certificate = ic_certificate_new_from_cbor (bytes, NULL);

  g_assert_false (ic_certificate_verify (certificate, self->root, &id, NULL));
}

static void
test_one_signature_for_many (Fixture *self, gconstpointer data)
{
  guint64 before = net_certifier_get_n_signatures (self->certifier);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (IcCertificate)
          certificate = certify (self, NET_SUBNET_APPLICATION, i % 2, GROUP_CHAT_ID);

      net_certifier_refresh (self->certifier);
    }
  g_assert_cmpuint (net_certifier_get_n_signatures (self->certifier), ==, before + 1);

  net_certifier_start_round (self->certifier);
  ic_certificate_unref (certify (self, NET_SUBNET_APPLICATION, NET_DELEGATION_FLAT, GROUP_CHAT_ID));
  g_assert_cmpuint (net_certifier_get_n_signatures (self->certifier), ==, before + 2);
}

static void
test_time (Fixture *self, gconstpointer data)
{
  guint64 first = net_certifier_get_time_ns (self->certifier);
  g_autoptr (IcCertificate) certificate = NULL;

  g_assert_cmpuint (first, ==, TEST_NOW_NS);
  /* Rounds at one time of the clock still have an order. */
  g_assert_cmpuint (net_certifier_start_round (self->certifier), ==, first + 1);
  /* A certificate is never much older than now. */
  ic_manual_clock_advance_us (self->clock, 600 * G_USEC_PER_SEC);
  net_certifier_refresh (self->certifier);
  g_assert_cmpuint (net_certifier_get_time_ns (self->certifier), ==,
                    TEST_NOW_NS + 600 * IC_NS_PER_S);
  certificate = certify (self, NET_SUBNET_APPLICATION, NET_DELEGATION_FLAT, GROUP_CHAT_ID);
  assert_good (self, certificate, GROUP_CHAT_ID);
}

static void
test_seeded (Fixture *self, gconstpointer data)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (1);
  g_autoptr (NetKeys) again = net_keys_new (random);

  for (guint i = 0; i < NET_N_SUBNETS; i++)
    g_assert_true (g_bytes_equal (net_keys_get_public_key_der (self->keys, i),
                                  net_keys_get_public_key_der (again, i)));
  g_assert_false (g_bytes_equal (net_keys_get_public_key_der (again, NET_SUBNET_ROOT),
                                 net_keys_get_public_key_der (again, NET_SUBNET_APPLICATION)));
  g_assert_true (
      ic_principal_equal (net_keys_get_node_id (self->keys), net_keys_get_node_id (again)));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/network/certifier/styles", test_styles);
  ADD ("/network/certifier/other-shard", test_other_shard);
  ADD ("/network/certifier/bare", test_bare);
  ADD ("/network/certifier/root-subnet", test_root_subnet);
  ADD ("/network/certifier/other-network", test_other_network);
  ADD ("/network/certifier/one-signature-for-many", test_one_signature_for_many);
  ADD ("/network/certifier/time", test_time);
  ADD ("/network/certifier/seeded", test_seeded);
  return g_test_run ();
}
