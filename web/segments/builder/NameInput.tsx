import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';

import type { Page } from '../../api/client.js';
import { useGet } from '../../api/query.js';
import { useFormat } from '../../app/i18n/format.js';
import classes from './Builder.module.css';

interface CatalogueName {
  name: string;
  count?: number;
  examples?: unknown[];
  lastSeenAt?: string;
}

interface NameInputProps {
  kind: 'trait' | 'event';
  label: string;
  placeholder: string;
  value: string;
  onChange: (name: string) => void;
}

/** The name of a trait or an event: any text, with those that were really seen as suggestions. */
export function NameInput({ kind, label, placeholder, value, onChange }: NameInputProps) {
  const format = useFormat();
  const [prefix] = useDebouncedValue(value, 200);
  const { data } = useGet<Page<CatalogueName>>(kind === 'trait' ? '/api/trait-names' : '/api/event-names', { query: { prefix, limit: 50 } });
  const seen = new Map((data?.items ?? []).map((item) => [item.name, item]));
  return (
    <Autocomplete
      size="xs"
      w={160}
      aria-label={label}
      placeholder={placeholder}
      value={value}
      onChange={onChange}
      data={[...seen.keys()]}
      maxDropdownHeight={280}
      comboboxProps={{ width: 280, position: 'bottom-start' }}
      renderOption={({ option }) => {
        const item = seen.get(option.value);
        const example = (item?.examples ?? []).slice(0, 2).map(String).join(', ');
        return (
          <div className={classes.suggestion}>
            <span>{option.value}</span>
            <span>{item?.lastSeenAt === undefined ? example : example === '' ? format.date(item.lastSeenAt) : example}</span>
          </div>
        );
      }}
    />
  );
}
