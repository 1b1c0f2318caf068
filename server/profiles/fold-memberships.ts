import type { AnswerChange } from './answer-changes.js';
import type { KeptAnswer } from './answer-index.js';
import { type Draft, factsOf } from './draft.js';
import { evaluateComputed } from './fold-computed.js';
import { turnTagsOf } from './fold-rules.js';
import { turnTag } from './tags.js';

/**
 * Whom to ask. `changed`: what reads something that changed. `due`: besides, whom time alone may turn. `outdated`: besides, whoever was defined since
 * the profile was last folded. `all`: everybody (a merge). And always those that read them in turn.
 */
export type Asking = 'changed' | 'due' | 'outdated' | 'all';

/**
 * Brings computed traits up to date, then what the profile keeps of answers, memberships of segments, tags that follow a condition, and rules with the
 * tags that those turn: each condition's answer at `now`.
 * @param since when a change is said to have happened.
 */
export function evaluateMemberships(draft: Draft, now: number, { asking, since }: { asking: Asking; since: number }): AnswerChange[] {
  evaluateComputed(draft, now, { all: asking !== 'changed' });
  const { answers } = draft.index;
  const asked = new InOrder(asking === 'all' ? answers.ordered : toAsk(draft, asking));
  if (asking === 'all' || asking === 'outdated') for (const gone of dropUndefined(draft)) asked.add(answers.readersOf(gone));
  const facts = factsOf(draft, now);
  const changes: AnswerChange[] = [];
  for (let answer = asked.next(); answer; answer = asked.next()) {
    const holds = answer.condition.evaluate(facts);
    if (holds === isKept(draft, answer)) continue;
    keepAnswer(draft, answer, holds, since);
    asked.add(answers.readersOf(answer));
    if (answer.kind === 'segment') changes.push({ segment: answer.key, on: holds ? 'entered' : 'left', at: since });
    if (!answer.rule) continue;
    for (const key of turnTagsOf(draft, answer.rule, holds, since)) asked.add(answers.readersOf({ kind: 'tag', key }));
    changes.push({ rule: answer.rule.key, on: holds, at: since });
  }
  return changes;
}

function toAsk(draft: Draft, asking: Exclude<Asking, 'all'>): Iterable<KeptAnswer> {
  const found = affected(draft);
  const { answers } = draft.index;
  const { profile } = draft;
  // Whoever is not stored yet is nobody: of most conditions the answer is known.
  const others =
    asking === 'due' ? answers.timed(profile) : asking === 'outdated' ? (profile.version === '' ? answers.ofNewcomer() : answers.since(profile.epoch)) : [];
  for (const answer of others) found.add(answer);
  return found;
}

function isKept({ profile }: Draft, { kind, key }: KeptAnswer): boolean {
  if (kind === 'segment') return Object.hasOwn(profile.memberships, key);
  if (kind === 'rule') return profile.ruleAnswers !== undefined && Object.hasOwn(profile.ruleAnswers, key);
  return Object.hasOwn(profile.tags, key) && profile.tags[key]?.on === true;
}

function keepAnswer(draft: Draft, { kind, key }: KeptAnswer, holds: boolean, since: number): void {
  if (kind === 'tag') {
    turnTag(draft, { tag: key, on: holds, by: 'rule', source: key }, since);
    return;
  }
  if (kind === 'rule') {
    const { [key]: _before, ...others } = draft.profile.ruleAnswers ?? {};
    draft.profile.ruleAnswers = holds ? { ...others, [key]: { since: new Date(since) } } : others;
    return;
  }
  if (holds) draft.profile.memberships[key] = { since: new Date(since) };
  else leave(draft, key, since);
  draft.changed.segments.add(key);
}

/** Stays in segments, now over, that a profile remembers. */
const keptStays = 50;

function leave({ profile }: Draft, key: string, at: number): void {
  const stay = { since: profile.memberships[key]?.since ?? new Date(at), until: new Date(at) };
  delete profile.memberships[key];
  const stays = Object.entries({ ...profile.formerMemberships, [key]: stay });
  if (stays.length > keptStays) stays.sort(([a, x], [b, y]) => y.until.getTime() - x.until.getTime() || (a < b ? -1 : 1)).length = keptStays;
  profile.formerMemberships = Object.fromEntries(stays);
}

/** What was deleted since this profile was last folded. */
function dropUndefined({ profile, index, definitions }: Draft): Pick<KeptAnswer, 'kind' | 'key'>[] {
  const segments = Object.keys(profile.memberships).filter((key) => !index.segmentKeys.has(key));
  for (const key of segments) delete profile.memberships[key];
  if (profile.ruleAnswers) profile.ruleAnswers = Object.fromEntries(Object.entries(profile.ruleAnswers).filter(([key]) => index.ruleAnswerKeys.has(key)));
  const tags = definitions.deletedTags.filter((key) => Object.hasOwn(profile.tags, key));
  for (const key of tags) delete profile.tags[key];
  return [...segments.map((key) => ({ kind: 'segment' as const, key })), ...tags.map((key) => ({ kind: 'tag' as const, key }))];
}

/** What may answer differently after what this fold changed. */
export function affected({ changed, index }: Draft): Set<KeptAnswer> {
  return index.answers.affected(changed);
}

/** Those to be asked, each once, whoever others read before them. What comes too late, in a cycle, is left. */
class InOrder {
  private readonly known = new Set<KeptAnswer>();
  private readonly waiting: KeptAnswer[];
  private at = 0;

  constructor(answers: Iterable<KeptAnswer>) {
    this.known = new Set(answers);
    this.waiting = [...this.known].sort((a, b) => a.order - b.order);
  }

  /** Readers of the one that was given out last. */
  add(answers: readonly KeptAnswer[]): void {
    const reached = this.waiting[this.at - 1]?.order ?? -1;
    for (const answer of answers) {
      if (this.known.has(answer) || answer.order <= reached) continue;
      this.known.add(answer);
      let place = this.waiting.length;
      while (place > this.at && (this.waiting[place - 1] as KeptAnswer).order > answer.order) place -= 1;
      this.waiting.splice(place, 0, answer);
    }
  }

  next(): KeptAnswer | undefined {
    this.at += 1;
    return this.waiting[this.at - 1];
  }
}

/** The first instant after `now` at which any of these may answer differently by time alone. */
export function nextSegmentChange(draft: Draft, now: number, answers: Iterable<KeptAnswer>): number | undefined {
  const facts = factsOf(draft, now);
  let next: number | undefined;
  for (const { condition } of answers) {
    const at = condition.nextChangeAt(facts);
    if (at !== undefined && (next === undefined || at < next)) next = at;
  }
  return next;
}
