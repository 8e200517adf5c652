// SPDX-License-Identifier: MIT
// The two ping-pong canisters, played as their web pages play them.
import assert from 'node:assert/strict';
import * as identities from '../lib/identities.mjs';
import { startNetwork } from '../lib/network.mjs';
import { assertFaultless } from '../lib/room.mjs';
import { connect } from '../lib/sdk-client.mjs';
import { pingPongMotoko, pingPongRust } from '../lib/services.mjs';
import { runScenarios } from '../lib/tap.mjs';

const ROUNDS = 10;

async function play(t, { canister, service, pong }) {
  const network = await startNetwork(t);
  const client = connect(t, network, {
    name: canister,
    canisterId: network.canisters[canister],
    service,
    identity: identities.sdkRandom(),
  });
  await client.isOpen();

  // The canister serves, and answers each pong.
  for (let round = 1; round <= ROUNDS; round++) {
    await client.hasMessages(round);
    client.ws.send(pong(round));
  }
  await client.hasMessages(ROUNDS + 1);
  await client.close();
  assert.equal(client.closed.code, 1000);
  assert.equal(client.messages.length, ROUNDS + 1);
  assertFaultless([client]);
  return client.messages;
}

await runScenarios({
  'Rust: text and time': async (t) => {
    const before = BigInt(Date.now()) * 1_000_000n;
    const messages = await play(t, {
      canister: 'ping_pong_rust',
      service: pingPongRust,
      pong: () => ({ text: 'pong', timestamp: BigInt(Date.now()) * 1_000_000n }),
    });
    const after = BigInt(Date.now()) * 1_000_000n;

    for (const { text, timestamp } of messages) {
      assert.equal(text, 'ping');
      assert.ok(timestamp >= before && timestamp <= after, `${timestamp} is now`);
    }
  },

  'Motoko: one text': async (t) => {
    const messages = await play(t, {
      canister: 'ping_pong_motoko',
      service: pingPongMotoko,
      pong: () => ({ message: 'pong' }),
    });
    assert.deepEqual(
      messages.map(({ message }) => message),
      ['Ping', ...Array.from({ length: ROUNDS }, () => 'pong ping')]);
  },
});
