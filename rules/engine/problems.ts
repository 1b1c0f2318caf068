import type { Problem } from '../contracts/facts.js';

export type Shape = { [key: string]: unknown };
export type Fault = Omit<Problem, 'path'>;

/** Collects what is wrong, each with its place. */
export class Problems {
  readonly found: Problem[] = [];

  add(path: string, code: string, message: string): void {
    this.found.push({ path, code, message });
  }

  addIf(path: string, fault: Fault | undefined): void {
    if (fault) this.found.push({ path, ...fault });
  }

  onlyKeys(of: Shape, path: string, known: readonly string[]): void {
    for (const key of Object.keys(of)) {
      if (!known.includes(key))
        this.add(join(path, key.slice(0, 80)), 'unknown-key', `“${key.slice(0, 80)}” is not known here. Known: ${known.join(', ')}.${newer}`);
    }
  }
}

/** Said of what this version does not know: a definition may have been made by a later one. */
export const newer = ' If it comes from a newer version of Cairn, update this one first.';

export function isObject(value: unknown): value is Shape {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function own(of: Shape, key: string): unknown {
  return Object.hasOwn(of, key) ? of[key] : undefined;
}

export function join(...parts: (string | number)[]): string {
  return parts.filter((part) => part !== '').join('.');
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? `“${value}”` : (JSON.stringify(value) ?? typeof value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
