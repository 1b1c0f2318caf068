import type { TraitUpdate } from '@cairn/workflows/contracts/journey.js';

/** What a trait becomes: a value of one of three types, nothing, or what the trigger brought along. */
export const updateKinds = ['text', 'number', 'boolean', 'clear', 'trigger'] as const;
export type UpdateKind = (typeof updateKinds)[number];

type Value = TraitUpdate['value'];

export function kindOfValue(value: Value): UpdateKind {
  if (value === null) return 'clear';
  if (typeof value === 'object') return 'trigger';
  return typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean');
}

/** As another kind, with what can be kept of it: "5" is 5, and back. */
export function valueAs(value: Value, kind: UpdateKind): Value {
  const text = typeof value === 'object' ? (value?.trigger ?? '') : String(value);
  switch (kind) {
    case 'text':
      return text;
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : 0;
    case 'boolean':
      return !['', '0', 'false', 'no'].includes(text.trim().toLowerCase()) || value === null;
    case 'clear':
      return null;
    case 'trigger':
      return { trigger: typeof value === 'string' ? value : '' };
  }
}
