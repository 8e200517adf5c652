// SPDX-License-Identifier: MIT
// One verification, from bytes, with all checks of the points: ours, blst's and noble's in one run.
//   node compare.mjs PATH-OF-bench-bls
// blst's npm package verifies signatures in G2 under keys in G1 (hashing to G2 costs it about 0.1 ms
// more than hashing to G1); ours and noble's verify the same IC signature. Each figure is the least
// mean of many short batches, taken in turns, so that a load on the machine meets all three.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const program = process.argv[2];
const interop = fileURLToPath(new URL('../../interop/package.json', import.meta.url));
if (!existsSync(new URL('../../interop/node_modules/@chainsafe/blst', import.meta.url))) {
  console.log('SKIP: the packages of tests/interop are not installed');
  process.exit(0);
}

const require = createRequire(interop);
const blst = require('@chainsafe/blst');
const { bls12_381 } = require('@noble/curves/bls12-381');

const ROUNDS = 6;
const DST = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
const noble = bls12_381.shortSignatures;

const secret = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const message = Buffer.concat([Buffer.from('\x0dic-state-root'), Buffer.alloc(32, 7)]);
const key = noble.getPublicKey(secret).toBytes();
const signature = noble.sign(noble.hash(message, DST), secret).toBytes();
const blstSecret = blst.SecretKey.fromBytes(secret);
const blstKey = blstSecret.toPublicKey().toBytes();
const blstSignature = blstSecret.sign(message).toBytes();

function check(good) {
  if (!good)
    throw new Error('a valid signature was refused');
}

function runBlst() {
  const k = blst.PublicKey.fromBytes(blstKey);
  const s = blst.Signature.fromBytes(blstSignature);
  check(blst.verify(message, k, s, true, true));
}

function runNoble() {
  check(noble.verify(signature, noble.hash(message, DST), key));
}

/** The least mean of `batches` batches of `count` runs each, in ns. */
function measure(run, batches, count) {
  let best = Infinity;
  for (let b = 0; b < batches; b++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++)
      run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / count);
  }
  return best;
}

function version(name) {
  const file = new URL(`../../interop/node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file)).version;
}

const best = { full: Infinity, prepared: Infinity, blst: Infinity, noble: Infinity };
const input = [key, message, signature].map((b) => Buffer.from(b).toString('hex')).join(' ');

measure(runNoble, 1, 5);
for (let round = 0; round < ROUNDS; round++) {
  const [full, prepared] = execFileSync(program, ['--verify-stdin'], { input })
    .toString()
    .split(' ')
    .map(Number);
  best.full = Math.min(best.full, full);
  best.prepared = Math.min(best.prepared, prepared);
  best.blst = Math.min(best.blst, measure(runBlst, 20, 10));
  best.noble = Math.min(best.noble, measure(runNoble, 5, 2));
}

const ms = (ns) => `${(ns / 1e6).toFixed(3).padStart(8)} ms`;
const line = (name, ns) => console.log(`${name.padEnd(38)}${(ns / 1e6).toFixed(3).padStart(8)} ms`);
line('ours, key and signature from bytes', best.full);
line('ours, key prepared', best.prepared);
line(`blst ${version('@chainsafe/blst')}, native`, best.blst);
line(`@noble/curves ${version('@noble/curves')}`, best.noble);
for (const [name, ns] of [['from bytes', best.full], ['key prepared', best.prepared]])
  console.log(
    `${name}: ${(ns / best.blst).toFixed(2)} times blst's, ${(best.noble / ns).toFixed(1)} times faster than noble`,
  );
