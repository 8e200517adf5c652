// SPDX-License-Identifier: MIT
// Talks to ic-oracle, line by line, and makes repeatable random cases.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';

export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const unhex = (text) => new Uint8Array(Buffer.from(text, 'hex'));
export const orNothing = (text) => (text === '' ? '-' : text);

/** An answer "error CODE MESSAGE". */
export class OracleError extends Error {}

/** Starts the program for one scenario; fails it when the program ends by itself. */
export function startOracle(t) {
  const child = spawn(process.env.IC_ORACLE, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = [];
  let ending = false;
  const ended = new Promise((resolve) => child.on('close', resolve));

  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()(line));
  child.on('close', (code, signal) => {
    if (!ending || code !== 0)
      t.fail(new Error(`ic-oracle ended with ${signal ?? code}`));
  });
  t.defer(async () => {
    ending = true;
    child.stdin.end();
    const code = await ended;
    if (code !== 0)
      throw new Error(`ic-oracle ended with ${code}`);
  });

  return async (...words) => {
    const line = await new Promise((resolve) => {
      waiting.push(resolve);
      child.stdin.write(`${words.join(' ')}\n`);
    });
    if (line.startsWith('ok '))
      return line.slice(3);
    throw new OracleError(line);
  };
}

/** The same bytes for the same seed: SHA-256 of a counter. `IC_INTEROP_SEED` gives other cases. */
export class Random {
  #seed;
  #count = 0;

  constructor(name) {
    this.#seed = `${name}/${process.env.IC_INTEROP_SEED ?? '1'}`;
  }

  bytes(length) {
    const parts = [];
    for (let have = 0; have < length; have += 32) {
      this.#count += 1;
      parts.push(createHash('sha256').update(`${this.#seed}/${this.#count}`).digest());
    }
    return new Uint8Array(Buffer.concat(parts).subarray(0, length));
  }

  below(limit) {
    return Number(this.uint64() % BigInt(limit));
  }

  uint64() {
    return Buffer.from(this.bytes(8)).readBigUInt64BE();
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  text(limit, alphabet) {
    const characters = [...alphabet];
    return Array.from({ length: this.below(limit + 1) }, () => this.pick(characters)).join('');
  }
}

/** Checks that the oracle refuses, with this code of IcError if given. */
export async function mustRefuse(promise, what) {
  try {
    await promise;
  } catch (error) {
    if (error instanceof OracleError)
      return error.message;
    throw error;
  }
  throw new Error(`accepted: ${what}`);
}
