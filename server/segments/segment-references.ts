import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

/**
 * Keys of the segments that a condition asks for. Reads any JSON: what is not a condition refers to nothing, so a draft with faults is
 * no obstacle.
 */
export function segmentsIn(condition: unknown): Set<string> {
  const found = new Set<string>();
  collect(condition, found);
  return found;
}

/** Segments that a journey uses, as its trigger or in any condition. */
export function segmentsOfJourney(definition: JourneyDefinition): Set<string> {
  const found = segmentsIn(definition);
  const { trigger } = definition;
  if (trigger?.type === 'segment') found.add(trigger.segment);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const { fact, params } = value as { fact?: unknown; params?: { key?: unknown } };
  if (fact === 'segment' && typeof params?.key === 'string') found.add(params.key);
  for (const inner of Object.values(value)) collect(inner, found);
}

/** The way from `key` back to itself, `[a, b, a]`; undefined: there is none. `uses` answers what a segment asks for. */
export function cycleThrough(key: string, uses: (key: string) => Iterable<string>): string[] | undefined {
  const seen = new Set<string>();
  const walk = (at: string, way: string[]): string[] | undefined => {
    for (const next of uses(at)) {
      if (next === key) return [...way, next];
      if (seen.has(next)) continue;
      seen.add(next);
      const loop = walk(next, [...way, next]);
      if (loop) return loop;
    }
    return undefined;
  };
  return walk(key, [key]);
}
