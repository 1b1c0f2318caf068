import type { Clause, ClauseValue } from '@cairn/rules/contracts/condition.js';
import type { Explanation } from '@cairn/rules/contracts/facts.js';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import classes from './ExplanationTree.module.css';
import { clauseText, type Speaker, valueText } from './model/sentence.js';
import { useSpeaker } from './useSpeaker.js';

/** Every clause of a condition with its answer for one person, and the value that was found. */
export function ExplanationTree({ explanation }: { explanation: Explanation }) {
  const speaker = useSpeaker();
  return (
    <ul className={classes.tree}>
      <Part part={explanation} speaker={speaker} />
    </ul>
  );
}

function Part({ part, speaker }: { part: Explanation; speaker: Speaker }) {
  const { t } = useTranslation('segments');
  const answer = t(part.result ? 'explanation.true' : 'explanation.false');
  const mark = part.result ? <IconCheck size={16} stroke={2} role="img" aria-label={answer} /> : <IconX size={16} stroke={2} role="img" aria-label={answer} />;
  if (part.kind === 'clause') {
    return (
      <li className={classes.clause} data-result={part.result}>
        {mark}
        <span>
          {clauseText(part.clause as Clause, speaker)}
          <span className={classes.actual}>{actualText(part, speaker)}</span>
        </span>
      </li>
    );
  }
  return (
    <li className={classes.group} data-result={part.result}>
      <span className={classes.clause} data-result={part.result}>
        {mark}
        <span className={classes.kind}>
          {part.named === undefined ? t(`explanation.${part.kind}`) : t('sentence.named', { condition: speaker.conditionName(part.named) })}
        </span>
      </span>
      <ul>
        {part.parts.map((inner, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one answer never move
          <Part key={index} part={inner} speaker={speaker} />
        ))}
      </ul>
    </li>
  );
}

/** What was found, what was needed where that is a number or another fact, and when it came about. */
function actualText(part: Extract<Explanation, { kind: 'clause' }>, speaker: Speaker): string {
  const { t, format } = speaker;
  const found = foundText(part, speaker);
  const needed = neededText(part, speaker);
  const what = needed === null ? found : t('explanation.needs', { found, needed });
  return part.foundAt === undefined ? what : t('explanation.at', { what, time: format.dateTime(part.foundAt) });
}

function foundText(part: Extract<Explanation, { kind: 'clause' }>, { t, format }: Speaker): string {
  const { actual, clause } = part;
  if (actual === undefined || actual === null) return t('explanation.absent');
  const counts = 'fact' in clause && clause.fact === 'event' && (clause.params.measure ?? 'count') === 'count';
  if (typeof actual === 'number')
    return counts ? t('explanation.times', { count: actual, n: format.number(actual) }) : t('explanation.found', { value: format.number(actual) });
  if (typeof actual === 'boolean') return t('explanation.found', { value: t(actual ? 'sentence.yes' : 'sentence.no') });
  return t('explanation.found', { value: typeof actual === 'string' ? t('sentence.quoted', { text: actual }) : JSON.stringify(actual) });
}

/** Said where the sentence above does not say it: "ordered once, needs 2" of what failed, and what another fact came to. */
function neededText({ clause, result, comparedWith }: Extract<Explanation, { kind: 'clause' }>, speaker: Speaker): string | null {
  if (comparedWith !== undefined) return valueText(comparedWith as ClauseValue, speaker);
  if (result || !('fact' in clause) || clause.fact !== 'event' || typeof clause.value !== 'number') return null;
  return speaker.format.number(clause.value);
}
