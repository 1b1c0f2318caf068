import type { Json } from '@cairn/rules/contracts/facts.js';
import { hashId } from '@cairn/workflows/contracts/names.js';

import type { RuleAction } from '../platform/collections.js';
import { escapeKey } from '../platform/keys.js';
import type { RuleTurn } from './answer-changes.js';
import type { CompiledRule } from './core.js';
import { addEffect, type Draft, factsOf } from './draft.js';
import { enterByRule } from './fold-runs.js';
import type { ProfileDocument } from './profile.js';
import { strongestIdentity } from './strongest-identity.js';
import { type TagChange, turnTag } from './tags.js';

/** Of the events that rules bring. */
export const ruleSource = 'rule';

/** What turned it: something that happened; a new definition, asked of everybody; history that came late, or a person who is new. */
export type TurnCause = 'live' | 'definition' | 'history';

/** The tags of a turn, in the write of the turn itself and before whoever reads them is asked. Answers those that turned. */
export function turnTagsOf(draft: Draft, rule: CompiledRule, on: boolean, at: number): string[] {
  const turned: string[] = [];
  for (const action of actionsOf(rule, on)) {
    if (action.type !== 'tag' || !draft.index.freeTags.has(action.tag)) continue;
    if (turnTag(draft, tagChange(rule, action), at)) turned.push(action.tag);
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

/**
 * Of two people who turn out to be one: what a rule set when it turned true for the one, and has taken back since for the other, is set again, for its condition
 * holds still, or is asked in a moment. What somebody else did with the tag or trait since stands.
 */
export function reassertRules(draft: Draft, sides: readonly Pick<ProfileDocument, 'ruleAnswers'>[], at: number): void {
  const { profile, definitions } = draft;
  for (const rule of definitions.rules ?? []) {
    const known = sides.filter(({ ruleAnswers }) => ruleAnswers !== undefined && Object.hasOwn(ruleAnswers, rule.answerKey)).length;
    if (known === 0 || known === sides.length) continue;
    const turn = { rule: rule.key, on: true, at };
    for (const action of rule.whenTrue) {
      const tag = action.type === 'tag' && Object.hasOwn(profile.tags, action.tag) ? profile.tags[action.tag] : undefined;
      if (
        action.type !== 'tag' ||
        !draft.index.freeTags.has(action.tag) ||
        tag?.by !== 'rule' ||
        tag.source !== rule.key ||
        !turnTag(draft, tagChange(rule, action), at)
      )
        continue;
      // Set now, it holds since now: should the two be told apart again, both are asked for it.
      profile.ruleAnswers = { ...profile.ruleAnswers, [rule.answerKey]: { since: new Date(at) } };
    }
    const takenBack = rule.whenTrue.some((action) => action.type === 'trait' && profile.traits[escapeKey(action.name)]?.source === ruleSource);
    if (takenBack) setTraits(draft, rule, turn, 'history');
  }
}

function tagChange(rule: CompiledRule, { tag, action }: Extract<RuleAction, { type: 'tag' }>): TagChange {
  return { tag, on: action === 'add', by: 'rule', source: rule.key };
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
    return action.type === 'trait' && value !== undefined ? [[escapeKey(action.name), value]] : [];
  });
  if (traits.length === 0 || draft.profile.identities.length === 0) return;
  addEffect(draft, {
    id: `traits:${idOf(turn)}`,
    kind: 'setTraits',
    // Of rules that turn at one instant the later has the last word: of events at one instant that is the larger name.
    messageId: `rule-${String(draft.index.ruleOrder.get(rule.key)).padStart(6, '0')}-${turnId(draft, turn)}`,
    rule: turn.rule,
    owner: strongestIdentity(draft.profile),
    traits: Object.fromEntries(traits),
    // After what turned it, whatever that is called.
    at: turn.at + 1,
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
