import type { Condition } from '@cairn/rules/contracts/condition.js';
import { lazy, Suspense } from 'react';

import { BlockSkeleton } from '../ui/skeletons.js';
import type { ConditionContext } from './model/clauses.js';

export interface ConditionBuilderProps {
  value: Condition;
  /** With every change; half-made rows included ({@link isComplete} tells). */
  onChange: (condition: Condition) => void;
  /** `trigger`: the event that started the run may be asked too. */
  context?: ConditionContext;
  /** Names the whole group for screen readers. */
  label?: string;
}

const Builder = lazy(async () => ({ default: (await import('./builder/Builder.js')).Builder }));

/** Edits one condition: rows in nested groups, each readable as a sentence. Its code is loaded on first use. */
export function ConditionBuilder(props: ConditionBuilderProps) {
  return (
    <Suspense fallback={<BlockSkeleton />}>
      <Builder {...props} />
    </Suspense>
  );
}
