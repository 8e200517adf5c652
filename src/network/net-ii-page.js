// SPDX-License-Identifier: MIT
// The login page of the local network's Internet Identity: what https://id.ai/cli does, with a number
// in the place of a passkey. The delegation that a canister signs is for a key of this browser, which
// signs a second one for the program that asked.

const DEFAULT_TTL_MINUTES = 480;
const TEXT = {
  invalid: 'Invalid request: a program on this computer has to send you here.',
  success: 'You are logged in. This page can be closed.',
  error: 'The program could not use this login: it says why.',
  'identity-mismatch': 'This is not the identity that was logged in before. Choose that one.',
};

const element = (id) => document.getElementById(id);
const encoder = new TextEncoder();

function show(text) {
  element('status').textContent = text;
}

function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]+$/.test(text))
    throw new Error('not base64url');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}

const toHex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

/** What the program asks for, or null. */
function readRequest() {
  const params = new URLSearchParams(location.hash.slice(1));
  try {
    const publicKey = fromBase64url(params.get('public_key') ?? '');
    fromBase64url(params.get('nonce') ?? '');
    const callback = new URL(params.get('callback') ?? '');
    if (callback.protocol !== 'http:' || callback.hostname !== '127.0.0.1')
      return null;
    const ttl = params.has('ttl') ? Math.floor(Number(params.get('ttl'))) : DEFAULT_TTL_MINUTES;
    if (!(ttl > 0) || publicKey.length === 0)
      return null;
    const domain = params.get('domain');
    if (domain !== null && !isDomain(domain))
      return null;
    return { publicKey, callback: callback.href, nonce: params.get('nonce'), ttl, domain,
             status: params.get('status') };
  } catch {
    return null;
  }
}

/** A host, or an origin: https, or http on this machine. */
function isDomain(domain) {
  try {
    const url = new URL(domain.includes('://') ? domain : `https://${domain}`);
    const local = /^(localhost|127\.0\.0\.1|.*\.localhost)$/.test(url.hostname);
    return url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' &&
      url.password === '' && (url.protocol === 'https:' || (url.protocol === 'http:' && local));
  } catch {
    return false;
  }
}

async function ask(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok)
    throw new Error(await response.text());
  return response.json();
}

/* The hash of the interface specification, "Representation-independent hash", of a delegation. */

const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

function concat(...parts) {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function leb128(number) {
  const out = [];
  do {
    const more = number > 0x7fn;
    out.push(Number(number & 0x7fn) | (more ? 0x80 : 0));
    number >>= 7n;
  } while (number > 0n);
  return Uint8Array.from(out);
}

async function delegationMessage(pubkey, expiration) {
  const pairs = await Promise.all([['pubkey', pubkey], ['expiration', leb128(expiration)]].map(
    async ([key, value]) => concat(await sha256(encoder.encode(key)), await sha256(value))));
  pairs.sort((a, b) => (toHex(a) < toHex(b) ? -1 : 1));
  return concat(encoder.encode('\x1Aic-request-auth-delegation'), await sha256(concat(...pairs)));
}

/** The chain that leads to the program's key. */
async function makeChain(request, number) {
  const browser = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false,
                                                  ['sign']);
  const browserKey = new Uint8Array(await crypto.subtle.exportKey('spki', browser.publicKey));
  const chain = await ask('/cli/delegation', {
    number,
    publicKey: toHex(browserKey),
    ttl: request.ttl,
    ...(request.domain !== null && { domain: request.domain }),
  });
  // No longer than the first, in whole milliseconds.
  const first = BigInt(`0x${chain.delegations[0].delegation.expiration}`);
  const expiration = first - first % 1000000n;
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' }, browser.privateKey,
    await delegationMessage(request.publicKey, expiration));
  chain.delegations.push({
    delegation: { expiration: expiration.toString(16), pubkey: toHex(request.publicKey) },
    signature: toHex(new Uint8Array(signature)),
  });
  return chain;
}

/** A form, not a fetch: browsers ask before a page may fetch from this computer. */
function deliver(request, chain) {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = request.callback;
  for (const [name, value] of [['delegation', JSON.stringify(chain)], ['nonce', request.nonce]]) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

function describeLife(minutes) {
  const units = [[1440, 'day'], [60, 'hour'], [1, 'minute']];
  const [size, unit] = units.find(([n]) => minutes >= n && minutes % n === 0);
  return minutes === size ? `one ${unit}` : `${minutes / size} ${unit}s`;
}

let request = null;

function start() {
  const status = new URLSearchParams(location.hash.slice(1)).get('status');
  request = readRequest();
  element('login').hidden = request === null;
  if (request === null) {
    show(status === 'success' || status === 'error' ? TEXT[status] : TEXT.invalid);
    return;
  }
  show(status === 'identity-mismatch' ? TEXT[status] : '');
  element('life').textContent = describeLife(request.ttl);
  element('domain').textContent = request.domain ?? '';
  element('domain-line').hidden = request.domain === null;
}

element('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  element('continue').disabled = true;
  try {
    deliver(request, await makeChain(request, element('number').value));
  } catch (error) {
    show(error.message);
    element('continue').disabled = false;
  }
});

element('new').addEventListener('click', async () => {
  element('number').value = (await ask('/cli/number', {})).number;
});

addEventListener('hashchange', start);
start();
