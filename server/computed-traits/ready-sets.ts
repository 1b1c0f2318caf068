import type { Condition, EventMatcher, Window } from '@cairn/rules/contracts/condition.js';
import type { Measure } from '@cairn/rules/contracts/measure.js';

import type { ComputedTraitDefinition, SegmentDefinition } from '../platform/collections.js';
import { lifecycleStages } from '../profiles/lifecycle.js';
import { rfmSegments } from '../profiles/rfm.js';

export const readySets = ['rfm', 'lifecycle', 'orderValue'] as const;
export type ReadySet = (typeof readySets)[number];

/** How lately, how often and for how much somebody bought: each by an event of its own, if need be. */
export interface RfmSettings {
  recency: { event: EventMatcher };
  frequency: { event: EventMatcher; within?: Window | undefined };
  monetary: { event: EventMatcher; property: string; measure: 'sum' | 'average'; within?: Window | undefined };
}

export interface LifecycleSettings {
  event: EventMatcher;
  newDays: number;
  activeDays: number;
  atRiskDays: number;
}

export interface OrderValueSettings {
  event: EventMatcher;
  property: string;
}

export type ReadySetRequest =
  | { set: 'rfm'; settings: RfmSettings }
  | { set: 'lifecycle'; settings: LifecycleSettings }
  | { set: 'orderValue'; settings: OrderValueSettings };

/** Where fifths begin, four each, ascending. */
export interface CutPoints {
  recency: number[];
  frequency: number[];
  monetary: number[];
}

/** What people call things, by key; absent ones are called in English. */
export type Names = { readonly [key: string]: string };

export interface BuiltSet {
  traits: Map<string, ComputedTraitDefinition>;
  segments: { key: string; definition: SegmentDefinition }[];
}

/** What a set installs. Pure: the same settings and cut points give the same definitions. */
export function buildSet(request: ReadySetRequest, cutPoints: CutPoints | undefined, names: Names = {}): BuiltSet {
  const called = (key: string) => names[key] ?? english[key] ?? key;
  switch (request.set) {
    case 'rfm':
      return { traits: rfmTraits(request.settings, cutPoints ?? noCuts, called), segments: namedSegments('rfm', 'rfm_segment', rfmSegments, called) };
    case 'lifecycle': {
      const source = { type: 'lifecycle' as const, ...request.settings };
      const stage: ComputedTraitDefinition = { label: called('lifecycle_stage'), set: 'lifecycle', source };
      return { traits: new Map([['lifecycle_stage', stage]]), segments: namedSegments('stage', 'lifecycle_stage', lifecycleStages, called) };
    }
    case 'orderValue':
      return { traits: orderTraits(request.settings, called), segments: [] };
  }
}

/** The three numbers that scores are made of. */
export function rfmMeasures({ recency, frequency, monetary }: RfmSettings): { [part in keyof CutPoints]: Measure } {
  const window = (within: Window | undefined) => (within === undefined ? {} : { within });
  return {
    recency: { measure: 'daysSince', event: recency.event },
    frequency: { measure: 'count', event: frequency.event, ...window(frequency.within) },
    monetary: { measure: monetary.measure, event: monetary.event, property: monetary.property, ...window(monetary.within) },
  };
}

const noCuts: CutPoints = { recency: [0, 0, 0, 0], frequency: [0, 0, 0, 0], monetary: [0, 0, 0, 0] };

function rfmTraits(settings: RfmSettings, cuts: CutPoints, called: (key: string) => string): Map<string, ComputedTraitDefinition> {
  const measures = rfmMeasures(settings);
  const score = (part: keyof CutPoints, better: 'more' | 'less'): [string, ComputedTraitDefinition] => [
    `rfm_${part}`,
    { label: called(`rfm_${part}`), set: 'rfm', source: { type: 'score', measure: measures[part], cutPoints: cuts[part], better } },
  ];
  const parts = { recency: 'rfm_recency', frequency: 'rfm_frequency', monetary: 'rfm_monetary' };
  const segment: ComputedTraitDefinition = { label: called('rfm_segment'), set: 'rfm', source: { type: 'rfmSegment', ...parts } };
  return new Map([score('recency', 'less'), score('frequency', 'more'), score('monetary', 'more'), ['rfm_segment', segment]]);
}

function orderTraits({ event, property }: OrderValueSettings, called: (key: string) => string): Map<string, ComputedTraitDefinition> {
  const measures: [string, Measure][] = [
    ['order_count', { measure: 'count', event }],
    ['order_total', { measure: 'sum', event, property }],
    ['order_average', { measure: 'average', event, property }],
    ['order_last', { measure: 'last', event, property }],
  ];
  return new Map(measures.map(([name, measure]) => [name, { label: called(name), set: 'orderValue', source: { type: 'measure', measure } }]));
}

function namedSegments(prefix: string, trait: string, values: readonly string[], called: (key: string) => string): BuiltSet['segments'] {
  return values.map((value) => {
    const condition: Condition = { fact: 'computed', params: { name: trait }, operator: 'equal', value };
    return { key: `${prefix}-${value}`, definition: { name: called(`${prefix}-${value}`), condition } };
  });
}

const english: Names = {
  rfm_recency: 'RFM: recency',
  rfm_frequency: 'RFM: frequency',
  rfm_monetary: 'RFM: monetary value',
  rfm_segment: 'RFM segment',
  'rfm-champions': 'Champions',
  'rfm-loyal': 'Loyal customers',
  'rfm-potential-loyalists': 'Potential loyalists',
  'rfm-new': 'New customers',
  'rfm-promising': 'Promising',
  'rfm-need-attention': 'Need attention',
  'rfm-about-to-sleep': 'About to sleep',
  'rfm-at-risk': 'At risk',
  'rfm-cant-lose': 'Can’t lose them',
  'rfm-hibernating': 'Hibernating',
  'rfm-lost': 'Lost',
  lifecycle_stage: 'Lifecycle stage',
  'stage-new': 'Stage: new',
  'stage-active': 'Stage: active',
  'stage-at-risk': 'Stage: at risk',
  'stage-lapsed': 'Stage: lapsed',
  order_count: 'Orders',
  order_total: 'Order value, total',
  order_average: 'Order value, average',
  order_last: 'Order value, last',
};
