// SPDX-License-Identifier: MIT
// Against @noble/curves in the variant of the Internet Computer: signatures in G1, keys in G2.
import assert from 'node:assert/strict';

import { bls12_381 } from '@noble/curves/bls12-381';

import { runScenarios } from '../lib/tap.mjs';
import { hex, makeRandom, startOracle, unhex } from './oracle.mjs';

const DST = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
const noble = bls12_381.shortSignatures;
const LIMIT_MS = 240_000;

async function withOracle(t, body) {
  const oracle = startOracle();
  t.defer(() => oracle.close());
  return body(oracle);
}

await runScenarios({
  'hash to G1': [
    LIMIT_MS,
    (t) =>
      withOracle(t, async (oracle) => {
        const random = makeRandom(11);
        for (let i = 0; i < 500; i++) {
          const message = random.message();
          const dst = i % 2 ? DST : `QUUX-${'x'.repeat(random.below(200))}`;
          const want = noble.hash(message, dst).toBytes();
          assert.equal(await oracle.ask('hash', Buffer.from(dst), message), hex(want));
        }
      }),
  ],

  'public keys': [
    LIMIT_MS,
    (t) =>
      withOracle(t, async (oracle) => {
        const random = makeRandom(12);
        for (let i = 0; i < 300; i++) {
          const secret = random.secret();
          assert.equal(
            await oracle.ask('public', secret),
            hex(noble.getPublicKey(secret).toBytes()),
          );
        }
      }),
  ],

  'their signatures are ours, and verify': [
    LIMIT_MS,
    (t) =>
      withOracle(t, async (oracle) => {
        const random = makeRandom(13);
        for (let i = 0; i < 300; i++) {
          const [secret, message] = [random.secret(), random.message()];
          const key = await oracle.ask('public', secret);
          const theirs = hex(noble.sign(noble.hash(message, DST), secret).toBytes());
          assert.equal(await oracle.ask('sign', secret, message), theirs);
          assert.equal(await oracle.ask('verify', key, message, theirs), 'ok');

          // One bit of key, message or signature: never accepted.
          const parts = [unhex(key), Uint8Array.from(message), unhex(theirs)];
          const part = parts[i % 3].length ? parts[i % 3] : parts[0];
          part[random.below(part.length)] ^= 1 << random.below(8);
          assert.notEqual(await oracle.ask('verify', ...parts), 'ok');
        }
      }),
  ],

  'our signatures verify there, and altered ones do not': [
    LIMIT_MS,
    (t) =>
      withOracle(t, async (oracle) => {
        const random = makeRandom(14);
        for (let i = 0; i < 150; i++) {
          const [secret, message] = [random.secret(), random.message()];
          const key = unhex(await oracle.ask('public', secret));
          const signature = unhex(await oracle.ask('sign', secret, message));
          const told = i % 2 ? message : random.bytes(40);
          const answer = await oracle.ask('verify', key, told, signature);
          assert.equal(noble.verify(signature, noble.hash(told, DST), key), i % 2 === 1);
          assert.equal(answer, i % 2 ? 'ok' : 'bad-signature');
        }
      }),
  ],
});
