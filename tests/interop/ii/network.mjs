// SPDX-License-Identifier: MIT
// The local network's Internet Identity with @dfinity/identity in the place of the page's own code:
// its delegations are signed by a canister, extended by their code, checked by ours, and taken by the
// replica and the SDK.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import {
  DelegationChain,
  DelegationIdentity,
  ECDSAKeyIdentity,
  Ed25519KeyIdentity,
} from '@dfinity/identity';
import { Principal } from '@dfinity/principal';
import { hex, mustRefuse, startOracle } from '../ic/oracle.mjs';
import { startNetwork } from '../lib/network.mjs';
import { assertFaultless, join, joined } from '../lib/room.mjs';
import { runScenarios } from '../lib/tap.mjs';

const key = () => ECDSAKeyIdentity.generate({ subtleCrypto: webcrypto.subtle });

async function ask(network, path, body) {
  const response = await fetch(`${network.identityUrl}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200);
  return response.json();
}

/** What the page does, with their DelegationChain. */
async function logIn(network, number, session, more = {}) {
  const browser = await key();
  const json = await ask(network, '/cli/delegation',
                         { number, publicKey: hex(browser.getPublicKey().toDer()), ...more });
  const first = DelegationChain.fromJSON(JSON.stringify(json));
  const { expiration } = first.delegations[0].delegation;
  return DelegationChain.create(browser, session.getPublicKey(),
                                new Date(Number(expiration / 1_000_000n)), { previous: first });
}

const words = (network, session, now = Date.now()) =>
  ['check', String(BigInt(now) * 1_000_000n), hex(session.getPublicKey().toDer()),
   hex(network.rootKey)];

await runScenarios({
  'the configuration names the page, the page needs nothing from elsewhere': async (t) => {
    const network = await startNetwork(t);
    const config = await (await fetch(`${network.identityUrl}/.well-known/cli-auth-config`)).json();
    assert.deepEqual(config, { path: '/cli' });
    const page = await fetch(`${network.identityUrl}${config.path}`);
    assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
    assert.doesNotMatch(await page.text(), /https?:\/\//);
  },

  'a chain signed by a canister is a good login, also 50 times': async (t) => {
    const network = await startNetwork(t);
    const oracle = startOracle(t);
    const principals = new Set();
    for (let i = 0; i < 50; i++) {
      const session = Ed25519KeyIdentity.generate();
      const chain = await logIn(network, '10000', session);
      const principal = await oracle(...words(network, session), JSON.stringify(chain.toJSON()));
      assert.equal(
        principal,
        DelegationIdentity.fromDelegation(session, chain).getPrincipal().toText());
      principals.add(principal);
    }
    assert.equal(principals.size, 1, 'the same person each time');
  },

  'with another root key it is a forgery': async (t) => {
    const network = await startNetwork(t);
    const other = await startNetwork(t);
    const oracle = startOracle(t);
    const session = Ed25519KeyIdentity.generate();
    const json = JSON.stringify((await logIn(network, '10000', session)).toJSON());
    assert.match(await mustRefuse(oracle(...words(other, session), json), 'other root'), /forged/);
  },

  'its life is the one asked for, and at most what the network allows': async (t) => {
    const network = await startNetwork(t, { args: ['--identity-max-life-s', '120'] });
    const oracle = startOracle(t);
    const session = Ed25519KeyIdentity.generate();
    const before = Date.now();
    const chain = await logIn(network, '10000', session, { ttl: 1 });
    const life = Number(chain.delegations[0].delegation.expiration / 1_000_000n) - before;
    assert.ok(life > 50_000 && life < 70_000, `${life} ms`);
    const longer = await logIn(network, '10000', session, { ttl: 480 });
    const most = Number(longer.delegations[0].delegation.expiration / 1_000_000n) - before;
    assert.ok(most > 110_000 && most < 130_000, `${most} ms`);
    const json = JSON.stringify(longer.toJSON());
    await oracle(...words(network, session), json);
    assert.match(await mustRefuse(oracle(...words(network, session, before + 200_000), json),
                                  'expired'), /expired/);
  },

  'the SDK chats with it through the gateway': async (t) => {
    const network = await startNetwork(t);
    const session = Ed25519KeyIdentity.generate();
    const chain = await logIn(network, '10000', session);
    const identity = DelegationIdentity.fromDelegation(session, chain);
    const client = await join(t, network, 'one', identity);
    client.ws.send(joined('one'));
    await client.hasMessages(1);
    await client.close();
    assertFaultless([client]);
    assert.equal(identity.getPrincipal().toText(),
                 Principal.selfAuthenticating(new Uint8Array(chain.publicKey)).toText());
  },
});
