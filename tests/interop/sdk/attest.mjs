// SPDX-License-Identifier: MIT
// The SDK and Attest in one room: each reads what the other says. attest-probe is the stack of the
// application (ic, icws, chat) without its window.
import assert from 'node:assert/strict';
import * as identities from '../lib/identities.mjs';
import { startNetwork } from '../lib/network.mjs';
import { checkReport, startProbe } from '../lib/probe.mjs';
import { assertFaultless, heard, join, say } from '../lib/room.mjs';
import { deadline, runScenarios } from '../lib/tap.mjs';

const LIMIT_MS = 90_000;
const PROBE_SECONDS = 60;
const ACK_INTERVAL_MS = 2500;
const ACK_ROUNDS = 4;

/** Attest in the group chat; resolves with its report once it ended well. */
function startAttest(t, network, { lines, expected, ackIntervalMs }) {
  return startProbe(t, network, lines, expected, [
    '--gateway', network.gatewayUrl, '--timeout', String(PROBE_SECONDS),
    ...(ackIntervalMs ? ['--ack-interval-ms', String(ackIntervalMs)] : []),
  ]);
}

/** Attest speaks, `pause` passes, the SDK answers; both read all of it. */
async function converse(t, { identity, probeLines, sdkLines, ackIntervalMs, pause }) {
  const network = await startNetwork(t, ackIntervalMs && {
    ackIntervalMs, keepAliveTimeoutMs: ackIntervalMs - 500,
  });
  const sdk = await join(t, network, 'SDK', identity, { ackIntervalMs });
  const report = startAttest(t, network, { lines: probeLines, expected: sdkLines, ackIntervalMs });

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
