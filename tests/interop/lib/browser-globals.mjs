// SPDX-License-Identifier: MIT
// The browser globals that ic-websocket-js takes for granted, where this Node lacks them. Import it
// before the SDK. The SDK itself stays as published.
import { webcrypto } from 'node:crypto';
import WsWebSocket from 'ws';

function define(name, value) {
  if (globalThis[name] === undefined)
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

class ErrorEventPolyfill extends Event {
  constructor(type, init = {}) {
    super(type, init);
    this.error = init.error ?? null;
    this.message = init.message ?? '';
    this.filename = init.filename ?? '';
    this.lineno = init.lineno ?? 0;
    this.colno = init.colno ?? 0;
  }
}

class CloseEventPolyfill extends Event {
  constructor(type, init = {}) {
    super(type, init);
    this.code = init.code ?? 0;
    this.reason = init.reason ?? '';
    this.wasClean = init.wasClean ?? false;
  }
}

class MessageEventPolyfill extends Event {
  constructor(type, init = {}) {
    super(type, init);
    this.data = init.data ?? null;
    this.origin = init.origin ?? '';
    this.lastEventId = init.lastEventId ?? '';
  }
}

define('crypto', webcrypto); // Node 18
define('ErrorEvent', ErrorEventPolyfill); // all Node versions so far
define('CloseEvent', CloseEventPolyfill); // before Node 23
define('MessageEvent', MessageEventPolyfill);
define('WebSocket', WsWebSocket); // before Node 22
