import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../api/client.js';
import { conditionsPath, type SharedConditionItem } from '../api/conditions.js';
import { useGet } from '../api/query.js';
import { type SegmentItem, segmentsPath } from '../api/segments.js';
import { useFormat } from '../app/i18n/format.js';
import type { Speaker } from './model/sentence.js';

/** What turns conditions into sentences in the reader's language, with segments under their own names. */
export function useSpeaker(): Speaker {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const { data } = useGet<Page<SegmentItem>>(segmentsPath, { query: { limit: 200 } });
  const shared = useGet<Page<SharedConditionItem>>(conditionsPath).data;
  return useMemo(() => {
    const names = new Map((data?.items ?? []).map((segment) => [segment.key, segment.name]));
    const conditions = new Map((shared?.items ?? []).map((condition) => [condition.key, condition.name]));
    return { t, format, segmentName: (key) => names.get(key) ?? key, conditionName: (key) => conditions.get(key) ?? key };
  }, [t, format, data, shared]);
}
