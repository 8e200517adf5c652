// SPDX-License-Identifier: MIT
// Random hash trees of any shape, and lookups in them as @dfinity/agent does them.
import { Cbor, LookupStatus, lookup_path, NodeType } from '@dfinity/agent';
import { buffer, hex } from './oracle.mjs';

/**
 * The label of a number: its bytes are all the same, and no label begins another. Version 2.4.1 of the
 * agent compares labels byte by byte without stopping at the first that differs, so that "ab" and "ba"
 * are each greater than the other; where all bytes of a label are the same it is right.
 */
export const label = (letter) => new Uint8Array(1 + (letter % 4)).fill(letter);
export const LETTERS = 40;

const pruned = (random) => [NodeType.Pruned, buffer(random.bytes(32))];

/**
 * Hangs trees on forks in any shape. No empty nodes among them: version 2.4.1 of the agent stops at an
 * empty left side and calls what stands on the right absent, where the interface spec passes over it.
 */
function fork(random, trees) {
  if (trees.length === 0)
    return [NodeType.Empty];
  if (trees.length === 1)
    return trees[0];
  const at = 1 + random.below(trees.length - 1);
  return [NodeType.Fork, fork(random, trees.slice(0, at)), fork(random, trees.slice(at))];
}

/** A random well-formed tree, pruned at random places. */
export function randomTree(random, depth = 3) {
  const kind = random.below(12);
  if (kind === 0)
    return pruned(random);
  if (depth === 0 || kind === 1)
    return [NodeType.Leaf, buffer(random.bytes(random.below(10)))];

  const trees = [];
  for (let letter = 0; letter < LETTERS; letter++) {
    const chance = random.below(LETTERS);
    if (chance < 5)
      trees.push([NodeType.Labeled, buffer(label(letter)), randomTree(random, depth - 1)]);
    else if (chance === 5)
      trees.push(pruned(random));
  }
  return fork(random, trees);
}

export const encode = (tree) => new Uint8Array(Cbor.encode(tree));

/** Their answer in our words. Theirs is "found" with the subtree for whatever is no leaf. */
export function theirLookup(tree, path) {
  const result = lookup_path(path.map(buffer), tree);
  if (result.status === LookupStatus.Absent)
    return 'absent';
  if (result.status === LookupStatus.Unknown)
    return 'unknown';
  if (!Array.isArray(result.value))
    return `found=${hex(result.value)}`;
  if (result.value[0] === NodeType.Pruned)
    return 'unknown';
  return result.value[0] === NodeType.Empty ? 'absent' : 'error';
}

export const randomPath = (random) =>
  Array.from({ length: 1 + random.below(3) }, () => label(random.below(LETTERS)));

/** Every path that ends in a tree, in a leaf or not. */
export function allPaths(tree, prefix = []) {
  if (tree[0] === NodeType.Fork)
    return [...allPaths(tree[1], prefix), ...allPaths(tree[2], prefix)];
  if (tree[0] !== NodeType.Labeled)
    return [];
  const path = [...prefix, new Uint8Array(tree[1])];
  return [path, ...allPaths(tree[2], path)];
}

export const showPath = (path) => path.map(hex).join(',');
