import { lazy, Suspense } from 'react';

import { BlockSkeleton } from '../ui/skeletons.js';
import type { ConditionBuilderProps } from './builder/Builder.js';

const Builder = lazy(async () => ({ default: (await import('./builder/Builder.js')).Builder }));

/** Edits one condition: rows in nested groups, each readable as a sentence. Its code is loaded on first use. */
export function ConditionBuilder(props: ConditionBuilderProps) {
  return (
    <Suspense fallback={<BlockSkeleton />}>
      <Builder {...props} />
    </Suspense>
  );
}
