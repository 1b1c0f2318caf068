import type { Step } from '@cairn/workflows/contracts/journey.js';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import { stepById } from '../model/ports.js';
import { sumOfShares } from '../model/shares.js';
import { portPhrase, summary, title } from '../model/summary.js';
import { usePhrase } from '../usePhrase.js';
import { useDefinition, useEditor } from './EditorContext.js';
import type { JourneyProblem } from './problems.js';

/** A problem in the viewer's language; the validator's own English where we have no words for its code. */
export function useProblemText(): (problem: JourneyProblem) => string {
  const { t, i18n } = useTranslation('journeys');
  const format = useFormat();
  const say = usePhrase();
  const definition = useDefinition();
  const { names } = useEditor();
  return useCallback(
    (problem: JourneyProblem) => {
      const step = problem.stepId === undefined ? undefined : stepById(definition, problem.stepId);
      const branch = step && branchOf(step, problem.path);
      const way = step && branch !== undefined ? portPhrase(definition, { from: step.id, outlet: branch }, names) : undefined;
      const key = `problem.${codeOf(problem, way !== undefined)}`;
      if (isOther(problem) || !i18n.exists(key, { ns: 'journeys' })) return problem.message;
      const words = step ? (step.name ? say(title(step)) : say(summary(step, names))) : t('type.trigger');
      const sum = step?.type === 'randomSplit' ? format.percent(sumOfShares(step.branches.map(({ percent }) => percent)) / 100) : '';
      return t(key, { step: words, branch: way ? say(way) : '', sum });
    },
    [t, i18n, say, format, definition, names],
  );
}

/** Some codes are told in other words where they stand elsewhere. */
function codeOf({ code, path }: JourneyProblem, ofBranch: boolean): string {
  if (code === 'dead-end' && ofBranch) return 'dead-end-branch';
  const [place = ''] = path.split('.');
  if (code === 'event-or-condition' && place !== 'steps') return `${code}-${place}`;
  if (code === 'missing-trait' && place === 'trigger') return 'missing-date-trait';
  if (code === 'missing-property' && place === 'steps') return 'missing-property-step';
  return code;
}

/** These codes are also the condition language's, about other things than our sentences say. */
function isOther({ code, path }: JourneyProblem): boolean {
  if (code === 'missing-segment') return path !== 'trigger.segment';
  if (code === 'missing-name') return !path.endsWith('event.name');
  return code === 'missing-property' && path !== 'reentry.property' && !/^steps\.\d+\.traits\.\d+\.value$/.test(path);
}

/** The way out that a problem's path names: `steps.2.branches.0.next` → that branch's id. */
function branchOf(step: Step, path: string): string | undefined {
  const [, , part, index] = path.split('.');
  if (part === 'timeout' || part === 'otherwise') return part;
  return part === 'branches' && 'branches' in step ? step.branches[Number(index)]?.id : undefined;
}
