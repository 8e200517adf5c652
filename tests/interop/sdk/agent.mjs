// SPDX-License-Identifier: MIT
// The HTTP side of attest-network as @dfinity/agent sees it: every certificate, query signature and
// delegation is verified by the agent itself.
import assert from 'node:assert/strict';
import '../lib/browser-globals.mjs';
import { createRequire } from 'node:module';
import {
  Actor, AnonymousIdentity, CanisterStatus, Cbor, HttpAgent, pollForResponse, SignIdentity,
} from '@dfinity/agent';
import { IDL } from '@dfinity/candid';
import { Principal } from '@dfinity/principal';
import * as identities from '../lib/identities.mjs';
import { startNetwork } from '../lib/network.mjs';
import { groupChat } from '../lib/services.mjs';
import { runScenarios } from '../lib/tap.mjs';

const require = createRequire(import.meta.url);
const { isMessageBodyValid } = createRequire(require.resolve('ic-websocket-js'))('./utils');

const ANONYMOUS_REFUSED = 'Anonymous principal is not allowed';
const OpenArguments = IDL.Record({ client_nonce: IDL.Nat64, gateway_principal: IDL.Principal });
const Done = IDL.Variant({ Ok: IDL.Null, Err: IDL.Text });

async function agentFor(network, identity, options = {}) {
  const agent = HttpAgent.createSync({
    host: network.replicaUrl, identity, retryTimes: 0, ...options,
  });
  await agent.fetchRootKey();
  return agent;
}

const chatActor = (network, agent) =>
  Actor.createActor(groupChat, { agent, canisterId: network.canisters.group_chat });

const openArguments = (principal, nonce = 1n) =>
  ({ client_nonce: nonce, gateway_principal: principal });

/** Signs like `inner`, then turns one bit. */
class ForgingIdentity extends SignIdentity {
  constructor(inner) {
    super();
    this.inner = inner;
  }

  getPublicKey() {
    return this.inner.getPublicKey();
  }

  async sign(blob) {
    const signature = new Uint8Array(await this.inner.sign(blob));
    signature[10] ^= 1;
    return signature.buffer;
  }
}

/** Claims to be somebody whose key it has not. */
class ImpostorIdentity extends SignIdentity {
  constructor(inner, victim) {
    super();
    this.inner = inner;
    this.victim = victim;
  }

  getPublicKey() {
    return this.inner.getPublicKey();
  }

  getPrincipal() {
    return this.victim;
  }

  sign(blob) {
    return this.inner.sign(blob);
  }
}

const opens = (makeIdentity) => async (t) => {
  const network = await startNetwork(t);
  const identity = await makeIdentity();
  const actor = chatActor(network, await agentFor(network, identity));
  assert.deepEqual(await actor.ws_open(openArguments(identity.getPrincipal())), { Ok: null });
};

const refused = (makeIdentity, status) => async (t) => {
  const network = await startNetwork(t);
  const identity = await makeIdentity();
  const actor = chatActor(network, await agentFor(network, identity));
  await assert.rejects(
    actor.ws_open(openArguments(Principal.anonymous())),
    (error) => {
      assert.match(String(error), status);
      return true;
    });
};

await runScenarios({
  'the root key is the network\'s own': async (t) => {
    const network = await startNetwork(t, { seed: 7 });
    const agent = HttpAgent.createSync({ host: network.replicaUrl });
    const mainnet = Buffer.from(agent.rootKey).toString('hex');
    await agent.fetchRootKey();
    const fetched = Buffer.from(agent.rootKey).toString('hex');
    assert.equal(fetched, Buffer.from(network.rootKey).toString('hex'));
    assert.equal(fetched.length, 2 * 133);
    assert.notEqual(fetched, mainnet);
  },

  'v3 call with secp256k1': opens(identities.sdkRandom),
  'v3 call with Ed25519': opens(identities.ed25519),
  'v3 call with P-256': opens(identities.p256),
  'v3 call with one delegation': opens(identities.delegated),
  'v3 call with two delegations': opens(identities.delegatedTwice),

  'v2 call, then read_state of its status': async (t) => {
    const network = await startNetwork(t);
    const identity = identities.ed25519();
    const agent = await agentFor(network, identity);
    const canister = Principal.fromText(network.canisters.group_chat);
    const { requestId, response } = await agent.call(canister, {
      methodName: 'ws_open',
      arg: IDL.encode([OpenArguments], [openArguments(identity.getPrincipal())]),
      effectiveCanisterId: canister,
      callSync: false,
    });
    assert.equal(response.status, 202);
    const { reply } = await pollForResponse(agent, canister, requestId);
    assert.deepEqual(IDL.decode([Done], reply), [{ Ok: null }]);
  },

  'a query with its signatures verified, and what it brought verified by the SDK': async (t) => {
    const network = await startNetwork(t);
    const identity = identities.ed25519();
    const agent = await agentFor(network, identity);
    const actor = chatActor(network, agent);
    const principal = identity.getPrincipal();

    assert.deepEqual(await actor.ws_open(openArguments(principal, 5n)), { Ok: null });
    const { Ok } = await actor.ws_get_messages({ nonce: 0n });
    assert.equal(Ok.messages.length, 1);
    const [{ key, content, client_key }] = Ok.messages;
    assert.equal(client_key.client_nonce, 5n);
    assert.ok(key.startsWith(`${principal.toText()}_`), key);

    const canister = Principal.fromText(network.canisters.group_chat);
    const valid = (body) => isMessageBodyValid(
      canister, key, body, Uint8Array.from(Ok.cert).buffer, Uint8Array.from(Ok.tree).buffer,
      agent, 5);
    const body = new Uint8Array(content);
    assert.equal(await valid(body), true);
    body[body.length - 1] ^= 1;
    assert.equal(await valid(body), false);
  },

  'a query with an altered signature is refused by the agent': async (t) => {
    const network = await startNetwork(t);
    let altered = 0;
    const alteringFetch = async (url, options) => {
      const response = await fetch(url, options);
      if (!String(url).endsWith('/query'))
        return response;
      const body = Cbor.decode(await response.arrayBuffer());
      body.signatures[0].signature[0] ^= 1;
      body.signatures[0].timestamp = BigInt(body.signatures[0].timestamp);
      altered += 1;
      return new Response(Cbor.encode(body), { status: 200 });
    };
    const agent = await agentFor(network, identities.ed25519(), { fetch: alteringFetch });
    await assert.rejects(
      chatActor(network, agent).ws_get_messages({ nonce: 0n }), /Invalid signature/);
    assert.ok(altered > 0);
  },

  'time, subnet and interface of each canister, certified': async (t) => {
    const network = await startNetwork(t);
    const agent = await agentFor(network, new AnonymousIdentity());
    for (const [name, canister] of Object.entries(network.canisters)) {
      const status = await CanisterStatus.request({
        agent,
        canisterId: Principal.fromText(canister),
        paths: ['time', 'subnet', 'candid'],
      });
      assert.ok(Math.abs(status.get('time').getTime() - Date.now()) < 60_000);
      assert.ok(status.get('subnet').nodeKeys.size >= 1);
      // One of them keeps its interface to itself, as some canisters do.
      if (name === 'any_canister_private')
        assert.equal(status.get('candid'), null);
      else
        assert.match(status.get('candid'), /ws_message/);
    }
  },

  'the anonymous principal is refused by the canister': async (t) => {
    const network = await startNetwork(t);
    for (const canister of Object.values(network.canisters)) {
      const agent = await agentFor(network, new AnonymousIdentity());
      const actor = Actor.createActor(groupChat, { agent, canisterId: canister });
      assert.deepEqual(
        await actor.ws_open(openArguments(Principal.fromText(network.gatewayPrincipal))),
        { Err: ANONYMOUS_REFUSED });
    }
  },

  'a key opens once': async (t) => {
    const network = await startNetwork(t);
    const identity = identities.ed25519();
    const actor = chatActor(network, await agentFor(network, identity));
    const again = () => actor.ws_open(openArguments(identity.getPrincipal(), 9n));
    assert.deepEqual(await again(), { Ok: null });
    assert.match((await again()).Err, /already has an open connection/);
  },

  'a method that is not there is rejected, in call and query': async (t) => {
    const network = await startNetwork(t);
    const agent = await agentFor(network, identities.ed25519());
    const noSuch = Actor.createActor(({ IDL: Idl }) => Idl.Service({
      no_such_update: Idl.Func([], [], []),
      no_such_query: Idl.Func([], [], ['query']),
    }), { agent, canisterId: network.canisters.group_chat });
    await assert.rejects(noSuch.no_such_update(), (error) => error.reject_code === 5);
    await assert.rejects(noSuch.no_such_query(), /no_such_query/);
  },

  'a canister that is not there is refused': async (t) => {
    const network = await startNetwork(t);
    const agent = await agentFor(network, identities.ed25519());
    const canisterId = 'ryjl3-tyaaa-aaaaa-aaaba-cai';
    const actor = Actor.createActor(groupChat, { agent, canisterId });
    await assert.rejects(actor.ws_get_messages({ nonce: 0n }));
  },

  'a forged signature is refused': refused(
    () => new ForgingIdentity(identities.ed25519()), /Code: 40[03]/),
  'a forged secp256k1 signature is refused': refused(
    () => new ForgingIdentity(identities.sdkRandom()), /Code: 40[03]/),
  'somebody else\'s principal is refused': refused(
    () => new ImpostorIdentity(identities.ed25519(), identities.ed25519().getPrincipal()),
    /Code: 40[03]/),
  'an expired delegation is refused': refused(identities.expired, /Code: 40[03]/),
});
