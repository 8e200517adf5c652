/* SPDX-License-Identifier: MIT */
/* The Motoko ping-pong canister, kyzel-7yaaa-aaaal-qb73a-cai: greets with "Ping", and says again
 * what it hears with " ping" behind it. */
#include "config.h"

#include "ic/ic-error.h"
#include "net-ws-canister.h"

#define NET_TYPE_PING_PONG_MOTOKO (net_ping_pong_motoko_get_type ())
G_DECLARE_FINAL_TYPE (NetPingPongMotoko, net_ping_pong_motoko, NET, PING_PONG_MOTOKO, NetWsCanister)

struct _NetPingPongMotoko
{
  NetWsCanister parent_instance;
  IcCandidType *app_message;
};

G_DEFINE_FINAL_TYPE (NetPingPongMotoko, net_ping_pong_motoko, NET_TYPE_WS_CANISTER)

static void
send_text (NetPingPongMotoko *self, const IcPrincipal *client, const char *text)
{
  g_autoptr (IcCandidValue) value = ic_candid_value_new_record ();
  g_autoptr (GBytes) content = NULL;

  ic_candid_value_record_set_take (value, "message", ic_candid_value_new_text (text));
  content = ic_candid_encode_one (self->app_message, value, NULL);
  g_free (net_ws_cdk_send (net_ws_canister_get_cdk (NET_WS_CANISTER (self)), client, content));
}

static void
net_ping_pong_motoko_on_open (NetWsCanister *canister, const IcPrincipal *client)
{
  send_text (NET_PING_PONG_MOTOKO (canister), client, "Ping");
}

static gboolean
net_ping_pong_motoko_on_message (NetWsCanister *canister,
                                 const IcPrincipal *client,
                                 GBytes *message,
                                 char **trap)
{
  NetPingPongMotoko *self = NET_PING_PONG_MOTOKO (canister);
  g_autoptr (GError) error = NULL;
  gsize len;
  gconstpointer bytes = g_bytes_get_data (message, &len);
  g_autoptr (IcCandidValue)
      value = ic_candid_decode_one (bytes, len, self->app_message, NULL, &error);

  if (value != NULL)
    {
      const char *heard = ic_candid_value_get_text (ic_candid_value_record_get (value, "message"),
                                                    NULL);
      g_autofree char *answer = g_strconcat (heard, " ping", NULL);

      send_text (self, client, answer);
      return TRUE;
    }
  if (!g_error_matches (error, IC_ERROR, IC_ERROR_CANDID))
    return TRUE;
  *trap = g_strdup_printf ("IDL error: %s", error->message);
  return FALSE;
}

static void
net_ping_pong_motoko_finalize (GObject *object)
{
  ic_candid_type_unref (NET_PING_PONG_MOTOKO (object)->app_message);
  G_OBJECT_CLASS (net_ping_pong_motoko_parent_class)->finalize (object);
}

static void
net_ping_pong_motoko_class_init (NetPingPongMotokoClass *class)
{
  NetWsCanisterClass *canister_class = NET_WS_CANISTER_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = net_ping_pong_motoko_finalize;
  canister_class->id = "kyzel-7yaaa-aaaal-qb73a-cai";
  canister_class->flavour = NET_CDK_MOTOKO;
  canister_class->app_types = "type AppMessage = record { message : text };\n";
  canister_class->on_open = net_ping_pong_motoko_on_open;
  canister_class->on_message = net_ping_pong_motoko_on_message;
}

static void
net_ping_pong_motoko_init (NetPingPongMotoko *self)
{
  g_autoptr (IcCandidType) text = ic_candid_type_new_primitive (IC_CANDID_TEXT);

  self->app_message = ic_candid_type_new_record ();
  ic_candid_type_add_field (self->app_message, "message", text);
}

NetWsCanister *
net_ping_pong_motoko_new (IcClock *clock, const NetWsCdkOptions *options)
{
  NetWsCanister *self = g_object_new (NET_TYPE_PING_PONG_MOTOKO, NULL);

  net_ws_canister_init_cdk (self, clock, options);
  return self;
}
