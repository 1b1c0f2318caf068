import type { Json } from '../contracts/facts.js';
import { listLimit } from './compile-where.js';
import { compilePath, decodeName, own } from './path.js';

/** Every value that a path with `*` for "every element" leads to; without a `*` the one value, which may be absent. No path: one absent value. */
export function compileEach(path: string | undefined): (value: Json | undefined) => (Json | undefined)[] {
  if (path === undefined) return () => [undefined];
  if (!path.split('.').includes('*')) {
    const read = compilePath(path);
    return (value) => [read(value)];
  }
  const names = path.split('.').map((name) => (name === '*' ? undefined : decodeName(name)));
  return (value) =>
    names.reduce<(Json | undefined)[]>(
      (found, name) => found.flatMap((one) => (name === undefined ? elements(one) : [own(one, name)])).slice(0, listLimit),
      [value],
    );
}

function elements(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value.slice(0, listLimit) : [];
}
