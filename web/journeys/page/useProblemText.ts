import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { stepById } from '../model/ports.js';
import { summary, title } from '../model/summary.js';
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
      const key = `problem.${problem.code}`;
      if (!i18n.exists(key, { ns: 'journeys' })) return problem.message;
      const step = problem.stepId === undefined ? undefined : stepById(definition, problem.stepId);
      const words = step ? (step.name ? say(title(step)) : say(summary(step, names))) : t('type.trigger');
      return t(key, { step: words });
    },
    [t, i18n, say, definition, names],
  );
}
