// SPDX-License-Identifier: MIT
// A real browser through Internet Identity to an open chat: ii-chat asks, Chromium logs in.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { startNetwork } from '../lib/network.mjs';
import { runScenarios } from '../lib/tap.mjs';
import { startChat } from './chat.mjs';
import { findChromium, startBrowser } from './chromium.mjs';

if (findChromium() === undefined) {
  console.log('1..0 # SKIP no Chromium: apt-get install chromium');
  process.exit(0);
}

async function logIn(page, number) {
  await page.type('number', number);
  await page.press('continue');
}

async function chatOpens(chat) {
  await chat.expect('opened');
  await chat.expect('accepted');
  assert.equal(await chat.ended(), 0);
}

await runScenarios({
  'a person logs in and chats': [180_000, async (t) => {
    const network = await startNetwork(t);
    const page = await startBrowser(t);
    const chat = startChat(t, network);
    const uri = new URL(await chat.expect('open'));

    assert.equal(uri.origin, network.identityUrl);
    await page.open(uri.href);
    if (process.env.II_SCREENSHOT)
      await writeFile(process.env.II_SCREENSHOT, await page.screenshot());
    await page.press('new');
    await page.evaluate(`new Promise((resolve) => {
      const look = () => document.getElementById('number').value !== '' ? resolve() : setTimeout(look, 10);
      look();
    })`);
    assert.equal(await page.evaluate(`document.getElementById('number').value`), '10000');
    await page.press('continue');
    const principal = await chat.expect('principal');
    await page.status(/You are logged in/);
    await chatOpens(chat);
    assert.match(principal, /^[a-z0-9-]+$/);

    // The answer went to this machine by a form, all else to the login page's host; the one-time
    // number was in no address that a server sees.
    const callback = new URLSearchParams(uri.hash.slice(1)).get('callback');
    const nonce = new URLSearchParams(uri.hash.slice(1)).get('nonce');
    const foreign = page.requests.filter(({ url }) =>
      !url.startsWith(`${network.identityUrl}/`) && !url.startsWith('about:'));
    assert.deepEqual(foreign, [{ url: callback, method: 'POST' }]);
    assert.ok(page.requests.every(({ url }) => !url.includes(nonce)));
    assert.ok(!(await page.evaluate('location.href')).includes(nonce));

    // The same number is the same person, of another web app somebody else.
    for (const [args, same] of [[[], true], [['--domain', 'app.example.com', '--ttl', '5'], false]]) {
      const again = startChat(t, network, args);
      await page.open(await again.expect('open'));
      await logIn(page, '10000');
      assert.equal(await again.expect('principal') === principal, same);
      await chatOpens(again);
    }
  }],

  'who renews as somebody else may choose again': [180_000, async (t) => {
    const network = await startNetwork(t);
    const page = await startBrowser(t);
    const chat = startChat(t, network, ['--renew']);

    await page.open(await chat.expect('open'));
    await logIn(page, '10000');
    const principal = await chat.expect('principal');
    await page.status(/You are logged in/);

    await page.open(await chat.expect('open'));
    await logIn(page, '10001');
    assert.notEqual(await chat.expect('mismatch'), principal);
    await page.status(/not the identity/);
    await logIn(page, '10000');
    assert.equal(await chat.expect('principal'), principal);
    await page.status(/You are logged in/);
    await chatOpens(chat);
  }],

  'without “CLI access” the page says so, and the program gives up with that hint': [180_000, async (t) => {
    const network = await startNetwork(t);
    const page = await startBrowser(t);
    const chat = startChat(t, network, ['--domain', 'app.example.com', '--timeout', '5']);

    await page.open(await chat.expect('open'));
    await logIn(page, '10404');
    await page.status(/CLI access not enabled/);
    assert.match(await chat.expect('error'), /“CLI access” has to be switched on/);
    assert.equal(await chat.ended(), 1);
  }],

  'a page that was opened wrongly says so': [180_000, async (t) => {
    const network = await startNetwork(t);
    const page = await startBrowser(t);
    const good = new URLSearchParams({
      public_key: 'MCowBQYDK2VwAyEA', callback: 'http://127.0.0.1:1/', nonce: 'AAAA' });
    const change = (name, value) => {
      const params = new URLSearchParams(good);
      if (value === null)
        params.delete(name);
      else
        params.set(name, value);
      return params;
    };

    await page.open(`${network.identityUrl}/cli#${good}`);
    assert.equal(await page.evaluate(`document.getElementById('login').hidden`), false);
    for (const params of [
      '', change('public_key', null), change('public_key', '!'), change('nonce', null),
      change('callback', null), change('callback', 'https://127.0.0.1:1/'),
      change('callback', 'http://localhost:1/'), change('callback', 'http://[::1]:1/'),
      change('callback', 'http://evil.example/'), change('callback', 'javascript:1'),
      change('ttl', '0'), change('ttl', 'x'), change('domain', 'http://evil.example'),
      change('domain', 'a/b'), change('domain', ''),
    ]) {
      await page.open(`${network.identityUrl}/cli#${params}`);
      await page.status(/Invalid request/);
      assert.equal(await page.evaluate(`document.getElementById('login').hidden`), true);
    }
  }],
});
