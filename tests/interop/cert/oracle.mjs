// SPDX-License-Identifier: MIT
// Talks to cert-oracle, line by line.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';

export const hex = (bytes) => (bytes.byteLength === 0 ? '-' : Buffer.from(bytes).toString('hex'));
export const unhex = (text) => new Uint8Array(Buffer.from(text === '-' ? '' : text, 'hex'));
/** The agent wants buffers that hold nothing else. */
export const buffer = (bytes) => new Uint8Array(bytes).buffer;

/** Starts the program for one scenario; answers are {ok: words} or {error: text}. */
export function startOracle(t) {
  const child = spawn(process.env.CERT_ORACLE, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = [];
  let ending = false;
  const ended = new Promise((resolve) => child.on('close', resolve));

  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()(line));
  child.on('close', (code, signal) => {
    if (!ending)
      t.fail(new Error(`cert-oracle ended with ${signal ?? code}`));
  });
  t.defer(async () => {
    ending = true;
    child.stdin.end();
    const code = await ended;
    if (code !== 0)
      throw new Error(`cert-oracle ended with ${code}`);
  });

  return async (...words) => {
    const line = await new Promise((resolve) => {
      waiting.push(resolve);
      child.stdin.write(`${words.join(' ')}\n`);
    });
    return line.startsWith('ok ') ? { ok: line.slice(3).split(' ') } : { error: line };
  };
}

/** The same numbers for the same name: SHA-256 of a counter. `CERT_INTEROP_SEED` gives other cases. */
export class Random {
  #seed;
  #count = 0;

  constructor(name) {
    this.#seed = `${name}/${process.env.CERT_INTEROP_SEED ?? '1'}`;
  }

  bytes(length) {
    const parts = [];
    for (let have = 0; have < length; have += 32)
      parts.push(createHash('sha256').update(`${this.#seed}/${(this.#count += 1)}`).digest());
    return new Uint8Array(Buffer.concat(parts).subarray(0, length));
  }

  below(limit) {
    return Number(Buffer.from(this.bytes(8)).readBigUInt64BE() % BigInt(limit));
  }
}
