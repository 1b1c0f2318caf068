import { namedIn, resolveNamed } from '@cairn/rules/compile/resolve-named.js';
import type { Condition, NamedConditions } from '@cairn/rules/contracts/condition.js';
import type { Problem } from '@cairn/rules/contracts/facts.js';
import { validateCondition } from '@cairn/rules/engine/validate.js';

import { knownTopics } from '../consent/topics.js';

/** What a condition may refer to. */
export interface Known {
  segments: ReadonlySet<string>;
  tags: ReadonlySet<string>;
  named: NamedConditions;
}

export interface CheckedCondition {
  /** What is asked: with shared conditions written out. */
  asked: Condition;
  /** The same; undefined: it refers to none. */
  resolved: Condition | undefined;
  /** With places in the condition; a fault that only shows once a shared condition is written out stands at the whole. None: it may be published. */
  problems: Problem[];
}

/** A condition about people, as segments, tags and rules keep its answer: the event at hand may not be asked, whoever brings it in. */
export function checkedCondition(condition: Condition, { segments, tags, named }: Known): CheckedCondition {
  const known = { segments, tags, topics: knownTopics, conditions: named, allowTrigger: false };
  const asked = resolveNamed(condition, named);
  const problems = validateCondition(condition, known);
  if (namedIn(condition).size === 0) return { asked, resolved: undefined, problems };
  const withinOthers = problems.length > 0 ? [] : validateCondition(asked, known).map((problem) => ({ ...problem, path: '' }));
  return { asked, resolved: asked, problems: [...problems, ...withinOthers] };
}
