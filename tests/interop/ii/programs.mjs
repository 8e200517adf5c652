// SPDX-License-Identifier: MIT
// The client's login without a browser: this script is the page, ii-chat the client. Fifty people in
// a row, and others on this machine who try to get in between.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { DelegationChain, ECDSAKeyIdentity } from '@dfinity/identity';
import { hex } from '../ic/oracle.mjs';
import { startNetwork } from '../lib/network.mjs';
import { runScenarios } from '../lib/tap.mjs';
import { startChat } from './chat.mjs';

/** What the program wrote into the address. */
function readAddress(uri) {
  const params = new URLSearchParams(new URL(uri).hash.slice(1));
  const der = Buffer.from(params.get('public_key'), 'base64url');
  return { callback: params.get('callback'), nonce: params.get('nonce'), der };
}

/** What the page makes of it, with their DelegationChain. */
async function makeChain(network, number, der) {
  const browser = await ECDSAKeyIdentity.generate({ subtleCrypto: webcrypto.subtle });
  const response = await fetch(`${network.identityUrl}/cli/delegation`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ number, publicKey: hex(browser.getPublicKey().toDer()) }),
  });
  const first = DelegationChain.fromJSON(await response.text());
  const expiration = new Date(Number(first.delegations[0].delegation.expiration / 1_000_000n));
  return DelegationChain.create(browser, { toDer: () => der }, expiration, { previous: first });
}

const post = (callback, fields) => fetch(callback, {
  method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });

await runScenarios({
  'fifty times in a row: log in, open, chat': [240_000, async (t) => {
    const network = await startNetwork(t);
    const principals = new Set();
    for (let i = 0; i < 50; i++) {
      const chat = startChat(t, network);
      const { callback, nonce, der } = readAddress(await chat.expect('open'));
      const chain = await makeChain(network, '10000', der);
      const answer = await post(callback, { delegation: JSON.stringify(chain.toJSON()), nonce });
      assert.equal(answer.status, 303);
      assert.equal(answer.headers.get('location'), `${network.identityUrl}/cli#status=success`);
      principals.add(await chat.expect('principal'));
      await chat.expect('opened');
      await chat.expect('accepted');
      assert.equal(await chat.ended(), 0);
    }
    assert.equal(principals.size, 1);
  }],

  'others on this machine do not get in between': async (t) => {
    const network = await startNetwork(t);
    const chat = startChat(t, network);
    const { callback, nonce, der } = readAddress(await chat.expect('open'));
    const delegation = JSON.stringify((await makeChain(network, '10000', der)).toJSON());
    const stolen = JSON.stringify((await makeChain(network, '66666', der)).toJSON());
    const status = async (promise) => (await promise).status;

    assert.equal(await status(fetch(callback)), 405);
    assert.equal(await status(fetch(`${callback}favicon.ico`)), 404);
    assert.equal(await status(post(callback, { delegation: stolen })), 400);
    assert.equal(await status(post(callback, { delegation: stolen, nonce: 'AAAA' })), 403);
    assert.equal(await status(post(callback, { delegation: stolen, nonce: `${nonce}A` })), 403);
    assert.equal(await status(fetch(callback, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: stolen })), 415);
    assert.equal(await status(post(callback, { delegation: stolen, nonce, x: 'a'.repeat(400_000) })),
                 413);
    assert.equal(await status(post(callback, { delegation, nonce })), 303);
    await chat.expect('principal');
    await assert.rejects(post(callback, { delegation: stolen, nonce }), 'it listens once');
    await chat.expect('opened');
    await chat.expect('accepted');
    assert.equal(await chat.ended(), 0);
  },
});
