import type { Condition } from '@cairn/rules/contracts/condition.js';
import { JsonInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** The stored JSON itself, for conditions that the rows cannot show. Half-typed text stays; only what parses is taken over. */
export function JsonCondition({ value, onChange }: { value: Condition; onChange: (condition: Condition) => void }) {
  const { t } = useTranslation('segments');
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const parsed = parse(text);
  return (
    <JsonInput
      label={t('builder.json')}
      value={text}
      onChange={(next) => {
        setText(next);
        const condition = parse(next);
        if (condition !== null) onChange(condition);
      }}
      error={parsed === null ? t('builder.jsonError') : undefined}
      autosize
      minRows={4}
      maxRows={24}
      w="100%"
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
    />
  );
}

/** Of the outer shape only; the server says the rest when it is saved. */
function parse(text: string): Condition | null {
  try {
    const value: unknown = JSON.parse(text);
    return isCondition(value) ? value : null;
  } catch {
    return null;
  }
}

function isCondition(value: unknown): value is Condition {
  if (typeof value !== 'object' || value === null) return false;
  const node = value as { all?: unknown; any?: unknown; not?: unknown; fact?: unknown; params?: { name?: unknown; key?: unknown }; path?: unknown };
  if (Array.isArray(node.all)) return node.all.every(isCondition);
  if (Array.isArray(node.any)) return node.any.every(isCondition);
  if (node.not !== undefined) return isCondition(node.not);
  if (node.fact === 'trait' || node.fact === 'event') return typeof node.params?.name === 'string';
  if (node.fact === 'segment') return typeof node.params?.key === 'string';
  return node.fact === 'trigger' && typeof node.path === 'string';
}
