// SPDX-License-Identifier: MIT
// The SDK beside Attest under the same faults: what each notices, of whom it tells, and what it gives
// to the application meanwhile. `quick`: a few rows; `full`: all, and the page ATTEST_COMPARISON.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { runScenarios } from '../lib/tap.mjs';
import { QUICK_WINDOW_S, ROWS } from './compare-cases.mjs';
import { observe } from './compare-observe.mjs';
import { attestOutcome, renderPage, sdkOutcome } from './compare-outcome.mjs';

/* Most of each run is waiting; what is not takes about a second of a core. */
const AT_ONCE = 12 * cpus().length;
const LIMIT_MS = 14 * 60_000;

const [, , , mode = 'quick', only] = process.argv;
const rows = (mode === 'full' ? ROWS : ROWS.filter(({ quick }) => quick)
  .map((row) => ({ ...row, windowS: Math.min(row.windowS, QUICK_WINDOW_S) })))
  .filter(({ title }) => !only || title.includes(only));

/** Runs `tasks` (functions), at most `n` at once, in their order. @returns a promise of each */
function inPool(tasks, n) {
  let running = 0;
  const waiting = [];
  const results = tasks.map((task) => new Promise((resolve) => waiting.push(resolve)).then(task));
  const next = () => {
    while (running < n && waiting.length > 0) {
      running += 1;
      waiting.shift()();
    }
  };
  for (const result of results)
    result.catch(() => {}).finally(() => { // a failure is told by its scenario
      running -= 1;
      next();
    });
  next();
  return results;
}

function check(row, { sdk, attest }) {
  const { act, culprit, certainty } = attest;
  const said = act && { act, culprit, certainty };

  assert.deepEqual(said, row.attest, 'what Attest says');
  assert.equal(attest.exitCode === 0, row.attest === null, 'exit code of attest-probe');
  assert.match(sdk.end, row.sdk, 'what the SDK does');
  assert.equal(sdk.harm.length > 0, row.harmed,
    `what the SDK gave to the application: ${sdk.harm.join('; ')}`);
}

// The longest first: all wait at the same time.
const longest = [...rows].sort((a, b) => b.windowS - a.windowS);
const tasks = longest.flatMap((row) => [
  async () => sdkOutcome(row, await observe('sdk', row)),
  async () => {
    const report = await observe('attest', row);
    return { ...attestOutcome(row, report), ledger: report.ledger };
  },
]);
const outcomes = inPool(tasks, AT_ONCE);
const results = [];

function outcomesOf(row) {
  const i = 2 * longest.indexOf(row);
  return Promise.all([outcomes[i], outcomes[i + 1]]);
}

const scenarios = rows.map((row) => [row.title, [LIMIT_MS, async (t) => {
  const [sdk, { ledger, ...attest }] = await outcomesOf(row);
  t.attach('last entries of the ledger of Attest', () =>
    ledger.slice(-20).map(({ time_ns: time, text }) => `${time} ${text}`).join('\n'));
  t.note(JSON.stringify({ sdk, attest }));
  results.push({ row, sdk, attest });
  check(row, { sdk, attest });
}]]);

if (mode === 'full' && !only && process.env.ATTEST_COMPARISON) {
  scenarios.push(['the page', async () => {
    assert.equal(results.length, rows.length, 'both clients ran in each row');
    await writeFile(process.env.ATTEST_COMPARISON, renderPage(results));
  }]);
}

await runScenarios(Object.fromEntries(scenarios));
