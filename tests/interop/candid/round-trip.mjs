// SPDX-License-Identifier: MIT
// Random types and values, both directions, against @dfinity/candid.
import assert from 'node:assert/strict';
import { IDL } from '@dfinity/candid';
import { runScenarios } from '../lib/tap.mjs';
import { plain, randomType, randomValue } from './cases.mjs';
import { firstSeed, hex, OracleError, Random, startOracle, unhex } from './oracle.mjs';
import { parseType, printType, toIdl } from './types.mjs';

const N_CASES = 3000;

const encode = (types, values) => new Uint8Array(IDL.encode(types, values));
const decode = (types, bytes) => IDL.decode(types, bytes);

function theirMessage(seed) {
  const random = new Random(seed);
  const trees = Array.from({ length: 1 + random.below(3) }, () => randomType(random));
  const types = trees.map(toIdl);
  const values = trees.map((tree) => randomValue(random, tree));
  return { trees, types, values, bytes: encode(types, values) };
}

await runScenarios({
  'they write, we read at their types and write, they read': [180_000, async (t) => {
    const ask = startOracle(t);

    for (let seed = firstSeed; seed < firstSeed + N_CASES; seed++) {
      const { trees, types, values, bytes } = theirMessage(seed);
      const [again] = await ask('at', hex(bytes), ...trees.map(printType));
      assert.deepEqual(plain(decode(types, unhex(again))), plain(values), `seed ${seed}`);
    }
  }],

  'they write, we read at the types of the message and write, they read': [180_000, async (t) => {
    const ask = startOracle(t);

    for (let seed = firstSeed; seed < firstSeed + N_CASES; seed++) {
      const { types, values, bytes } = theirMessage(seed);
      const [again] = await ask('any', hex(bytes));
      assert.deepEqual(plain(decode(types, unhex(again))), plain(values), `seed ${seed}`);
    }
  }],

  'we write, they read and write, we read': [180_000, async (t) => {
    const ask = startOracle(t);

    for (let seed = firstSeed; seed < firstSeed + N_CASES; seed++) {
      const [message, ...texts] = await ask('generate', seed);
      const types = texts.map((text) => toIdl(parseType(text)));
      const values = decode(types, unhex(message));
      const answer = await ask('compare', seed, hex(encode(types, values)));
      assert.deepEqual(answer, ['same'], `seed ${seed}`);
    }
  }],
});
