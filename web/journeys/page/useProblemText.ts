import type { Step } from '@cairn/workflows/contracts/journey.js';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { stepById } from '../model/ports.js';
import { portPhrase, summary, title } from '../model/summary.js';
import { usePhrase } from '../usePhrase.js';
import { useDefinition, useEditor } from './EditorContext.js';
import type { JourneyProblem } from './problems.js';

/** A problem in the viewer's language; the validator's own English where we have no words for its code. */
export function useProblemText(): (problem: JourneyProblem) => string {
  const { t, i18n } = useTranslation('journeys');
  const say = usePhrase();
  const definition = useDefinition();
  const { names } = useEditor();
  return useCallback(
    (problem: JourneyProblem) => {
      const step = problem.stepId === undefined ? undefined : stepById(definition, problem.stepId);
      const branch = step && branchOf(step, problem.path);
      const way = step && branch !== undefined ? portPhrase(definition, { from: step.id, outlet: branch }, names) : undefined;
      const key = `problem.${problem.code}${problem.code === 'dead-end' && way ? '-branch' : ''}`;
      // These two codes are also the condition language's, about other things than our sentences say.
      const isOther =
        (problem.code === 'missing-segment' && problem.path !== 'trigger.segment') || (problem.code === 'missing-name' && !problem.path.endsWith('event.name'));
      if (isOther || !i18n.exists(key, { ns: 'journeys' })) return problem.message;
      const words = step ? (step.name ? say(title(step)) : say(summary(step, names))) : t('type.trigger');
      return t(key, { step: words, branch: way ? say(way) : '' });
    },
    [t, i18n, say, definition, names],
  );
}

/** The way out that a problem's path names: `steps.2.branches.0.next` → that branch's id. */
function branchOf(step: Step, path: string): string | undefined {
  const [, , part, index] = path.split('.');
  if (part === 'timeout' || part === 'otherwise') return part;
  return part === 'branches' && 'branches' in step ? step.branches[Number(index)]?.id : undefined;
}
