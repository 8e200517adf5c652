// SPDX-License-Identifier: MIT
// Identities of the kinds that people come with, made by the packages that they come from.
import { webcrypto } from 'node:crypto';
import {
  DelegationChain,
  DelegationIdentity,
  ECDSAKeyIdentity,
  Ed25519KeyIdentity,
} from '@dfinity/identity';
import { generateRandomIdentity } from 'ic-websocket-js';

const HOUR_MS = 3_600_000;

const p256 = () => ECDSAKeyIdentity.generate({ subtleCrypto: webcrypto.subtle });

async function delegate(root, hops, expiration = new Date(Date.now() + HOUR_MS)) {
  let signer = root;
  let chain;
  for (const key of hops) {
    chain = await DelegationChain.create(
      signer, key.getPublicKey(), expiration, { previous: chain });
    signer = key;
  }
  return DelegationIdentity.fromDelegation(signer, chain);
}

/** The SDK's own helper: a secp256k1 key. */
export const sdkRandom = () => generateRandomIdentity();

export const ed25519 = () => Ed25519KeyIdentity.generate();

/** As Internet Identity hands out for the browser: one hop. */
export const delegated = async () => delegate(Ed25519KeyIdentity.generate(), [ed25519()]);

/** As through Internet Identity's page for programs: P-256 in the middle, another key last. */
export const delegatedTwice = async () =>
  delegate(generateRandomIdentity(), [await p256(), ed25519()]);

export const expired = async () =>
  delegate(Ed25519KeyIdentity.generate(), [ed25519()], new Date(Date.now() - HOUR_MS));

export { p256 };
