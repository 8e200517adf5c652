/* SPDX-License-Identifier: MIT */
/* A notice board that passes on whatever is of its type. */
#include "config.h"

#include "net-any-canister.h"

#include "ic/ic-candid-did.h"
#include "ic/ic-candid.h"
#include "ic/ic-error.h"
#include <string.h>

static const char APP_TYPES[] = "type Mood = variant { Happy; Sad };\n"
                                "type Note = record { body : text; mood : opt Mood; at : nat64 };\n"
                                "type AppMessage = variant {\n"
                                "  Say : Note;\n"
                                "  Vote : record { poll : text; choice : nat8 };\n"
                                "  Rolled : blob;\n"
                                "};\n";

#define NET_TYPE_ANY_CANISTER (net_any_canister_get_type ())
G_DECLARE_DERIVABLE_TYPE (NetAnyCanister, net_any_canister, NET, ANY_CANISTER, NetWsCanister)

struct _NetAnyCanisterClass
{
  NetWsCanisterClass parent_class;
};

typedef struct
{
  GHashTable *clients; /* IcPrincipal */
  IcCandidType *app_message;
} NetAnyCanisterPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (NetAnyCanister, net_any_canister, NET_TYPE_WS_CANISTER)

static NetAnyCanisterPrivate *
get_private (gpointer self)
{
  return net_any_canister_get_instance_private (self);
}

static void
net_any_canister_on_open (NetWsCanister *canister, const IcPrincipal *client)
{
  g_hash_table_add (get_private (canister)->clients, g_memdup2 (client, sizeof *client));
}

static void
net_any_canister_on_close (NetWsCanister *canister, const IcPrincipal *client)
{
  g_hash_table_remove (get_private (canister)->clients, client);
}

static void
net_any_canister_reset (NetWsCanister *canister)
{
  g_hash_table_remove_all (get_private (canister)->clients);
}

static gboolean
net_any_canister_on_message (NetWsCanister *canister,
                             const IcPrincipal *client,
                             GBytes *message,
                             char **trap)
{
  NetAnyCanisterPrivate *priv = get_private (canister);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcCandidValue) value = NULL;
  g_autoptr (GBytes) echo = NULL;
  GHashTableIter iter;
  gpointer to;

  value = ic_candid_decode_one (g_bytes_get_data (message, NULL), g_bytes_get_size (message),
                                priv->app_message, NULL, &error);
  if (value == NULL)
    {
      *trap = g_strdup_printf ("failed to decode the message: %s", error->message);
      return FALSE;
    }
  echo = ic_candid_encode_one (priv->app_message, value, NULL);
  g_hash_table_iter_init (&iter, priv->clients);
  while (g_hash_table_iter_next (&iter, &to, NULL))
    g_free (net_ws_cdk_send (net_ws_canister_get_cdk (canister), to, echo));
  return TRUE;
}

static void
net_any_canister_finalize (GObject *object)
{
  NetAnyCanisterPrivate *priv = get_private (object);

  g_hash_table_unref (priv->clients);
  ic_candid_type_unref (priv->app_message);
  G_OBJECT_CLASS (net_any_canister_parent_class)->finalize (object);
}

static void
net_any_canister_class_init (NetAnyCanisterClass *class)
{
  NetWsCanisterClass *canister_class = NET_WS_CANISTER_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = net_any_canister_finalize;
  canister_class->id = "oamd4-giaaa-aaaao-a74aq-cai";
  canister_class->flavour = NET_CDK_RUST;
  canister_class->app_types = APP_TYPES;
  canister_class->on_open = net_any_canister_on_open;
  canister_class->on_message = net_any_canister_on_message;
  canister_class->on_close = net_any_canister_on_close;
  canister_class->reset = net_any_canister_reset;
}

static void
net_any_canister_init (NetAnyCanister *self)
{
  NetAnyCanisterPrivate *priv = get_private (self);
  g_autoptr (IcCandidDid) did = ic_candid_did_parse (APP_TYPES, strlen (APP_TYPES), NULL);

  priv->app_message = ic_candid_type_ref (ic_candid_did_get_type (did, "AppMessage"));
  priv->clients = g_hash_table_new_full ((GHashFunc)ic_principal_hash,
                                         (GEqualFunc)ic_principal_equal, g_free, NULL);
}

/* The one without metadata */

#define NET_TYPE_PRIVATE_CANISTER (net_private_canister_get_type ())
G_DECLARE_FINAL_TYPE (
    NetPrivateCanister, net_private_canister, NET, PRIVATE_CANISTER, NetAnyCanister)

struct _NetPrivateCanister
{
  NetAnyCanister parent_instance;
};

static void net_private_canister_iface_init (NetCanisterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NetPrivateCanister,
                               net_private_canister,
                               NET_TYPE_ANY_CANISTER,
                               G_IMPLEMENT_INTERFACE (NET_TYPE_CANISTER,
                                                      net_private_canister_iface_init))

static const char *const *
net_private_canister_get_metadata_names (NetCanister *canister)
{
  static const char *const NONE[] = { NULL };

  return NONE;
}

static const char *
net_private_canister_get_metadata (NetCanister *canister, const char *name)
{
  return NULL;
}

/* The rest is the parent's. */
static void
net_private_canister_iface_init (NetCanisterInterface *iface)
{
  iface->get_metadata_names = net_private_canister_get_metadata_names;
  iface->get_metadata = net_private_canister_get_metadata;
}

static void
net_private_canister_class_init (NetPrivateCanisterClass *class)
{
  NET_WS_CANISTER_CLASS (class)->id = "ojpia-qaaaa-aaaao-a74ba-cai";
}

static void
net_private_canister_init (NetPrivateCanister *self)
{
}

static NetWsCanister *
make (GType type, IcClock *clock, const NetWsCdkOptions *options)
{
  NetWsCanister *self = g_object_new (type, NULL);

  net_ws_canister_init_cdk (self, clock, options);
  return self;
}

NetWsCanister *
net_any_canister_new (IcClock *clock, const NetWsCdkOptions *options)
{
  return make (NET_TYPE_ANY_CANISTER, clock, options);
}

NetWsCanister *
net_any_canister_new_private (IcClock *clock, const NetWsCdkOptions *options)
{
  return make (NET_TYPE_PRIVATE_CANISTER, clock, options);
}
