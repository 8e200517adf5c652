// SPDX-License-Identifier: MIT
// Keys of recovery phrases, against what the packages make of the same phrase.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import bip39 from 'bip39';
import edHdKey from 'ed25519-hd-key';
import { HDKey } from '@scure/bip32';
import { p256 } from '@noble/curves/p256';
import { Ed25519KeyIdentity } from '@dfinity/identity';
import { Secp256k1KeyIdentity } from '@dfinity/identity-secp256k1';
import { hex, orNothing, Random, startOracle } from '../ic/oracle.mjs';
import { runScenarios } from '../lib/tap.mjs';

const text = (value) => orNothing(Buffer.from(value, 'utf8').toString('hex'));

const makePhrase = (random, i) =>
  bip39.entropyToMnemonic(Buffer.from(random.bytes(16 + 4 * (i % 5))));

const describe = (identity, secret) =>
  [
    hex(new Uint8Array(identity.getPublicKey().toDer())),
    identity.getPrincipal().toText(),
    hex(secret),
  ].join(' ');

const hmac = (key, ...parts) => {
  const bytes = createHmac('sha512', key).update(Buffer.concat(parts)).digest();
  return [bytes.subarray(0, 32), bytes.subarray(32)];
};

/** SLIP-10 on P-256, with the arithmetic of @noble/curves. */
function deriveP256(seed, path) {
  let [key, chain] = hmac('Nist256p1 seed', seed);
  for (const index of path) {
    const be = Buffer.alloc(4);
    be.writeUInt32BE(index >>> 0);
    const parent = index >>> 31
      ? Buffer.concat([Buffer.of(0), key])
      : Buffer.from(p256.getPublicKey(key, true));
    const [left, right] = hmac(chain, parent, be);
    const n = p256.CURVE.n;
    const sum = (BigInt(`0x${left.toString('hex')}`) + BigInt(`0x${key.toString('hex')}`)) % n;
    key = Buffer.from(sum.toString(16).padStart(64, '0'), 'hex');
    chain = right;
  }
  return key;
}

await runScenarios({
  'dfx: @dfinity/identity-secp256k1, fromSeedPhrase': async (t) => {
    const ask = startOracle(t);
    const random = new Random('dfx');

    for (let i = 0; i < 400; i++) {
      const phrase = makePhrase(random, i);
      const identity = Secp256k1KeyIdentity.fromSeedPhrase(phrase);
      const key = new Uint8Array(identity.getKeyPair().secretKey);

      assert.equal(await ask('derive', 'dfx', text(phrase), '-'), describe(identity, key));
    }
  },

  'dfx with a passphrase: bip39 and @scure/bip32': async (t) => {
    const ask = startOracle(t);
    const random = new Random('dfx with a passphrase');

    for (let i = 0; i < 150; i++) {
      const phrase = makePhrase(random, i);
      const passphrase = random.text(12, 'ab cÄé漢');
      const seed = bip39.mnemonicToSeedSync(phrase, passphrase);
      const key = HDKey.fromMasterSeed(seed).derive("m/44'/223'/0'/0/0").privateKey;
      const answer = await ask('derive', 'dfx', text(phrase), text(passphrase));

      assert.equal(answer, describe(Secp256k1KeyIdentity.fromSecretKey(key.buffer), key));
    }
  },

  'agent-js: Ed25519KeyIdentity.generate of the seed': async (t) => {
    const ask = startOracle(t);
    const random = new Random('agent-js');

    for (let i = 0; i < 200; i++) {
      const phrase = makePhrase(random, i);
      const seed = new Uint8Array(bip39.mnemonicToSeedSync(phrase).subarray(0, 32));
      const answer = await ask('derive', 'agent-js-ed25519', text(phrase), '-');

      assert.equal(answer, describe(Ed25519KeyIdentity.generate(seed), seed));
    }
  },

  'icp-cli, Ed25519: ed25519-hd-key': async (t) => {
    const ask = startOracle(t);
    const random = new Random('icp-cli-ed25519');

    for (let i = 0; i < 200; i++) {
      const phrase = makePhrase(random, i);
      const seed = bip39.mnemonicToSeedSync(phrase).toString('hex');
      const key = new Uint8Array(edHdKey.derivePath("m/44'/223'/0'/0'/0'", seed).key);
      const answer = await ask('derive', 'icp-cli-ed25519', text(phrase), '-');

      assert.equal(answer, describe(Ed25519KeyIdentity.generate(key), key));
    }
  },

  'icp-cli, P-256: SLIP-10 over @noble/curves': async (t) => {
    const ask = startOracle(t);
    const random = new Random('icp-cli-p256');
    const hard = 0x80000000;

    for (let i = 0; i < 200; i++) {
      const phrase = makePhrase(random, i);
      const seed = bip39.mnemonicToSeedSync(phrase);
      const key = deriveP256(seed, [44 | hard, 223 | hard, hard, 0, 0]);
      const answer = await ask('derive', 'icp-cli-p256', text(phrase), '-');
      const [der, , secret] = answer.split(' ');

      assert.equal(secret, hex(key));
      assert.equal(der.slice(-130), hex(p256.getPublicKey(key, false)));
    }
  },
});
