// SPDX-License-Identifier: MIT
// Two clients of the SDK in the group chat, each reading what the other says.
import assert from 'node:assert/strict';
import * as identities from '../lib/identities.mjs';
import { startNetwork } from '../lib/network.mjs';
import { assertFaultless, heard, join, joined, line, say } from '../lib/room.mjs';
import { runScenarios } from '../lib/tap.mjs';

const LONG = 'x'.repeat(10_000);

await runScenarios({
  'two clients talk': async (t) => {
    const network = await startNetwork(t);
    const ada = await join(t, network, 'Ada', identities.ed25519());
    const bob = await join(t, network, 'Bob', await identities.delegated());
    const both = (count) => Promise.all([ada.hasMessages(count), bob.hasMessages(count)]);

    ada.ws.send(joined('Ada'));
    await both(1);
    bob.ws.send(joined('Bob'));
    await both(2);
    bob.ws.send(line('Bob', '', true));
    await both(3);
    say(ada, 'Hello, Bob');
    await both(4);
    say(bob, 'Grüße, Ada – שלום 👋🏽\n"quoted"\0');
    await both(5);
    say(ada, LONG);
    await both(6);

    const conversation = [
      joined('Ada'),
      joined('Bob'),
      line('Bob', '', true),
      line('Ada', 'Hello, Bob'),
      line('Bob', 'Grüße, Ada – שלום 👋🏽\n"quoted"\0'),
      line('Ada', LONG),
    ];
    assert.deepEqual(ada.messages, conversation);
    assert.deepEqual(bob.messages, conversation);

    await Promise.all([ada.close(), bob.close()]);
    assert.equal(ada.closed.code, 1000);
    assert.equal(bob.closed.code, 1000);
    assertFaultless([ada, bob]);
  },

  'one who leaves is no burden, one who comes late hears what comes after': async (t) => {
    const network = await startNetwork(t);
    const ada = await join(t, network, 'Ada', identities.ed25519());
    const bob = await join(t, network, 'Bob', identities.sdkRandom());

    say(ada, 'before');
    await Promise.all([ada.hasMessages(1), bob.hasMessages(1)]);
    await bob.close();

    const eve = await join(t, network, 'Eve', await identities.p256());
    say(ada, 'after');
    await Promise.all([ada.hasMessages(2), eve.hasMessages(1)]);
    say(eve, 'heard you');
    await Promise.all([ada.hasMessages(3), eve.hasMessages(2)]);

    assert.deepEqual(heard(ada, 'Ada'), ['before', 'after']);
    assert.deepEqual(heard(ada, 'Eve'), ['heard you']);
    assert.deepEqual(heard(eve, 'Ada'), ['after']);
    assert.deepEqual(heard(bob, 'Ada'), ['before']);
    await Promise.all([ada.close(), eve.close()]);
    assertFaultless([ada, bob, eve]);
  },
});
