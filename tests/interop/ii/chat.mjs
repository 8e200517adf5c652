// SPDX-License-Identifier: MIT
// Starts ii-chat for a scenario and reads what it says.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { deadline } from '../lib/tap.mjs';

const LIMIT_MS = 60_000;

/** ii-chat, line by line. */
export function startChat(t, network, args = []) {
  const child = spawn(process.env.II_CHAT, ['--network-file', network.readyFile, ...args],
                      { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = [];
  const waiting = [];
  let log = '';
  const ended = new Promise((resolve) => child.on('close', (code) => {
    for (const next of waiting.splice(0))
      next(`ended with ${code}`);
    resolve(code);
  }));

  child.stderr.on('data', (data) => (log += data));
  t.attach('log of ii-chat', () => log);
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (waiting.length > 0)
      waiting.shift()(line);
    else
      lines.push(line);
  });
  t.defer(() => child.kill('SIGKILL'));

  const next = () =>
    (lines.length > 0 ? lines.shift() : new Promise((resolve) => waiting.push(resolve)));
  return {
    ended: () => deadline(ended, LIMIT_MS, 'end of ii-chat'),
    /** The rest of the next line, which begins with `word`. */
    async expect(word) {
      const line = await deadline(next(), LIMIT_MS, `“${word}”`);
      assert.ok(line === word || line.startsWith(`${word} `), `“${line}” instead of “${word}”`);
      return line.slice(word.length + 1);
    },
  };
}
