import type { Json } from '@cairn/rules/contracts/facts.js';
import { hashId } from '@cairn/workflows/contracts/names.js';

import type { RuleAction } from '../platform/collections.js';
import type { CompiledRule } from './core.js';
import { addEffect, type Draft, factsOf } from './draft.js';
import { enterByRule } from './fold-runs.js';
import { turnTag } from './tags.js';

/** A rule's condition turned for this person. */
export interface RuleTurn {
  rule: string;
  on: boolean;
  /** ms UTC: the event's time, or the due instant. */
  at: number;
}

/** What turned it: something that happened; a new definition, asked of everybody; history that came late, or a person who is new. */
export type TurnCause = 'live' | 'definition' | 'history';

/** The tags of a turn, in the write of the turn itself and before whoever reads them is asked. Answers those that turned. */
export function turnTagsOf(draft: Draft, rule: CompiledRule, on: boolean, at: number): string[] {
  const turned: string[] = [];
  for (const action of actionsOf(rule, on)) {
    if (action.type !== 'tag' || !draft.index.freeTags.has(action.tag)) continue;
    if (turnTag(draft, { tag: action.tag, on: action.action === 'add', by: 'rule', source: rule.key }, at)) turned.push(action.tag);
  }
  return turned;
}

/**
 * The rest of what a turn does. Traits are state, and follow whatever turned it: as an identify call of the rule's own, so that a merge or an undo finds
 * them among the events. Journeys and notices are for what happens: not for history, and for a new definition only where its author says so.
 */
export function followRule(draft: Draft, turn: RuleTurn, cause: TurnCause): void {
  const rule = draft.index.rules.get(turn.rule);
  if (!rule) return;
  setTraits(draft, rule, turn, cause);
  if (cause === 'history' || (cause === 'definition' && !(rule.current && turn.on))) return;
  for (const [place, action] of actionsOf(rule, turn.on).entries()) {
    if (action.type === 'journey') enterByRule(draft, action.journey, turn);
    if (action.type === 'notify') notify(draft, turn, { place, text: action.text });
  }
}

function actionsOf(rule: CompiledRule, on: boolean): readonly RuleAction[] {
  return on ? rule.whenTrue : rule.whenFalse;
}

function setTraits(draft: Draft, rule: CompiledRule, turn: RuleTurn, cause: TurnCause): void {
  const facts = factsOf(draft, turn.at);
  const valueIn = (value: Extract<RuleAction, { type: 'trait' }>['value']): Json | undefined => {
    if (typeof value !== 'object' || value === null) return value;
    return 'trait' in value ? facts.trait(value.trait) : facts.computed(value.computed);
  };
  const traits = actionsOf(rule, turn.on).flatMap((action): [string, Json][] => {
    const value = action.type === 'trait' ? valueIn(action.value) : undefined;
    return action.type === 'trait' && value !== undefined ? [[action.name, value]] : [];
  });
  const [owner] = draft.profile.identities;
  if (traits.length === 0 || !owner) return;
  addEffect(draft, {
    id: `traits:${idOf(turn)}`,
    kind: 'setTraits',
    messageId: `rule-${turnId(draft, turn)}`,
    rule: turn.rule,
    owner: owner.id,
    traits: Object.fromEntries(traits),
    at: turn.at,
    historic: cause !== 'live',
  });
}

function notify(draft: Draft, turn: RuleTurn, { place, text }: { place: number; text: string }): void {
  const { profileId } = draft.profile;
  addEffect(draft, {
    ...{ id: `notice:${place}:${idOf(turn)}`, kind: 'notify', noticeId: `${turnId(draft, turn)}-${place}` },
    ...{ profileId, rule: turn.rule, on: turn.on, text, at: turn.at },
  });
}

function idOf({ rule, on, at }: RuleTurn): string {
  return `${rule}:${on ? 'on' : 'off'}:${at}`;
}

/** One for each turn of a person, whoever folds it. */
function turnId({ profile }: Draft, turn: RuleTurn): string {
  return hashId('rule', profile.workspace, profile.profileId, idOf(turn));
}
