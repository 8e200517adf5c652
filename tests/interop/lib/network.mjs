// SPDX-License-Identifier: MIT
// Starts attest-network for a scenario and ends it, whatever happens.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const READY_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 10_000;

const running = new Set();

process.on('exit', () => {
  for (const child of running)
    child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => process.exit(1));

/**
 * A child process of ours with its output kept; a warning of GLib ends it.
 * @param {{input?: string}} options what it reads from its standard input, if anything
 * @returns {{child, output: () => string, exited: Promise<{code, signal}>}}
 */
export function spawnLogged(program, args, { input } = {}) {
  const child = spawn(program, args, {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, G_DEBUG: 'fatal-warnings', LC_ALL: 'C.UTF-8' },
  });
  const chunks = { stdout: [], stderr: [], both: [] };

  running.add(child);
  if (input !== undefined) {
    child.stdin.on('error', () => {}); // it ended without reading
    child.stdin.end(input);
  }
  for (const name of ['stdout', 'stderr']) {
    child[name].on('data', (data) => {
      chunks[name].push(data);
      chunks.both.push(data);
    });
  }

  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  exited.catch(() => running.delete(child));

  const text = (name) => Buffer.concat(chunks[name]).toString('utf8');
  return {
    child,
    exited,
    stdout: () => text('stdout'),
    stderr: () => text('stderr'),
    output: () => text('both'),
  };
}

/** Resolves with what `read` gives once it gives something, asked at each change in `folder`. */
function whenFileIsThere(folder, read, limitMs, stopped) {
  return new Promise((resolve, reject) => {
    let done = false;
    const finish = (settle, value) => {
      if (done)
        return;
      done = true;
      watcher.close();
      clearTimeout(timer);
      settle(value);
    };
    const look = async () => {
      const value = await read();
      if (value !== undefined)
        finish(resolve, value);
    };
    const watcher = watch(folder, look);
    const timer = setTimeout(
      () => finish(reject, new Error(`attest-network not ready within ${limitMs} ms`)), limitMs);
    stopped.then(
      (end) => finish(reject, new Error(`ended before it was ready: ${JSON.stringify(end)}`)),
      (error) => finish(reject, error));
    look();
  });
}

/**
 * Starts attest-network (path in ATTEST_NETWORK) for the scenario `t`.
 *
 * @param t the scenario; the network ends with it, and its log joins a failure
 * @param {object} options ackIntervalMs, keepAliveTimeoutMs, pollIntervalMs, seed, args
 * @returns replicaUrl, gatewayUrl, gatewayTlsUrl, identityUrl, controlUrl, gateways, readyFile,
 *   rootKey (Uint8Array, DER), gatewayPrincipal, canisters, stop()
 */
export async function startNetwork(t, options = {}) {
  const program = process.env.ATTEST_NETWORK;
  if (!program)
    throw new Error('ATTEST_NETWORK names no program');

  const folder = await mkdtemp(join(tmpdir(), 'attest-interop-'));
  const readyFile = join(folder, 'ready.json');
  const args = ['--replica-port', '0', '--gateway-port', '0', '--ready-file', readyFile];
  const option = (name, value) => value !== undefined && args.push(name, String(value));
  option('--ack-interval-ms', options.ackIntervalMs);
  option('--keep-alive-timeout-ms', options.keepAliveTimeoutMs);
  option('--poll-interval-ms', options.pollIntervalMs);
  option('--seed', options.seed);
  args.push(...(options.args ?? []));

  const network = spawnLogged(program, args);
  t.attach(`log of attest-network ${args.join(' ')}`, network.output);
  t.defer(() => rm(folder, { recursive: true, force: true }));

  let stopping = null;
  const stop = () => {
    stopping ??= (async () => {
      const guard = setTimeout(() => network.child.kill('SIGKILL'), STOP_LIMIT_MS);
      network.child.kill('SIGTERM');
      const { code, signal } = await network.exited;
      clearTimeout(guard);
      if (code !== 0)
        throw new Error(`attest-network did not stop cleanly: code ${code}, signal ${signal}`);
    })();
    return stopping;
  };
  t.defer(stop);

  const ready = await whenFileIsThere(folder, async () => {
    try {
      return JSON.parse(await readFile(readyFile, 'utf8'));
    } catch {
      return undefined; // not there yet, or half written
    }
  }, READY_LIMIT_MS, network.exited);

  // An end that nobody asked for is a failure at once, not a time-out later.
  network.exited.then(
    (end) => stopping ?? t.fail(new Error(`attest-network ended: ${JSON.stringify(end)}`)),
    (error) => t.fail(error));

  // The SDK asks for the root key without waiting, and takes mainnet's until it has it. Node loads
  // its fetch at the first use, for longer than a local network needs to open: load it now.
  await (await fetch(`${ready.replica_url}/api/v2/status`)).arrayBuffer();

  return {
    replicaUrl: ready.replica_url,
    gatewayUrl: ready.gateway_url,
    gatewayTlsUrl: ready.gateway_tls_url, // with --tls-certificate only
    identityUrl: ready.identity_url,
    controlUrl: ready.control_url,
    gateways: ready.gateways, // [{url, tls_url, principal}]
    readyFile, // until the scenario ends
    rootKey: Uint8Array.from(Buffer.from(ready.root_key, 'hex')),
    gatewayPrincipal: ready.gateway_principal,
    canisters: ready.canisters,
    output: network.output,
    stop,
  };
}

/** Asks the switches of `network` (docs/local-network.md); resolves with the whole state. */
export async function orderNetwork(network, method, path, body) {
  const response = await fetch(`${network.controlUrl}${path}`,
    { method, ...(body && { body: JSON.stringify(body) }) });
  const answer = await response.json();
  if (!response.ok)
    throw new Error(`${method} ${path}: ${answer.error}`);
  return answer;
}
