// SPDX-License-Identifier: MIT
// The SDK and Attest in one room: each reads what the other says. attest-probe is the stack of the
// application (ic, icws, chat) without its window.
import assert from 'node:assert/strict';
import * as identities from '../lib/identities.mjs';
import { spawnLogged, startNetwork } from '../lib/network.mjs';
import { assertFaultless, heard, join, say } from '../lib/room.mjs';
import { deadline, runScenarios } from '../lib/tap.mjs';

const LIMIT_MS = 90_000;
const PROBE_SECONDS = 60;

/** attest-probe as `name` in the group chat; resolves with its report and exit code. */
function startProbe(t, network, name, { lines, expected, count }) {
  const args = [
    '--gateway', network.gatewayUrl, '--network', network.replicaUrl,
    '--canister', network.canisters.group_chat, '--name', name,
    ...lines.flatMap((text) => ['--say', text]),
    ...expected.flatMap((text) => ['--expect', text]),
    '--count', String(count), '--timeout', String(PROBE_SECONDS), '--json',
  ];
  const probe = spawnLogged(process.env.ATTEST_PROBE, args);
  t.attach(`attest-probe ${name}`, probe.output);
  t.defer(async () => {
    probe.child.kill('SIGKILL');
    await probe.exited;
  });
  return probe.exited.then(({ code, signal }) => {
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, probe.stderr());
    return JSON.parse(probe.stdout());
  });
}

const spokenBy = (report, name) =>
  report.messages.filter((message) => message.name === name).map((message) => message.text);

/** One probe and one client of the SDK, in two steps so that both hear everything. */
async function converse(t, { identity, probeLines, sdkLines, networkOptions = {} }) {
  const network = await startNetwork(t, networkOptions);
  const { ackIntervalMs } = networkOptions;
  const sdk = await join(t, network, 'SDK', identity, { ackIntervalMs });
  const total = probeLines.length + sdkLines.length;
  const report = startProbe(t, network, 'Attest', {
    lines: probeLines, expected: sdkLines, count: total,
  });
  report.catch((error) => t.fail(error));

  await sdk.until(
    () => heard(sdk, 'Attest').length >= probeLines.length,
    'the lines of Attest',
    { limitMs: LIMIT_MS });
  for (const text of sdkLines)
    say(sdk, text);

  const { verdict, messages, figures } = await deadline(report, LIMIT_MS, 'report of attest-probe');
  assert.equal(verdict, 'verified');
  assert.deepEqual(spokenBy({ messages }, 'SDK'), sdkLines, 'Attest reads the SDK');
  assert.deepEqual(heard(sdk, 'Attest'), probeLines, 'the SDK reads Attest');
  for (const message of messages)
    assert.equal(message.verified, true, JSON.stringify(message));
  for (let i = 1; i < messages.length; i++)
    assert.ok(messages[i].sequence > messages[i - 1].sequence, 'in the order of the canister');
  assert.equal(typeof figures, 'object');

  await sdk.close();
  assert.equal(sdk.closed.code, 1000);
  assertFaultless([sdk]);
  return { network, figures, messages };
}

await runScenarios({
  'Attest and the SDK talk': [LIMIT_MS, (t) => converse(t, {
    identity: identities.sdkRandom(),
    probeLines: ['Hello from Attest', 'Grüße 👋🏽', 'three'],
    sdkLines: ['Hello from the SDK', 'שלום', 'drei'],
  })],

  'Attest and the SDK with a delegation talk': [LIMIT_MS, async (t) => converse(t, {
    identity: await identities.delegatedTwice(),
    probeLines: ['one'],
    sdkLines: ['uno'],
  })],

  'fifty lines each': [180_000, (t) => converse(t, {
    identity: identities.ed25519(),
    probeLines: Array.from({ length: 50 }, (_, i) => `Attest ${i}`),
    sdkLines: Array.from({ length: 50 }, (_, i) => `SDK ${i}`),
  })],
});
