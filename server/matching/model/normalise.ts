import type { FieldKind } from './settings.js';

/** Longer texts are no names or addresses; comparing them would only cost. */
const longest = 200;

/** A value as it is compared, or null where there is none: nothing can be said about a missing one. */
export function normalise(kind: FieldKind, raw: unknown): string | null {
  const text = textOf(raw);
  if (text === null) return null;
  const value = readers[kind](text).slice(0, longest);
  return value === '' ? null : value;
}

const readers: { readonly [Kind in FieldKind]: (text: string) => string } = {
  exact: folded,
  name: folded,
  text: folded,
  date: isoDate,
  postcode: (text) => folded(text).replace(/[^\p{L}\p{N}]/gu, ''),
  email: (text) => text.toLowerCase(),
  phone: (text) => text.replace(/\D/g, '').replace(/^00/, ''),
};

function textOf(raw: unknown): string | null {
  if (typeof raw === 'number') return Number.isFinite(raw) ? String(raw) : null;
  if (raw instanceof Date) return raw.toISOString();
  return typeof raw === 'string' ? raw.slice(0, longest * 2).trim() : null;
}

/** Case, accents, punctuation and runs of spaces say nothing about who somebody is. */
function folded(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/['’.]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** `1980-02-29` of ISO 8601 dates and instants, `19800229`; anything else stays as it is, for even a wrong date can be compared by its characters. */
function isoDate(text: string): string {
  const parts = /^(\d{4})-?(\d{2})-?(\d{2})(?:$|[T ])/.exec(text);
  return parts === null ? text : `${parts[1]}-${parts[2]}-${parts[3]}`;
}
