/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-did.h"

static const char WEBSOCKET_TYPES[] =
    "type ClientKey = record { client_principal : principal; client_nonce : nat64 };\n"
    "type WebsocketMessage = record {\n"
    "  client_key : ClientKey;\n"
    "  sequence_num : nat64;\n"
    "  timestamp : nat64;\n"
    "  is_service_message : bool;\n"
    "  content : blob;\n"
    "};\n"
    "type OutputMessage = record { client_key : ClientKey; key : text; content : blob };\n"
    "type CertifiedMessages = record {\n"
    "  messages : vec OutputMessage;\n"
    "  cert : blob;\n"
    "  tree : blob;\n"
    "  is_end_of_queue : bool;\n"
    "};\n"
    "type Result = variant { Ok; Err : text };\n"
    "type MessagesResult = variant { Ok : CertifiedMessages; Err : text };\n";

static const char WEBSOCKET_METHODS[] =
    "  ws_open : (record { client_nonce : nat64; gateway_principal : principal }) -> (Result);\n"
    "  ws_close : (record { client_key : ClientKey }) -> (Result);\n"
    "  ws_message : (record { msg : WebsocketMessage }, opt AppMessage) -> (Result);\n"
    "  ws_get_messages : (record { nonce : nat64 }) -> (MessagesResult) query;\n";

char *
net_did_make (const char *app_types, const char *methods)
{
  return g_strconcat (app_types, WEBSOCKET_TYPES, "service : {\n", WEBSOCKET_METHODS,
                      methods != NULL ? methods : "", "}\n", NULL);
}
