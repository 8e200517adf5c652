// SPDX-License-Identifier: MIT
// A small harness that speaks TAP to meson: scenarios run one after another, each with a deadline
// and a stack of things to put away.

const DEFAULT_LIMIT_MS = 60_000;

/** What a scenario gets: `defer` puts things away at its end, `attach` adds text to a failure. */
export class Scenario {
  #cleanups = [];
  #attachments = [];
  #reject;
  failed;

  constructor(name) {
    this.name = name;
    this.failed = new Promise((_, reject) => (this.#reject = reject));
    this.failed.catch(() => {});
  }

  defer(cleanup) {
    this.#cleanups.push(cleanup);
  }

  attach(title, text) {
    this.#attachments.push([title, text]);
  }

  note(text) {
    console.log(`# ${text}`);
  }

  /** Fails the scenario from outside its flow of control. */
  fail(error) {
    this.#reject(error);
  }

  async putAway() {
    const errors = [];
    for (const cleanup of this.#cleanups.reverse()) {
      try {
        await cleanup();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0)
      throw errors[0];
  }

  printAttachments() {
    for (const [title, text] of this.#attachments) {
      const lines = String(typeof text === 'function' ? text() : text).trimEnd().split('\n');
      console.log(`# ${title}:`);
      for (const line of lines.slice(-200))
        console.log(`#   ${line}`);
    }
  }
}

let current = null;

process.on('unhandledRejection', (error) => {
  if (current)
    current.fail(error);
  else
    throw error;
});

function printError(error) {
  for (const line of String(error?.stack ?? error).split('\n'))
    console.log(`# ${line}`);
}

/** Resolves after `ms` with a failure: the guard of every wait, never the way to wait. */
export function deadline(promise, ms, what) {
  let timer;
  const guard = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${ms} ms`)), ms);
  });
  return Promise.race([promise, guard]).finally(() => clearTimeout(timer));
}

/**
 * Runs the scenarios, {name: function (t) or [limit in ms, function (t)]}, and ends the process.
 * @param {Record<string, Function | [number, Function]>} scenarios
 */
export async function runScenarios(scenarios) {
  const entries = Object.entries(scenarios);
  let number = 0;
  let failures = 0;

  console.log(`1..${entries.length}`);
  for (const [name, value] of entries) {
    const [limit, body] = Array.isArray(value) ? value : [DEFAULT_LIMIT_MS, value];
    const t = new Scenario(name);
    const start = process.hrtime.bigint();
    let problem = null;

    number += 1;
    current = t;
    try {
      await deadline(Promise.race([body(t), t.failed]), limit, 'end of the scenario');
    } catch (error) {
      problem = error ?? new Error('failed');
    }
    try {
      await deadline(t.putAway(), DEFAULT_LIMIT_MS, 'end of putting away');
    } catch (error) {
      problem ??= error;
    }
    current = null;

    const ms = Number((process.hrtime.bigint() - start) / 1_000_000n);
    if (problem) {
      failures += 1;
      printError(problem);
      t.printAttachments();
    }
    console.log(`${problem ? 'not ok' : 'ok'} ${number} - ${name}`);
    console.log(`# ${ms} ms`);
  }

  // Timers and kept-alive connections of the packages would hold the process back.
  process.stdout.write('', () => process.exit(failures > 0 ? 1 : 0));
}
