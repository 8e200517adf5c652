// SPDX-License-Identifier: MIT
// Candid of the IC WebSocket canisters, for @dfinity/agent actors. Each takes {IDL}, as the
// factories that didc writes do.

function webSocketService(IDL, appMessage) {
  const ClientKey = IDL.Record({ client_principal: IDL.Principal, client_nonce: IDL.Nat64 });
  const Message = IDL.Record({
    client_key: ClientKey,
    sequence_num: IDL.Nat64,
    timestamp: IDL.Nat64,
    is_service_message: IDL.Bool,
    content: IDL.Vec(IDL.Nat8),
  });
  const Done = IDL.Variant({ Ok: IDL.Null, Err: IDL.Text });
  const OutputMessage = IDL.Record({
    client_key: ClientKey,
    key: IDL.Text,
    content: IDL.Vec(IDL.Nat8),
  });
  const Output = IDL.Record({
    messages: IDL.Vec(OutputMessage),
    cert: IDL.Vec(IDL.Nat8),
    tree: IDL.Vec(IDL.Nat8),
    is_end_of_queue: IDL.Bool,
  });

  return IDL.Service({
    ws_open: IDL.Func(
      [IDL.Record({ client_nonce: IDL.Nat64, gateway_principal: IDL.Principal })], [Done], []),
    ws_close: IDL.Func([IDL.Record({ client_key: ClientKey })], [Done], []),
    ws_message: IDL.Func([IDL.Record({ msg: Message }), IDL.Opt(appMessage)], [Done], []),
    ws_get_messages: IDL.Func(
      [IDL.Record({ nonce: IDL.Nat64 })],
      [IDL.Variant({ Ok: Output, Err: IDL.Text })],
      ['query']),
  });
}

export const groupChatMessage = (IDL) =>
  IDL.Variant({
    GroupMessage: IDL.Record({ name: IDL.Text, message: IDL.Text, isTyping: IDL.Bool }),
    JoinedChat: IDL.Text,
  });

export const groupChat = ({ IDL }) => webSocketService(IDL, groupChatMessage(IDL));

export const pingPongMotoko = ({ IDL }) =>
  webSocketService(IDL, IDL.Record({ message: IDL.Text }));

export const pingPongRust = ({ IDL }) =>
  webSocketService(IDL, IDL.Record({ text: IDL.Text, timestamp: IDL.Nat64 }));
