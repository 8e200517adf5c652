// SPDX-License-Identifier: MIT
// ic-websocket-js as an application uses it, with everything that it reports kept for the scenario.
import './browser-globals.mjs';
import { createRequire } from 'node:module';
import { Actor, Cbor, HttpAgent } from '@dfinity/agent';
import { IcWebSocket, createWsConfig } from 'ic-websocket-js';
import { deadline } from './tap.mjs';

const require = createRequire(import.meta.url);
const sdkRequire = createRequire(require.resolve('ic-websocket-js'));
const { decodeWebsocketServiceMessageContent } = sdkRequire('./idl');

const WAIT_MS = 30_000;

// What the SDK says through its logger, as [level, text]: it tells some faults nowhere else.
export const sdkLog = [];
const logger = sdkRequire('loglevel').getLogger('ic-websocket-js');
logger.methodFactory = (level) => (...args) => sdkLog.push([level, args.map(logText).join(' ')]);
logger.setLevel('debug', false);

function logText(value) {
  if (value instanceof Error)
    return value.stack ?? value.message;
  if (typeof value !== 'object' || value === null)
    return String(value);
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}` : inner));
}

/** What is in a relayed message; null if it is the handshake. */
function readFrame(data) {
  const frame = Cbor.decode(data);
  if (!('content' in frame))
    return null;
  const message = Cbor.decode(frame.content);
  return {
    frame,
    clientKey: message.client_key,
    sequence: BigInt(message.sequence_num),
    service: message.is_service_message
      ? decodeWebsocketServiceMessageContent(new Uint8Array(message.content))
      : null,
  };
}

/** One connection of the SDK. */
export class SdkClient {
  messages = [];
  errors = [];
  received = []; // messages that the gateway relayed: {frame, clientKey, service, sequence}
  sentFrames = 0;
  closed = null; // {code, reason}
  #waiters = new Set();

  constructor(network, { canisterId, service, identity, ackIntervalMs, name }) {
    const agent = HttpAgent.createSync({ host: network.replicaUrl });
    this.name = name;
    this.logStart = sdkLog.length;
    this.ws = new IcWebSocket(network.gatewayUrl, undefined, createWsConfig({
      canisterId,
      canisterActor: Actor.createActor(service, { agent, canisterId }),
      identity,
      networkUrl: network.replicaUrl,
      ackMessageIntervalMs: ackIntervalMs,
    }));
    this.opened = false;
    this.ws.onopen = () => this.#happened(() => (this.opened = true));
    this.ws.onmessage = (event) => this.#happened(() => this.messages.push(event.data));
    this.ws.onerror = (event) => this.#happened(() => this.errors.push(event.error));
    this.ws.onclose = (event) =>
      this.#happened(() => (this.closed = { code: event.code, reason: event.reason }));

    // The socket under the SDK, watched from beside it.
    this.socket = this.ws._wsInstance;
    this.socket.addEventListener('message', (event) => this.#frame(event.data));
    const send = this.socket.send.bind(this.socket);
    this.transmit = send;
    this.socket.send = (data) => {
      this.sentFrames += 1;
      return this.transmit(data);
    };
  }

  #happened(change) {
    change();
    for (const waiter of [...this.#waiters])
      waiter();
  }

  #frame(data) {
    let message;
    try {
      message = readFrame(data);
    } catch {
      return; // no message: what a dishonest gateway sends is for the SDK to judge
    }
    if (message)
      this.#happened(() => this.received.push(message));
  }

  /** The numbers that ack messages of the canister carried. */
  get acks() {
    return this.received
      .filter(({ service }) => service && 'AckMessage' in service)
      .map(({ service }) => service.AckMessage.last_incoming_sequence_num);
  }

  /** Waits until `condition()` holds; an error event or a close ends the wait, unless `closing`. */
  until(condition, what, { limitMs = WAIT_MS, closing = false } = {}) {
    let waiter;
    const promise = new Promise((resolve, reject) => {
      waiter = () => {
        if (condition())
          resolve();
        else if (!closing && this.errors.length > 0)
          reject(new Error(`${this.name}: error while waiting for ${what}: ${this.errors[0]}`));
        else if (!closing && this.closed)
          reject(new Error(`${this.name}: closed (${this.closed.code} ${this.closed.reason}) ` +
                           `while waiting for ${what}`));
      };
      this.#waiters.add(waiter);
      waiter();
    });
    return deadline(promise, limitMs, `${what} at ${this.name}`)
      .finally(() => this.#waiters.delete(waiter));
  }

  isOpen(options) {
    return this.until(() => this.opened, 'open event', options);
  }

  hasMessages(count, options) {
    return this.until(() => this.messages.length >= count, `message number ${count}`, options);
  }

  isClosed(options) {
    return this.until(() => this.closed !== null, 'close event', { ...options, closing: true });
  }

  /** Closes as an application does, and checks that it was a clean end. */
  async close() {
    if (!this.closed)
      this.ws.close();
    await this.isClosed();
  }
}

/**
 * A client that ends with the scenario `t`, its log joined to a failure.
 */
export function connect(t, network, options) {
  const start = sdkLog.length;
  const client = new SdkClient(network, options);
  t.attach(`SDK log (${client.name})`, () =>
    sdkLog.slice(start).map(([level, text]) => `${level}: ${text}`).join('\n'));
  t.defer(async () => {
    if (!client.closed) {
      client.ws.close();
      await client.isClosed();
    }
  });
  return client;
}

/** What the SDK logged as warnings and errors since `start` (a length of sdkLog). */
export function complaints(start = 0) {
  return sdkLog.slice(start).filter(([level]) => level === 'warn' || level === 'error');
}
