import type { Clause, ClauseValue, Condition, PropertyClause, WhereCondition } from '@cairn/rules/contracts/condition.js';
import type { TFunction } from 'i18next';

import type { Format } from '../../app/i18n/format.js';
import { countOf } from './clauses.js';

/** What a sentence is made with. `segmentName` gives a segment's own name for its key. */
export interface Speaker {
  /** Of the namespace `segments`. */
  t: TFunction<'segments'>;
  format: Format;
  segmentName(key: string): string;
}

/** A value as people write it: quotes around text, so that "9" and 9 differ. */
export function valueText(value: ClauseValue | undefined, { t, format }: Speaker): string {
  if (value === undefined || value === '') return t('sentence.blank');
  if (value === null) return t('sentence.null');
  if (typeof value === 'number') return format.number(value);
  if (typeof value === 'boolean') return t(value ? 'sentence.yes' : 'sentence.no');
  if (Array.isArray(value))
    return format.list(
      value.map((item) => valueText(item, { t, format, segmentName: (key) => key })),
      'disjunction',
    );
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? format.dateTime(value) : t('sentence.quoted', { text: value });
}

/** One clause as one whole message of its language: fact and operator choose it, so each language has its own word order. */
export function clauseText(clause: Clause | PropertyClause, speaker: Speaker): string {
  const { t, format } = speaker;
  const name = (text: string): string => (text.trim() === '' ? t('sentence.blank') : text);
  switch (clause.fact) {
    case 'segment':
      return t(clause.value ? 'sentence.segment.in' : 'sentence.segment.notIn', {
        segment: name(clause.params.key === '' ? '' : speaker.segmentName(clause.params.key)),
      });
    case 'trait':
      return t(`sentence.trait.${clause.operator}`, {
        name: name([clause.params.name, clause.path ?? ''].filter((part) => part !== '').join('.')),
        value: valueText(clause.value, speaker),
      });
    case 'property':
      return t(`sentence.trait.${clause.operator}`, { name: name(clause.path), value: valueText(clause.value, speaker) });
    case 'trigger':
      return t(`sentence.property.${clause.operator}`, { name: name(clause.path.replace(/^properties\./, '')), value: valueText(clause.value, speaker) });
    case 'event': {
      const counted = countOf(clause);
      const { within, where } = clause.params;
      const values = {
        event: name(clause.params.name),
        count: counted?.times ?? 0,
        n: format.number(counted?.times ?? 0),
        duration: within === undefined ? '' : format.duration(within),
        where: where === undefined ? '' : whereText(where, speaker),
        value: valueText(clause.value, speaker),
      };
      const what = counted?.count ?? 'other';
      return t(`sentence.event.${what}${within === undefined ? '' : 'Within'}${where === undefined ? '' : 'Where'}`, values);
    }
  }
}

function whereText(where: WhereCondition, speaker: Speaker): string {
  const { t, format } = speaker;
  if ('fact' in where) return clauseText(where, speaker);
  if ('not' in where) return t('sentence.noneOf', { list: whereText(where.not, speaker) });
  const parts = ('all' in where ? where.all : where.any).map((part) => whereText(part, speaker));
  return format.list(parts, 'all' in where ? 'conjunction' : 'disjunction');
}

/** A whole condition in words. Groups inside groups stand in brackets. */
export function conditionText(condition: Condition, speaker: Speaker, inner = false): string {
  const { t, format } = speaker;
  if ('fact' in condition) return clauseText(condition, speaker);
  if ('not' in condition) {
    const list =
      'any' in condition.not
        ? format.list(
            condition.not.any.map((part) => conditionText(part, speaker, true)),
            'disjunction',
          )
        : conditionText(condition.not, speaker, true);
    return t('sentence.noneOf', { list });
  }
  const parts = 'all' in condition ? condition.all : condition.any;
  if (parts.length === 0) return t('sentence.blank');
  const list = format.list(
    parts.map((part) => conditionText(part, speaker, true)),
    'all' in condition ? 'conjunction' : 'disjunction',
  );
  return inner && parts.length > 1 ? t('sentence.group', { list }) : list;
}
