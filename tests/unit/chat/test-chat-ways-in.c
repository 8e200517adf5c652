/* SPDX-License-Identifier: MIT */
/* Each way to have an identity: open, chat, and reconnect, fifty times in a row. */
#include <string.h>

#include "chat/chat.h"
#include "ic/ic-derivation.h"
#include "ic/ic-pem.h"
#include "network/net-network.h"

#define TIMES      50
#define DEADLINE_S 120

#define PHRASE "equip will roof matter pink blind book anxiety banner elbow sun young"

typedef enum
{
  WAY_SEED,
  WAY_PHRASE,
  WAY_PEM,
  WAY_DELEGATION
} Way;

/* The principals are those that the npm packages and icp-cli derive from the same secrets. */
static const struct
{
  const char *name;
  Way way;
  IcDerivation derivation;
  const char *file;
  const char *passphrase;
  const char *principal;
} ways[] = {
  { "seed", WAY_SEED, 0, NULL, NULL, NULL },
  { "phrase-dfx", WAY_PHRASE, IC_DERIVATION_DFX, NULL, NULL,
    "5upke-tazvi-6ufqc-i3v6r-j4gpu-dpwti-obhal-yb5xj-ue32x-ktkql-rqe" },
  { "phrase-agent-js", WAY_PHRASE, IC_DERIVATION_AGENT_JS_ED25519, NULL, NULL, NULL },
  { "phrase-icp-cli-ed25519", WAY_PHRASE, IC_DERIVATION_ICP_CLI_ED25519, NULL, NULL,
    "z2yk5-gbsi4-5eudl-y5q6u-qaqmf-37gjy-r66iy-oiqvb-d5nbr-5odxa-4qe" },
  { "phrase-icp-cli-p256", WAY_PHRASE, IC_DERIVATION_ICP_CLI_P256, NULL, NULL,
    "gu6g3-gzs4p-fyjio-reppd-qk7ef-lhput-eg36s-ofyim-gi6y4-ce3qs-zqe" },
  { "pem-secp256k1", WAY_PEM, 0, "k256-sec1.pem", NULL,
    "5upke-tazvi-6ufqc-i3v6r-j4gpu-dpwti-obhal-yb5xj-ue32x-ktkql-rqe" },
  { "pem-p256", WAY_PEM, 0, "p256-pkcs8.pem", NULL,
    "rvtcv-lm7kz-yf4wy-6ljko-ayege-vtime-kdlzv-e6ity-ezvci-5hwon-6ae" },
  { "pem-ed25519-encrypted", WAY_PEM, 0, "ed25519-encrypted-aes256-sha512.pem",
    "correct horse battery", "e73il-iz5tp-nkgt7-idxyw-ngkah-47bpv-qdase-pzde6-g6vwc-a3eql-jae" },
  { "delegation", WAY_DELEGATION, 0, NULL, NULL, NULL },
};

static IcIdentity *
from_pem (const char *file, const char *passphrase, GError **error)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "ic", "data", "keys", file,
                                                 NULL);
  g_autofree char *text = NULL;
  g_autoptr (IcSecret) contents = NULL;
  g_autoptr (IcSecret) secret = passphrase != NULL ? ic_secret_new_text (passphrase) : NULL;
  gsize len;

  if (!g_file_get_contents (path, &text, &len, error))
    return NULL;
  contents = ic_secret_new_from (text, len);
  return ic_pem_import (contents, secret, error);
}

/* A key of the person signs for a key of the session. */
static IcIdentity *
from_delegation (void)
{
  IcRandom *random = ic_random_get_system ();
  g_autoptr (IcEd25519Identity) root = ic_ed25519_identity_new_random (random);
  g_autoptr (IcEd25519Identity) session = ic_ed25519_identity_new_random (random);
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_autoptr (GBytes) placeholder = g_bytes_new (NULL, 0);
  g_autoptr (IcDelegation) unsigned_hop = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) signature = NULL;
  guint64 expiration_ns = ic_clock_get_wall_ns (ic_clock_get_system ()) + 8 * 3600 * IC_NS_PER_S;
  GBytes *session_der = ic_identity_get_public_key_der (IC_IDENTITY (session));
  gsize len;
  gconstpointer bytes;

  unsigned_hop = ic_delegation_new (session_der, expiration_ns, NULL, NULL, placeholder);
  message = ic_delegation_get_signed_bytes (unsigned_hop);
  bytes = g_bytes_get_data (message, &len);
  signature = ic_ed25519_identity_sign_sync (root, bytes, len);
  g_ptr_array_add (chain, ic_delegation_new (session_der, expiration_ns, NULL, NULL, signature));
  return IC_IDENTITY (ic_delegation_identity_new (
      IC_IDENTITY (session), ic_identity_get_public_key_der (IC_IDENTITY (root)), chain));
}

static IcIdentity *
make_identity (guint i, GError **error)
{
  switch (ways[i].way)
    {
    case WAY_PHRASE:
      {
        g_autoptr (IcSecret) phrase = ic_secret_new_text (PHRASE);

        return ic_identity_new_from_mnemonic (phrase, NULL, ways[i].derivation, error);
      }
    case WAY_PEM:
      return from_pem (ways[i].file, ways[i].passphrase, error);
    case WAY_DELEGATION:
      return from_delegation ();
    case WAY_SEED:
    default:
      return IC_IDENTITY (ic_ed25519_identity_new_from_hex (
          "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", error));
    }
}

static gboolean
on_deadline (gpointer data)
{
  g_critical ("Not done within %d s", DEADLINE_S);
  g_abort ();
  return G_SOURCE_REMOVE;
}

static gboolean
is_accepted (ChatRoom *room, const char *text)
{
  GListModel *model = G_LIST_MODEL (room);

  for (guint i = g_list_model_get_n_items (model); i-- > 0;)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (model, i);

      if (g_strcmp0 (chat_message_get_text (message), text) == 0)
        return chat_message_get_delivery (message) == CHAT_DELIVERY_ACCEPTED;
    }
  return FALSE;
}

static NetNetwork *
start_network (void)
{
  NetNetworkOptions options;
  g_autoptr (GError) error = NULL;
  NetNetwork *network;

  net_network_options_init (&options);
  options.replica_port = 0;
  options.gateway_port = 0;
  options.gateway.poll_interval_ms = 5;
  network = net_network_new (&options);
  net_network_start (network, &error);
  g_assert_no_error (error);
  return network;
}

static void
test_way (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (NetNetwork) network = start_network ();
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcIdentity) identity = make_identity (i, &error);
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);
  g_autoptr (ChatConnection) connection = NULL;
  g_autoptr (ChatRoom) room = NULL;
  IcwsFigures figures;

  g_assert_no_error (error);
  if (ways[i].principal != NULL)
    {
      IcPrincipal principal;
      g_autofree char *text = NULL;

      ic_identity_get_principal (identity, &principal);
      text = ic_principal_to_text (&principal);
      g_assert_cmpstr (text, ==, ways[i].principal);
    }
  g_free (profile->network_url);
  g_free (profile->gateway_url);
  profile->network_url = g_strdup (net_network_get_replica_url (network));
  profile->gateway_url = g_strdup (net_network_get_gateway_url (network));
  connection = chat_connection_new (profile, identity, ic_clock_get_system (),
                                    ic_random_get_system ());
  room = chat_room_new (connection, "Ada");
  for (guint round = 0; round < TIMES; round++)
    {
      g_autofree char *text = g_strdup_printf ("round %u", round);

      chat_connection_connect (connection);
      g_assert_true (chat_room_send_text (room, text, NULL));
      while (!is_accepted (room, text))
        {
          g_assert_no_error (chat_connection_get_error (connection));
          g_main_context_iteration (NULL, TRUE);
        }
      g_assert_cmpint (chat_connection_get_health (connection), ==, CHAT_HEALTH_VERIFIED);
    }
  icws_ledger_get_figures (chat_connection_get_ledger (connection), &figures);
  g_assert_cmpuint (figures.messages_refused, ==, 0);
  chat_connection_disconnect (connection);
  net_network_stop (network);
  g_source_remove (deadline);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *path = g_strdup_printf ("/chat/ways-in/%s", ways[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_way);
    }
  return g_test_run ();
}
