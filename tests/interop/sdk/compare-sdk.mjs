// SPDX-License-Identifier: MIT
// node lib/run.mjs sdk/compare-sdk.mjs TASK: the SDK alone against one fault, in a process of its own
// (its log is one for all connections, and some faults take a process down). TASK is JSON: network,
// canisterId, seed (hex), ackIntervalMs, name, lines, windowMs. Says at its
// end, in JSON, what the SDK noticed, and what it gave to the application.
import { Cbor } from '@dfinity/agent';
import { Ed25519KeyIdentity } from '@dfinity/identity';
import { Principal } from '@dfinity/principal';
import { groupChat } from '../lib/services.mjs';
import { line } from '../lib/room.mjs';
import { SdkClient, complaints } from '../lib/sdk-client.mjs';

const task = JSON.parse(process.argv[3]);
const tell = (object) => process.stdout.write(`${JSON.stringify(object)}\n`);

const thrown = []; // in a browser: lines of the console, which no application sees
process.on('unhandledRejection', (error) => thrown.push(String(error)));
process.on('uncaughtException', (error) => thrown.push(String(error)));

const identity = Ed25519KeyIdentity.generate(Buffer.from(task.seed, 'hex'));
// Before the SDK asks for the root key, which it does not wait for: see README.md.
await (await fetch(`${task.network.replicaUrl}/api/v2/status`)).arrayBuffer();

const start = performance.now();
const client = new SdkClient(task.network, {
  canisterId: task.canisterId,
  service: groupChat,
  identity,
  ackIntervalMs: task.ackIntervalMs,
  name: task.name,
});
const times = { errors: [], messages: [], opened: [], closed: [] };

/** Notes when the application was told something. */
function watch(handler, list, then) {
  const told = client.ws[handler];
  client.ws[handler] = (event) => {
    list.push(Math.round(performance.now() - start));
    told(event);
    then?.();
  };
}

/* What passed the SDK's verification, in its order. */
const accepted = [];
const verify = client.ws._isIncomingMessageValid.bind(client.ws);
client.ws._isIncomingMessageValid = async (frame) => {
  const valid = await verify(frame);
  if (valid)
    accepted.push(Cbor.decode(frame.content));
  return valid;
};

/** For each message that the application was given, whether it is another client's. */
function foreignOnes() {
  const own = identity.getPrincipal().toText();
  let expected = 1n;
  return accepted
    .filter(({ sequence_num: number }) => BigInt(number) === expected && ++expected)
    .filter(({ is_service_message: service }) => !service)
    .map(({ client_key: key }) =>
      Principal.fromUint8Array(new Uint8Array(key.client_principal)).toText() !== own);
}

function report() {
  const foreign = foreignOnes();
  return {
    openedMs: times.opened,
    errors: client.errors.map((error, i) => ({ text: error.message, ms: times.errors[i] })),
    closed: client.closed && { ...client.closed, ms: times.closed[0] },
    messages: client.messages.map((message, i) => ({
      text: message.GroupMessage?.message ?? JSON.stringify(message),
      ms: times.messages[i],
      foreign: foreign[i] === true,
    })),
    log: complaints().map(([level, text]) => `${level}: ${text.split('\n')[0]}`),
    thrown,
  };
}

function finish() {
  clearTimeout(end);
  tell(report());
  process.stdout.write('', () => process.exit(0));
}

let end = setTimeout(finish, task.windowMs); // how long a person would look on
watch('onerror', times.errors);
watch('onmessage', times.messages);
// What is under way when the socket closes may still reach the application.
watch('onclose', times.closed, () => setImmediate(finish));
watch('onopen', times.opened, () => {
  if (times.opened.length > 1)
    return; // it takes a second OpenMessage for another opening
  clearTimeout(end);
  end = setTimeout(finish, task.windowMs);
  for (const text of task.lines)
    client.ws.send(line(task.name, text));
});
