// SPDX-License-Identifier: MIT
// Certificates of ours, verified by them and by us: valid ones, and mutated ones.
import assert from 'node:assert/strict';
import { Certificate, lookupResultToBuffer } from '@dfinity/agent';
import { Principal } from '@dfinity/principal';
import { runScenarios } from '../lib/tap.mjs';
import { buffer, hex, Random, startOracle, unhex } from './oracle.mjs';

const now = () => BigInt(Date.now()) * 1_000_000n;

/** Their verdict: the certified data, or null if they refuse. */
async function theirVerdict(root, canister, cbor) {
  try {
    const certificate = await Certificate.create({
      certificate: buffer(cbor),
      rootKey: buffer(root),
      canisterId: Principal.fromUint8Array(canister),
    });
    const data = lookupResultToBuffer(
      certificate.lookup(['canister', buffer(canister), 'certified_data']),
    );
    return data === undefined ? null : hex(data);
  } catch {
    return null;
  }
}

async function make(ask, seed, form, time = now()) {
  const { ok } = await ask('certificate', seed, form, time);
  const [root, canister, data, cbor] = ok;
  return { root: unhex(root), canister: unhex(canister), data, cbor: unhex(cbor) };
}

async function ourVerdict(ask, { root, canister }, cbor) {
  const { ok } = await ask('verify', hex(root), hex(canister), hex(cbor), now());
  return ok ? ok[0] : null;
}

await runScenarios({
  'valid certificates': [
    120_000,
    async (t) => {
      const ask = startOracle(t);

      for (let seed = 0; seed < 60; seed++) {
        const made = await make(ask, seed, seed % 2 === 0 ? 'none' : 'flat');

        assert.equal(await theirVerdict(made.root, made.canister, made.cbor), made.data);
        assert.equal(await ourVerdict(ask, made, made.cbor), made.data);
      }
    },
  ],

  'another root, another canister, another time': async (t) => {
    const ask = startOracle(t);
    const made = await make(ask, 1, 'flat');
    const other = await make(ask, 2, 'flat');
    const outside = { ...made, canister: Uint8Array.of(0, 0, 0, 0, 1, 6, 0, 0, 1, 1) };
    const old = await make(ask, 1, 'flat', now() - 301_000_000_000n);
    const early = await make(ask, 1, 'flat', now() + 310_000_000_000n);

    for (const [wrong, cbor] of [
      [{ ...made, root: other.root }, made.cbor],
      [outside, made.cbor],
      [made, old.cbor],
      [made, early.cbor],
    ]) {
      assert.equal(await theirVerdict(wrong.root, wrong.canister, cbor), null);
      assert.equal(await ourVerdict(ask, wrong, cbor), null);
    }
  },

  'mutations': [
    300_000,
    async (t) => {
      const ask = startOracle(t);
      const random = new Random('certificates');

      for (let i = 0; i < 200; i++) {
        const made = await make(ask, i % 10, i % 3 === 0 ? 'none' : 'flat');
        const cbor = made.cbor.slice();

        cbor[random.below(cbor.length)] ^= 1 << random.below(8);
        const theirs = await theirVerdict(made.root, made.canister, cbor);
        assert.equal(await ourVerdict(ask, made, cbor), theirs, hex(cbor));
        assert.equal(theirs, null, hex(cbor));
      }
    },
  ],
});
