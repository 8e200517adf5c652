/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-ii-canister.h"

#include "ic/ic-canister-signature.h"
#include "ic/ic-delegation.h"
#include "net-tree.h"
#include <string.h>

#define SALT_BYTES   32
#define FIRST_NUMBER 10000
/* Signatures that are kept in the tree: a caller fetches its own at once. */
#define MAX_SIGNATURES 100
#define LABEL_SIG      "sig"

typedef struct
{
  guint8 seed_hash[IC_HASH_BYTES];
  guint8 message_hash[IC_HASH_BYTES];
} Signature;

struct _NetIiCanister
{
  GObject parent_instance;

  IcPrincipal id;
  IcClock *clock;
  guint64 max_life_s;
  guint8 salt[SALT_BYTES];
  guint64 next_number;
  NetTree *tree;      /* sig/<seed>/<message> */
  GQueue *signatures; /* of Signature, oldest first */
};

static void net_ii_canister_iface_init (NetCanisterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NetIiCanister,
                               net_ii_canister,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (NET_TYPE_CANISTER,
                                                      net_ii_canister_iface_init))

/* The canister */

static const IcPrincipal *
get_id (NetCanister *canister)
{
  return &NET_II_CANISTER (canister)->id;
}

/* Its page talks to it directly: calls are for the real one. */
static void
update (NetCanister *canister,
        const IcPrincipal *caller,
        const char *method,
        GBytes *arg,
        NetOutcome *outcome)
{
  net_canister_no_method (canister, outcome, "update", method);
}

static void
query (NetCanister *canister,
       const IcPrincipal *caller,
       const char *method,
       GBytes *arg,
       const NetQueryContext *context,
       NetOutcome *outcome)
{
  net_canister_no_method (canister, outcome, "query", method);
}

static gboolean
get_certified_data (NetCanister *canister, guint8 data[IC_HASH_BYTES])
{
  net_tree_get_hash (NET_II_CANISTER (canister)->tree, data);
  return TRUE;
}

static const char *const *
get_metadata_names (NetCanister *canister)
{
  static const char *const NONE[] = { NULL };

  return NONE;
}

static const char *
get_metadata (NetCanister *canister, const char *name)
{
  return NULL;
}

static void
net_ii_canister_iface_init (NetCanisterInterface *iface)
{
  iface->get_id = get_id;
  iface->update = update;
  iface->query = query;
  iface->get_certified_data = get_certified_data;
  iface->get_metadata_names = get_metadata_names;
  iface->get_metadata = get_metadata;
}

/* Accounts */

static void
add_part (GChecksum *checksum, gconstpointer bytes, gsize len)
{
  guint8 byte = MIN (len, 255);

  g_checksum_update (checksum, &byte, 1);
  g_checksum_update (checksum, bytes, len);
}

/* Internet Identity specification, "Identity design". */
static void
make_seed (NetIiCanister *self, const char *number, const char *origin, guint8 seed[IC_HASH_BYTES])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize len = IC_HASH_BYTES;

  add_part (checksum, self->salt, sizeof self->salt);
  add_part (checksum, number, strlen (number));
  add_part (checksum, origin, strlen (origin));
  g_checksum_get_digest (checksum, seed, &len);
}

GBytes *
net_ii_canister_get_user_key (NetIiCanister *self, const char *number, const char *origin)
{
  guint8 seed[IC_HASH_BYTES];

  make_seed (self, number, origin, seed);
  return ic_der_wrap_canister (&self->id, seed, sizeof seed);
}

guint64
net_ii_canister_new_number (NetIiCanister *self)
{
  return self->next_number++;
}

/* Signatures */

static void
forget_oldest (NetIiCanister *self)
{
  g_autofree Signature *oldest = g_queue_pop_head (self->signatures);
  IcLabel path[] = { IC_LABEL (LABEL_SIG),
                     IC_LABEL_BYTES (oldest->seed_hash, sizeof oldest->seed_hash),
                     IC_LABEL_BYTES (oldest->message_hash, sizeof oldest->message_hash) };

  net_tree_remove (self->tree, path, G_N_ELEMENTS (path));
}

static GBytes *
sign (NetIiCanister *self, NetReplica *replica, const guint8 *seed, GBytes *message)
{
  Signature *signature = g_new (Signature, 1);
  IcLabel path[] = { IC_LABEL (LABEL_SIG),
                     IC_LABEL_BYTES (signature->seed_hash, sizeof signature->seed_hash),
                     IC_LABEL_BYTES (signature->message_hash, sizeof signature->message_hash) };
  g_autoptr (GPtrArray) paths = net_paths_new ();
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) tree = NULL;
  GByteArray *witness = g_byte_array_new ();

  ic_sha256 (seed, IC_HASH_BYTES, signature->seed_hash);
  ic_sha256 (g_bytes_get_data (message, NULL), g_bytes_get_size (message), signature->message_hash);
  net_tree_set (self->tree, path, G_N_ELEMENTS (path), "", 0);
  g_queue_push_tail (self->signatures, signature);
  while (g_queue_get_length (self->signatures) > MAX_SIGNATURES)
    forget_oldest (self);

  certificate = net_replica_certify_data (replica, &self->id, NET_DELEGATION_FLAT);
  g_ptr_array_add (paths, net_path_new (path, G_N_ELEMENTS (path)));
  net_tree_put_witness (self->tree, paths, witness);
  tree = g_byte_array_free_to_bytes (witness);
  return ic_canister_signature_encode (certificate, tree);
}

IcDelegation *
net_ii_canister_delegate (NetIiCanister *self,
                          NetReplica *replica,
                          const char *number,
                          const char *origin,
                          GBytes *session_key,
                          guint64 life_s)
{
  guint64 life = MIN (life_s != 0 ? life_s : NET_II_DEFAULT_LIFE_S, self->max_life_s);
  guint64 expiration_ns = ic_clock_get_wall_ns (self->clock) + life * IC_NS_PER_S;
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  g_autoptr (IcDelegation) hop = ic_delegation_new (session_key, expiration_ns, NULL, NULL, none);
  g_autoptr (GBytes) message = ic_delegation_get_signed_bytes (hop);
  g_autoptr (GBytes) signature = NULL;
  guint8 seed[IC_HASH_BYTES];

  make_seed (self, number, origin, seed);
  signature = sign (self, replica, seed, message);
  return ic_delegation_new (session_key, expiration_ns, NULL, NULL, signature);
}

/* Origins */

static gboolean
is_this_machine (const char *host)
{
  return g_str_equal (host, "localhost") || g_str_equal (host, "127.0.0.1") ||
         g_str_has_suffix (host, ".localhost");
}

static char *
remap_host (const char *host)
{
  static const char *const GATEWAYS[] = { ".icp0.io", ".icp.net" };
  g_autofree char *lower = g_ascii_strdown (host, -1);

  for (guint i = 0; i < G_N_ELEMENTS (GATEWAYS); i++)
    if (g_str_has_suffix (lower, GATEWAYS[i]))
      {
        lower[strlen (lower) - strlen (GATEWAYS[i])] = '\0';
        return g_strconcat (lower, ".ic0.app", NULL);
      }
  return g_steal_pointer (&lower);
}

char *
net_ii_derivation_origin (const char *domain)
{
  g_autofree char *url = NULL;
  g_autofree char *host = NULL;
  g_autoptr (GUri) uri = NULL;
  gboolean secure;

  if (domain == NULL || *domain == '\0')
    return g_strdup (NET_II_CLI_ORIGIN);
  url = strstr (domain, "://") != NULL ? g_strdup (domain) : g_strconcat ("https://", domain, NULL);
  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL ||
      (*g_uri_get_path (uri) != '\0' && !g_str_equal (g_uri_get_path (uri), "/")))
    return NULL;
  secure = g_str_equal (g_uri_get_scheme (uri), "https");
  if (!secure &&
      !(g_str_equal (g_uri_get_scheme (uri), "http") && is_this_machine (g_uri_get_host (uri))))
    return NULL;
  host = remap_host (g_uri_get_host (uri));
  if (g_uri_get_port (uri) > 0 && g_uri_get_port (uri) != (secure ? 443 : 80))
    return g_strdup_printf ("%s://%s:%d", g_uri_get_scheme (uri), host, g_uri_get_port (uri));
  return g_strdup_printf ("%s://%s", g_uri_get_scheme (uri), host);
}

/* Life */

static void
net_ii_canister_finalize (GObject *object)
{
  NetIiCanister *self = NET_II_CANISTER (object);

  g_object_unref (self->clock);
  net_tree_free (self->tree);
  g_queue_free_full (self->signatures, g_free);
  G_OBJECT_CLASS (net_ii_canister_parent_class)->finalize (object);
}

static void
net_ii_canister_class_init (NetIiCanisterClass *class)
{
  G_OBJECT_CLASS (class)->finalize = net_ii_canister_finalize;
}

static void
net_ii_canister_init (NetIiCanister *self)
{
  self->tree = net_tree_new ();
  self->signatures = g_queue_new ();
  self->next_number = FIRST_NUMBER;
  if (!ic_principal_from_text (&self->id, NET_II_CANISTER_ID, NULL))
    g_assert_not_reached ();
}

NetIiCanister *
net_ii_canister_new (IcClock *clock, IcRandom *random, guint64 max_life_s)
{
  NetIiCanister *self = g_object_new (NET_TYPE_II_CANISTER, NULL);

  self->clock = g_object_ref (clock);
  self->max_life_s = max_life_s != 0 ? MIN (max_life_s, NET_II_MAX_LIFE_S) : NET_II_MAX_LIFE_S;
  ic_random_bytes (random, self->salt, sizeof self->salt);
  return self;
}
