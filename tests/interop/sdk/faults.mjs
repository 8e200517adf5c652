// SPDX-License-Identifier: MIT
// The ends of a connection that the canister or the network brings about, as the SDK meets them.
import assert from 'node:assert/strict';
import * as identities from '../lib/identities.mjs';
import { startNetwork } from '../lib/network.mjs';
import { assertFaultless, heard, join, say } from '../lib/room.mjs';
import { sdkLog } from '../lib/sdk-client.mjs';
import { runScenarios } from '../lib/tap.mjs';

/** The canister closed `client` for `reason`; the SDK read it and gave up with 4000. */
async function assertClosedFor(client, reason) {
  await client.isClosed();
  const last = client.received.at(-1).service;
  assert.deepEqual(last, { CloseMessage: { reason: { [reason]: null } } });
  assert.equal(client.closed.code, 4000);
  assert.equal(client.closed.reason, 'Received close message from canister');
  assert.equal(client.errors.length, 1);
  assert.match(client.errors[0].message, /Received close message from canister/);
}

/** The others in the room go on; what the SDK logged of the one who fell is past. */
async function assertUnharmed(client) {
  client.logStart = sdkLog.length;
  say(client, 'still here');
  await client.until(() => heard(client, client.name).includes('still here'), 'own line');
  await client.close();
  assertFaultless([client]);
}

await runScenarios({
  'a message lost on the way: WrongSequenceNumber': async (t) => {
    const network = await startNetwork(t);
    const ada = await join(t, network, 'Ada', identities.ed25519());
    const bob = await join(t, network, 'Bob', identities.ed25519());

    const { transmit } = ada;
    const lost = new Promise((resolve) => {
      ada.transmit = () => {
        ada.transmit = transmit;
        resolve();
      };
    });
    say(ada, 'lost');
    await lost;
    say(ada, 'out of order');

    await assertClosedFor(ada, 'WrongSequenceNumber');
    assert.deepEqual(bob.messages, [], 'a message with a wrong number is not spread');
    await assertUnharmed(bob);
  },

  'no keep-alive: KeepAliveTimeout': async (t) => {
    const network = await startNetwork(t, { ackIntervalMs: 2500, keepAliveTimeoutMs: 2000 });
    const options = { ackIntervalMs: 2500 };
    const ada = await join(t, network, 'Ada', identities.ed25519(), options);
    const bob = await join(t, network, 'Bob', identities.ed25519(), options);

    ada.transmit = () => {}; // nothing that she says gets through
    await assertClosedFor(ada, 'KeepAliveTimeout');
    assert.ok(ada.acks.length >= 1);
    await assertUnharmed(bob);
  },

  'attest-network stops under a connection': async (t) => {
    const network = await startNetwork(t);
    const ada = await join(t, network, 'Ada', identities.ed25519());
    await network.stop();
    await ada.isClosed();
    assert.deepEqual(ada.errors, [], 'an orderly end, no broken pipe');
    assert.notEqual(ada.closed.code, 1006, 'closed with a close frame');
  },
});
