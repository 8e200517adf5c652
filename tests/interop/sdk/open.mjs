// SPDX-License-Identifier: MIT
// Opening and closing, with each kind of identity that an application may hand to the SDK.
import assert from 'node:assert/strict';
import { connect } from '../lib/sdk-client.mjs';
import { AnonymousIdentity } from '@dfinity/agent';
import * as identities from '../lib/identities.mjs';
import { startNetwork } from '../lib/network.mjs';
import { assertFaultless, join, joined } from '../lib/room.mjs';
import { groupChat } from '../lib/services.mjs';
import { runScenarios } from '../lib/tap.mjs';

const opens = (makeIdentity) => async (t) => {
  const network = await startNetwork(t);
  const identity = await makeIdentity();
  const client = await join(t, network, 'one', identity);

  const { OpenMessage } = client.received[0].service;
  assert.equal(OpenMessage.client_key.client_principal.toText(), identity.getPrincipal().toText());

  client.ws.send(joined('one'));
  await client.hasMessages(1);
  assert.deepEqual(client.messages, [joined('one')]);

  await client.close();
  assert.equal(client.closed.code, 1000);
  assertFaultless([client]);
};

await runScenarios({
  'the random identity of the SDK (secp256k1) opens, speaks, closes': opens(identities.sdkRandom),
  'Ed25519 opens, speaks, closes': opens(identities.ed25519),
  'P-256 opens, speaks, closes': opens(identities.p256),
  'a delegation of one hop opens, speaks, closes': opens(identities.delegated),
  'a delegation of two hops opens, speaks, closes': opens(identities.delegatedTwice),

  'a second connection of one identity takes over': async (t) => {
    const network = await startNetwork(t);
    const identity = identities.ed25519();
    const first = await join(t, network, 'first', identity);
    const second = await join(t, network, 'second', identity);

    second.ws.send(joined('second'));
    await second.hasMessages(1);
    assert.deepEqual(second.messages, [joined('second')]);
    assert.deepEqual(first.messages, [], 'the connection that was replaced hears nothing more');
    await second.close();
    await first.close();
    assertFaultless([first, second]);
  },

  'the SDK takes no anonymous identity': async (t) => {
    const network = await startNetwork(t);
    assert.throws(
      () => connect(t, network, {
        name: 'nobody',
        canisterId: network.canisters.group_chat,
        service: groupChat,
        identity: new AnonymousIdentity(),
      }),
      /Identity must be a SignIdentity/);
  },
});
