// SPDX-License-Identifier: MIT
// bls-oracle as a function: ask(words) gives its answer. Questions may be under way at once.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export function startOracle(program = process.env.BLS_ORACLE) {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = [];
  let ended = false;

  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift().resolve(line));
  child.on('close', (code, signal) => {
    ended = true;
    for (const { reject } of waiting.splice(0))
      reject(new Error(`bls-oracle ended: ${code ?? signal}`));
  });

  return {
    ask: (...words) =>
      new Promise((resolve, reject) => {
        if (ended)
          return reject(new Error('bls-oracle has ended'));
        waiting.push({ resolve, reject });
        child.stdin.write(`${words.map((w) => (typeof w === 'string' ? w : hex(w))).join(' ')}\n`);
      }),
    close: () => new Promise((resolve) => (ended ? resolve() : child.on('close', resolve), child.stdin.end())),
  };
}

export const hex = (bytes) => (bytes.length === 0 ? '-' : Buffer.from(bytes).toString('hex'));
export const unhex = (text) => Uint8Array.from(Buffer.from(text, 'hex'));

/** Reproducible bytes (SplitMix64); the seed is printed by the tests that use it. */
export function makeRandom(seed) {
  let state = BigInt(seed);
  const mask = (1n << 64n) - 1n;
  const next = () => {
    state = (state + 0x9e3779b97f4a7c15n) & mask;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return z ^ (z >> 31n);
  };
  const bytes = (length) => {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i++)
      out[i] = Number(next() & 0xffn);
    return out;
  };
  const below = (n) => Number(next() % BigInt(n));
  const order = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
  const secret = () => {
    const n = BigInt(`0x${hex(bytes(48))}`) % (order - 1n) + 1n;
    return unhex(n.toString(16).padStart(64, '0'));
  };
  return { bytes, below, secret, message: () => bytes(below(200)) };
}
