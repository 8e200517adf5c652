// SPDX-License-Identifier: MIT
// node lib/run.mjs SCRIPT [ARGS]: runs a scenario file, or skips it (TAP) when the packages of the
// lock file are not installed. Imports nothing but Node's own, so that it can say so.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = resolve(fileURLToPath(import.meta.url), '../..');
const script = process.argv[2];

if (script === undefined) {
  console.error('usage: node lib/run.mjs SCRIPT [ARGS]');
  process.exit(2);
}

if (!existsSync(resolve(folder, 'node_modules/.package-lock.json'))) {
  console.log(`1..0 # SKIP no node_modules: run 'npm ci --ignore-scripts' in ${folder}`);
  process.exit(0);
}

await import(pathToFileURL(resolve(script)));
