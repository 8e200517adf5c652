// SPDX-License-Identifier: MIT
// attest-probe (path in ATTEST_PROBE) as Attest in the group chat.
import assert from 'node:assert/strict';
import { spawnLogged } from './network.mjs';

/**
 * Says `lines` and waits for `expected`; ends with the scenario.
 * @returns a promise of its report, once it ended well
 */
export function startProbe(t, network, lines, expected, args) {
  const probe = spawnLogged(process.env.ATTEST_PROBE, [
    '--network', network.replicaUrl, '--canister', network.canisters.group_chat,
    '--name', 'Attest',
    ...lines.flatMap((text) => ['--say', text]),
    ...expected.flatMap((text) => ['--expect', text]),
    '--count', String(expected.length), '--json', ...args,
  ]);
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
export function checkReport({ verdict, messages, figures, error }, { probeLines, sdkLines }) {
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
