// SPDX-License-Identifier: MIT
// What is accepted and what is refused, here and by @dfinity/candid: messages read at types that
// resemble theirs, and messages with bits flipped. Where the packages are known to stray from the
// specification (the official vectors of the unit tests decide that), the case is left out or
// counted; everything else must agree.
import assert from 'node:assert/strict';
import { IDL } from '@dfinity/candid';
import { runScenarios } from '../lib/tap.mjs';
import { plain } from './cases.mjs';
import { firstSeed, hex, OracleError, Random, startOracle, unhex } from './oracle.mjs';
import { parseType, someTree, toIdl } from './types.mjs';

const N_CASES = 3000;
const N_SPOILT = 2000;
const SPOILT_EACH = 3;
const IC_ERROR_LIMIT = 2; // src/ic/ic-error.h

const kindIn = (...kinds) => (tree) => kinds.includes(tree.kind);
const isNumberVec = (tree) => tree.kind === 'vec' && /^(nat|int)\d+$/.test(tree.inner.kind);
const hasNullField = (tree) => tree.kind === 'record'
  && tree.fields.some(([, t]) => ['null', 'reserved'].includes(t.kind));
const isOptOfNullable = (tree) => tree.kind === 'opt'
  && ['opt', 'null', 'reserved'].includes(tree.inner.kind);

/** What @dfinity/candid 2.4.1 does otherwise when it reads `wire` at `expected`. */
const DEVIATIONS = {
  'nat is not read at int': (wire, expected) =>
    someTree(wire, kindIn('nat')) && someTree(expected, kindIn('int')),
  'a func or service is read from whatever is on the wire': (wire, expected) =>
    someTree(expected, kindIn('func', 'service')),
  'a service is not read at principal': (wire, expected) =>
    someTree(wire, kindIn('service')) && someTree(expected, kindIn('principal')),
  'a missing field is not read as null if it is null or reserved': (wire, expected) =>
    someTree(expected, hasNullField),
  'a value is not wrapped in more than one opt': (wire, expected) =>
    someTree(expected, isOptOfNullable),
  'the items of a vec of numbers are not compared': (wire, expected) =>
    someTree(expected, isNumberVec),
};

/** What we refuse and they accept in a spoilt message, by our reason. */
const LENIENCIES = [
  /count exceeds the input/, // a vec of numbers that is cut short gives a shorter array
  /bad LEB128 number/, // the same, of more than 2^64 items
  /text is no UTF-8/, // of the names of methods
  /annotation of a func repeated/,
  /methods do not ascend/,
  /principal is too long/,
];

function theirReading(types, bytes) {
  try {
    return { values: IDL.decode(types, bytes) };
  } catch (error) {
    return { error };
  }
}

async function ourReading(ask, ...question) {
  try {
    return { message: (await ask(...question))[0] };
  } catch (error) {
    if (!(error instanceof OracleError))
      throw error;
    return { error };
  }
}

await runScenarios({
  'messages at types that resemble theirs': [180_000, async (t) => {
    const ask = startOracle(t);
    const counts = { read: 0, refused: 0 };
    const left = Object.fromEntries(Object.keys(DEVIATIONS).map((name) => [name, 0]));

    for (let seed = firstSeed; seed < firstSeed + N_CASES; seed++) {
      const [message, wire, expected, , verdict, again] = await ask('relative', seed);
      const trees = [parseType(wire), parseType(expected)];
      const deviation = Object.keys(DEVIATIONS).find((name) => DEVIATIONS[name](...trees));
      if (deviation !== undefined) {
        left[deviation] += 1;
        continue;
      }
      const type = toIdl(trees[1]);
      const theirs = theirReading([type], unhex(message));
      const what = `seed ${seed}: ${wire} at ${expected}`;
      assert.equal(verdict, theirs.error ? 'refused' : 'read', `${what}: ${theirs.error ?? again}`);
      if (verdict === 'read')
        assert.deepEqual(plain(IDL.decode([type], unhex(again))), plain(theirs.values), what);
      counts[verdict] += 1;
    }
    t.note(`${counts.read} read and ${counts.refused} refused by both`);
    for (const [name, count] of Object.entries(left))
      t.note(`left out, ${name}: ${count}`);
    assert.ok(counts.read > N_CASES / 4 && counts.refused > N_CASES / 50);
  }],

  'messages with bits flipped or cut': [180_000, async (t) => {
    const ask = startOracle(t);
    const counts = { accepted: 0, refused: 0, lenient: 0, future: 0, bombs: 0 };

    for (let seed = firstSeed; seed < firstSeed + N_SPOILT; seed++) {
      const bytes = unhex((await ask('generate', seed))[0]);
      const random = new Random(seed);
      for (let i = 0; i < SPOILT_EACH; i++) {
        const spoilt = Uint8Array.from(bytes);
        for (let n = 1 + random.below(2); n > 0; n--)
          spoilt[4 + random.below(bytes.length - 4)] ^= 1 << random.below(8);
        const cut = random.chance(5) ? spoilt.slice(0, 4 + random.below(bytes.length - 4)) : spoilt;
        const ours = await ourReading(ask, 'any', hex(cut));
        if (ours.error?.code === IC_ERROR_LIMIT) {
          counts.bombs += 1; // Node would die of them
          continue;
        }
        const theirs = theirReading([], cut);
        const what = `seed ${seed}: ${hex(cut)}: ${ours.error ?? theirs.error}`;

        if (ours.error && !theirs.error) {
          assert.ok(LENIENCIES.some((reason) => reason.test(ours.error.message)), what);
          counts.lenient += 1;
        } else if (!ours.error && /Illegal op_code|future value/.test(theirs.error?.message)) {
          counts.future += 1; // they know no future types
        } else {
          assert.equal(ours.error === undefined, theirs.error === undefined, what);
          counts[ours.error ? 'refused' : 'accepted'] += 1;
        }
      }
    }
    t.note(`${counts.accepted} accepted and ${counts.refused} refused by both, `
      + `${counts.lenient} refused by us alone, `
      + `${counts.future} accepted by us alone, `
      + `${counts.bombs} beyond our limits`);
    assert.ok(counts.future < N_SPOILT * SPOILT_EACH / 100);
    assert.ok(counts.accepted > 500 && counts.refused > 1000);
  }],
});
