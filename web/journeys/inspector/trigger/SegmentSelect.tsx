import { Anchor, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { path } from '../../../api/client.js';
import { useSegments } from '../../api.js';

interface SegmentSelectProps {
  /** A key; '' none. */
  value: string;
  onChange(key: string): void;
}

/** One of the segments that exist; one that is gone stays visible as the problem it is. */
export function SegmentSelect({ value, onChange }: SegmentSelectProps) {
  const { t } = useTranslation('journeys');
  const { data } = useSegments();
  const known = (data?.items ?? []).map((segment) => ({ value: segment.key, label: segment.name }));
  const chosen = known.find((segment) => segment.value === value);
  const isOffered = value === '' || chosen !== undefined || data === undefined;
  return (
    <>
      <Select
        label={t('trigger.segment.which')}
        placeholder={t('trigger.segment.choose')}
        searchable
        data={isOffered ? known : [{ value, label: t('trigger.segment.missing', { key: value }) }, ...known]}
        value={value === '' ? null : value}
        nothingFoundMessage={t('menu.noMatch')}
        onChange={(segment) => onChange(segment ?? '')}
      />
      {chosen && (
        <Anchor component={Link} to={path`/segments/${chosen.value}`} size="sm">
          {t('trigger.segment.open', { name: chosen.label })}
        </Anchor>
      )}
    </>
  );
}
