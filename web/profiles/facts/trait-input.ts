import type { Json } from '@cairn/rules/contracts/facts.js';

/** How a value is typed in. */
export const inputKinds = ['text', 'number', 'boolean', 'json'] as const;
export type InputKind = (typeof inputKinds)[number];

export interface TraitInput {
  kind: InputKind;
  /** As typed; booleans: `true` or `false`. */
  text: string;
}

export function inputOf(value: Json | undefined): TraitInput {
  if (value === undefined || value === null) return { kind: 'text', text: '' };
  if (typeof value === 'number') return { kind: 'number', text: String(value) };
  if (typeof value === 'boolean') return { kind: 'boolean', text: String(value) };
  return typeof value === 'string' ? { kind: 'text', text: value } : { kind: 'json', text: JSON.stringify(value, undefined, 2) };
}

/** The value that was typed; undefined: it is none of that kind. An empty text is a value (semantics §1.3). */
export function typedValue({ kind, text }: TraitInput): Json | undefined {
  if (kind === 'text') return text;
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (kind === 'number') {
    const number = Number(text);
    return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
  }
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
