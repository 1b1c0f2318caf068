import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { Problem } from '@cairn/rules/contracts/facts.js';
import type { ValidateOptions } from '@cairn/rules/engine/validate.js';
import { useEffect, useMemo, useState } from 'react';

import type { Page } from '../../api/client.js';
import { conditionsPath, namedAmong, type SharedConditionItem } from '../../api/conditions.js';
import { useGet } from '../../api/query.js';
import { type SegmentItem, segmentsPath } from '../../api/segments.js';
import { type TagItem, tagsPath } from '../../api/tags.js';
import type { ConditionContext } from '../model/clauses.js';
import { rowOf } from '../model/places.js';

type Validate = (condition: unknown, options: ValidateOptions) => Problem[];

export interface RowProblem extends Problem {
  /** Its row; []: the outermost group, or all of it. */
  row: number[];
}

/** What is wrong as people type, by the validator that the server asks on save; it is loaded after the first paint. */
export function useProblems(condition: Condition, context: ConditionContext): RowProblem[] {
  const [validate, setValidate] = useState<Validate | null>(null);
  const segments = useGet<Page<SegmentItem>>(segmentsPath, { query: { limit: 200 } }).data?.items;
  const tags = useGet<Page<TagItem>>(tagsPath, { query: { limit: 200 } }).data?.items;
  const conditions = useGet<Page<SharedConditionItem>>(conditionsPath).data?.items;
  useEffect(() => {
    let isOpen = true;
    void import('@cairn/rules/engine/validate.js').then((module) => isOpen && setValidate(() => module.validateCondition));
    return () => {
      isOpen = false;
    };
  }, []);
  return useMemo(() => {
    if (!validate) return [];
    const known = {
      ...(segments && { segments: new Set(segments.map(({ key }) => key)) }),
      ...(tags && { tags: new Set(tags.map(({ key }) => key)) }),
      conditions: namedAmong(conditions),
    };
    return validate(condition, { ...known, allowTrigger: context === 'trigger' }).map((problem) => ({ ...problem, row: rowOf(condition, problem.path) ?? [] }));
  }, [validate, condition, context, segments, tags, conditions]);
}
