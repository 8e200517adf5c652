// SPDX-License-Identifier: MIT
// Request ids and delegation hashes, against requestIdOf of @dfinity/agent.
import assert from 'node:assert/strict';
import { Cbor, Expiry, requestIdOf } from '@dfinity/agent';
import { Delegation } from '@dfinity/identity';
import { Principal } from '@dfinity/principal';
import { runScenarios } from '../lib/tap.mjs';
import { hex, orNothing, Random, startOracle, unhex } from './oracle.mjs';
import { anyName, randomContent, requestWords } from './cases.mjs';

const DELEGATION_SEPARATOR = Buffer.from('\x1Aic-request-auth-delegation');

await runScenarios({
  'the example of the interface specification': async (t) => {
    const ask = startOracle(t);
    const content = {
      request_type: 'call',
      sender: Principal.anonymous(),
      ingress_expiry: 1685570400000000000n,
      canister_id: Principal.fromHex('00000000000004D2'),
      method_name: 'hello',
      arg: unhex('4449444c00fd2a'),
    };
    const id = '1d1091364d6bb8a6c16b203ee75467d59ead468f523eb058880ae8ec80e2b101';

    assert.equal(hex(requestIdOf(content)), id);
    assert.equal(await ask('request-id', hex(Cbor.encode({ content }))), id);
  },

  'calls, queries and reads, encoded by them': async (t) => {
    const ask = startOracle(t);
    const random = new Random('request');

    for (let i = 0; i < 1000; i++) {
      const content = randomContent(random, Principal.fromUint8Array(random.bytes(29)));
      const envelope = hex(Cbor.encode({ content }));

      assert.equal(await ask('request-id', envelope), hex(requestIdOf(content)));
    }
  },

  'the same, encoded by us': async (t) => {
    const ask = startOracle(t);
    const random = new Random('request-ours');

    for (let i = 0; i < 500; i++) {
      const content = randomContent(random, Principal.anonymous(), undefined, anyName);
      const envelope = await ask('sign', '-', ...requestWords(content));
      const decoded = Cbor.decode(unhex(envelope)).content;

      // borc reads a 64-bit number as BigNumber.
      decoded.ingress_expiry = BigInt(decoded.ingress_expiry.toFixed());
      assert.equal(hex(requestIdOf(decoded)), hex(requestIdOf(content)));
      assert.equal(await ask('request-id', envelope), hex(requestIdOf(content)));
      assert.equal(decoded.request_type, content.request_type);
    }
  },

  'both ways to write the expiry': async (t) => {
    const ask = startOracle(t);

    // Expiry is written as a 64-bit number, a bare bigint as a bignum.
    for (const expiry of [new Expiry(60_000), 1n, 255n, 2n ** 64n - 1n]) {
      const content = {
        request_type: 'query',
        sender: Principal.anonymous(),
        ingress_expiry: expiry,
        canister_id: Principal.managementCanister(),
        method_name: '',
        arg: new Uint8Array(),
      };
      const id = hex(requestIdOf(content));
      const cbor = expiry instanceof Expiry || expiry.toString(16).length % 2 === 0
        ? Cbor.encode({ content })
        : Cbor.encode({ content: { ...content, ingress_expiry: Number(expiry) } });

      assert.equal(await ask('request-id', hex(cbor)), id);
    }
  },

  'delegations': async (t) => {
    const ask = startOracle(t);
    const random = new Random('delegation');

    for (let i = 0; i < 1000; i++) {
      const pubkey = random.bytes(1 + random.below(100));
      const expiration = random.uint64() >> BigInt(random.below(64));
      const targets = random.below(2)
        ? Array.from({ length: 1 + random.below(5) }, () =>
            Principal.fromUint8Array(random.bytes(1 + random.below(29))))
        : undefined;
      const permissions = random.pick([undefined, undefined, 'queries', 'all']);
      const delegation = new Delegation(pubkey, expiration, targets);
      // This version of the package does not know the field yet, its hash does.
      const theirs = requestIdOf({ ...delegation, permissions });
      const words = [
        hex(pubkey),
        expiration,
        orNothing((targets ?? []).map((p) => hex(p.toUint8Array())).join(',')),
        permissions ?? '-',
      ];

      assert.equal(
        await ask('delegation-message', ...words),
        hex(DELEGATION_SEPARATOR) + hex(theirs),
      );
    }
  },
});
