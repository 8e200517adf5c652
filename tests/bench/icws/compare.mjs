// SPDX-License-Identifier: MIT
// Our verification against isMessageBodyValid() of ic-websocket-js, on the same frames in one run:
//   node compare.mjs <bench-verify> <interop node_modules>
// Prints one line a stream; fails if an aim of ours is missed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const AIMS = { delegated: 20, root: 10, shared: 300 };
const PASSES = 3;
const MAX_AGE_MINUTES = 5;

const [bench, modules] = process.argv.slice(2);
if (!bench || !modules) {
  console.error('usage: node compare.mjs <bench-verify> <interop node_modules>');
  process.exit(2);
}
const require = createRequire(join(resolve(modules), 'x.js'));
const { Cbor } = require('@dfinity/agent');
const { Principal } = require('@dfinity/principal');
// Not exported by the package's index: it is the function that its IcWebSocket calls.
const { isMessageBodyValid } = require(
  join(resolve(modules), 'ic-websocket-js', 'lib', 'cjs', 'utils.js'));

const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
const buffer = (array) => array.buffer.slice(array.byteOffset, array.byteOffset + array.byteLength);

// As in bench-verify: the best time of each frame over the passes, then the mean over the frames.
async function measureSdk(stream) {
  const agent = { rootKey: buffer(bytes(stream.root_key)) };
  const canisterId = Principal.fromUint8Array(bytes(stream.canister_id));
  const frames = stream.frames.map(bytes);
  const best = frames.map(() => Infinity);
  for (let i = 0; i < PASSES; i++) {
    for (const [j, frame] of frames.entries()) {
      const start = process.hrtime.bigint();
      const message = Cbor.decode(buffer(frame));
      const ok = await isMessageBodyValid(canisterId, message.key, new Uint8Array(message.content),
        message.cert, message.tree, agent, MAX_AGE_MINUTES);
      best[j] = Math.min(best[j], Number(process.hrtime.bigint() - start) / 1000);
      if (!ok)
        throw new Error(`the SDK refuses a frame of the stream "${stream.name}"`);
    }
  }
  return best.reduce((sum, us) => sum + us, 0) / best.length;
}

const directory = mkdtempSync(join(tmpdir(), 'bench-verify-'));
let missed = 0;
try {
  const file = join(directory, 'stream.json');
  const measure = () => JSON.parse(execFileSync(bench, [`--stream=${file}`], { encoding: 'utf8' }));
  let ours = measure();
  const streams = JSON.parse(readFileSync(file, 'utf8'));
  const theirs = {};
  for (const stream of streams)
    theirs[stream.name] = await measureSdk(stream);
  // Ours once more at the end, so that the load of the machine meets both.
  const again = measure();
  ours = ours.map((o, i) => ({ ...o, us: Math.min(o.us, again[i].us) }));
  for (const { name, us } of ours) {
    const ratio = theirs[name] / us;
    const ok = ratio >= AIMS[name];
    missed += ok ? 0 : 1;
    console.log(`${name.padEnd(10)} ours ${us.toFixed(1).padStart(8)} us   ` +
      `SDK ${theirs[name].toFixed(1).padStart(9)} us   ${ratio.toFixed(1).padStart(7)} x   ` +
      `(aim ${AIMS[name]} x${ok ? '' : ', missed'})`);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.exit(missed === 0 ? 0 : 1);
