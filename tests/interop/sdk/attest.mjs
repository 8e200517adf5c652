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
const ACK_INTERVAL_MS = 2500;
const ACK_ROUNDS = 4;

/** attest-probe as Attest in the group chat; resolves with its report once it ended well. */
function startProbe(t, network, { lines, expected, ackIntervalMs }) {
  const args = [
    '--gateway', network.gatewayUrl, '--network', network.replicaUrl,
    '--canister', network.canisters.group_chat, '--name', 'Attest',
    ...lines.flatMap((text) => ['--say', text]),
    ...expected.flatMap((text) => ['--expect', text]),
    ...(ackIntervalMs ? ['--ack-interval-ms', String(ackIntervalMs)] : []),
    '--count', String(expected.length), '--timeout', String(PROBE_SECONDS), '--json',
  ];
  const probe = spawnLogged(process.env.ATTEST_PROBE, args);
  t.attach('attest-probe', probe.output);
  t.defer(async () => {
    probe.child.kill('SIGKILL');
    await probe.exited;
  });
  const report = probe.exited.then(({ code, signal }) => {
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, probe.output());
    return JSON.parse(probe.stdout());
  });
  report.catch((error) => t.fail(error));
  return report;
}

/** What the report holds is what was said, proved, and in the order of the canister. */
function checkReport({ verdict, messages, figures, error }, { probeLines, sdkLines }) {
  const texts = messages.filter(({ kind }) => kind === 'text');
  const spokenBy = (name) => texts.filter((text) => text.name === name).map(({ text }) => text);
  const others = texts.filter(({ own }) => !own);

  assert.equal(verdict, 'verified');
  assert.equal(error, null);
  assert.deepEqual(spokenBy('SDK'), sdkLines, 'Attest reads the SDK');
  assert.deepEqual(spokenBy('Attest'), probeLines, 'Attest reads itself');
  for (const message of texts) {
    assert.equal(message.verified, true, JSON.stringify(message));
    assert.equal(message.own, message.name === 'Attest', JSON.stringify(message));
  }
  for (let i = 1; i < others.length; i++)
    assert.ok(others[i].sequence > others[i - 1].sequence, 'in the order of the canister');
  assert.ok(figures.messages_verified >= texts.length, JSON.stringify(figures));
  assert.equal(figures.messages_refused, 0);
}

/** Attest speaks, `pause` passes, the SDK answers; both read all of it. */
async function converse(t, { identity, probeLines, sdkLines, ackIntervalMs, pause }) {
  const network = await startNetwork(t, ackIntervalMs && {
    ackIntervalMs, keepAliveTimeoutMs: ackIntervalMs - 500,
  });
  const sdk = await join(t, network, 'SDK', identity, { ackIntervalMs });
  const report = startProbe(t, network, { lines: probeLines, expected: sdkLines, ackIntervalMs });

  await sdk.until(
    () => heard(sdk, 'Attest').length >= probeLines.length,
    'the lines of Attest',
    { limitMs: LIMIT_MS });
  await pause?.(sdk);
  for (const text of sdkLines)
    say(sdk, text);

  checkReport(await deadline(report, LIMIT_MS, 'report of attest-probe'), { probeLines, sdkLines });
  assert.deepEqual(heard(sdk, 'Attest'), probeLines, 'the SDK reads Attest');
  await sdk.until(() => heard(sdk, 'SDK').length === sdkLines.length, 'the echo of the SDK');
  await sdk.close();
  assert.equal(sdk.closed.code, 1000);
  assertFaultless([sdk]);
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

  'both live through rounds of ack and keep-alive': [LIMIT_MS, (t) => converse(t, {
    identity: identities.ed25519(),
    ackIntervalMs: ACK_INTERVAL_MS,
    probeLines: ['before'],
    sdkLines: ['after'],
    pause: (sdk) => sdk.until(() => sdk.acks.length >= ACK_ROUNDS, `ack number ${ACK_ROUNDS}`),
  })],

  'fifty lines each': [180_000, (t) => converse(t, {
    identity: identities.ed25519(),
    probeLines: Array.from({ length: 50 }, (_, i) => `Attest ${i}`),
    sdkLines: Array.from({ length: 50 }, (_, i) => `SDK ${i}`),
  })],
});
