import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface ZoneFieldProps {
  label: string;
  /** `person`, or an IANA zone. */
  value: string;
  onChange(value: string): void;
}

let known: string[] | undefined;

/** Those that the browser knows, and UTC. */
function zones(): string[] {
  known ??= [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
  return known;
}

/** Each person's own time, or that of one zone for all. */
export function ZoneField({ label, value, onChange }: ZoneFieldProps) {
  const { t } = useTranslation('journeys');
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const near = [own].filter((zone) => zone !== 'UTC');
  const groups = [
    { group: t('zone.each'), items: [{ value: 'person', label: t('zone.person') }] },
    { group: t('zone.near'), items: [...near, 'UTC'] },
    { group: t('zone.all'), items: zones().filter((zone) => zone !== 'UTC' && zone !== own) },
  ];
  const isKnown = value === 'person' || zones().includes(value) || value === own;
  return (
    <Select
      label={label}
      searchable
      allowDeselect={false}
      limit={200}
      maxDropdownHeight={280}
      // One that the browser does not know stays visible as the problem it may be.
      data={isKnown ? groups : [...groups, { group: value, items: [value] }]}
      value={value}
      nothingFoundMessage={t('menu.noMatch')}
      onChange={(zone) => zone !== null && onChange(zone)}
    />
  );
}
