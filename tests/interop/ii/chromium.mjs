// SPDX-License-Identifier: MIT
// A headless Chromium, driven through the DevTools protocol.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
import WebSocket from 'ws';
import { deadline } from '../lib/tap.mjs';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const LIMIT_MS = 60_000;

/** The browser of this machine, or undefined. */
export const findChromium = () =>
  [process.env.CHROMIUM, ...CANDIDATES].find((path) => path && existsSync(path));

/** One page: evaluates, clicks as a person does, waits for what it shows. */
class Page {
  #send;
  #listeners;
  requests = []; // URLs that the page asked for

  constructor(send, listeners) {
    this.#send = send;
    this.#listeners = listeners;
    listeners.add(({ method, params }) => {
      if (method === 'Network.requestWillBeSent')
        this.requests.push({ url: params.request.url, method: params.request.method });
    });
  }

  /** The next event `method`, waited for until it comes or is forgotten. */
  #next(method) {
    let forget;
    const promise = new Promise((resolve) => {
      const listener = (message) => {
        if (message.method !== method)
          return;
        forget();
        resolve(null);
      };
      forget = () => this.#listeners.delete(listener);
      this.#listeners.add(listener);
    });
    return { promise, forget };
  }

  #loaded() {
    return deadline(this.#next('Page.loadEventFired').promise, LIMIT_MS, 'end of loading');
  }

  async open(url) {
    const loaded = this.#loaded();
    // Of the same document with another fragment there is no load: begin somewhere else.
    await this.#send('Page.navigate', { url: 'about:blank' });
    await loaded;
    const again = this.#loaded();
    await this.#send('Page.navigate', { url });
    await again;
  }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.#send('Runtime.evaluate', {
      expression, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Until the text of the status line fits; asks again at each change of the page. */
  async status(pattern) {
    return deadline(this.#until(pattern), LIMIT_MS, `status ${pattern}`);
  }

  async #until(pattern) {
    for (;;) {
      // What was asked of a page that goes elsewhere is not always answered.
      const { promise: moved, forget } = this.#next('Page.loadEventFired');
      const found = this.evaluate(`new Promise((resolve) => {
        const line = document.getElementById('status');
        const look = () => ${pattern}.test(line?.textContent ?? '') && resolve(line.textContent);
        new MutationObserver(look).observe(document, {
          childList: true, subtree: true, characterData: true });
        look();
      })`).catch(() => moved);
      const text = await Promise.race([found, moved]);
      forget();
      if (typeof text === 'string')
        return text;
    }
  }

  async type(id, text) {
    await this.evaluate(`(document.getElementById('${id}').value = '',
                          document.getElementById('${id}').focus())`);
    await this.#send('Input.insertText', { text });
  }

  async press(id) {
    const { x, y } = await this.evaluate(`(() => {
      const { x, y, width, height } = document.getElementById('${id}').getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    })()`);
    for (const type of ['mousePressed', 'mouseReleased'])
      await this.#send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
  }

  async screenshot() {
    const { data } = await this.#send('Page.captureScreenshot');
    return Buffer.from(data, 'base64');
  }
}

/** Starts a browser for the scenario `t` and gives one empty page of it. */
export async function startBrowser(t) {
  const folder = await mkdtemp(join(tmpdir(), 'attest-chromium-'));
  const child = spawn(findChromium(), [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', `--user-data-dir=${folder}`, '--remote-debugging-port=0', 'about:blank',
  ], { stdio: ['ignore', 'ignore', 'pipe'] });
  const log = [];
  const ended = new Promise((resolve) => child.on('close', resolve));

  t.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  t.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  t.attach('log of Chromium', () => log.join('\n'));

  const address = await deadline(new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.push(line);
      const found = line.match(/^DevTools listening on (ws:.*)$/);
      if (found)
        resolve(found[1]);
    });
    ended.then((code) => reject(new Error(`Chromium ended with ${code}`)));
  }), LIMIT_MS, 'DevTools of Chromium');

  const socket = new WebSocket(address, { perMessageDeflate: false });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  t.defer(() => socket.terminate());

  const waiting = new Map();
  const listeners = new Set();
  let count = 0;
  socket.on('message', (data) => {
    const message = JSON.parse(data);
    if (message.id === undefined) {
      for (const listener of [...listeners])
        listener(message);
      return;
    }
    const { resolve, reject } = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error)
      reject(new Error(message.error.message));
    else
      resolve(message.result);
  });
  const call = (method, params, sessionId) => new Promise((resolve, reject) => {
    count += 1;
    waiting.set(count, { resolve, reject });
    socket.send(JSON.stringify({ id: count, method, params, sessionId }));
  });

  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  const send = (method, params = {}) => call(method, params, sessionId);
  const page = new Page(send, listeners);
  await send('Page.enable');
  await send('Runtime.enable');
  await send('Network.enable');
  return page;
}
