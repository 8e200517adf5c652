// SPDX-License-Identifier: MIT
// Recovery phrases against bip39: words, checksums, seeds.
import assert from 'node:assert/strict';
import bip39 from 'bip39';
import { hex, mustRefuse, orNothing, Random, startOracle } from '../ic/oracle.mjs';
import { runScenarios } from '../lib/tap.mjs';

const text = (value) => orNothing(Buffer.from(value, 'utf8').toString('hex'));
const words = bip39.wordlists.english;

await runScenarios({
  'entropy to phrase': async (t) => {
    const ask = startOracle(t);
    const random = new Random('entropy');

    for (let i = 0; i < 3000; i++) {
      const entropy = random.bytes(16 + 4 * (i % 5));
      const theirs = bip39.entropyToMnemonic(Buffer.from(entropy));

      assert.equal(await ask('phrase', hex(entropy)), theirs);
      assert.equal(await ask('validate', text(theirs)), 'valid');
    }
  },

  'phrase to seed': async (t) => {
    const ask = startOracle(t);
    const random = new Random('seed');
    const alphabet = 'aZ0 éÄßçñ한글ガパ漢字ﬁⅧ①½ǅ🔑ộạ\u0301\u0323\u0327';

    for (let i = 0; i < 600; i++) {
      const theirs = bip39.entropyToMnemonic(Buffer.from(random.bytes(16 + 4 * (i % 5))));
      const passphrase = i % 3 === 0 ? '' : random.text(20, alphabet);

      assert.equal(
        await ask('seed', text(theirs), text(passphrase)),
        bip39.mnemonicToSeedSync(theirs, passphrase).toString('hex'),
      );
    }
  },

  'what they refuse, we refuse': async (t) => {
    const ask = startOracle(t);
    const random = new Random('wrong');
    let refused = 0;

    for (let i = 0; i < 4000; i++) {
      const phrase = bip39.entropyToMnemonic(Buffer.from(random.bytes(16))).split(' ');
      // Another word, two swapped, one too many or too few.
      const at = random.below(12);
      const other = random.below(12);
      if (i % 4 === 0)
        phrase[at] = random.pick(words);
      else if (i % 4 === 1)
        [phrase[at], phrase[other]] = [phrase[other], phrase[at]];
      else if (i % 4 === 2)
        phrase.splice(at, 1);
      else
        phrase.splice(at, 0, random.pick(words));
      const wrong = phrase.join(' ');

      if (bip39.validateMnemonic(wrong)) {
        assert.equal(await ask('validate', text(wrong)), 'valid');
      } else {
        await mustRefuse(ask('validate', text(wrong)), wrong);
        refused += 1;
      }
    }
    t.note(`${refused} of 4000 phrases were refused by both`);
    assert.ok(refused > 3000 && refused < 4000);
  },
});
