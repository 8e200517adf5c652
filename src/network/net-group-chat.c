/* SPDX-License-Identifier: MIT */
/* The group chat canister, kio63-vyaaa-aaaal-qcd6q-cai: what one says, all hear (the sender, too).
 * It keeps no history, and does not look at who claims which name. */
#include "config.h"

#include "ic/ic-error.h"
#include "net-ws-canister.h"

#define NET_TYPE_GROUP_CHAT (net_group_chat_get_type ())
G_DECLARE_FINAL_TYPE (NetGroupChat, net_group_chat, NET, GROUP_CHAT, NetWsCanister)

struct _NetGroupChat
{
  NetWsCanister parent_instance;
  GArray *clients; /* IcPrincipal, in order of arrival */
  IcCandidType *app_message;
};

G_DEFINE_FINAL_TYPE (NetGroupChat, net_group_chat, NET_TYPE_WS_CANISTER)

static const char APP_TYPES[] =
    "type GroupChatMessage = record { name : text; message : text; isTyping : bool };\n"
    "type AppMessage = variant { GroupMessage : GroupChatMessage; JoinedChat : text };\n";

static const char METHODS[] = "  send_app_message : (principal, AppMessage) -> ();\n"
                              "  getAllConnectedClients : () -> (vec principal) query;\n";

static IcCandidType *
make_app_message (void)
{
  g_autoptr (IcCandidType) text = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidType) boolean = ic_candid_type_new_primitive (IC_CANDID_BOOL);
  g_autoptr (IcCandidType) message = ic_candid_type_new_record ();
  IcCandidType *variant = ic_candid_type_new_variant ();

  ic_candid_type_add_field (message, "name", text);
  ic_candid_type_add_field (message, "message", text);
  ic_candid_type_add_field (message, "isTyping", boolean);
  ic_candid_type_add_field (variant, "GroupMessage", message);
  ic_candid_type_add_field (variant, "JoinedChat", text);
  return variant;
}

static void
net_group_chat_on_open (NetWsCanister *canister, const IcPrincipal *client)
{
  g_array_append_val (NET_GROUP_CHAT (canister)->clients, *client);
}

static void
net_group_chat_on_close (NetWsCanister *canister, const IcPrincipal *client)
{
  GArray *clients = NET_GROUP_CHAT (canister)->clients;

  for (guint i = 0; i < clients->len; i++)
    if (ic_principal_equal (&g_array_index (clients, IcPrincipal, i), client))
      {
        g_array_remove_index (clients, i);
        return;
      }
}

/* Says what came again in the canister's own words: fields it does not know are gone. */
static GBytes *
encode_again (NetGroupChat *self, GBytes *message, GError **error)
{
  gsize len;
  gconstpointer bytes = g_bytes_get_data (message, &len);
  g_autoptr (IcCandidValue)
      value = ic_candid_decode_one (bytes, len, self->app_message, NULL, error);

  return value != NULL ? ic_candid_encode_one (self->app_message, value, error) : NULL;
}

static gboolean
net_group_chat_on_message (NetWsCanister *canister,
                           const IcPrincipal *client,
                           GBytes *message,
                           char **trap)
{
  NetGroupChat *self = NET_GROUP_CHAT (canister);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) echo = encode_again (self, message, &error);

  if (echo == NULL)
    {
      /* from_candid: null for another type (nothing happens), a trap for what is no Candid. */
      if (!g_error_matches (error, IC_ERROR, IC_ERROR_CANDID))
        return TRUE;
      *trap = g_strdup_printf ("IDL error: %s", error->message);
      return FALSE;
    }
  for (guint i = 0; i < self->clients->len; i++)
    g_free (net_ws_cdk_send (net_ws_canister_get_cdk (canister),
                             &g_array_index (self->clients, IcPrincipal, i), echo));
  return TRUE;
}

/* Anybody may call this one: the canister has it public. */
static void
send_app_message (NetGroupChat *self, GBytes *arg, NetOutcome *outcome)
{
  g_autoptr (IcCandidType) principal = ic_candid_type_new_primitive (IC_CANDID_PRINCIPAL);
  IcCandidType *types[] = { principal, self->app_message };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) values = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *err = NULL;
  IcPrincipal client;
  gsize len;
  gconstpointer bytes = g_bytes_get_data (arg, &len);

  values = ic_candid_decode (bytes, len, types, G_N_ELEMENTS (types), NULL, &error);
  if (values == NULL || !ic_candid_value_get_principal (g_ptr_array_index (values, 0), &client))
    {
      net_canister_trap (NET_CANISTER (self), outcome, "IDL error: argument of another type");
      return;
    }
  content = ic_candid_encode_one (self->app_message, g_ptr_array_index (values, 1), NULL);
  err = net_ws_cdk_send (net_ws_canister_get_cdk (NET_WS_CANISTER (self)), &client, content);
  net_outcome_reply_take (outcome, ic_candid_encode (NULL, NULL, 0, NULL));
}

static void
get_all_connected_clients (NetGroupChat *self, NetOutcome *outcome)
{
  g_autoptr (IcCandidType) principal = ic_candid_type_new_primitive (IC_CANDID_PRINCIPAL);
  g_autoptr (IcCandidType) type = ic_candid_type_new_vec (principal);
  g_autoptr (IcCandidValue) list = ic_candid_value_new_vec ();

  for (guint i = 0; i < self->clients->len; i++)
    ic_candid_value_vec_append_take (
        list, ic_candid_value_new_principal (&g_array_index (self->clients, IcPrincipal, i)));
  net_outcome_reply_take (outcome, ic_candid_encode_one (type, list, NULL));
}

static gboolean
net_group_chat_call (NetWsCanister *canister,
                     const IcPrincipal *caller,
                     const char *method,
                     GBytes *arg,
                     gboolean is_query,
                     NetOutcome *outcome)
{
  if (is_query && g_str_equal (method, "getAllConnectedClients"))
    get_all_connected_clients (NET_GROUP_CHAT (canister), outcome);
  else if (!is_query && g_str_equal (method, "send_app_message"))
    send_app_message (NET_GROUP_CHAT (canister), arg, outcome);
  else
    return FALSE;
  return TRUE;
}

static void
net_group_chat_reset (NetWsCanister *canister)
{
  g_array_set_size (NET_GROUP_CHAT (canister)->clients, 0);
}

static void
net_group_chat_finalize (GObject *object)
{
  NetGroupChat *self = NET_GROUP_CHAT (object);

  /* The CDK goes in the parent's finalize and calls no handler then. */
  g_array_unref (self->clients);
  ic_candid_type_unref (self->app_message);
  G_OBJECT_CLASS (net_group_chat_parent_class)->finalize (object);
}

static void
net_group_chat_class_init (NetGroupChatClass *class)
{
  NetWsCanisterClass *canister_class = NET_WS_CANISTER_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = net_group_chat_finalize;
  canister_class->id = "kio63-vyaaa-aaaal-qcd6q-cai";
  canister_class->flavour = NET_CDK_MOTOKO;
  canister_class->app_types = APP_TYPES;
  canister_class->methods = METHODS;
  canister_class->on_open = net_group_chat_on_open;
  canister_class->on_message = net_group_chat_on_message;
  canister_class->on_close = net_group_chat_on_close;
  canister_class->reset = net_group_chat_reset;
  canister_class->call = net_group_chat_call;
}

static void
net_group_chat_init (NetGroupChat *self)
{
  self->clients = g_array_new (FALSE, FALSE, sizeof (IcPrincipal));
  self->app_message = make_app_message ();
}

NetWsCanister *
net_group_chat_new (IcClock *clock, const NetWsCdkOptions *options)
{
  NetWsCanister *self = g_object_new (NET_TYPE_GROUP_CHAT, NULL);

  net_ws_canister_init_cdk (self, clock, options);
  return self;
}
