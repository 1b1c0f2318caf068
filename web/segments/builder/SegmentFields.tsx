import type { Clause, SegmentClause } from '@cairn/rules/contracts/condition.js';
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { Page } from '../../api/client.js';
import { useGet } from '../../api/query.js';
import { type SegmentItem, segmentsPath } from '../../api/segments.js';
import { useMemberCount } from '../MemberCount.js';

interface SegmentFieldsProps {
  clause: SegmentClause;
  onChange: (clause: Clause) => void;
  nameOf: (control: string) => string;
}

export function SegmentFields({ clause, onChange, nameOf }: SegmentFieldsProps) {
  const { t } = useTranslation('segments');
  const { data } = useGet<Page<SegmentItem>>(segmentsPath, { query: { limit: 200 } });
  const countOf = useMemberCount();
  const known = (data?.items ?? []).map((segment) => ({
    value: segment.key,
    label: t('builder.segmentWithCount', { name: segment.name, people: countOf(segment) }),
  }));
  const { key } = clause.params;
  const missing = key !== '' && !known.some((segment) => segment.value === key) ? [{ value: key, label: key }] : [];
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('operator')}
        value={String(clause.value)}
        data={['true', 'false'].map((value) => ({ value, label: t(value === 'true' ? 'builder.isIn' : 'builder.isNotIn') }))}
        onChange={(event) => onChange({ ...clause, value: event.currentTarget.value === 'true' })}
      />
      <NativeSelect
        size="xs"
        aria-label={nameOf('segment')}
        value={key}
        data={[{ value: '', label: t('builder.placeholder.segment') }, ...missing, ...known]}
        onChange={(event) => onChange({ ...clause, params: { key: event.currentTarget.value } })}
      />
    </>
  );
}
