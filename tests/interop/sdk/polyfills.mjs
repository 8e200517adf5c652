// SPDX-License-Identifier: MIT
// The harness itself: with the polyfills alone the SDK starts, takes a gateway's handshake and
// signs its ws_open. Needs no attest-network, so a failure here is the suite's own.
import assert from 'node:assert/strict';
import '../lib/browser-globals.mjs';
import { WebSocketServer } from 'ws';
import { Cbor } from '@dfinity/agent';
import { IDL } from '@dfinity/candid';
import { Ed25519KeyIdentity } from '@dfinity/identity';
import { Principal } from '@dfinity/principal';
import { connect } from '../lib/sdk-client.mjs';
import { groupChat } from '../lib/services.mjs';
import { createServer } from 'node:http';
import { deadline, runScenarios } from '../lib/tap.mjs';

const GROUP_CHAT = 'kio63-vyaaa-aaaal-qcd6q-cai';

/** A gateway that greets and keeps what it is told, and a replica that knows only its status. */
async function startStub(t) {
  const frames = [];
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/cbor');
    response.end(Buffer.from(Cbor.encode({ root_key: new Uint8Array(133) })));
  });
  const sockets = new WebSocketServer({ server });
  let firstFrame;
  const told = new Promise((resolve) => (firstFrame = resolve));

  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      frames.push(data);
      firstFrame(data);
    });
    const greeting = { gateway_principal: Principal.anonymous().toUint8Array() };
    socket.send(Buffer.from(Cbor.encode(greeting)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.defer(() => {
    for (const socket of sockets.clients)
      socket.terminate();
    server.closeAllConnections?.();
    server.close();
  });

  const { port } = server.address();
  return {
    replicaUrl: `http://127.0.0.1:${port}`,
    gatewayUrl: `ws://127.0.0.1:${port}`,
    told,
  };
}

await runScenarios({
  'events of the browser exist': () => {
    const error = new Error('x');
    assert.equal(new ErrorEvent('error', { error }).error, error);
    assert.equal(new MessageEvent('message', { data: 7 }).data, 7);
    assert.equal(new CloseEvent('close', { code: 4001, reason: 'r' }).code, 4001);
    assert.equal(typeof crypto.subtle.digest, 'function');
    assert.equal(WebSocket.OPEN, 1);
  },

  'the SDK takes a handshake and signs ws_open': async (t) => {
    const stub = await startStub(t);
    const identity = Ed25519KeyIdentity.generate(new Uint8Array(32).fill(7));
    const client = connect(t, stub, {
      name: 'sdk', canisterId: GROUP_CHAT, service: groupChat, identity,
    });
    const { envelope } = Cbor.decode(await deadline(stub.told, 10_000, 'first frame of the SDK'));
    const { content } = envelope;
    assert.equal(content.request_type, 'call');
    assert.equal(content.method_name, 'ws_open');
    assert.equal(Principal.from(content.canister_id).toText(), GROUP_CHAT);
    assert.equal(Principal.from(content.sender).toText(), identity.getPrincipal().toText());
    const [{ gateway_principal }] = IDL.decode(
      [IDL.Record({ client_nonce: IDL.Nat64, gateway_principal: IDL.Principal })], content.arg);
    assert.equal(gateway_principal.toText(), '2vxsx-fae');
    assert.deepEqual(client.errors, []);
  },
});
