// SPDX-License-Identifier: MIT
// What people do in the group chat, for SDK clients.
import assert from 'node:assert/strict';
import { Cbor } from '@dfinity/agent';
import { groupChat } from './services.mjs';
import { complaints, connect } from './sdk-client.mjs';

/** An open SDK client in the group chat of `network`. */
export async function join(t, network, name, identity, options = {}) {
  const client = connect(t, network, {
    name, canisterId: network.canisters.group_chat, service: groupChat, identity, ...options,
  });
  await client.isOpen();
  return client;
}

export const line = (name, message, isTyping = false) =>
  ({ GroupMessage: { name, message, isTyping } });

export const joined = (name) => ({ JoinedChat: name });

export const say = (client, text) => client.ws.send(line(client.name, text));

/** The lines that `client` read from the one called `name`, in order. */
export const heard = (client, name) =>
  client.messages
    .filter((message) => message.GroupMessage?.name === name)
    .map((message) => message.GroupMessage.message);

/** No complaint of the SDK anywhere, and what it accepted was proved as on mainnet. */
export function assertFaultless(clients) {
  for (const client of clients) {
    assert.deepEqual(client.errors, [], `error events of ${client.name}`);
    assert.ok(client.received.length > 0, `${client.name} received something`);
    client.received.forEach(({ sequence, frame }, index) => {
      assert.equal(sequence, BigInt(index + 1), 'sequence numbers rise by one from 1');
      const certificate = Cbor.decode(frame.cert);
      assert.ok(certificate.delegation, 'the certificate carries a subnet delegation');
    });
  }
  const start = Math.min(...clients.map((client) => client.logStart));
  assert.deepEqual(complaints(start), [], 'warnings and errors in the log of the SDK');
}
