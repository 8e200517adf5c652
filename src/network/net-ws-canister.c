/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-ws-canister.h"

#include "net-did.h"
#include <string.h>

#define METHOD_CANDID_INTERFACE "__get_candid_interface_tmp_hack"
#define METADATA_SERVICE        "candid:service"

typedef struct
{
  IcPrincipal id;
  char *did;
  NetWsCdk *cdk;
} NetWsCanisterPrivate;

static void net_ws_canister_iface_init (NetCanisterInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (NetWsCanister,
                                  net_ws_canister,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (NetWsCanister)
                                      G_IMPLEMENT_INTERFACE (NET_TYPE_CANISTER,
                                                             net_ws_canister_iface_init))

static NetWsCanisterPrivate *
get_private (gpointer self)
{
  return net_ws_canister_get_instance_private (self);
}

/* Handlers of the CDK, passed on to the subclass */

static void
handle_open (const IcPrincipal *client, gpointer user_data)
{
  NetWsCanisterClass *class = NET_WS_CANISTER_GET_CLASS (user_data);

  if (class->on_open != NULL)
    class->on_open (user_data, client);
}

static gboolean
handle_message (const IcPrincipal *client, GBytes *message, char **trap, gpointer user_data)
{
  return NET_WS_CANISTER_GET_CLASS (user_data)->on_message (user_data, client, message, trap);
}

static void
handle_close (const IcPrincipal *client, gpointer user_data)
{
  NetWsCanisterClass *class = NET_WS_CANISTER_GET_CLASS (user_data);

  if (class->on_close != NULL)
    class->on_close (user_data, client);
}

static const NetWsHandlers HANDLERS = { handle_open, handle_message, handle_close };

/* The methods */

static void
trap_on_argument (NetWsCanister *self, const GError *error, NetOutcome *outcome)
{
  gboolean rust = NET_WS_CANISTER_GET_CLASS (self)->flavour == NET_CDK_RUST;
  g_autofree char *text = g_strdup_printf (
      rust ? "failed to decode call arguments: %s" : "IDL error: %s", error->message);

  net_canister_trap (NET_CANISTER (self), outcome, text);
}

static void
reply_result (NetOutcome *outcome, char *err)
{
  net_outcome_reply_take (outcome, net_ws_encode_result (err));
  g_free (err);
}

static void
call_ws_open (NetWsCanister *self, const IcPrincipal *caller, GBytes *arg, NetOutcome *outcome)
{
  g_autoptr (GError) error = NULL;
  IcPrincipal gateway;
  guint64 nonce;

  if (!net_ws_decode_open_arg (arg, &nonce, &gateway, &error))
    trap_on_argument (self, error, outcome);
  else
    reply_result (outcome, net_ws_cdk_open (get_private (self)->cdk, caller, nonce, &gateway));
}

static void
call_ws_close (NetWsCanister *self, const IcPrincipal *caller, GBytes *arg, NetOutcome *outcome)
{
  g_autoptr (GError) error = NULL;
  NetClientKey key;

  if (!net_ws_decode_close_arg (arg, &key, &error))
    trap_on_argument (self, error, outcome);
  else
    reply_result (outcome, net_ws_cdk_close (get_private (self)->cdk, caller, &key));
}

static void
call_ws_message (NetWsCanister *self, const IcPrincipal *caller, GBytes *arg, NetOutcome *outcome)
{
  g_autoptr (GError) error = NULL;
  g_auto (NetWsMessage) message = { 0 };
  g_autofree char *trap = NULL;
  char *err;

  if (!net_ws_decode_message_arg (arg, &message, &error))
    {
      trap_on_argument (self, error, outcome);
      return;
    }
  err = net_ws_cdk_message (get_private (self)->cdk, caller, &message, &trap);
  if (trap == NULL)
    reply_result (outcome, err);
  else
    {
      net_canister_trap (NET_CANISTER (self), outcome, trap);
      g_free (err);
    }
}

static void
call_ws_get_messages (NetWsCanister *self,
                      const IcPrincipal *caller,
                      GBytes *arg,
                      const NetQueryContext *context,
                      NetOutcome *outcome)
{
  g_autoptr (GError) error = NULL;
  g_auto (NetOutputMessages) messages = { 0 };
  guint64 nonce;

  if (!net_ws_decode_get_messages_arg (arg, &nonce, &error))
    trap_on_argument (self, error, outcome);
  else if (!net_ws_cdk_get_messages (get_private (self)->cdk, caller, nonce, context, &messages))
    net_canister_trap (NET_CANISTER (self), outcome, "no data certificate in an update call");
  else
    net_outcome_reply_take (outcome, net_ws_encode_messages (&messages));
}

/* The argument is `()`: whatever comes is ignored, as Candid allows extra arguments. */
static void
call_candid_interface (NetWsCanister *self, NetOutcome *outcome)
{
  g_autoptr (IcCandidType) type = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidValue) value = ic_candid_value_new_text (get_private (self)->did);

  net_outcome_reply_take (outcome, ic_candid_encode_one (type, value, NULL));
}

static gboolean
call_query_method (NetWsCanister *self,
                   const IcPrincipal *caller,
                   const char *method,
                   GBytes *arg,
                   const NetQueryContext *context,
                   NetOutcome *outcome)
{
  NetWsCanisterClass *class = NET_WS_CANISTER_GET_CLASS (self);

  if (g_str_equal (method, "ws_get_messages"))
    call_ws_get_messages (self, caller, arg, context, outcome);
  else if (g_str_equal (method, METHOD_CANDID_INTERFACE))
    call_candid_interface (self, outcome);
  else
    return class->call != NULL && class->call (self, caller, method, arg, TRUE, outcome);
  return TRUE;
}

static void
net_ws_canister_query (NetCanister *canister,
                       const IcPrincipal *caller,
                       const char *method,
                       GBytes *arg,
                       const NetQueryContext *context,
                       NetOutcome *outcome)
{
  if (!call_query_method (NET_WS_CANISTER (canister), caller, method, arg, context, outcome))
    net_canister_no_method (canister, outcome, "query", method);
}

static void
net_ws_canister_update (NetCanister *canister,
                        const IcPrincipal *caller,
                        const char *method,
                        GBytes *arg,
                        NetOutcome *outcome)
{
  NetWsCanister *self = NET_WS_CANISTER (canister);
  NetWsCanisterClass *class = NET_WS_CANISTER_GET_CLASS (self);

  if (g_str_equal (method, "ws_open"))
    call_ws_open (self, caller, arg, outcome);
  else if (g_str_equal (method, "ws_close"))
    call_ws_close (self, caller, arg, outcome);
  else if (g_str_equal (method, "ws_message"))
    call_ws_message (self, caller, arg, outcome);
  else if (!call_query_method (self, caller, method, arg, NULL, outcome) &&
           (class->call == NULL || !class->call (self, caller, method, arg, FALSE, outcome)))
    net_canister_no_method (canister, outcome, "update", method);
}

/* The rest of the interface */

static const IcPrincipal *
net_ws_canister_get_id (NetCanister *canister)
{
  return &get_private (canister)->id;
}

static gboolean
net_ws_canister_get_certified_data (NetCanister *canister, guint8 data[IC_HASH_BYTES])
{
  return net_ws_cdk_get_certified_data (get_private (canister)->cdk, data);
}

static const char *const *
net_ws_canister_get_metadata_names (NetCanister *canister)
{
  static const char *const NAMES[] = { METADATA_SERVICE, NULL };

  return NAMES;
}

static const char *
net_ws_canister_get_metadata (NetCanister *canister, const char *name)
{
  return g_str_equal (name, METADATA_SERVICE) ? get_private (canister)->did : NULL;
}

static void
net_ws_canister_iface_init (NetCanisterInterface *iface)
{
  iface->get_id = net_ws_canister_get_id;
  iface->update = net_ws_canister_update;
  iface->query = net_ws_canister_query;
  iface->get_certified_data = net_ws_canister_get_certified_data;
  iface->get_metadata_names = net_ws_canister_get_metadata_names;
  iface->get_metadata = net_ws_canister_get_metadata;
}

static void
net_ws_canister_finalize (GObject *object)
{
  NetWsCanisterPrivate *priv = get_private (object);

  g_clear_pointer (&priv->cdk, net_ws_cdk_free);
  g_free (priv->did);
  G_OBJECT_CLASS (net_ws_canister_parent_class)->finalize (object);
}

static void
net_ws_canister_class_init (NetWsCanisterClass *class)
{
  G_OBJECT_CLASS (class)->finalize = net_ws_canister_finalize;
}

static void
net_ws_canister_init (NetWsCanister *self)
{
}

void
net_ws_canister_init_cdk (NetWsCanister *self, IcClock *clock, const NetWsCdkOptions *options)
{
  NetWsCanisterClass *class = NET_WS_CANISTER_GET_CLASS (self);
  NetWsCanisterPrivate *priv = get_private (self);
  g_autoptr (GError) error = NULL;

  if (!ic_principal_from_text (&priv->id, class->id, &error))
    g_error ("canister id %s: %s", class->id, error->message);
  priv->did = net_did_make (class->app_types, class->methods);
  priv->cdk = net_ws_cdk_new (class->flavour, clock, options, &HANDLERS, self);
}

NetWsCdk *
net_ws_canister_get_cdk (NetWsCanister *self)
{
  return get_private (self)->cdk;
}
