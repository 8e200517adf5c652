// SPDX-License-Identifier: MIT
// Candid types as trees: read from text, written as text, made into types of @dfinity/candid. A
// tree is {kind, ...}; {kind: 'name', name} refers to a definition of the same text.
import { IDL } from '@dfinity/candid';

export const PRIMITIVES = {
  null: IDL.Null,
  bool: IDL.Bool,
  nat: IDL.Nat,
  int: IDL.Int,
  nat8: IDL.Nat8,
  nat16: IDL.Nat16,
  nat32: IDL.Nat32,
  nat64: IDL.Nat64,
  int8: IDL.Int8,
  int16: IDL.Int16,
  int32: IDL.Int32,
  int64: IDL.Int64,
  float32: IDL.Float32,
  float64: IDL.Float64,
  text: IDL.Text,
  reserved: IDL.Reserved,
  empty: IDL.Empty,
  principal: IDL.Principal,
};
const MODES = ['query', 'oneway', 'composite_query'];

/** Reads `type a = ...; type b = ...; body`: {definitions: Map, body}. */
export function parseType(text) {
  const tokens = text.match(/"(?:\\.|[^"\\])*"|->|[A-Za-z0-9_]+|[(){};:,=]/g);
  let at = 0;
  const peek = (ahead = 0) => tokens[at + ahead];
  const accept = (token) => {
    if (tokens[at] !== token)
      return false;
    at += 1;
    return true;
  };
  const expect = (token) => {
    if (!accept(token))
      throw new Error(`${token} expected, ${peek()} found in ${text}`);
  };
  const name = () => {
    const token = tokens[at++];
    return token.startsWith('"') ? JSON.parse(token) : token;
  };
  const tuple = () => {
    const types = [];
    expect('(');
    while (!accept(')')) {
      types.push(type());
      accept(',');
    }
    return types;
  };
  const func = () => {
    const args = tuple();
    expect('->');
    const results = tuple();
    const modes = [];
    while (MODES.includes(peek()))
      modes.push(tokens[at++]);
    return { kind: 'func', args, results, modes };
  };
  const fields = (kind) => {
    const list = [];
    expect('{');
    while (!accept('}')) {
      const label = /^[0-9]/.test(peek()) ? `_${tokens[at++]}_` : name();
      list.push([label, accept(':') ? type() : { kind: 'null' }]);
      accept(';');
    }
    return { kind, fields: list };
  };
  const service = () => {
    const methods = [];
    expect('{');
    while (!accept('}')) {
      const label = name();
      expect(':');
      methods.push([label, peek() === '(' ? func() : type()]);
      accept(';');
    }
    return { kind: 'service', methods };
  };
  const type = () => {
    const word = tokens[at++];
    switch (word) {
      case 'opt':
      case 'vec':
        return { kind: word, inner: type() };
      case 'blob':
        return { kind: 'vec', inner: { kind: 'nat8' } };
      case 'record':
      case 'variant':
        return fields(word);
      case 'func':
        return func();
      case 'service':
        return service();
      default:
        return word in PRIMITIVES ? { kind: word } : { kind: 'name', name: word };
    }
  };

  const definitions = new Map();
  while (peek() === 'type' && peek(2) === '=') {
    at += 1;
    const defined = name();
    expect('=');
    definitions.set(defined, type());
    expect(';');
  }
  return { definitions, body: type() };
}

const quote = (name) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !(name in PRIMITIVES)
  && !['opt', 'vec', 'record', 'variant', 'func', 'service', 'blob', 'type'].includes(name)
  ? name : JSON.stringify(name));
const label = (name) => /^_(\d+)_$/.exec(name)?.[1] ?? quote(name);

function printTree(tree) {
  const tuple = (types) => `(${types.map(printTree).join(', ')})`;
  const list = (items, nameOf, typeOf) =>
    items.map(([name, t]) => `${nameOf(name)} : ${typeOf(t)}`).join('; ');
  const func = (f) => [`${tuple(f.args)} -> ${tuple(f.results)}`, ...f.modes].join(' ');
  switch (tree.kind) {
    case 'name':
      return tree.name;
    case 'opt':
    case 'vec':
      return `${tree.kind} ${printTree(tree.inner)}`;
    case 'record':
    case 'variant':
      return `${tree.kind} { ${list(tree.fields, label, printTree)} }`;
    case 'func':
      return `func ${func(tree)}`;
    case 'service':
      return `service { ${list(tree.methods, quote, func)} }`;
    default:
      return tree.kind;
  }
}

/** As the oracle reads it: definitions, and the body in parentheses. */
export function printType({ definitions, body }) {
  const lines = [...definitions].map(([name, tree]) => `type ${name} = ${printTree(tree)}; `);
  return `${lines.join('')}(${printTree(body)})`;
}

/** The type of @dfinity/candid. */
export function toIdl({ definitions, body }) {
  const recursive = new Map([...definitions.keys()].map((name) => [name, IDL.Rec()]));
  const build = (tree) => {
    switch (tree.kind) {
      case 'name':
        return recursive.get(tree.name);
      case 'opt':
        return IDL.Opt(build(tree.inner));
      case 'vec':
        return IDL.Vec(build(tree.inner));
      case 'record':
        return IDL.Record(Object.fromEntries(tree.fields.map(([n, t]) => [n, build(t)])));
      case 'variant':
        return IDL.Variant(Object.fromEntries(tree.fields.map(([n, t]) => [n, build(t)])));
      case 'func':
        return IDL.Func(tree.args.map(build), tree.results.map(build), tree.modes);
      case 'service':
        return IDL.Service(Object.fromEntries(tree.methods.map(([n, t]) => [n, build(t)])));
      default:
        return PRIMITIVES[tree.kind];
    }
  };
  for (const [name, tree] of definitions)
    recursive.get(name).fill(build(tree));
  return build(body);
}

/** Whether any part of the type, definitions included, satisfies `test`. */
export function someTree({ definitions, body }, test) {
  const visit = (tree) => test(tree) || parts(tree).some(visit);
  const parts = (tree) => [
    ...(tree.inner ? [tree.inner] : []),
    ...(tree.fields ?? []).map(([, t]) => t),
    ...(tree.methods ?? []).map(([, t]) => t),
    ...(tree.args ?? []),
    ...(tree.results ?? []),
  ];
  return [body, ...definitions.values()].some(visit);
}
