import type { EventMatcher } from '@cairn/rules/contracts/condition.js';
import { Autocomplete } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useEventNames } from '../../api.js';
import { WhereField } from './WhereField.js';

interface EventFieldProps {
  label: string;
  value: EventMatcher;
  onChange(value: EventMatcher): void;
}

/** An event by name, out of those seen or any other, and what must hold for its properties. */
export function EventField({ label, value, onChange }: EventFieldProps) {
  const { t } = useTranslation('journeys');
  const names = useEventNames().data?.items ?? [];
  return (
    <>
      <Autocomplete
        label={label}
        placeholder={t('event.placeholder')}
        description={value.name !== '' && names.length > 0 && !names.some((seen) => seen.name === value.name) ? t('event.neverSeen') : undefined}
        data={[...new Set(names.map((seen) => seen.name))]}
        limit={50}
        maxLength={512}
        value={value.name}
        onChange={(name) => onChange({ ...value, name })}
      />
      <WhereField
        event={value.name}
        value={value.where}
        onChange={(where) => onChange(where === undefined ? { name: value.name } : { name: value.name, where })}
      />
    </>
  );
}
