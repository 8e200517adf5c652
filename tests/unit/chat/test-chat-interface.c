/* SPDX-License-Identifier: MIT */
/* Interfaces: which are taken for IC WebSocket, and those of all canisters of the local network; and a
 * conversation with one of which nothing is known but its id. */
#include "chat/chat.h"
#include "network/net-network.h"

#include <string.h>

#define DEADLINE_S 60

#define TYPES                                                                                      \
  "type Principal = principal;"                                                                    \
  "type ClientKey = record { client_principal : Principal; client_nonce : nat64 };"                \
  "type WebsocketMessage = record { client_key : ClientKey; sequence_num : nat64; timestamp : "    \
  "nat64; is_service_message : bool; content : blob };"                                            \
  "type Output = record { client_key : ClientKey; key : text; content : blob };"                   \
  "type Certified = record { messages : vec Output; cert : blob; tree : blob; is_end_of_queue : "  \
  "bool };"                                                                                        \
  "type Result = variant { Ok : null; Err : text };"                                               \
  "type MessagesResult = variant { Ok : Certified; Err : text };"
#define OPEN                                                                                       \
  "ws_open : (record { client_nonce : nat64; gateway_principal : principal }) -> (Result);"
#define CLOSE    "ws_close : (record { client_key : ClientKey }) -> (Result);"
#define MESSAGE  "ws_message : (record { msg : WebsocketMessage }, opt T) -> (Result);"
#define MESSAGES "ws_get_messages : (record { nonce : nat64 }) -> (MessagesResult) query;"

static ChatInterface *
parse (const char *text, GError **error)
{
  return chat_interface_new (text, strlen (text), FALSE, error);
}

static void
test_accepted (void)
{
  static const struct
  {
    const char *text;
    const char *type; /* of messages */
  } table[] = {
    { TYPES "type T = text; service : {" OPEN CLOSE MESSAGE MESSAGES "}", "text" },
    { TYPES "type T = record { some_field : text }; service : (nat64, nat64) -> {" OPEN CLOSE
            "\"ws_message\" : (record { msg : WebsocketMessage }, opt T) -> (Result);" MESSAGES
            "wipe : (nat64) -> () };",
      "record { some_field : text }" },
    { TYPES "type T = null; service : {" OPEN CLOSE MESSAGE MESSAGES "}", NULL },
    { TYPES "type T = reserved; service : {" OPEN CLOSE MESSAGE MESSAGES "}", NULL },
    { TYPES "service : {" OPEN CLOSE
            "ws_message : (record { msg : WebsocketMessage }) -> (Result);" MESSAGES "}",
      NULL },
    { TYPES "service : {" OPEN CLOSE
            "ws_message : (record { msg : WebsocketMessage; extra : opt nat }, opt opt nat) -> "
            "(Result, nat);" MESSAGES "}",
      "opt nat" },
    /* Older ones do not tell the end of the queue; some take functions by name. */
    { TYPES "type T = nat; type Get = func (record { nonce : nat64 }) -> (variant { Ok : record { "
            "messages : vec Output; cert : blob; tree : blob }; Err : text }) query;"
            "service : {" OPEN CLOSE MESSAGE "ws_get_messages : Get }",
      "nat" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ChatInterface) interface = parse (table[i].text, &error);
      IcCandidType *type;

      g_test_message ("%s", table[i].text);
      g_assert_no_error (error);
      g_assert_cmpstr (chat_interface_get_text (interface), ==, table[i].text);
      type = chat_interface_get_message_type (interface);
      g_assert_true ((type != NULL) == (table[i].type != NULL));
      if (type != NULL)
        {
          g_autofree char *text = ic_candid_type_to_text (type);

          g_assert_cmpstr (text, ==, table[i].type);
        }
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    int code;
    const char *message;
  } table[] = {
    { "", CHAT_INTERFACE_ERROR_NOT_WEBSOCKET, "it has no ws_" },
    { "service : {}", CHAT_INTERFACE_ERROR_NOT_WEBSOCKET,
      "it has no ws_close, ws_get_messages, ws_message, ws_open" },
    { TYPES "type T = nat; service : {" OPEN CLOSE MESSAGE "}", CHAT_INTERFACE_ERROR_NOT_WEBSOCKET,
      "it has no ws_get_messages" },
    { "service : { greet : (text) -> (text) query }", CHAT_INTERFACE_ERROR_NOT_WEBSOCKET,
      "does not speak IC WebSocket" },
    { "service : { x", CHAT_INTERFACE_ERROR_MALFORMED, "line 1, column 14" },
    { "\xff", CHAT_INTERFACE_ERROR_MALFORMED, "line 1, column 1" },
    { "import \"ws_types.did\"; service : {}", CHAT_INTERFACE_ERROR_MALFORMED, "imports" },
    /* The message that we send would not be taken, */
    { TYPES "type T = nat; service : {" OPEN CLOSE
            "ws_message : (record { msg : WebsocketMessage }, T) -> (Result);" MESSAGES "}",
      CHAT_INTERFACE_ERROR_PROTOCOL, "its ws_message has other types" },
    { TYPES
      "type T = nat; service : { ws_open : (record { client_nonce : nat32; gateway_principal : "
      "principal }) -> (Result);" CLOSE MESSAGE MESSAGES "}",
      CHAT_INTERFACE_ERROR_PROTOCOL, "its ws_open has other types" },
    { TYPES
      "type T = nat; service : { ws_open : (record { canister_id : text; client_nonce : nat64; "
      "gateway_principal : principal }) -> (Result);" CLOSE MESSAGE MESSAGES "}",
      CHAT_INTERFACE_ERROR_PROTOCOL, "its ws_open has other types" },
    /* or nobody could poll. */
    { TYPES "type T = nat; service : {" OPEN CLOSE MESSAGE
            "ws_get_messages : (record { nonce : nat64 }) -> (MessagesResult) }",
      CHAT_INTERFACE_ERROR_PROTOCOL, "its ws_get_messages has other types" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", table[i].text);
      g_assert_null (parse (table[i].text, &error));
      g_assert_error (error, CHAT_INTERFACE_ERROR, table[i].code);
      if (strstr (error->message, table[i].message) == NULL)
        g_error ("\"%s\" is not in \"%s\"", table[i].message, error->message);
    }
}

/* The local network */

typedef struct
{
  NetNetwork *network;
  IcAgent *agent;
  ChatConnection *connection;
  GPtrArray *received; /* GBytes */
  guint deadline;
} Fixture;

static gboolean
on_deadline (gpointer data)
{
  g_critical ("Nothing happened within %d s", DEADLINE_S);
  g_abort ();
  return G_SOURCE_REMOVE;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  NetNetworkOptions options;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcRootKey) root = NULL;
  GBytes *der;

  net_network_options_init (&options);
  self->network = net_network_new (&options);
  net_network_start (self->network, &error);
  g_assert_no_error (error);
  der = net_network_get_root_key_der (self->network);
  root = ic_root_key_new_from_der (der, &error);
  g_assert_no_error (error);
  self->agent = ic_agent_new (net_network_get_replica_url (self->network), NULL, root,
                              ic_clock_get_system (), ic_random_get_system ());
  self->received = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->connection != NULL)
    chat_connection_disconnect (self->connection);
  g_clear_object (&self->connection);
  g_ptr_array_unref (self->received);
  g_object_unref (self->agent);
  net_network_stop (self->network);
  g_object_unref (self->network);
  g_source_remove (self->deadline);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static ChatInterface *
fetch (Fixture *self, const IcPrincipal *canister_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_interface_fetch_async (self->agent, canister_id, cancellable, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return chat_interface_fetch_finish (self->agent, result, error);
}

/* The codec follows from the interface alone. */
static void
test_fetch_all (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *codec;
    gboolean certified;
  } table[] = {
    { "group_chat", "group-chat", TRUE },         { "ping_pong_motoko", "ping-pong-motoko", TRUE },
    { "ping_pong_rust", "ping-pong-rust", TRUE }, { "any_canister", "any", TRUE },
    { "any_canister_private", "any", FALSE },
  };

  g_assert_cmpuint (net_network_get_n_canisters (self->network), ==, G_N_ELEMENTS (table));
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const char *name;
      NetWsCanister *canister = net_network_get_nth_canister (self->network, i, &name);
      g_autoptr (GError) error = NULL;
      g_autoptr (ChatInterface) interface = NULL;
      g_autoptr (ChatCodec) codec = NULL;

      interface = fetch (self, net_canister_get_id (NET_CANISTER (canister)), NULL, &error);
      g_assert_no_error (error);
      codec = chat_codec_new_for_interface (interface);
      g_assert_cmpstr (name, ==, table[i].name);
      g_assert_cmpstr (chat_codec_get_id (codec), ==, table[i].codec);
      g_assert_true (chat_interface_is_certified (interface) == table[i].certified);
      g_assert_nonnull (ic_candid_did_get_type (chat_interface_get_did (interface), "AppMessage"));
    }
}

static void
test_fetch_fails (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  IcPrincipal id;

  /* Internet Identity is there, and has nothing to tell; of the other there is no trace. */
  g_assert_true (ic_principal_from_text (&id, "rdmx6-jaaaa-aaaaa-aaadq-cai", NULL));
  g_assert_null (fetch (self, &id, NULL, &error));
  g_assert_error (error, CHAT_INTERFACE_ERROR, CHAT_INTERFACE_ERROR_NONE);
  g_clear_error (&error);
  id.bytes[0] = 9;
  g_assert_null (fetch (self, &id, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  g_cancellable_cancel (cancelled);
  g_assert_true (ic_principal_from_text (&id, CHAT_GROUP_CANISTER, NULL));
  g_assert_null (fetch (self, &id, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  net_network_stop (self->network);
  g_assert_null (fetch (self, &id, NULL, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_NETWORK);
}

static void
on_message (ChatConnection *connection, IcwsMessage *message, IcwsProof *proof, Fixture *self)
{
  g_ptr_array_add (self->received, g_bytes_ref (message->content));
}

static void
join (Fixture *self, const IcPrincipal *canister_id)
{
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_random (ic_random_get_system ());
  g_autoptr (GError) error = NULL;

  g_free (profile->network_url);
  g_free (profile->gateway_url);
  g_free (profile->codec_id);
  profile->network_url = g_strdup (net_network_get_replica_url (self->network));
  profile->gateway_url = g_strdup (net_network_get_gateway_url (self->network));
  profile->codec_id = g_strdup ("any");
  profile->canister_id = *canister_id;
  chat_profile_validate (profile, &error);
  g_assert_no_error (error);
  self->connection = chat_connection_new (profile, IC_IDENTITY (identity), ic_clock_get_system (),
                                          ic_random_get_system ());
  g_signal_connect (self->connection, "message", G_CALLBACK (on_message), self);
  chat_connection_connect (self->connection);
  while (chat_connection_get_health (self->connection) != CHAT_HEALTH_VERIFIED)
    g_main_context_iteration (NULL, TRUE);
}

/* What comes back, with its certificate, of what @event says. */
static ChatEvent *
say (Fixture *self, ChatCodec *codec, const ChatEvent *event)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = chat_codec_encode (codec, event, 1700000000000000000, &error);
  guint n = self->received->len;
  ChatEvent *back;

  g_assert_no_error (error);
  icws_session_send (chat_connection_get_session (self->connection), content, &error);
  g_assert_no_error (error);
  while (self->received->len == n)
    g_main_context_iteration (NULL, TRUE);
  back = chat_codec_decode (codec, self->received->pdata[n], &error);
  g_assert_no_error (error);
  return back;
}

/* Given only its id: its interface, plain chat, and a form for the rest. */
static void
test_talk (Fixture *self, gconstpointer name)
{
  IcPrincipal id;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatInterface) interface = NULL;
  g_autoptr (ChatCodec) codec = NULL;
  g_autoptr (ChatEvent) hello = chat_event_new (CHAT_EVENT_TEXT, "Ann", "hello");
  g_autoptr (ChatEvent) echo = NULL;
  g_autoptr (ChatForm) form = NULL;
  g_autoptr (ChatEvent) vote = NULL;
  g_autoptr (ChatEvent) vote_echo = NULL;
  g_autoptr (ChatFormField) record = NULL;

  g_assert_true (ic_principal_from_text (&id, name, NULL));
  interface = fetch (self, &id, NULL, &error);
  g_assert_no_error (error);
  codec = chat_codec_new_for_interface (interface);
  join (self, &id);

  echo = say (self, codec, hello);
  g_assert_cmpint (echo->kind, ==, CHAT_EVENT_TEXT);
  g_assert_cmpstr (echo->text, ==, "hello");
  g_assert_true (chat_event_equal (hello, echo));

  form = chat_form_new (chat_codec_get_message_type (codec), NULL, 0);
  for (guint i = 0; chat_form_field_get_choices (chat_form_get_root (form))[i] != NULL; i++)
    if (g_str_equal (chat_form_field_get_choices (chat_form_get_root (form))[i], "Vote"))
      chat_form_field_set_selected (chat_form_get_root (form), i);
  record = g_list_model_get_item (G_LIST_MODEL (chat_form_get_root (form)), 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (ChatFormField) field = g_list_model_get_item (G_LIST_MODEL (record), i);

      chat_form_field_set_text (field,
                                chat_form_field_get_kind (field) == CHAT_FORM_TEXT ? "tea?" : "2");
    }
  vote = chat_form_to_event (form, &error);
  g_assert_no_error (error);
  vote_echo = say (self, codec, vote);
  g_assert_cmpint (vote_echo->kind, ==, CHAT_EVENT_VALUE);
  g_assert_cmpstr (vote_echo->text, ==, "Vote: poll “tea?”, choice 2");
  g_assert_true (chat_event_equal (vote, vote_echo));
}

#define ADD(path, data, func)                                                                      \
  g_test_add ("/chat/interface/" path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/interface/accepted", test_accepted);
  g_test_add_func ("/chat/interface/refused", test_refused);
  ADD ("fetch-all", NULL, test_fetch_all);
  ADD ("fetch-fails", NULL, test_fetch_fails);
  ADD ("talk/certified", "oamd4-giaaa-aaaao-a74aq-cai", test_talk);
  ADD ("talk/by-query", "ojpia-qaaaa-aaaao-a74ba-cai", test_talk);
  return g_test_run ();
}
