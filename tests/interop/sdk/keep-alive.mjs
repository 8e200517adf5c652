// SPDX-License-Identifier: MIT
// Ack and keep-alive rounds at a short interval, with talk in between.
import assert from 'node:assert/strict';
import * as identities from '../lib/identities.mjs';
import { startNetwork } from '../lib/network.mjs';
import { assertFaultless, heard, join, say } from '../lib/room.mjs';
import { runScenarios } from '../lib/tap.mjs';

const ACK_INTERVAL_MS = 2500;
const KEEP_ALIVE_TIMEOUT_MS = 2000;
const ROUNDS = 5;

await runScenarios({
  'connections live through rounds of ack and keep-alive': [120_000, async (t) => {
    const network = await startNetwork(t, {
      ackIntervalMs: ACK_INTERVAL_MS, keepAliveTimeoutMs: KEEP_ALIVE_TIMEOUT_MS,
    });
    const options = { ackIntervalMs: ACK_INTERVAL_MS };
    const ada = await join(t, network, 'Ada', identities.ed25519(), options);
    const bob = await join(t, network, 'Bob', identities.sdkRandom(), options);

    for (let round = 1; round <= ROUNDS; round++) {
      say(ada, `round ${round}`);
      await Promise.all([ada, bob].map((client) =>
        client.until(() => client.acks.length >= round, `ack number ${round}`)));
    }
    // Beyond the time-out that the last unanswered ack would have brought.
    await Promise.all([ada, bob].map((client) =>
      client.until(() => client.acks.length >= ROUNDS + 2, 'two more acks')));
    say(bob, 'still here');
    await Promise.all([ada, bob].map((client) =>
      client.until(() => heard(client, 'Bob').length === 1, 'the line of Bob')));

    const rounds = Array.from({ length: ROUNDS }, (_, i) => `round ${i + 1}`);
    assert.deepEqual(heard(bob, 'Ada'), rounds);
    assert.deepEqual(heard(ada, 'Bob'), ['still here']);
    for (const client of [ada, bob]) {
      // Each ack counts what was sent before, keep-alives included (numbered like any message).
      client.acks.reduce((last, ack) => {
        assert.ok(ack >= last, `acks never fall: ${client.acks}`);
        return ack;
      }, 0n);
      assert.ok(client.acks.at(-1) >= BigInt(ROUNDS), `keep-alives are counted: ${client.acks}`);
      assert.ok(BigInt(client.sentFrames) > client.acks.at(-1), 'ws_open has no number');
    }

    await Promise.all([ada.close(), bob.close()]);
    assertFaultless([ada, bob]);
  }],
});
