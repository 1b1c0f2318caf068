import type { NamedConditions } from '../contracts/condition.js';

/**
 * A condition, or whatever holds conditions, with every `{condition: key}` written out: what is published asks for nothing that can change behind its
 * back. What is not known stays as it is, for validation to name; so does the outermost of a cycle. Never changes what it is given.
 */
export function resolveNamed<T>(value: T, named: NamedConditions): T {
  return named.size === 0 ? value : (resolve(value, named, new Set()) as T);
}

/** Keys of the shared conditions that this refers to itself. Reads any JSON: what is no condition refers to none. */
export function namedIn(value: unknown): Set<string> {
  const found = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    const key = referenceIn(part);
    if (key !== undefined) found.add(key);
    for (const inner of Object.values(part)) visit(inner);
  };
  visit(value);
  return found;
}

/** As {@link namedIn}, and what those refer to in turn. */
export function namedWithin(value: unknown, named: NamedConditions): Set<string> {
  const found = new Set<string>();
  const open = [...namedIn(value)];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (found.has(key)) continue;
    found.add(key);
    open.push(...namedIn(named.get(key)));
  }
  return found;
}

function resolve(value: unknown, named: NamedConditions, inside: ReadonlySet<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((part) => resolve(part, named, inside));
  const key = referenceIn(value);
  const condition = key === undefined || inside.has(key) ? undefined : named.get(key);
  if (key !== undefined && condition !== undefined) return resolve(condition, named, new Set([...inside, key]));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolve(part, named, inside)]));
}

/** `{condition: key}` and nothing else; an object under that name is a condition itself. */
function referenceIn(part: object): string | undefined {
  const { condition } = part as { condition?: unknown };
  return typeof condition === 'string' && Object.keys(part).length === 1 ? condition : undefined;
}
