import { Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { sameJson } from '../../model/changes.js';

interface JsonFieldProps {
  label: string;
  value: unknown;
  onChange(value: unknown): void;
}

/** JSON as text. Half-typed text stays in the field and changes nothing until it parses. */
export function JsonField({ label, value, onChange }: JsonFieldProps) {
  const { t } = useTranslation('journeys');
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const parsed = parse(text);
  useEffect(() => {
    setText((now) => (sameJson(parse(now)?.value, value) ? now : JSON.stringify(value, null, 2)));
  }, [value]);
  return (
    <Textarea
      label={label}
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
      error={parsed ? null : t('json.invalid')}
      value={text}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        const changed = parse(next);
        if (changed) onChange(changed.value);
      }}
    />
  );
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
