// SPDX-License-Identifier: MIT
// Random contents of envelopes, for them as objects and for ic-oracle as words.
import { Principal } from '@dfinity/principal';
import { hex, orNothing } from './oracle.mjs';

export const EXPIRY_NS = 1_700_000_240_000_000_000n;
export const NOW_NS = 1_700_000_000_000_000_000n;

const asciiName = (random) => `m${random.text(12, 'aZ_09-')}`;

/** For those that we encode. */
export const anyName = (random) => `m${random.text(12, 'aZ_0é你🙂')}`;

/**
 * A content that agents would send; `type` for one type alone. Names of methods are ASCII: their
 * encoder (simple-cbor) counts characters where CBOR counts bytes.
 */
export function randomContent(random, sender, type = undefined, nameOf = asciiName) {
  const content = {
    request_type: type ?? random.pick(['call', 'query', 'read_state']),
    sender,
    ingress_expiry: EXPIRY_NS,
  };

  if (random.below(2))
    content.nonce = random.bytes(random.pick([1, 8, 16, 32]));
  if (content.request_type === 'read_state') {
    content.paths = Array.from({ length: random.below(4) }, () =>
      Array.from({ length: 1 + random.below(4) }, () => random.bytes(1 + random.below(40))));
  } else {
    content.canister_id = Principal.fromUint8Array(random.bytes(random.pick([0, 1, 8, 10, 29])));
    content.method_name = nameOf(random);
    content.arg = random.bytes(random.pick([0, 6, 23, 24, 255, 256, 3000]));
  }
  return content;
}

/** The arguments of "sign" after the seed. */
export function requestWords(content) {
  return [
    content.request_type,
    content.canister_id?.toText() ?? 'aaaaa-aa',
    content.method_name ?? '-',
    orNothing(hex(content.arg ?? [])),
    orNothing((content.paths ?? []).map((path) => path.map(hex).join(',')).join('/')),
    content.ingress_expiry,
    orNothing(hex(content.nonce ?? [])),
  ];
}
