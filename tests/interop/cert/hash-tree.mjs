// SPDX-License-Identifier: MIT
// Hash trees: root hashes and lookups, ours and theirs, in trees made by them and by us.
import assert from 'node:assert/strict';
import { Cbor, reconstruct } from '@dfinity/agent';
import { runScenarios } from '../lib/tap.mjs';
import { hex, Random, startOracle, unhex } from './oracle.mjs';
import { allPaths, encode, randomPath, randomTree, showPath, theirLookup } from './trees.mjs';

/** Compares all paths of a tree and some that are not in it; counts the answers. */
async function compare(ask, random, tree, bytes, counts) {
  const paths = [...allPaths(tree), ...Array.from({ length: 20 }, () => randomPath(random))];

  assert.deepEqual(await ask('root-hash', hex(bytes)), { ok: [hex(await reconstruct(tree))] });
  const { ok: ours } = await ask('lookup', hex(bytes), ...paths.map(showPath));
  paths.forEach((path, i) => {
    const theirs = theirLookup(tree, path);

    assert.equal(ours[i], theirs, `${showPath(path)} in ${hex(bytes)}`);
    counts[theirs.split('=')[0]] = (counts[theirs.split('=')[0]] ?? 0) + 1;
  });
}

function assertVaried(t, counts) {
  t.note(JSON.stringify(counts));
  for (const kind of ['found', 'absent', 'unknown', 'error'])
    assert.ok(counts[kind] > 100, `too few answers "${kind}" to compare`);
}

await runScenarios({
  'their random trees': async (t) => {
    const ask = startOracle(t);
    const random = new Random('trees');
    const counts = {};

    for (let i = 0; i < 400; i++) {
      const tree = randomTree(random);
      await compare(ask, random, tree, encode(tree), counts);
    }
    assertVaried(t, counts);
  },

  'our witnesses': async (t) => {
    const ask = startOracle(t);
    const random = new Random('witnesses');
    const counts = {};

    for (let seed = 0; seed < 400; seed++) {
      const { ok } = await ask('witness', seed);
      const bytes = unhex(ok[0]);
      const tree = Cbor.decode(bytes);

      assert.equal(hex(await reconstruct(tree)), ok[1]);
      await compare(ask, random, tree, bytes, counts);
    }
    assertVaried(t, counts);
  },

  'mutations': async (t) => {
    const ask = startOracle(t);
    const random = new Random('mutations');
    let same = 0;
    let stricter = 0;

    for (let i = 0; i < 1500; i++) {
      const bytes = encode(randomTree(random, 2));
      const mutated = bytes.slice();
      mutated[random.below(mutated.length)] ^= 1 << random.below(8);
      const ours = await ask('root-hash', hex(mutated));
      let theirs = null;

      try {
        theirs = hex(await reconstruct(Cbor.decode(mutated)));
      } catch {
        // refused
      }
      // They accept trees that are not well-formed; what we accept they must read alike.
      if (ours.ok) {
        assert.equal(ours.ok[0], theirs, hex(mutated));
        assert.notEqual(ours.ok[0], hex(await reconstruct(Cbor.decode(bytes))), hex(mutated));
        same += 1;
      } else if (theirs !== null) {
        stricter += 1;
      } else {
        same += 1;
      }
    }
    t.note(`${same} of 1500 judged alike, ${stricter} refused by us alone`);
    assert.ok(same > 1000);
  },
});
