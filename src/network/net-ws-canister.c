/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-ws-canister-private.h"

#include "net-did.h"
#include <string.h>

#define METHOD_CANDID_INTERFACE "__get_candid_interface_tmp_hack"
#define METADATA_SERVICE        "candid:service"

static void net_ws_canister_iface_init (NetCanisterInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (NetWsCanister,
                                  net_ws_canister,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (NetWsCanister)
                                      G_IMPLEMENT_INTERFACE (NET_TYPE_CANISTER,
                                                             net_ws_canister_iface_init))

NetWsCanisterPrivate *
net_ws_canister_get_private (gpointer self)
{
  return net_ws_canister_get_instance_private (self);
}

gboolean
net_ws_canister_strike (gpointer self, NetCanisterFault fault, guint64 *parameter)
{
  NetWsCanisterPrivate *priv = net_ws_canister_get_private (self);

  return net_canister_faults_strike (&priv->faults, fault, priv->random, parameter);
}

/* Handlers of the CDK, passed on to the subclass */

static void
handle_open (const IcPrincipal *client, gpointer user_data)
{
  NetWsCanisterClass *class = NET_WS_CANISTER_GET_CLASS (user_data);

  if (class->on_open != NULL && !net_ws_canister_get_private (user_data)->traps_in_on_open)
    class->on_open (user_data, client);
}

static gboolean
handle_message (const IcPrincipal *client, GBytes *message, char **trap, gpointer user_data)
{
  if (net_ws_canister_strike (user_data, NET_CANISTER_FAULT_TRAP_MESSAGE, NULL))
    {
      *trap = g_strdup ("fault trap-message");
      return FALSE;
    }
  return NET_WS_CANISTER_GET_CLASS (user_data)->on_message (user_data, client, message, trap);
}

static void
handle_close (const IcPrincipal *client, gpointer user_data)
{
  NetWsCanisterClass *class = NET_WS_CANISTER_GET_CLASS (user_data);

  if (class->on_close != NULL)
    class->on_close (user_data, client);
}

static gboolean
handle_strike (NetCanisterFault fault, guint64 *parameter, gpointer user_data)
{
  return net_ws_canister_strike (user_data, fault, parameter);
}

static const NetWsHandlers HANDLERS = { handle_open, handle_message, handle_close, handle_strike };

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

/* As the flavours do it when the handler of the canister's own code traps: Rust undoes the call, so
 * that nothing was ever done; Motoko awaits the handler, so that the client is there and its
 * OpenMessage on the way. */
static void
trap_in_open (NetWsCanister *self,
              const IcPrincipal *caller,
              guint64 nonce,
              const IcPrincipal *gateway,
              NetOutcome *outcome)
{
  NetWsCanisterPrivate *priv = net_ws_canister_get_private (self);

  if (NET_WS_CANISTER_GET_CLASS (self)->flavour == NET_CDK_MOTOKO)
    {
      priv->traps_in_on_open = TRUE;
      g_free (net_ws_cdk_open (priv->cdk, caller, nonce, gateway));
      priv->traps_in_on_open = FALSE;
    }
  net_canister_trap (NET_CANISTER (self), outcome, "fault trap-open");
}

static void
call_ws_open (NetWsCanister *self, const IcPrincipal *caller, GBytes *arg, NetOutcome *outcome)
{
  g_autoptr (GError) error = NULL;
  IcPrincipal gateway;
  guint64 nonce;

  if (net_ws_canister_strike (self, NET_CANISTER_FAULT_NO_METHOD, NULL))
    net_canister_no_method (NET_CANISTER (self), outcome, "update", "ws_open");
  else if (!net_ws_decode_open_arg (arg, &nonce, &gateway, &error))
    trap_on_argument (self, error, outcome);
  else if (net_ws_canister_strike (self, NET_CANISTER_FAULT_OPEN_ERR, NULL))
    reply_result (outcome, g_strdup ("The canister takes no connections (fault open-err)"));
  else if (net_ws_canister_strike (self, NET_CANISTER_FAULT_TRAP_OPEN, NULL))
    trap_in_open (self, caller, nonce, &gateway, outcome);
  else
    reply_result (outcome, net_ws_cdk_open (net_ws_canister_get_private (self)->cdk, caller, nonce,
                                            &gateway));
}

static void
call_ws_close (NetWsCanister *self, const IcPrincipal *caller, GBytes *arg, NetOutcome *outcome)
{
  g_autoptr (GError) error = NULL;
  NetClientKey key;

  if (!net_ws_decode_close_arg (arg, &key, &error))
    trap_on_argument (self, error, outcome);
  else
    reply_result (outcome,
                  net_ws_cdk_close (net_ws_canister_get_private (self)->cdk, caller, &key));
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
  if (net_ws_canister_strike (self, NET_CANISTER_FAULT_MESSAGE_ERR, NULL))
    {
      reply_result (outcome, g_strdup ("The canister takes no messages (fault message-err)"));
      return;
    }
  err = net_ws_cdk_message (net_ws_canister_get_private (self)->cdk, caller, &message, &trap);
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
  else if (net_ws_canister_strike (self, NET_CANISTER_FAULT_TRAP_POLL, NULL))
    net_canister_trap (NET_CANISTER (self), outcome, "fault trap-poll");
  else if (!net_ws_cdk_get_messages (net_ws_canister_get_private (self)->cdk, caller, nonce,
                                     context, &messages))
    net_canister_trap (NET_CANISTER (self), outcome, "no data certificate in an update call");
  else
    net_outcome_reply_take (outcome, net_ws_encode_messages (&messages));
}

/* The argument is `()`: whatever comes is ignored, as Candid allows extra arguments. */
static void
call_candid_interface (NetWsCanister *self, NetOutcome *outcome)
{
  g_autoptr (IcCandidType) type = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidValue)
      value = ic_candid_value_new_text (net_ws_canister_get_private (self)->did);

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
  if (net_ws_canister_refuse_query (canister, outcome))
    return;
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

  if (net_ws_canister_refuse_update (canister, outcome))
    return;
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
  return &net_ws_canister_get_private (canister)->id;
}

static gboolean
net_ws_canister_get_certified_data (NetCanister *canister, guint8 data[IC_HASH_BYTES])
{
  return net_ws_cdk_get_certified_data (net_ws_canister_get_private (canister)->cdk, data);
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
  return g_str_equal (name, METADATA_SERVICE) ? net_ws_canister_get_private (canister)->did : NULL;
}

static void
net_ws_canister_iface_init (NetCanisterInterface *iface)
{
  iface->get_id = net_ws_canister_get_id;
  iface->inspect = net_ws_canister_inspect;
  iface->get_delay_ms = net_ws_canister_get_delay_ms;
  iface->update = net_ws_canister_update;
  iface->query = net_ws_canister_query;
  iface->get_certified_data = net_ws_canister_get_certified_data;
  iface->get_metadata_names = net_ws_canister_get_metadata_names;
  iface->get_metadata = net_ws_canister_get_metadata;
}

static void
net_ws_canister_finalize (GObject *object)
{
  NetWsCanisterPrivate *priv = net_ws_canister_get_private (object);

  g_clear_pointer (&priv->cdk, net_ws_cdk_free);
  g_clear_object (&priv->clock);
  g_object_unref (priv->random);
  g_free (priv->did);
  G_OBJECT_CLASS (net_ws_canister_parent_class)->finalize (object);
}

static void
net_ws_canister_class_init (NetWsCanisterClass *class)
{
  G_OBJECT_CLASS (class)->finalize = net_ws_canister_finalize;
  g_signal_new ("upgraded", NET_TYPE_WS_CANISTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
net_ws_canister_init (NetWsCanister *self)
{
  net_ws_canister_get_private (self)->random = g_object_ref (ic_random_get_system ());
}

void
net_ws_canister_make_cdk (NetWsCanister *self)
{
  NetWsCanisterPrivate *priv = net_ws_canister_get_private (self);

  g_clear_pointer (&priv->cdk, net_ws_cdk_free);
  priv->cdk = net_ws_cdk_new (NET_WS_CANISTER_GET_CLASS (self)->flavour, priv->clock,
                              &priv->options, &HANDLERS, self);
}

void
net_ws_canister_init_cdk (NetWsCanister *self, IcClock *clock, const NetWsCdkOptions *options)
{
  NetWsCanisterClass *class = NET_WS_CANISTER_GET_CLASS (self);
  NetWsCanisterPrivate *priv = net_ws_canister_get_private (self);
  g_autoptr (GError) error = NULL;

  if (!ic_principal_from_text (&priv->id, class->id, &error))
    g_error ("canister id %s: %s", class->id, error->message);
  priv->did = net_did_make (class->app_types, class->methods);
  priv->clock = g_object_ref (clock);
  priv->options = *options;
  net_ws_canister_make_cdk (self);
}

NetWsCdk *
net_ws_canister_get_cdk (NetWsCanister *self)
{
  return net_ws_canister_get_private (self)->cdk;
}
