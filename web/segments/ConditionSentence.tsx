import type { Condition } from '@cairn/rules/contracts/condition.js';

import { conditionText } from './model/sentence.js';
import { useSpeaker } from './useSpeaker.js';

/** A condition read as a sentence. */
export function ConditionSentence({ condition }: { condition: Condition }) {
  return <>{conditionText(condition, useSpeaker())}</>;
}
