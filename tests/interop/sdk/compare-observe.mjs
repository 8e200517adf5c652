// SPDX-License-Identifier: MIT
// One client against one fault, on a network of its own.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Ed25519KeyIdentity } from '@dfinity/identity';
import * as identities from '../lib/identities.mjs';
import { orderNetwork, spawnLogged, startNetwork } from '../lib/network.mjs';
import { heard } from '../lib/room.mjs';
import { SdkClient } from '../lib/sdk-client.mjs';
import { groupChat } from '../lib/services.mjs';
import { Scenario, deadline } from '../lib/tap.mjs';

const RUN = fileURLToPath(new URL('../lib/run.mjs', import.meta.url));
const CLIENT = fileURLToPath(new URL('./compare-sdk.mjs', import.meta.url));
/* A process has this much longer than what it is given to look on. */
const SPARE_MS = 30_000;

const NAME = 'Ada';
const linesOf = (row) => Array.from({ length: row.lines }, (_, i) => `line ${i + 1}`);

/** Switches the fault of `row` on, for `principal` where a fault can choose. */
function misbehave(network, { of, fault, phase, parameter, limit }, principal) {
  if (of === 'gateway') {
    // In the handshake nobody has a name yet.
    const clients = phase === 'chat' ? [principal] : null;
    return orderNetwork(network, 'PUT', `/gateways/0/faults/${fault}`,
      { phase, parameter, limit, ...(clients && { clients }) });
  }
  return orderNetwork(network, 'PUT', `/canisters/group_chat/faults/${fault}`,
    { parameter, limit });
}

/** Attest in the group chat: resolves with its report, its exit code and when it ended. */
async function runAttest(t, network, { seed, lines, windowS, ackIntervalMs }) {
  const probe = spawnLogged(process.env.ATTEST_PROBE, [
    '--network', network.replicaUrl, '--gateway', network.gatewayUrl, '--canister',
    network.canisters.group_chat, '--name', NAME, '--ack-interval-ms', String(ackIntervalMs),
    ...lines.flatMap((text) => ['--say', text]),
    '--stay', '--timeout', String(windowS), '--seed-stdin', '--json', '--ledger',
  ], { input: `${seed}\n` });
  t.attach('attest-probe', probe.output);
  t.defer(() => end(probe));
  const { code } = await deadline(probe.exited, windowS * 1000 + SPARE_MS, 'end of attest-probe');
  return { exitCode: code, endMs: Date.now(), ...JSON.parse(probe.stdout()) };
}

/** The SDK in the group chat: resolves with the report of compare-sdk.mjs. */
async function runSdk(t, network, { seed, lines, windowS, ackIntervalMs }) {
  const { replicaUrl, gatewayUrl } = network;
  const task = {
    network: { replicaUrl, gatewayUrl }, canisterId: network.canisters.group_chat,
    seed, ackIntervalMs, name: NAME, lines, windowMs: windowS * 1000,
  };
  const client = spawnLogged(process.execPath, [RUN, CLIENT, JSON.stringify(task)]);
  t.attach('process of the SDK', client.output);
  t.defer(() => end(client));
  const { code } = await deadline(client.exited, 2 * windowS * 1000 + SPARE_MS, 'end of the SDK');
  if (code !== 0)
    throw new Error(`the process of the SDK ended with ${code}`);
  return JSON.parse(client.stdout().trim().split('\n').at(-1));
}

async function end(process_) {
  process_.child.kill('SIGKILL');
  await process_.exited;
}

const RUNNERS = { sdk: runSdk, attest: runAttest };

/** Somebody else in the room, through the same gateway, until the network ends. */
async function bringWitness(network, ackIntervalMs) {
  const witness = new SdkClient(network, {
    name: 'Bob', canisterId: network.canisters.group_chat, service: groupChat,
    identity: identities.ed25519(), ackIntervalMs,
  });
  await witness.isOpen();
  return witness;
}

/**
 * Runs `who` ('sdk' or 'attest') under the fault of `row`, on a fresh network.
 * @returns its report; rejects with the log of what ran
 */
export async function observe(who, row) {
  const t = new Scenario(`${row.title}: ${who}`);
  // The same key each time, another one in each row.
  const seed = createHash('sha256').update(`${row.title} ${who}`).digest('hex');
  const principal = Ed25519KeyIdentity.generate(Buffer.from(seed, 'hex')).getPrincipal().toText();

  const run = async () => {
    const { ackIntervalMs, keepAliveTimeoutMs, windowS } = row;
    const lines = linesOf(row);
    const network = await startNetwork(t, { ackIntervalMs, keepAliveTimeoutMs });
    const start = () => RUNNERS[who](t, network, { seed, lines, windowS, ackIntervalMs });
    const witness = row.witness ? await bringWitness(network, ackIntervalMs) : null;
    if (row.of !== 'event') {
      await misbehave(network, row, principal);
      return start();
    }
    const report = start();
    const spoken = witness.until(() => heard(witness, NAME).length === row.lines,
      'what the client says', { limitMs: 60_000 });
    await Promise.race([report, spoken]);
    await orderNetwork(network, 'POST', `/canisters/group_chat/${row.path}`, row.body);
    return report;
  };

  try {
    return await Promise.race([run(), t.failed]);
  } catch (error) {
    t.printAttachments();
    throw error;
  } finally {
    await t.putAway();
  }
}
