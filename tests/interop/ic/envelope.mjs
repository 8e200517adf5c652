// SPDX-License-Identifier: MIT
// Signed envelopes: theirs decoded and checked by us, ours decoded and verified by them.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { AnonymousIdentity, Cbor, HttpAgent, requestIdOf } from '@dfinity/agent';
import {
  DelegationChain,
  DelegationIdentity,
  ECDSAKeyIdentity,
  Ed25519KeyIdentity,
} from '@dfinity/identity';
import { Secp256k1KeyIdentity } from '@dfinity/identity-secp256k1';
import { Principal } from '@dfinity/principal';
import { runScenarios } from '../lib/tap.mjs';
import { anyName, EXPIRY_NS, NOW_NS, randomContent, requestWords } from './cases.mjs';
import { hex, mustRefuse, orNothing, Random, startOracle, unhex } from './oracle.mjs';

const REQUEST_SEPARATOR = Buffer.from('\x0Aic-request');
const DELEGATION_SEPARATOR = Buffer.from('\x1Aic-request-auth-delegation');
const HOP_EXPIRY = new Date(Number(EXPIRY_NS / 1_000_000n));

const keyKinds = {
  'Ed25519': (random) => Ed25519KeyIdentity.generate(random.bytes(32)),
  'ECDSA secp256k1': (random) => Secp256k1KeyIdentity.generate(random.bytes(32)),
  'ECDSA P-256': () => ECDSAKeyIdentity.generate({ subtleCrypto: webcrypto.subtle }),
};

const randomKey = (random) => random.pick(Object.values(keyKinds))(random);

async function randomChain(random, hops, targets = undefined, expiry = HOP_EXPIRY) {
  let signer = await randomKey(random);
  let chain;
  for (let i = 0; i < hops; i++) {
    const key = await randomKey(random);
    chain = await DelegationChain.create(signer, key.getPublicKey(), expiry, {
      previous: chain,
      targets,
    });
    signer = key;
  }
  return DelegationIdentity.fromDelegation(signer, chain);
}

/** Their envelope of a random content, as bytes. */
async function signByThem(random, identity, type) {
  const content = randomContent(random, identity.getPrincipal(), type);
  const { body } = await identity.transformRequest({ body: content });
  return { content, cbor: new Uint8Array(Cbor.encode(body)) };
}

/** One bit changed. */
function damage(random, bytes) {
  const copy = Uint8Array.from(bytes);
  const bit = random.below(bytes.length * 8);
  copy[bit >> 3] ^= 1 << (bit & 7);
  return copy;
}

const words = (envelope) => ['check', NOW_NS, hex(envelope)];

/** Checks one of our envelopes with their code; gives the sender. */
async function verifyByThem(cbor) {
  const envelope = Cbor.decode(cbor);
  const { content, sender_pubkey, sender_sig, sender_delegation } = envelope;
  let key = new Uint8Array(sender_pubkey);

  content.ingress_expiry = BigInt(content.ingress_expiry.toFixed());
  assert.equal(
    hex(Principal.selfAuthenticating(key).toUint8Array()),
    hex(content.sender),
  );
  for (const { delegation, signature } of sender_delegation ?? []) {
    delegation.expiration = BigInt(delegation.expiration.toFixed());
    const message = Buffer.concat([DELEGATION_SEPARATOR, Buffer.from(requestIdOf(delegation))]);
    assert.ok(verifyEd25519(signature, message, key), 'delegation');
    key = new Uint8Array(delegation.pubkey);
  }
  const message = Buffer.concat([REQUEST_SEPARATOR, Buffer.from(requestIdOf(content))]);
  assert.ok(verifyEd25519(sender_sig, message, key), 'request');
  return { content, hops: sender_delegation?.length ?? 0 };
}

function verifyEd25519(signature, message, der) {
  return Ed25519KeyIdentity.verify(
    new Uint8Array(signature), new Uint8Array(message), der.slice(12));
}

const scenarios = {};

for (const [kind, makeKey] of Object.entries(keyKinds)) {
  scenarios[`theirs, signed with ${kind}`] = async (t) => {
    const ask = startOracle(t);
    const random = new Random(kind);

    for (let i = 0; i < 150; i++) {
      const identity = await makeKey(random);
      const { content, cbor } = await signByThem(random, identity);

      assert.equal(await ask(...words(cbor)), identity.getPrincipal().toText());
      assert.equal(await ask('request-id', hex(cbor)), hex(requestIdOf(content)));
      for (let j = 0; j < 5; j++)
        await mustRefuse(ask(...words(damage(random, cbor))), 'a damaged envelope');
    }
  };

  scenarios[`their signatures with ${kind}`] = async (t) => {
    const ask = startOracle(t);
    const random = new Random(`${kind} alone`);
    const identity = await makeKey(random);
    const other = await makeKey(random);
    const der = hex(identity.getPublicKey().toDer());

    for (let i = 0; i < 200; i++) {
      const message = random.bytes(1 + random.below(300));
      const signature = new Uint8Array(await identity.sign(message));

      assert.equal(await ask('verify', der, hex(message), hex(signature)), kind);
      await mustRefuse(
        ask('verify', der, hex(message), hex(damage(random, signature))), 'another signature');
      await mustRefuse(
        ask('verify', der, hex(damage(random, message)), hex(signature)), 'another message');
      await mustRefuse(
        ask('verify', hex(other.getPublicKey().toDer()), hex(message), hex(signature)),
        'another key');
    }
  };
}

scenarios['theirs, delegated through keys of all kinds'] = async (t) => {
  const ask = startOracle(t);
  const random = new Random('chains');

  for (let i = 0; i < 150; i++) {
    const identity = await randomChain(random, 1 + (i % 6));
    const { content, cbor } = await signByThem(random, identity);

    assert.equal(await ask(...words(cbor)), identity.getPrincipal().toText());
    assert.equal(await ask('request-id', hex(cbor)), hex(requestIdOf(content)));
    for (let j = 0; j < 5; j++)
      await mustRefuse(ask(...words(damage(random, cbor))), 'a damaged envelope');
    // Request and hops expire together.
    await mustRefuse(ask('check', EXPIRY_NS + 1n, hex(cbor)), 'an expired envelope');
  }
};

scenarios['theirs, delegated for some canisters'] = async (t) => {
  const ask = startOracle(t);
  const random = new Random('targets');

  for (let i = 0; i < 60; i++) {
    const target = Principal.fromUint8Array(random.bytes(10));
    const other = Principal.fromUint8Array(random.bytes(10));
    const identity = await randomChain(random, 1 + (i % 3), [target, other]);

    for (const canister_id of [target, other, Principal.fromUint8Array(random.bytes(10))]) {
      const content = {
        ...randomContent(random, identity.getPrincipal(), random.pick(['call', 'query'])),
        canister_id,
      };
      const { body } = await identity.transformRequest({ body: content });
      const answer = ask(...words(Cbor.encode(body)));

      if (canister_id === target || canister_id === other)
        assert.equal(await answer, identity.getPrincipal().toText());
      else
        assert.match(await mustRefuse(answer, 'a canister that is no target'), /canister/);
    }
  }
};

scenarios['theirs, decoded and encoded again by us'] = async (t) => {
  const ask = startOracle(t);
  const random = new Random('again');

  for (let i = 0; i < 100; i++) {
    const identity = await randomChain(random, 1 + (i % 3), i % 2 ? [Principal.anonymous()] : undefined);
    const { cbor } = await signByThem(random, identity);
    const again = unhex(await ask('encode-again', hex(cbor)));
    const plain = (value) => JSON.stringify(value, (_, v) =>
      v instanceof ArrayBuffer || ArrayBuffer.isView(v) ? hex(v) : v);
    const sorted = ({ content, ...rest }) => ({
      content: Object.fromEntries(Object.entries(content).sort()),
      ...Object.fromEntries(Object.entries(rest).sort()),
    });
    const normal = (bytes) => {
      const envelope = Cbor.decode(bytes);
      envelope.content.ingress_expiry = BigInt(envelope.content.ingress_expiry).toString();
      return plain(sorted(envelope));
    };

    assert.equal(normal(again), normal(cbor));
  }
};

scenarios['what HttpAgent really sends'] = async (t) => {
  const ask = startOracle(t);
  const random = new Random('agent');
  const canister = Principal.fromUint8Array(random.bytes(10));
  const inTenMinutes = new Date(Date.now() + 600_000);
  const identities = [new AnonymousIdentity()];

  for (let i = 0; i < 4; i++) {
    for (const makeKey of Object.values(keyKinds))
      identities.push(await makeKey(random));
    identities.push(await randomChain(random, 1 + i, undefined, inTenMinutes));
    identities.push(await randomChain(random, 1 + i, [canister], inTenMinutes));
  }

  for (const identity of identities) {
    const sent = [];
    const agent = HttpAgent.createSync({
      host: 'http://127.0.0.1:1',
      identity,
      retryTimes: 0,
      verifyQuerySignatures: false,
      fetch: async (url, request) => {
        sent.push({ url: String(url), body: new Uint8Array(request.body) });
        return new Response(null, { status: 500 });
      },
    });
    const call = { methodName: 'ws_open', arg: random.bytes(50), effectiveCanisterId: canister };
    const paths = [[new TextEncoder().encode('time')]];

    await assert.rejects(agent.call(canister, call));
    await assert.rejects(agent.query(canister, call));
    await assert.rejects(agent.readState(canister, { paths }));

    assert.deepEqual(
      [...new Set(sent.map(({ url }) => url.split('/').pop()))],
      ['call', 'query', 'read_state'],
    );
    for (const { body } of sent) {
      assert.equal(
        await ask('check', BigInt(Date.now()) * 1_000_000n, hex(body)),
        identity.getPrincipal().toText(),
      );
    }
  }
};

scenarios['ours, verified by them'] = async (t) => {
  const ask = startOracle(t);
  const random = new Random('ours');

  for (let i = 0; i < 200; i++) {
    const seed = random.bytes(32);
    const identity = Ed25519KeyIdentity.generate(seed);
    const content = randomContent(random, identity.getPrincipal(), undefined, anyName);
    const cbor = unhex(await ask('sign', hex(seed), ...requestWords(content)));
    const verified = await verifyByThem(cbor);

    assert.equal(hex(requestIdOf(verified.content)), hex(requestIdOf(content)));
    assert.equal(await ask(...words(cbor)), identity.getPrincipal().toText());
    // Ed25519 has one signature for one message: theirs is the same.
    const { body } = await identity.transformRequest({ body: content });
    assert.equal(hex(Cbor.decode(cbor).sender_sig), hex(body.sender_sig));
  }
};

scenarios['ours, delegated, verified by them'] = async (t) => {
  const ask = startOracle(t);
  const random = new Random('ours-delegated');

  for (let i = 0; i < 100; i++) {
    const seeds = Array.from({ length: 2 + (i % 4) }, () => random.bytes(32));
    const root = Ed25519KeyIdentity.generate(seeds[0]);
    const content = randomContent(random, root.getPrincipal(), 'query', anyName);
    const targets = random.below(2) ? hex(content.canister_id.toUint8Array()) : '';
    const permissions = random.pick(['-', 'all', 'queries']);
    const cbor = unhex(await ask(
      'sign-delegated', seeds.map(hex).join(','), EXPIRY_NS, orNothing(targets), permissions,
      ...requestWords(content)));
    const verified = await verifyByThem(cbor);

    assert.equal(verified.hops, seeds.length - 1);
    assert.equal(hex(requestIdOf(verified.content)), hex(requestIdOf(content)));
    assert.equal(await ask(...words(cbor)), root.getPrincipal().toText());
  }
};

await runScenarios(scenarios);
