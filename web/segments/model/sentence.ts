import type {
  AccountClause,
  AccountCondition,
  Clause,
  Condition,
  DateReading,
  Duration,
  EventClause,
  FunnelClause,
  PropertyClause,
  TraitClause,
  WhereCondition,
} from '@cairn/rules/contracts/condition.js';

import { countOf } from './clauses.js';
import { nameText, type Speaker, valueText, windowText } from './sentence-values.js';
import { plainWindow } from './windows.js';

export { type Speaker, valueText } from './sentence-values.js';

/** One clause as one whole message of its language: fact and operator choose it, so each language has its own word order. */
export function clauseText(clause: Clause | PropertyClause, speaker: Speaker): string {
  const { t, format } = speaker;
  const name = (text: string): string => nameText(text, speaker);
  switch (clause.fact) {
    case 'segment': {
      const what = t(clause.value ? 'sentence.segment.in' : 'sentence.segment.notIn', {
        segment: name(clause.params.key === '' ? '' : speaker.segmentName(clause.params.key)),
      });
      return lasting(what, clause.params.for, speaker);
    }
    case 'tag':
      return lasting(t(clause.value ? 'sentence.tag.on' : 'sentence.tag.off', { tag: name(clause.params.key) }), clause.params.for, speaker);
    case 'trait':
      return traitText(clause, speaker);
    case 'computed':
    case 'score':
      return comparedText(readingText(pathText(clause), clause.params.as, speaker), clause, speaker);
    case 'property':
      return comparedText(name(clause.path), clause, speaker);
    case 'trigger':
      return t(`sentence.property.${clause.operator}`, { name: name(clause.path.replace(/^properties\./, '')), value: valueText(clause.value, speaker) });
    case 'context':
      return comparedText(t('sentence.context', { name: name(clause.path) }), clause, speaker);
    case 'now':
      return comparedText(t(`sentence.now.${clause.params.part}`), clause, speaker);
    case 'random':
      return comparedText(t('sentence.random', { salt: name(clause.params.salt) }), clause, speaker);
    case 'consent':
      return t(clause.value ? 'sentence.consent.yes' : 'sentence.consent.no', {
        channel: name(clause.params.channel),
        topic: clause.params.topic ?? t('sentence.consent.anything'),
      });
    case 'account':
      return accountText(clause, speaker);
    case 'funnel':
      return funnelText(clause, speaker);
    case 'event':
      return countOf(clause) === null && (clause.params.measure ?? 'count') !== 'count' ? measureText(clause, speaker) : countText(clause, speaker);
    default:
      return format.list([String((clause as { fact: unknown }).fact)], 'conjunction');
  }
}

function comparedText(subject: string, { operator, value }: Pick<TraitClause, 'operator' | 'value'>, speaker: Speaker): string {
  return speaker.t(`sentence.trait.${operator}`, { name: subject, value: valueText(value, speaker) });
}

function pathText({ params, path }: Pick<TraitClause, 'params' | 'path'>): string {
  return [params.name, path ?? ''].filter((part) => part !== '').join('.');
}

function readingText(name: string, as: DateReading | undefined, speaker: Speaker): string {
  const shown = nameText(name, speaker);
  return as === undefined ? shown : speaker.t(`sentence.reading.${as}`, { name: shown });
}

function traitText(clause: TraitClause, speaker: Speaker): string {
  const { as, where } = clause.params;
  const subject = readingText(pathText(clause), as, speaker);
  if (where !== undefined)
    return speaker.t(clause.value === false ? 'sentence.whereOf.isNot' : 'sentence.whereOf.is', { name: subject, where: whereText(where, speaker) });
  return lasting(comparedText(subject, clause, speaker), clause.params.for, speaker);
}

function lasting(what: string, length: Duration | undefined, { t, format }: Speaker): string {
  return length === undefined ? what : t('sentence.heldFor', { what, duration: format.duration(length) });
}

/** How often, in the words that each language has for it. */
function countText(clause: EventClause, speaker: Speaker): string {
  const { t, format } = speaker;
  const counted = countOf(clause);
  const { within, where } = clause.params;
  const plain = plainWindow(within);
  const values = {
    event: nameText(clause.params.name, speaker),
    count: counted?.times ?? 0,
    n: format.number(counted?.times ?? 0),
    duration: plain === undefined ? '' : format.duration(plain),
    where: where === undefined ? '' : whereText(where, speaker),
    value: valueText(clause.value, speaker),
  };
  const what = t(`sentence.event.${counted?.count ?? 'other'}${plain === undefined ? '' : 'Within'}${where === undefined ? '' : 'Where'}`, values);
  return within === undefined || plain !== undefined ? what : t('sentence.inWindow', { what, window: windowText(within, speaker) });
}

function measureText(clause: EventClause, speaker: Speaker): string {
  const { t } = speaker;
  const { name, measure = 'count', property, where, within } = clause.params;
  const measured = t(`sentence.measure.${measure}`, { event: nameText(name, speaker), property: property ?? t('sentence.measure.time') });
  const subject = where === undefined ? measured : t('sentence.measure.where', { what: measured, where: whereText(where, speaker) });
  const what = comparedText(subject, clause, speaker);
  return within === undefined ? what : t('sentence.inWindow', { what, window: windowText(within, speaker) });
}

function funnelText({ params, value }: FunnelClause, speaker: Speaker): string {
  const { t, format } = speaker;
  const steps = params.steps.map((step, at) => {
    const event = nameText(step.name, speaker);
    const duration = step.within === undefined ? '' : format.duration(step.within);
    const what = at === 0 ? 'first' : step.absent ? 'absent' : step.within === undefined ? 'then' : 'thenWithin';
    const done = t(`sentence.funnel.${what}`, { event, duration });
    return step.where === undefined ? done : t('sentence.measure.where', { what: done, where: whereText(step.where, speaker) });
  });
  const ordered = format.list(steps, 'conjunction');
  const shared = params.by === undefined ? ordered : t('sentence.funnel.by', { what: ordered, property: params.by });
  const whole = params.within === undefined ? shared : t('sentence.inWindow', { what: shared, window: windowText(params.within, speaker) });
  return value ? whole : t('sentence.not', { what: whole });
}

function accountText({ params, value }: AccountClause, speaker: Speaker): string {
  const { t } = speaker;
  const { match, where } = params;
  const what = where
    ? t(`sentence.account.${match}`, { where: accountWhereText(where, speaker) })
    : t(match === 'none' ? 'sentence.account.noneAtAll' : 'sentence.account.anyAtAll');
  return value ? what : t('sentence.not', { what });
}

function accountWhereText(where: AccountCondition, speaker: Speaker): string {
  const { t, format } = speaker;
  if ('not' in where) return t('sentence.noneOf', { list: accountWhereText(where.not, speaker) });
  if ('all' in where || 'any' in where) {
    const parts = ('all' in where ? where.all : where.any).map((part) => accountWhereText(part, speaker));
    return format.list(parts, 'all' in where ? 'conjunction' : 'disjunction');
  }
  if (where.fact === 'trait') return comparedText(nameText(pathText(where), speaker), where, speaker);
  const what = t(`sentence.people.${where.params.share}`, { segment: speaker.segmentName(where.params.segment) });
  return where.value ? what : t('sentence.not', { what });
}

function whereText(where: WhereCondition, speaker: Speaker): string {
  const { t, format } = speaker;
  if ('fact' in where) return clauseText(where, speaker);
  if ('not' in where) return t('sentence.noneOf', { list: whereText(where.not, speaker) });
  const parts = ('all' in where ? where.all : where.any).map((part) => whereText(part, speaker));
  return format.list(parts, 'all' in where ? 'conjunction' : 'disjunction');
}

/** What is done with each clause's words: they can be made a link to its row. */
export type Mark = (row: readonly number[], text: string) => string;

/** A whole condition in words. Groups inside groups stand in brackets. */
export function conditionText(condition: Condition, speaker: Speaker, mark: Mark = (_, text) => text): string {
  return partText(condition, speaker, { row: [], mark });
}

function partText(condition: Condition, speaker: Speaker, at: { row: number[]; mark: Mark }): string {
  const { t, format } = speaker;
  const { row, mark } = at;
  const textsOf = (parts: Condition[]): string[] => parts.map((part, n) => partText(part, speaker, { row: [...row, n], mark }));
  const place = row.length === 0 ? [0] : row;
  if ('fact' in condition) return mark(place, clauseText(condition, speaker));
  if ('condition' in condition)
    return mark(place, t('sentence.named', { condition: nameText(condition.condition === '' ? '' : speaker.conditionName(condition.condition), speaker) }));
  if ('not' in condition) {
    const { not } = condition;
    return t('sentence.noneOf', { list: format.list(textsOf('any' in not ? not.any : [not]), 'disjunction') });
  }
  const parts = 'all' in condition ? condition.all : condition.any;
  if (parts.length === 0) return t('sentence.blank');
  const list = format.list(textsOf(parts), 'all' in condition ? 'conjunction' : 'disjunction');
  return row.length > 0 && parts.length > 1 ? t('sentence.group', { list }) : list;
}
