// SPDX-License-Identifier: MIT
// Key files that node (OpenSSL) and the JavaScript packages write.
import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { Principal } from '@dfinity/principal';
import { Ed25519KeyIdentity } from '@dfinity/identity';
import { Secp256k1KeyIdentity } from '@dfinity/identity-secp256k1';
import { hex, mustRefuse, orNothing, Random, startOracle } from '../ic/oracle.mjs';
import { runScenarios } from '../lib/tap.mjs';

const text = (value) => orNothing(Buffer.from(value, 'utf8').toString('hex'));

const makePair = (curve) =>
  curve === 'ed25519'
    ? generateKeyPairSync('ed25519')
    : generateKeyPairSync('ec', { namedCurve: curve });

/** What the oracle shall say about a key: its public key and principal. */
function expected(privateKey) {
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return `${hex(der)} ${Principal.selfAuthenticating(new Uint8Array(der)).toText()} `;
}

const curves = ['secp256k1', 'prime256v1', 'ed25519'];

await runScenarios({
  'PKCS#8 and SEC 1': async (t) => {
    const ask = startOracle(t);

    for (let i = 0; i < 300; i++) {
      const curve = curves[i % 3];
      const { privateKey } = makePair(curve);
      const types = curve === 'ed25519' ? ['pkcs8'] : ['pkcs8', 'sec1'];

      for (const type of types) {
        const pem = privateKey.export({ type, format: 'pem' });
        const answer = await ask('import', text(pem), '-');
        assert.ok(answer.startsWith(expected(privateKey)), type);
        assert.equal(await ask('import', text(pem.replaceAll('\n', '\r\n')), '-'), answer);
      }
    }
  },

  'encrypted PKCS#8': async (t) => {
    const ask = startOracle(t);
    const random = new Random('passphrases');
    const ciphers = ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc'];

    for (let i = 0; i < 60; i++) {
      const { privateKey } = makePair(curves[i % 3]);
      const passphrase = `x${random.text(30, 'abc ÄÖ漢🔑!"$')}`;
      const pem = privateKey.export({
        type: 'pkcs8', format: 'pem', cipher: ciphers[Math.floor(i / 3) % 3], passphrase,
      });

      assert.ok((await ask('import', text(pem), text(passphrase))).startsWith(expected(privateKey)));
      assert.match(
        await mustRefuse(ask('import', text(pem), text(`${passphrase}!`)), 'wrong passphrase'),
        /passphrase does not open/,
      );
      assert.match(await mustRefuse(ask('import', text(pem), '-'), 'no passphrase'), /is needed/);
    }
  },

  'the openssl command line': async (t) => {
    const run = (args, input) => {
      const result = spawnSync('openssl', args, { input, encoding: 'utf8' });
      assert.equal(result.status, 0, result.stderr);
      return result.stdout;
    };
    if (spawnSync('openssl', ['version']).status !== 0) {
      t.note('no openssl here');
      return;
    }
    const ask = startOracle(t);
    const hashes = ['hmacWithSHA1', 'hmacWithSHA256', 'hmacWithSHA384', 'hmacWithSHA512'];

    for (const curve of ['secp256k1', 'prime256v1']) {
      const plain = run(['ecparam', '-name', curve, '-genkey']);
      const key = await ask('import', text(plain), '-');
      const compressed = run(['ec', '-conv_form', 'compressed'], plain);

      assert.ok(plain.includes('EC PARAMETERS'));
      assert.equal(await ask('import', text(compressed), '-'), key);
      for (const hash of hashes) {
        const args = ['pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-v2prf', hash, '-passout', 'pass:pw'];
        assert.equal(await ask('import', text(run(args, plain)), text('pw')), key);
      }
      const scrypt = run(['pkcs8', '-topk8', '-scrypt', '-passout', 'pass:pw'], plain);
      assert.equal(await ask('import', text(scrypt), text('pw')), key);
    }
  },

  'JSON of the packages': async (t) => {
    const ask = startOracle(t);
    const random = new Random('json');

    for (let i = 0; i < 200; i++) {
      const secret = random.bytes(32);
      for (const identity of [
        Ed25519KeyIdentity.generate(secret),
        Secp256k1KeyIdentity.fromSecretKey(secret.buffer),
      ]) {
        assert.equal(
          await ask('import', text(JSON.stringify(identity)), '-'),
          [
            hex(new Uint8Array(identity.getPublicKey().toDer())),
            identity.getPrincipal().toText(),
            hex(secret),
          ].join(' '),
        );
      }
    }
  },
});
