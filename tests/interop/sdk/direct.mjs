// SPDX-License-Identifier: MIT
// The SDK through a gateway and Attest without one, in one room: Attest is its own gateway
// (attest-probe --direct always), so that nothing happens to it when the gateway goes.
import assert from 'node:assert/strict';
import * as identities from '../lib/identities.mjs';
import { orderNetwork, startNetwork } from '../lib/network.mjs';
import { checkReport, startProbe } from '../lib/probe.mjs';
import { assertFaultless, heard, join, say } from '../lib/room.mjs';
import { deadline, runScenarios } from '../lib/tap.mjs';

const LIMIT_MS = 240_000;
const TURNS = 20;
/* Attest has at most four on the way: it is far from done when somebody else has seen a few. */
const MANY = 80;
const AN_HOUR_MS = 3_600_000;

const DIRECT = ['--direct', 'always', '--timeout', '200'];
const numbered = (name, n) => Array.from({ length: n }, (_, i) => `${name} ${i}`);

/** Who uses a gateway at all, by the gateways' own count. */
async function sessions(network) {
  const { gateways } = await orderNetwork(network, 'GET', '/');
  return gateways.map((gateway) => gateway.sessions);
}

await runScenarios({
  'the SDK and Attest without a gateway talk': [LIMIT_MS, async (t) => {
    const network = await startNetwork(t);
    const lines = { probeLines: numbered('Attest', TURNS), sdkLines: numbered('SDK', TURNS) };
    const sdk = await join(t, network, 'SDK', identities.ed25519());
    const report = startProbe(t, network, lines.probeLines, lines.sdkLines, DIRECT);

    await sdk.until(() => heard(sdk, 'Attest').length > 0, 'Attest', { limitMs: LIMIT_MS });
    assert.deepEqual(await sessions(network), [1], 'nobody but the SDK is with the gateway');
    for (const text of lines.sdkLines)
      say(sdk, text);
    await sdk.until(() => heard(sdk, 'SDK').length === TURNS, 'own lines', { limitMs: LIMIT_MS });

    const ended = await deadline(report, LIMIT_MS, 'report of attest-probe');
    assert.equal(ended.way, 'direct');
    checkReport(ended, lines);
    assert.deepEqual(heard(sdk, 'Attest'), lines.probeLines, 'each once and in order');
    assert.deepEqual(heard(sdk, 'SDK'), lines.sdkLines);
    await sdk.close();
    assertFaultless([sdk]);
  }],

  'the gateway dies: the SDK is cut off, Attest goes on': [LIMIT_MS, async (t) => {
    const network = await startNetwork(t, { args: ['--gateways', '2'] });
    const other = { ...network, gatewayUrl: network.gateways[1].url };
    const lines = { probeLines: numbered('Attest', MANY), sdkLines: numbered('SDK', TURNS) };
    const ada = await join(t, network, 'Ada', identities.ed25519());
    const bob = await join(t, other, 'SDK', identities.ed25519());
    const report = startProbe(t, network, lines.probeLines, lines.sdkLines, DIRECT);

    await ada.until(() => ada.received.length > 2, 'Attest', { limitMs: LIMIT_MS });
    await orderNetwork(network, 'POST', '/gateways/0/restart', { down_ms: AN_HOUR_MS });
    await ada.isClosed({ limitMs: LIMIT_MS });
    const before = heard(ada, 'Attest');
    assert.ok(before.length < MANY, 'Attest still talked when the gateway died');
    assert.deepEqual(before, lines.probeLines.slice(0, before.length));
    await assert.rejects(join(t, network, 'Ada', identities.ed25519()), /Ada: /, 'no way back');

    await bob.until(() => heard(bob, 'Attest').length === MANY, 'all that Attest says',
      { limitMs: LIMIT_MS });
    for (const text of lines.sdkLines)
      say(bob, text);
    const ended = await deadline(report, LIMIT_MS, 'report of attest-probe');
    assert.equal(ended.way, 'direct');
    checkReport(ended, lines);
    await bob.until(() => heard(bob, 'SDK').length === TURNS, 'own lines', { limitMs: LIMIT_MS });
    assert.deepEqual(heard(bob, 'Attest'), lines.probeLines, 'each once and in order');
    await bob.close();
    assert.deepEqual(bob.errors, []);
    t.note(`the gateway died after ${before.length} of ${MANY} lines`);
  }],
});
