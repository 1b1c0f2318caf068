import type { Json } from '../contracts/facts.js';

export type Read = (value: Json | undefined) => Json | undefined;

/** Names no path may hold: they are never data. */
export const refusedNames: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/**
 * Walks `a.b.0.c` by own properties; a list is entered only by an index. Absent anywhere: undefined. In a name, `%2e` stands for a dot and
 * `%25` for a percent sign.
 */
export function compilePath(path: string | undefined | null): Read {
  if (path === undefined || path === null || path === '') return (value) => value;
  const names = pathNames(path);
  const [first, second] = names as [string, string];
  if (names.length === 1) return (value) => own(value, first);
  if (names.length === 2) return (value) => own(own(value, first), second);
  return (value) => walk(value, names);
}

export function pathNames(path: string): string[] {
  return path.split('.').map(decodeName);
}

export function decodeName(name: string): string {
  return name.includes('%') ? name.replace(/%(2e|25)/gi, (code) => (code === '%25' ? '%' : '.')) : name;
}

export function walk(value: Json | undefined, names: readonly string[]): Json | undefined {
  let found = value;
  for (const name of names) found = own(found, name);
  return found;
}

const index = /^(0|[1-9]\d{0,8})$/;

export function own(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return index.test(name) ? value[Number(name)] : undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
