import type { EventMatcher, Window } from '@cairn/rules/contracts/condition.js';
import type { TFunction } from 'i18next';

import type { ComputedSource } from '../api/computed-source.js';
import type { Format } from '../app/i18n/format.js';

interface Speaker {
  t: TFunction<'traits'>;
  format: Format;
}

/** What a computed trait is, as one sentence: one whole message per kind, with and without a window. */
export function sourceSentence(source: ComputedSource, speaker: Speaker): string {
  const { t, format } = speaker;
  switch (source.type) {
    case 'measure': {
      const { measure, event, property = '', within } = source.measure;
      const name = (measure === 'first' || measure === 'last') && property === '' ? `${measure}At` : measure;
      return measured(name, { event, property, within }, speaker);
    }
    case 'uniqueList':
      return measured('uniqueList', source, speaker);
    case 'score': {
      const of = sourceSentence({ type: 'measure', measure: source.measure }, speaker);
      return t(`sentence.score.${source.better}`, { of, cuts: format.list(source.cutPoints.map((cut) => format.number(cut))) });
    }
    case 'rfmSegment':
      return t('sentence.rfmSegment');
    case 'cluster':
      return t('sentence.cluster', { numbers: format.list(source.dimensions.map(({ name }) => name)) });
    case 'lifecycle': {
      const days = (amount: number) => format.duration({ amount, unit: 'day' });
      const { event, newDays, activeDays, atRiskDays } = source;
      return t('sentence.lifecycle', { event: event.name, new: days(newDays), active: days(activeDays), atRisk: days(atRiskDays) });
    }
  }
}

function measured(name: string, of: { event: EventMatcher; property: string; within?: Window | undefined }, { t, format }: Speaker): string {
  const values = { event: of.event.name, property: of.property, ...(lengthOf(of.within) && { window: format.duration(lengthOf(of.within) as Length) }) };
  const plain = t(`sentence.${name}.${of.within === undefined ? 'ever' : lengthOf(of.within) ? 'within' : 'other'}`, values);
  return of.event.where === undefined ? plain : t('sentence.where', { sentence: plain });
}

type Length = { amount: number; unit: 'second' | 'minute' | 'hour' | 'day' | 'week' };

/** Undefined: no sliding window, or none at all. */
export function lengthOf(window: Window | undefined): Length | undefined {
  return window !== undefined && 'amount' in window && 'unit' in window && Object.keys(window).length === 2 ? (window as Length) : undefined;
}
