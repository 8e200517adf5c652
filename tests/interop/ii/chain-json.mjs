// SPDX-License-Identifier: MIT
// Delegation chains as JSON: what DelegationChain of @dfinity/identity writes is read and written
// again letter for letter; what it refuses or cannot verify is refused here, too.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import {
  DelegationChain,
  DelegationIdentity,
  ECDSAKeyIdentity,
  Ed25519KeyIdentity,
  isDelegationValid,
} from '@dfinity/identity';
import { Secp256k1KeyIdentity } from '@dfinity/identity-secp256k1';
import { Principal } from '@dfinity/principal';
import { hex, mustRefuse, Random, startOracle } from '../ic/oracle.mjs';
import { runScenarios } from '../lib/tap.mjs';

const NOW_MS = 1_800_000_000_000;
const NOW_NS = String(BigInt(NOW_MS) * 1_000_000n);
const GROUP_CHAT = Principal.fromText('kio63-vyaaa-aaaal-qcd6q-cai');
const READ = ['read', '0', '-', '-'];

const keys = [
  (random) => Ed25519KeyIdentity.generate(random.bytes(32)),
  (random) => Secp256k1KeyIdentity.generate(random.bytes(32)),
  () => ECDSAKeyIdentity.generate({ subtleCrypto: webcrypto.subtle }),
];

const check = (session) => ['check', NOW_NS, hex(session.getPublicKey().toDer()), '-'];

/** A chain of `hops` through keys of all kinds, that leads to an Ed25519 key. */
async function makeChain(random, hops, { targets, lifeMs = 3_600_000 } = {}) {
  const root = await random.pick(keys)(random);
  let signer = root;
  let chain;
  for (let i = 0; i < hops; i++) {
    const key = await (i === hops - 1 ? keys[0] : random.pick(keys))(random);
    chain = await DelegationChain.create(signer, key.getPublicKey(), new Date(NOW_MS + lifeMs + i), {
      previous: chain,
      targets: targets?.(i),
    });
    signer = key;
  }
  return { chain, root, session: signer };
}

/** Chains that are no chains: each field of any value, nothing signed. */
function randomJson(random) {
  const blob = (least) => hex(random.bytes(least + random.below(60)));
  const delegations = Array.from({ length: random.below(4) }, () => ({
    delegation: {
      expiration: random.uint64().toString(16),
      pubkey: blob(32),
      ...(random.below(3) === 0 && {
        targets: Array.from({ length: random.below(4) },
                            () => Principal.fromUint8Array(random.bytes(random.below(30))).toHex()),
      }),
    },
    signature: blob(32),
  }));
  return { delegations, publicKey: blob(32) };
}

const shuffled = (random, value) => {
  if (Array.isArray(value))
    return value.map((item) => shuffled(random, item));
  if (value === null || typeof value !== 'object')
    return random.below(2) === 0 || !/^[0-9a-f]+$/.test(value) ? value : value.toUpperCase();
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [random.uint64(), name, shuffled(random, item)])
      .sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([, name, item]) => [name, item]));
};

await runScenarios({
  '2000 random chains are read and written as DelegationChain does': [120_000, async (t) => {
    const ask = startOracle(t);
    const random = new Random('chain-json');
    for (let i = 0; i < 2000; i++) {
      const json = JSON.stringify(randomJson(random));
      const theirs = JSON.stringify(DelegationChain.fromJSON(json).toJSON());
      assert.equal(await ask(...READ, json), theirs);
      const mixed = JSON.stringify(shuffled(random, JSON.parse(json)));
      assert.equal(await ask(...READ, mixed), theirs, mixed);
      assert.equal(JSON.stringify(DelegationChain.fromJSON(await ask(...READ, mixed)).toJSON()),
                   theirs);
    }
  }],

  '300 signed chains of one to five hops are good logins': [240_000, async (t) => {
    const ask = startOracle(t);
    const random = new Random('signed');
    for (let i = 0; i < 300; i++) {
      const { chain, root, session } = await makeChain(random, 1 + random.below(5), {
        targets: random.below(3) === 0 ? () => [Principal.managementCanister(), GROUP_CHAT] : undefined,
      });
      const json = JSON.stringify(chain.toJSON());
      assert.equal(await ask(...check(session), json), root.getPrincipal().toText());
      assert.equal(DelegationIdentity.fromDelegation(session, chain).getPrincipal().toText(),
                   root.getPrincipal().toText());
    }
  }],

  'a chain with one digit changed is refused': [120_000, async (t) => {
    const ask = startOracle(t);
    const random = new Random('damaged');
    const { chain, session } = await makeChain(random, 2, { targets: () => [GROUP_CHAT] });
    const json = JSON.stringify(chain.toJSON());
    const digits = [...json.matchAll(/[0-9a-f]{2,}/gi)].filter(([run]) => run.length > 8)
      .flatMap(({ 0: run, index }) => Array.from({ length: run.length }, (_, k) => index + k));
    for (let i = 0; i < 500; i++) {
      const at = random.pick(digits);
      const other = ((parseInt(json[at], 16) + 1 + random.below(15)) % 16).toString(16);
      await mustRefuse(ask(...check(session), json.slice(0, at) + other + json.slice(at + 1)),
                       `digit ${at}`);
    }
  }],

  'what their isDelegationValid refuses is refused': async (t) => {
    const ask = startOracle(t);
    const random = new Random('refused');
    const expired = await makeChain(random, 2, { lifeMs: -3_600_000 });
    assert.match(await mustRefuse(ask(...check(expired.session),
                                      JSON.stringify(expired.chain.toJSON())), 'expired'),
                 /expired 59 minutes ago|expired 60 minutes ago/);
    const elsewhere = await makeChain(random, 2, { targets: () => [Principal.managementCanister()] });
    assert.equal(isDelegationValid(elsewhere.chain, { scope: GROUP_CHAT }), false);
    assert.match(await mustRefuse(ask(...check(elsewhere.session),
                                      JSON.stringify(elsewhere.chain.toJSON())), 'targets'),
                 /other canisters/);
    const other = await makeChain(random, 1);
    assert.match(await mustRefuse(ask(...check(other.session),
                                      JSON.stringify(elsewhere.chain.toJSON())), 'key'),
                 /another key/);
  },

  'what their fromJSON refuses is refused': async (t) => {
    const ask = startOracle(t);
    const random = new Random('malformed');
    const { chain } = await makeChain(random, 1);
    const good = chain.toJSON();
    const hop = good.delegations[0];
    const withHop = (delegation, more = {}) =>
      ({ ...good, delegations: [{ ...hop, ...more, delegation: { ...hop.delegation, ...delegation } }] });
    const cases = [
      { ...good, delegations: 1 },
      { ...good, delegations: [{}] },
      { ...good, publicKey: 'aa' },
      withHop({ expiration: 'nonsense' }),
      withHop({ pubkey: 'aa' }),
      withHop({ pubkey: 17 }),
      withHop({ targets: 'aa' }),
      withHop({ targets: [17] }),
      withHop({}, { signature: 'aa' }),
      withHop({}, { signature: null }),
    ];
    for (const json of cases.map((value) => JSON.stringify(value))) {
      assert.throws(() => DelegationChain.fromJSON(json), json);
      await mustRefuse(ask(...READ, json), json);
    }
  },
});
