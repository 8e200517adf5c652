// SPDX-License-Identifier: MIT
// Signatures of the same key over the same message: equal where both are deterministic.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/p256';
import { Ed25519KeyIdentity } from '@dfinity/identity';
import { Secp256k1KeyIdentity } from '@dfinity/identity-secp256k1';
import { hex, orNothing, Random, startOracle } from '../ic/oracle.mjs';
import { runScenarios } from '../lib/tap.mjs';

const makeMessage = (random) => random.bytes(random.below(200));

await runScenarios({
  'secp256k1: @dfinity/identity-secp256k1': async (t) => {
    const ask = startOracle(t);
    const random = new Random('secp256k1');

    for (let i = 0; i < 1500; i++) {
      const secret = random.bytes(32);
      const message = makeMessage(random);
      const identity = Secp256k1KeyIdentity.fromSecretKey(secret.buffer);
      const answer = await ask('sign', 'secp256k1', hex(secret), orNothing(hex(message)));

      assert.equal(
        answer,
        [
          hex(new Uint8Array(identity.getPublicKey().toDer())),
          hex(new Uint8Array(await identity.sign(message))),
        ].join(' '),
      );
    }
  },

  'Ed25519: @dfinity/identity': async (t) => {
    const ask = startOracle(t);
    const random = new Random('ed25519');

    for (let i = 0; i < 1000; i++) {
      const secret = random.bytes(32);
      const message = makeMessage(random);
      const identity = Ed25519KeyIdentity.generate(secret);
      const answer = await ask('sign', 'ed25519', hex(secret), orNothing(hex(message)));

      assert.equal(
        answer,
        [
          hex(new Uint8Array(identity.getPublicKey().toDer())),
          hex(new Uint8Array(await identity.sign(message))),
        ].join(' '),
      );
    }
  },

  'P-256: @noble/curves, RFC 6979 and the lower s': async (t) => {
    const ask = startOracle(t);
    const random = new Random('p256');

    for (let i = 0; i < 1500; i++) {
      const secret = random.bytes(32);
      const message = makeMessage(random);
      const digest = createHash('sha256').update(message).digest();
      const answer = await ask('sign', 'p256', hex(secret), orNothing(hex(message)));
      const [der, signature] = answer.split(' ');

      assert.equal(der.slice(-130), hex(p256.getPublicKey(secret, false)));
      assert.equal(signature, p256.sign(digest, secret, { lowS: true }).toCompactHex());
    }
  },
});
