import type { Json } from '@cairn/rules/contracts/facts.js';

import { type CompiledComputed, compileComputed } from '../profiles/compile-computed.js';
import { quintileCuts, type RfmCell, rfmCellOf, scoreOf } from '../profiles/rfm.js';
import { type CutPoints, type RfmSettings, rfmMeasures } from './ready-sets.js';

/** The three numbers of one person; absent where nothing was counted. */
type Numbers = { [part in keyof CutPoints]: number | undefined };

const parts = ['recency', 'frequency', 'monetary'] as const;

/** To ask people for what scores are made of. */
export function rfmNumbers(settings: RfmSettings): CompiledComputed[] {
  const measures = rfmMeasures(settings);
  return parts.map((part) => compileComputed(part, '', { source: { type: 'measure', measure: measures[part] } }));
}

export function numbersOf(values: ReadonlyMap<string, Json>): Numbers {
  const of = (part: keyof CutPoints) => {
    const value = values.get(part);
    // Nothing counted is no number to be ranked: the fifths are those of the people who did it.
    return typeof value === 'number' && (part === 'recency' || value > 0) ? value : undefined;
  };
  return { recency: of('recency'), frequency: of('frequency'), monetary: of('monetary') };
}

/** Undefined: nobody has done it yet, so there is nothing to cut. */
export function cutPointsOf(people: readonly Numbers[]): CutPoints | undefined {
  const [recency, frequency, monetary] = parts.map((part) => quintileCuts(people.flatMap((numbers) => numbers[part] ?? [])));
  if (!recency?.length || !frequency?.length || !monetary?.length) return undefined;
  return { recency, frequency, monetary };
}

/** The place that these numbers have by these cut points. */
export function cellOf(numbers: Numbers, cuts: CutPoints): RfmCell | undefined {
  const { recency, frequency, monetary } = scoresOf(numbers, cuts);
  return rfmCellOf(recency, frequency, monetary);
}

/** The share of people with any other score, 0–1. */
export function movedBy(people: readonly Numbers[], before: CutPoints, after: CutPoints): number {
  const moved = people.filter((numbers) => {
    const [old, fresh] = [scoresOf(numbers, before), scoresOf(numbers, after)];
    return parts.some((part) => old[part] !== fresh[part]);
  });
  return people.length === 0 ? 0 : moved.length / people.length;
}

function scoresOf({ recency, frequency, monetary }: Numbers, cuts: CutPoints): Numbers {
  return {
    recency: scoreOf(recency, cuts.recency, 'less'),
    frequency: scoreOf(frequency, cuts.frequency, 'more'),
    monetary: scoreOf(monetary, cuts.monetary, 'more'),
  };
}
