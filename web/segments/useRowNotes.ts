import type { Condition } from '@cairn/rules/contracts/condition.js';
import { useDebouncedValue } from '@mantine/hooks';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { type ApiError, call } from '../api/client.js';
import type { SegmentPreviewRows } from '../api/segments.js';
import { useFormat } from '../app/i18n/format.js';
import { clausesOf } from './model/places.js';

/** What each row of a whole condition removes ("−4,210"), or in an "any" adds; a moment after the count, which must not wait for it. Null: not all is said yet. */
export function useRowNotes(condition: Condition | null): ReadonlyMap<string, string> {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const [asked] = useDebouncedValue(condition, 800);
  const { data: first } = useQuery(rowsCounted(asked, { exact: false, enabled: asked !== null }));
  // As the count beside them: an estimate within a second, and the exact numbers when everybody was asked.
  const { data = first } = useQuery(rowsCounted(asked, { exact: true, enabled: asked !== null && condition === asked && first?.estimate === true }));
  return useMemo(() => {
    const notes = new Map<string, string>();
    // Of another condition than the one shown: its numbers would stand at the wrong rows.
    if (data === undefined || asked === null || condition !== asked) return notes;
    const places = new Map(clausesOf(asked).map(({ path, row }) => [path, row.join('.')]));
    for (const { path, without } of data.rows) {
      const place = places.get(path);
      const change = data.count - without;
      if (place === undefined) continue;
      const kind = change === 0 ? 'same' : change < 0 ? 'removes' : 'adds';
      notes.set(place, t(`rowNote.${kind}${data.estimate ? 'About' : ''}`, { n: format.number(Math.abs(change)) }));
    }
    return notes;
  }, [data, asked, condition, t, format]);
}

function rowsCounted(condition: Condition | null, { exact, enabled }: { exact: boolean; enabled: boolean }) {
  return queryOptions<SegmentPreviewRows, ApiError>({
    queryKey: ['/api/segments/preview/rows', condition, exact],
    queryFn: async ({ signal }) => await call<SegmentPreviewRows>('POST', '/api/segments/preview/rows', { body: { condition, exact }, signal }),
    enabled,
  });
}
