// SPDX-License-Identifier: MIT
// Two clients of the SDK say 200 lines each at once. Each verifies all 400 (two pairings apiece, in
// JavaScript: most of this test's time), and all arrive once and in order.
import assert from 'node:assert/strict';
import * as identities from '../lib/identities.mjs';
import { startNetwork } from '../lib/network.mjs';
import { assertFaultless, heard, join, say } from '../lib/room.mjs';
import { runScenarios } from '../lib/tap.mjs';

const LINES = 200;
const LIMIT_MS = 540_000;

await runScenarios({
  'two bursts cross': [LIMIT_MS, async (t) => {
    const network = await startNetwork(t);
    const ada = await join(t, network, 'Ada', identities.ed25519());
    const bob = await join(t, network, 'Bob', identities.ed25519());
    const numbered = (name) => Array.from({ length: LINES }, (_, i) => `${name} ${i}`);

    for (let i = 0; i < LINES; i++) {
      say(ada, `Ada ${i}`);
      say(bob, `Bob ${i}`);
    }
    await Promise.all([ada, bob].map((client) =>
      client.hasMessages(2 * LINES, { limitMs: LIMIT_MS })));

    for (const client of [ada, bob]) {
      assert.equal(client.messages.length, 2 * LINES);
      assert.deepEqual(heard(client, 'Ada'), numbered('Ada'));
      assert.deepEqual(heard(client, 'Bob'), numbered('Bob'));
    }
    assert.deepEqual(ada.messages, bob.messages, 'both read one conversation');

    await Promise.all([ada.close(), bob.close()]);
    assertFaultless([ada, bob]);
  }],
});
