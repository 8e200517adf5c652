// SPDX-License-Identifier: MIT
// Against blst. The npm package has the other variant (keys in G1, signatures in G2, hashing to G2),
// so what is compared are the parts: [k]G in G1 (its public keys), decoding and membership in both
// groups, multiples of arbitrary points of G2, and the pairing: its signature by k is [k]H, and by 1
// is H itself.
import assert from 'node:assert/strict';

import blst from '@chainsafe/blst';

import { runScenarios } from '../lib/tap.mjs';
import { hex, makeRandom, startOracle, unhex } from './oracle.mjs';

const G1 =
  '97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb';
const ONE = new Uint8Array(32);
ONE[31] = 1;

const secretKey = (bytes) => blst.SecretKey.fromBytes(bytes);

function accepts(Point, bytes) {
  try {
    Point.fromBytes(bytes, true);
    return true;
  } catch {
    return false;
  }
}

/** Bytes of a point with something wrong, or not. */
function mutate(random, good) {
  const bytes = Uint8Array.from(good);
  switch (random.below(6)) {
    case 0: // one bit
      bytes[random.below(bytes.length)] ^= 1 << random.below(8);
      break;
    case 1: // other flags
      bytes[0] = (bytes[0] & 0x1f) | (random.below(8) << 5);
      break;
    case 2: // any x below 2^380
      bytes.set(random.bytes(bytes.length));
      bytes[0] = 0x80 | (bytes[0] & 0x2f);
      if (bytes.length > 48)
        bytes[48] &= 0x0f;
      break;
    case 3: // near p
      bytes.set(unhex('1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa'), random.below(bytes.length / 48) * 48);
      bytes[0] |= 0x80;
      break;
    case 4: // infinity, nearly
      bytes.fill(0);
      bytes[0] = 0xc0 | (random.below(2) << 5);
      if (random.below(2))
        bytes[random.below(bytes.length)] |= random.below(256);
      break;
    default:
      bytes[0] ^= 0x20;
  }
  return bytes;
}

const product = (o, p0, q0, p1, q1) => o.ask('product', p0, q0, p1, q1);

function negative(point) {
  const bytes = Uint8Array.from(point);
  bytes[0] ^= 0x20;
  return bytes;
}

async function withOracle(t, body) {
  const oracle = startOracle();
  t.defer(() => oracle.close());
  return body(oracle);
}

await runScenarios({
  'multiples of the generator of G1': (t) =>
    withOracle(t, async (oracle) => {
      const random = makeRandom(1);
      for (let i = 0; i < 1000; i++) {
        const secret = random.secret();
        const want = secretKey(secret).toPublicKey().toBytes();
        assert.equal(await oracle.ask('multiply-g1', secret, G1), hex(want));
      }
    }),

  'multiples of any point of G2': (t) =>
    withOracle(t, async (oracle) => {
      const random = makeRandom(2);
      for (let i = 0; i < 500; i++) {
        const [secret, message] = [random.secret(), random.message()];
        const point = secretKey(ONE).sign(message).toBytes();
        const want = secretKey(secret).sign(message).toBytes();
        assert.equal(await oracle.ask('multiply-g2', secret, point), hex(want));
      }
    }),

  // Signatures of theirs, checked by our pairing; each also with a wrong key, point or sign.
  'their signatures': (t) =>
    withOracle(t, async (oracle) => {
      const random = makeRandom(3);
      for (let i = 0; i < 500; i++) {
        const [secret, message] = [secretKey(random.secret()), random.message()];
        const key = secret.toPublicKey().toBytes();
        const point = secretKey(ONE).sign(message).toBytes();
        const signature = secret.sign(message).toBytes();
        assert.equal(await product(oracle, key, point, negative(unhex(G1)), signature), 'one');
        const wrong = random.below(3);
        const other = secretKey(random.secret());
        assert.equal(
          await product(
            oracle,
            wrong === 0 ? other.toPublicKey().toBytes() : key,
            wrong === 1 ? secretKey(ONE).sign(random.bytes(33)).toBytes() : point,
            negative(unhex(G1)),
            wrong === 2 ? negative(signature) : signature,
          ),
          'other',
        );
      }
    }),

  // Keys and signatures of ours, checked by them.
  'our signatures': (t) =>
    withOracle(t, async (oracle) => {
      const random = makeRandom(4);
      for (let i = 0; i < 500; i++) {
        const [secret, message] = [random.secret(), random.message()];
        const point = secretKey(ONE).sign(message).toBytes();
        const key = blst.PublicKey.fromBytes(unhex(await oracle.ask('multiply-g1', secret, G1)));
        const made = blst.Signature.fromBytes(
          unhex(await oracle.ask('multiply-g2', secret, point)),
        );
        assert.equal(blst.verify(message, key, made, true, true), true);
        assert.equal(blst.verify(random.bytes(33), key, made, true, true), false);
      }
    }),

  'good and malformed points': (t) =>
    withOracle(t, async (oracle) => {
      const random = makeRandom(5);
      const seen = { g1: {}, g2: {} };
      for (let i = 0; i < 3000; i++) {
        const group = i % 2 ? 'g1' : 'g2';
        const secret = secretKey(random.secret());
        const good = i % 2 ? secret.toPublicKey().toBytes() : secret.sign(random.message()).toBytes();
        const bytes = mutate(random, good);
        const ours = await oracle.ask(group, bytes);
        // Theirs refuses infinity as a key; as a signature (G2) it depends on the caller: the
        // encoding must then be the canonical one, which is what ours says by "infinity".
        const theirs = accepts(i % 2 ? blst.PublicKey : blst.Signature, bytes);
        seen[group][ours] = (seen[group][ours] ?? 0) + 1;
        if (ours !== 'infinity')
          assert.equal(ours === 'ok', theirs, `${group} ${hex(bytes)}: ours ${ours}`);
      }
      for (const group of ['g1', 'g2']) {
        t.note(`${group}: ${JSON.stringify(seen[group])}`);
        for (const answer of ['ok', 'encoding', 'not-on-curve', 'not-in-group', 'infinity'])
          assert.ok(seen[group][answer] > 20, `${group}: too few points that are ${answer}`);
      }
    }),
});
