import { workflowIdFor } from '@cairn/workflows/contracts/names.js';

import type { RunDocument } from '../platform/collections.js';
import type { RunAnswer } from './journeys.schemas.js';

/** Where Temporal's own pages are. */
export interface TemporalPages {
  url: string | null;
  namespace: string;
}

export function toRunAnswer(document: RunDocument, temporal: TemporalPages, displayName?: string): RunAnswer {
  const { runId, profileId, journey, version, state, run, path } = document;
  const workflowId = workflowIdFor(runId);
  return {
    runId,
    profileId,
    ...(displayName !== undefined && { displayName }),
    journey,
    version,
    state,
    enteredAt: document.enteredAt.toISOString(),
    endedAt: document.endedAt?.toISOString() ?? null,
    endReason: run.ended?.reason ?? null,
    run: { ...run },
    path,
    temporalWorkflowId: workflowId,
    temporalUrl:
      temporal.url === null ? null : `${temporal.url}/namespaces/${encodeURIComponent(temporal.namespace)}/workflows/${encodeURIComponent(workflowId)}`,
  };
}
