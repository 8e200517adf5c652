// SPDX-License-Identifier: MIT
// Talks to candid-oracle, line by line, and draws repeatable random numbers.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const unhex = (text) => new Uint8Array(Buffer.from(text, 'hex'));

/** An answer "error CODE MESSAGE". */
export class OracleError extends Error {
  constructor(code, message) {
    super(message);
    this.code = Number(code);
  }
}

/** Starts the program for one scenario; fails it when the program ends by itself. */
export function startOracle(t) {
  const child = spawn(process.env.CANDID_ORACLE, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = [];
  let ending = false;
  const ended = new Promise((resolve) => child.on('close', resolve));

  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()(line));
  child.on('close', (code, signal) => {
    if (!ending || code !== 0)
      t.fail(new Error(`candid-oracle ended with ${signal ?? code}`));
  });
  t.defer(async () => {
    ending = true;
    child.stdin.end();
    const code = await ended;
    if (code !== 0)
      throw new Error(`candid-oracle ended with ${code}`);
  });

  return async (...words) => {
    const line = await new Promise((resolve) => {
      waiting.push(resolve);
      child.stdin.write(`${words.join('\t')}\n`);
    });
    const [status, ...values] = line.split('\t');
    if (status !== 'ok')
      throw new OracleError(values[0], values.slice(1).join(' '));
    return values;
  };
}

/** Where the cases begin: `CANDID_INTEROP_SEED` gives others. */
export const firstSeed = Number(process.env.CANDID_INTEROP_SEED ?? '1');

/** Mulberry32: small, and the same everywhere. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  uint32() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  below(limit) {
    return this.uint32() % limit;
  }

  chance(oneIn) {
    return this.below(oneIn) === 0;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  bytes(length) {
    return Uint8Array.from({ length }, () => this.uint32() & 0xff);
  }

  /** An integer of up to `bits` bits; small ones are as likely as big ones. */
  bigint(bits) {
    const words = Math.ceil(bits / 32);
    let value = 0n;
    for (let i = 0; i < words; i++)
      value = (value << 32n) | BigInt(this.uint32());
    return BigInt.asUintN(1 + this.below(bits), value);
  }
}
