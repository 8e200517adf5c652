// SPDX-License-Identifier: MIT
// The SDK through a gateway with TLS, its certificate checked. The key beside this file is public:
// it stands for 127.0.0.1 in tests and for nothing else.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as identities from '../lib/identities.mjs';
import { startNetwork } from '../lib/network.mjs';
import { assertFaultless, heard, join, say } from '../lib/room.mjs';
import { runScenarios } from '../lib/tap.mjs';

const certificate = fileURLToPath(new URL('loopback-cert.pem', import.meta.url));
const key = fileURLToPath(new URL('loopback-key.pem', import.meta.url));

/** Node reads further authorities at its start only: start again with ours. */
function startAgain() {
  spawn(process.execPath, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate },
  }).once('close', (code) => process.exit(code ?? 1));
}

async function talkOverTls(t) {
  const network = await startNetwork(t, {
    args: ['--tls-certificate', certificate, '--tls-key', key],
  });
  assert.match(network.gatewayTlsUrl, /^wss:/);
  const ada = await join(
    t, { ...network, gatewayUrl: network.gatewayTlsUrl }, 'Ada', identities.ed25519());
  const bob = await join(t, network, 'Bob', identities.sdkRandom());

  say(ada, 'over TLS');
  await Promise.all([ada.hasMessages(1), bob.hasMessages(1)]);
  say(bob, 'in the clear');
  await Promise.all([ada.hasMessages(2), bob.hasMessages(2)]);
  for (const client of [ada, bob]) {
    assert.deepEqual(heard(client, 'Ada'), ['over TLS']);
    assert.deepEqual(heard(client, 'Bob'), ['in the clear']);
  }

  await Promise.all([ada.close(), bob.close()]);
  assert.equal(ada.closed.code, 1000);
  assertFaultless([ada, bob]);
}

if (process.env.NODE_EXTRA_CA_CERTS === certificate)
  await runScenarios({ 'wss and ws lead to one room': talkOverTls });
else
  startAgain();
