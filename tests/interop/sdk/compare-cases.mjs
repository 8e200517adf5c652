// SPDX-License-Identifier: MIT
// What is done to both clients, and what each is expected to say of it. A row:
//   fault: name, of a gateway (default) or of a canister (`of: 'canister'`), or an event that happens
//     once (`of: 'event'`: a POST to the control endpoint)
//   phase, parameter, limit (times; default 1), note: for the table
//   lines: how many it says; ackIntervalMs, keepAliveTimeoutMs; late: what comes late counts as harm
//   windowS: how long a client is watched (default WINDOW_S); witness: somebody else is in the room,
//     through the same gateway (default: nobody)
//   attest: {act, culprit, certainty}; null: nothing is to be noticed
//   sdk: a pattern of what ic-websocket-js 0.5.0 does, as observed (compare-outcome.mjs), so that a
//     change is noticed; `harmed` (default false): it gave the application what it should not have

/* Longer than anything that a client waits for: ws_open 60 s; the acknowledgement interval here and
 * 30 s. */
const TIMES = { ackIntervalMs: 25_000, keepAliveTimeoutMs: 20_000 };
/* As on the Internet Computer, where the row is about other delays. */
const REAL_TIMES = { ackIntervalMs: 300_000, keepAliveTimeoutMs: 60_000 };
export const WINDOW_S = 75;
export const QUICK_WINDOW_S = 50;
/* Enough to be swapped, left out, and late five times in a row. */
const LINES = 6;

const gateway = (act, certainty = 'proved') => ({ act, culprit: 'gateway', certainty });
const network = (act) => ({ act, culprit: 'network', certainty: 'suspected' });
const canister = (act, certainty = 'proved') => ({ act, culprit: 'canister', certainty });

const VALIDATION = /^closed 4000 .*Certificate validation failed/;
const SEQUENCE = /^closed 4000 .*sequence number does not match/;
const NOTHING = /^nothing/;
const OPEN_TIMEOUT = /^closed 4000 .*Open timeout expired/;
const ACK_TIMEOUT = /^closed 4000 .*Ack message timeout/;
const CLOSE_MESSAGE = /^closed 4000 .*Received close message from canister/;

const chat = (fault, attest, sdk, more) => ({ fault, phase: 'chat', attest, sdk, ...more });
const open = (fault, attest, sdk, more) => ({ fault, phase: 'any', attest, sdk, ...more });
const ofCanister = (fault, attest, sdk, more) => ({ fault, of: 'canister', attest, sdk, ...more });
const event = (fault, path, body, attest, sdk) =>
  ({ fault, of: 'event', path, body, attest, sdk, witness: true });

const GATEWAY_ROWS = [
  chat('tamper-content', gateway('tampered'), VALIDATION, { quick: true }),
  chat('tamper-key', gateway('tampered'), VALIDATION),
  chat('tamper-tree', gateway('tampered'), /^closed 4000/),
  chat('tamper-certificate', gateway('tampered'), VALIDATION, { parameter: 1, note: 'unreadable' }),
  chat('tamper-certificate', gateway('forged'), VALIDATION, { parameter: 2, note: 'its tree' }),
  chat('tamper-certificate', gateway('forged'), VALIDATION, { parameter: 3, note: 'its signature' }),
  chat('forge-signature', gateway('forged'), VALIDATION, { quick: true }),
  chat('forge-delegation', gateway('forged'), VALIDATION),
  chat('forge-range', gateway('forged'), VALIDATION),
  chat('forge-canister', gateway('forged'), /^closed 4000/),
  chat('replay', gateway('replayed'), SEQUENCE, { quick: true }),
  chat('duplicate', gateway('replayed'), SEQUENCE),
  chat('reorder', gateway('reordered'), SEQUENCE, { quick: true }),
  chat('drop', gateway('reordered'), SEQUENCE, { quick: true }),
  chat('misdeliver', gateway('misdelivered'), SEQUENCE,
    // No acknowledgement may come in between: the other's message must have the next number.
    { parameter: 1, note: 'as it is', witness: true, harmed: true, quick: true, ...REAL_TIMES }),
  chat('misdeliver', gateway('tampered'), VALIDATION,
    { parameter: 2, note: 'under the client’s own key', witness: true, ...REAL_TIMES }),
  chat('delay', gateway('delayed', 'suspected'), NOTHING,
    { parameter: 40_000, limit: 0, note: 'each by 40 s', late: true, ...REAL_TIMES }),
  chat('stale', gateway('stale'), VALIDATION, { parameter: 305_000, windowS: 320, ...REAL_TIMES }),
  open('withhold-open', gateway('withheld-from-canister'), OPEN_TIMEOUT),
  open('withhold-opened', gateway('withheld-from-you', 'suspected'), OPEN_TIMEOUT),
  chat('withhold-up', gateway('withheld-from-canister'), CLOSE_MESSAGE, { quick: true }),
  chat('withhold-down', gateway('withheld-from-you', 'suspected'), ACK_TIMEOUT),
  { ...open('withhold-keep-alive', gateway('withheld-from-canister'), CLOSE_MESSAGE), phase: 'ack',
    ackIntervalMs: 50_000, keepAliveTimeoutMs: 40_000, windowS: 105 },
  chat('swap-up', { act: 'out-of-step', culprit: 'network', certainty: 'proved' }, CLOSE_MESSAGE),
  chat('nonsense', gateway('protocol-violation'), /^closed 4000/),
  chat('text', gateway('protocol-violation'), /^closed 4000/),
  chat('huge-frame', gateway('protocol-violation'), /^closed (4000|1006)/),
  chat('flood', gateway('replayed'), /sequence number does not match/),
  chat('ping-flood', null, NOTHING, { note: 'harmless' }),
  open('no-handshake', gateway('protocol-violation', 'suspected'), NOTHING,
    { limit: 0, quick: true }),
  open('bad-handshake', gateway('protocol-violation'), /^closed (4000|1005)/),
  open('wrong-principal', gateway('withheld-from-you', 'suspected'), OPEN_TIMEOUT),
  open('refuse', network('gateway-unreachable'), /^closed 1006/, { limit: 0 }),
  open('hang', network('gateway-unreachable'), NOTHING, { limit: 0 }),
  chat('close', network('connection-lost'), /^closed 1006/),
  chat('restart', network('gateway-restarted'), /^closed 1001/),
];

const CANISTER_ROWS = [
  ofCanister('open-err', canister('canister-refused'), OPEN_TIMEOUT),
  // It does not count, so that the next one has a wrong number.
  ofCanister('message-err', { act: 'out-of-step', culprit: 'network', certainty: 'proved' },
    CLOSE_MESSAGE),
  // It is connected, and what it says is taken; only the canister's own code knows nothing of it.
  ofCanister('trap-open', null, NOTHING),
  // The message is lost, but its number is used up and acknowledged. Neither client tells.
  ofCanister('trap-message', null, NOTHING, { harmed: true }),
  ofCanister('trap-poll', network('connection-lost'), /^closed/),
  ofCanister('slow', canister('canister-slow'), OPEN_TIMEOUT,
    { parameter: 90_000, limit: 0, note: 'by 90 s' }),
  ofCanister('wrong-sequence', canister('canister-misbehaved'), SEQUENCE),
  ofCanister('bad-content', canister('canister-misbehaved'), /^closed 4000/, { note: 'no message' }),
  ofCanister('bad-content', canister('canister-misbehaved'), /^closed 4000/,
    { parameter: 1, note: 'its content no Candid' }),
  ofCanister('second-open', canister('canister-misbehaved'), NOTHING, { harmed: true }),
  ofCanister('bad-ack', canister('canister-misbehaved'), /./),
  ofCanister('no-ack', gateway('withheld-from-you', 'suspected'), ACK_TIMEOUT, { limit: 0 }),
  ofCanister('stopped', canister('canister-stopped', 'suspected'), /^closed/, { limit: 0 }),
  ofCanister('out-of-cycles', canister('canister-out-of-cycles', 'suspected'), OPEN_TIMEOUT,
    { limit: 0 }),
  ofCanister('no-method', canister('canister-no-method'), OPEN_TIMEOUT, { limit: 0 }),
];

const close = (reason, attest, sdk) =>
  event(`close: ${reason}`, 'close', { reason }, attest, sdk);

const EVENT_ROWS = [
  // Nothing is said after it, so that nothing is refused: it looks like silence, but for the program.
  event('upgrade that keeps nothing', 'upgrade', {}, canister('canister-restarted'),
    ACK_TIMEOUT),
  close('WrongSequenceNumber', { act: 'out-of-step', culprit: 'network', certainty: 'proved' },
    CLOSE_MESSAGE),
  close('KeepAliveTimeout', { act: 'out-of-step', culprit: 'network', certainty: 'proved' },
    CLOSE_MESSAGE),
  close('InvalidServiceMessage', canister('canister-misbehaved'), CLOSE_MESSAGE),
  close('ClosedByApplication', canister('canister-closed'), /^closed 4001/),
];

export const ROWS = [...GATEWAY_ROWS, ...CANISTER_ROWS, ...EVENT_ROWS].map((row) => ({
  ...TIMES, lines: LINES, of: 'gateway', limit: 1, parameter: 0, windowS: WINDOW_S,
  witness: false, late: false, harmed: row.late === true, ...row,
  title: row.note ? `${row.fault} (${row.note})` : row.fault,
}));
