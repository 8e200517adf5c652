// SPDX-License-Identifier: MIT
// Random types as trees, random values of them as @dfinity/candid takes them, and comparison.
import { Principal } from '@dfinity/principal';
import { PRIMITIVES } from './types.mjs';

const MAX_VALUE_DEPTH = 10;
const NAMES = ['head', 'tail', 'Ok', 'Err', 'opt', 'two words', '☃', 'key', 'client_nonce'];
const METHODS = ['get', 'put', 'a', 'aa', 'ü'];

let uniqueId = 0x4000_0000;

/** {definitions, body}: definitions are used under opt and vec, so that values end. */
export function randomType(random) {
  const definitions = new Map();
  const open = [];

  const primitive = () => {
    const kind = random.pick(Object.keys(PRIMITIVES));
    return kind === 'empty' ? { kind: 'text' } : { kind };
  };
  const inner = (depth) => {
    if (open.length > 0 && random.chance(3))
      return { kind: 'name', name: random.pick(open) };
    return random.chance(20) ? { kind: 'empty' } : type(depth);
  };
  const fields = (kind, depth) => {
    const used = new Set();
    const list = [];
    for (let n = random.below(5) + (kind === 'variant' ? 1 : 0); n > 0; n--) {
      const name = random.chance(2) ? random.pick(NAMES)
        : `_${random.chance(2) ? list.length : random.uint32()}_`;
      if (used.has(name))
        continue;
      used.add(name);
      list.push([name, type(depth)]);
    }
    return { kind, fields: list };
  };
  const func = (depth) => {
    const args = Array.from({ length: random.below(3) }, () => type(depth));
    const results = Array.from({ length: random.below(3) }, () => type(depth));
    const modes = random.pick([[], [], ['query'], ['oneway'], ['composite_query']]);
    return { kind: 'func', args, results: modes.includes('oneway') ? [] : results, modes };
  };
  const service = (depth) => ({
    kind: 'service',
    methods: METHODS.filter(() => random.chance(3)).map((name) => [name, func(depth)]),
  });
  const plain = (depth) => {
    switch (random.below(10)) {
      case 0:
      case 1:
        return { kind: 'opt', inner: inner(depth) };
      case 2:
        return { kind: 'vec', inner: inner(depth) };
      case 3:
      case 4:
        return fields('record', depth);
      case 5:
        return fields('variant', depth);
      case 6:
        return random.chance(2) ? func(depth) : service(depth);
      default:
        return primitive();
    }
  };
  const type = (depth) => {
    if (depth === 0)
      return primitive();
    if (!random.chance(6))
      return plain(depth - 1);
    const name = `d${definitions.size}`;
    definitions.set(name, null);
    open.push(name);
    // A record of its own: no definition is a name or an endless opt, and none has the structure of
    // another type. There the packages write wrong indices: TypeTable.merge() takes an entry out of
    // the middle of the table when it was there already.
    uniqueId += 1;
    definitions.set(name, {
      kind: 'record',
      fields: [['_0_', plain(depth - 1)], [`_${uniqueId}_`, { kind: 'null' }]],
    });
    open.pop();
    return { kind: 'name', name };
  };

  return { definitions, body: type(4) };
}

function randomText(random) {
  const ranges = [0x20, 0x7f, 0x100, 0x800, 0xd800, 0x110000];
  return Array.from({ length: random.below(10) }, () => {
    const code = random.below(random.pick(ranges));
    return String.fromCodePoint(code >= 0xd800 && code < 0xe000 ? 0x2603 : code);
  }).join('');
}

const randomPrincipal = (random) => Principal.fromUint8Array(random.bytes(random.below(30)));

function randomInteger(random, kind) {
  const width = Number(/\d+/.exec(kind)?.[0] ?? 300);
  let value = random.bigint(width);
  if (kind.startsWith('int'))
    value = BigInt.asIntN(width, random.chance(2) ? -value : value);
  return width < 64 ? Number(value) : value;
}

function randomFloat(random, kind) {
  const view = new DataView(random.bytes(8).buffer);
  const value = kind === 'float32' ? view.getFloat32(0) : view.getFloat64(0);
  return Number.isNaN(value) || random.chance(4) ? random.below(1000) / 8 : value;
}

/** A value as `IDL.encode` takes it. */
export function randomValue(random, { definitions, body }) {
  const isEmpty = (tree) => tree.kind === 'empty';
  const value = (tree, depth) => {
    switch (tree.kind) {
      case 'name':
        return value(definitions.get(tree.name), depth);
      case 'null':
      case 'reserved':
        return null;
      case 'bool':
        return random.chance(2);
      case 'text':
        return randomText(random);
      case 'float32':
      case 'float64':
        return randomFloat(random, tree.kind);
      case 'principal':
      case 'service':
        return randomPrincipal(random);
      case 'func':
        return [randomPrincipal(random), randomText(random)];
      case 'opt':
        return depth > MAX_VALUE_DEPTH || isEmpty(tree.inner) || random.chance(3)
          ? [] : [value(tree.inner, depth + 1)];
      case 'vec':
        return Array.from(
          { length: depth > MAX_VALUE_DEPTH || isEmpty(tree.inner) ? 0 : random.below(5) },
          () => value(tree.inner, depth + 1));
      case 'record':
        return Object.fromEntries(tree.fields.map(([name, t]) => [name, value(t, depth + 1)]));
      case 'variant': {
        const [name, t] = random.pick(tree.fields);
        return { [name]: value(t, depth + 1) };
      }
      default:
        return randomInteger(random, tree.kind);
    }
  };
  return value(body, 0);
}

/** Plain data that `assert.deepEqual` compares: no typed arrays, no Principal objects. */
export function plain(value) {
  if (value === null || typeof value !== 'object')
    return value;
  if (value._isPrincipal)
    return `principal ${value.toText()}`;
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return Array.from(value, plain);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, plain(item)])
      .sort(([a], [b]) => (a < b ? -1 : 1)));
}
