import type { ClauseValue, Reference, Window } from '@cairn/rules/contracts/condition.js';
import type { TFunction } from 'i18next';

import type { Format } from '../../app/i18n/format.js';

/** What a sentence is made with. `segmentName` gives a segment's own name for its key. */
export interface Speaker {
  /** Of the namespace `segments`. */
  t: TFunction<'segments'>;
  format: Format;
  segmentName(key: string): string;
  /** The same of a shared condition. */
  conditionName(key: string): string;
}

/** A name as it stands in a sentence; one that is not written yet is a blank. */
export function nameText(text: string, { t }: Pick<Speaker, 't'>): string {
  return text.trim() === '' ? t('sentence.blank') : text;
}

/** A value as people write it: quotes around text, so that "9" and 9 differ. */
export function valueText(value: ClauseValue | undefined, { t, format }: Pick<Speaker, 't' | 'format'>): string {
  if (value === undefined || value === '') return t('sentence.blank');
  if (value === null) return t('sentence.null');
  if (typeof value === 'number') return format.number(value);
  if (typeof value === 'boolean') return t(value ? 'sentence.yes' : 'sentence.no');
  if (Array.isArray(value))
    return format.list(
      value.map((item) => valueText(item, { t, format })),
      'disjunction',
    );
  if (typeof value === 'object') return objectText(value, { t, format });
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? format.dateTime(value) : t('sentence.quoted', { text: value });
}

type ObjectValue = Extract<ClauseValue, object> & { length?: never };

function objectText(value: ObjectValue, speaker: Pick<Speaker, 't' | 'format'>): string {
  if ('km' in value) return speaker.t('sentence.area', { ...value, km: speaker.format.number(value.km) });
  if ('trait' in value || 'computed' in value || 'trigger' in value || 'context' in value) return referenceText(value, speaker);
  return windowText(value, speaker);
}

function referenceText(reference: Reference, { t }: Pick<Speaker, 't'>): string {
  if ('trigger' in reference) return t('sentence.reference.trigger', { name: reference.trigger.replace(/^properties\./, '') });
  if ('context' in reference) return t('sentence.reference.context', { name: reference.context });
  const name = 'trait' in reference ? reference.trait : reference.computed;
  return t('sentence.reference.trait', { name: nameText([name, reference.path ?? ''].filter((part) => part !== '').join('.'), { t }) });
}

/** "in the last 30 days", "yesterday", "from 1 January on". */
export function windowText(window: Window, { t, format }: Pick<Speaker, 't' | 'format'>): string {
  if ('amount' in window) {
    const duration = format.duration(window);
    return window.ago === undefined ? t('sentence.window.last', { duration }) : t('sentence.window.lastAgo', { duration, ago: format.duration(window.ago) });
  }
  if ('calendar' in window) {
    const { calendar, ago = 0, count = 1 } = window;
    if (count > 1) return t('sentence.window.several', { count, ago, periods: t(`sentence.window.periods.${calendar}`) });
    if (ago === 0) return t(`sentence.window.${calendar}.this`);
    return ago === 1 ? t(`sentence.window.${calendar}.previous`) : t(`sentence.window.${calendar}.other`, { count: ago });
  }
  const { from, to } = window;
  const day = (instant: string | undefined): string =>
    instant === undefined || Number.isNaN(Date.parse(instant)) ? t('sentence.blank') : format.date(instant);
  return t(`sentence.window.${to === undefined ? 'from' : from === undefined ? 'to' : 'fromTo'}`, { from: day(from), to: day(to) });
}
