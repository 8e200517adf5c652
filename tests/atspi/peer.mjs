// SPDX-License-Identifier: MIT
// Somebody else in the group chat, with the JavaScript SDK: peer.mjs READY-FILE. Answers each line of
// another with it, until the process is ended.
import { readFile } from 'node:fs/promises';
import * as identities from '../interop/lib/identities.mjs';
import { joined, line } from '../interop/lib/room.mjs';
import { SdkClient } from '../interop/lib/sdk-client.mjs';
import { groupChat } from '../interop/lib/services.mjs';

const NAME = 'Grace';
const WHOLE_TEST_MS = 600_000;

const ready = JSON.parse(await readFile(process.argv[2], 'utf8'));
// The SDK would take mainnet's root key while Node loads its fetch: load it now.
await (await fetch(`${ready.replica_url}/api/v2/status`)).arrayBuffer();

const peer = new SdkClient({ replicaUrl: ready.replica_url, gatewayUrl: ready.gateway_url }, {
  name: NAME,
  canisterId: ready.canisters.group_chat,
  service: groupChat,
  identity: identities.ed25519(),
});
await peer.isOpen();
peer.ws.send(joined(NAME));

let answered = 0;
const lines = () => peer.messages
  .map((message) => message.GroupMessage)
  .filter((said) => said && said.name !== NAME && !said.isTyping);
for (;;) {
  await peer.until(() => lines().length > answered, 'next line', { limitMs: WHOLE_TEST_MS });
  peer.ws.send(line(NAME, `I read: ${lines()[answered].message}`));
  answered += 1;
}
