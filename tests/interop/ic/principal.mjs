// SPDX-License-Identifier: MIT
// Principals: bytes and text, both directions, against @dfinity/principal.
import assert from 'node:assert/strict';
import { Principal } from '@dfinity/principal';
import { runScenarios } from '../lib/tap.mjs';
import { hex, mustRefuse, orNothing, Random, startOracle } from './oracle.mjs';

await runScenarios({
  'bytes to text and back': async (t) => {
    const ask = startOracle(t);
    const random = new Random('principal');

    for (let i = 0; i < 2000; i++) {
      const bytes = random.bytes(i % 30);
      const theirs = Principal.fromUint8Array(bytes).toText();

      assert.equal(await ask('principal-text', orNothing(hex(bytes))), theirs);
      assert.equal(await ask('principal-bytes', theirs), hex(bytes));
      assert.equal(await ask('principal-bytes', theirs.toUpperCase()), hex(bytes));
      assert.equal(hex(Principal.fromText(theirs).toUint8Array()), hex(bytes));
    }
  },

  'self-authenticating': async (t) => {
    const ask = startOracle(t);
    const random = new Random('self-authenticating');

    for (let i = 0; i < 500; i++) {
      const der = random.bytes(1 + random.below(120));
      assert.equal(
        await ask('self-authenticating', hex(der)),
        Principal.selfAuthenticating(der).toText(),
      );
    }
  },

  'what they refuse, we refuse': async (t) => {
    const ask = startOracle(t);
    const random = new Random('mistyped');
    const alphabet = 'abcdefghijklmnopqrstuvwxyz234567-';
    let refused = 0;

    for (let i = 0; i < 3000; i++) {
      const text = Principal.fromUint8Array(random.bytes(random.below(30))).toText();
      const at = random.below(text.length);
      const wrong = text.slice(0, at) + random.pick(alphabet) + text.slice(at + random.below(2));
      let theirs = null;

      try {
        theirs = hex(Principal.fromText(wrong).toUint8Array());
      } catch {
        refused += 1;
      }
      if (theirs === null)
        await mustRefuse(ask('principal-bytes', wrong), wrong);
      else
        assert.equal(await ask('principal-bytes', wrong), theirs);
    }
    t.note(`${refused} of 3000 texts were refused by both`);
    assert.ok(refused > 2000);
  },
});
