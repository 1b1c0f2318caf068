import type { WhereCondition } from '@cairn/rules/contracts/condition.js';
import { lazy, Suspense } from 'react';

import { useInnerNames } from '../../../segments/fields/useInnerNames.js';
import { BlockSkeleton } from '../../../ui/skeletons.js';

const WhereTree = lazy(async () => ({ default: (await import('../../../segments/fields/WhereTree.js')).WhereTree }));

interface WhereFieldProps {
  /** Whose properties they are. */
  event: string;
  value: WhereCondition | undefined;
  onChange(value: WhereCondition | undefined): void;
}

/** What must hold for an event's properties, in rows and groups as in the segment builder. */
export function WhereField({ event, value, onChange }: WhereFieldProps) {
  const nameOf = useInnerNames();
  return (
    <Suspense fallback={<BlockSkeleton lines={1} />}>
      <WhereTree value={value} event={event} nameOf={nameOf} onChange={onChange} />
    </Suspense>
  );
}
