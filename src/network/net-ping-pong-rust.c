/* SPDX-License-Identifier: MIT */
/* The Rust ping-pong canister, mqci4-raaaa-aaaao-a2fyq-cai [ic_websocket_example]: says "ping" with
 * the time when somebody comes, and whenever it hears something. */
#include "config.h"

#include "net-ws-canister.h"

#define NET_TYPE_PING_PONG_RUST (net_ping_pong_rust_get_type ())
G_DECLARE_FINAL_TYPE (NetPingPongRust, net_ping_pong_rust, NET, PING_PONG_RUST, NetWsCanister)

struct _NetPingPongRust
{
  NetWsCanister parent_instance;
  IcCandidType *app_message;
};

G_DEFINE_FINAL_TYPE (NetPingPongRust, net_ping_pong_rust, NET_TYPE_WS_CANISTER)

static void
net_ping_pong_rust_on_open (NetWsCanister *canister, const IcPrincipal *client)
{
  NetWsCdk *cdk = net_ws_canister_get_cdk (canister);
  g_autoptr (IcCandidValue) value = ic_candid_value_new_record ();
  g_autoptr (GBytes) content = NULL;

  ic_candid_value_record_set_take (value, "text", ic_candid_value_new_text ("ping"));
  ic_candid_value_record_set_take (
      value, "timestamp", ic_candid_value_new_uint (IC_CANDID_NAT64, net_ws_cdk_get_now_ns (cdk)));
  content = ic_candid_encode_one (NET_PING_PONG_RUST (canister)->app_message, value, NULL);
  g_free (net_ws_cdk_send (cdk, client, content));
}

static gboolean
net_ping_pong_rust_on_message (NetWsCanister *canister,
                               const IcPrincipal *client,
                               GBytes *message,
                               char **trap)
{
  NetPingPongRust *self = NET_PING_PONG_RUST (canister);
  g_autoptr (GError) error = NULL;
  gsize len;
  gconstpointer bytes = g_bytes_get_data (message, &len);
  g_autoptr (IcCandidValue)
      value = ic_candid_decode_one (bytes, len, self->app_message, NULL, &error);

  if (value == NULL)
    {
      /* decode_one().unwrap() panics on anything else than its type. */
      *trap = g_strdup_printf ("Panicked at 'called `Result::unwrap()` on an `Err` value: %s'",
                               error->message);
      return FALSE;
    }
  net_ping_pong_rust_on_open (canister, client);
  return TRUE;
}

static void
net_ping_pong_rust_finalize (GObject *object)
{
  ic_candid_type_unref (NET_PING_PONG_RUST (object)->app_message);
  G_OBJECT_CLASS (net_ping_pong_rust_parent_class)->finalize (object);
}

static void
net_ping_pong_rust_class_init (NetPingPongRustClass *class)
{
  NetWsCanisterClass *canister_class = NET_WS_CANISTER_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = net_ping_pong_rust_finalize;
  canister_class->id = "mqci4-raaaa-aaaao-a2fyq-cai";
  canister_class->flavour = NET_CDK_RUST;
  canister_class->app_types = "type AppMessage = record { text : text; timestamp : nat64 };\n";
  canister_class->on_open = net_ping_pong_rust_on_open;
  canister_class->on_message = net_ping_pong_rust_on_message;
}

static void
net_ping_pong_rust_init (NetPingPongRust *self)
{
  g_autoptr (IcCandidType) text = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);

  self->app_message = ic_candid_type_new_record ();
  ic_candid_type_add_field (self->app_message, "text", text);
  ic_candid_type_add_field (self->app_message, "timestamp", nat64);
}

NetWsCanister *
net_ping_pong_rust_new (IcClock *clock, const NetWsCdkOptions *options)
{
  NetWsCanister *self = g_object_new (NET_TYPE_PING_PONG_RUST, NULL);

  net_ws_canister_init_cdk (self, clock, options);
  return self;
}
