/** One horizontal in the gap between two rows: comes down at `from`, goes on down at `to`. */
export interface Crossing {
  /** Crossings of one group (the ways out of one node, or into one) share a lane, as a tree's trunk. */
  group: string;
  from: number;
  to: number;
}

/**
 * Gives every crossing of a gap its lane, 0 on top. Two that would touch get different lanes, and the order is chosen so that few lines cross.
 */
export function assignLanes(crossings: readonly Crossing[]): { lanes: number[]; count: number } {
  const groups = new Map<string, { spans: Crossing[]; lane: number }>();
  for (const crossing of crossings) {
    const group = groups.get(crossing.group);
    if (group) group.spans.push(crossing);
    else groups.set(crossing.group, { spans: [crossing], lane: -1 });
  }
  const all = [...groups.values()].filter((group) => group.spans.some((span) => span.from !== span.to));
  const weight = new Map(
    all.map((group) => [
      group,
      all.reduce((sum, other) => (other === group ? sum : sum + crossingsIfAbove(group.spans, other.spans) - crossingsIfAbove(other.spans, group.spans)), 0),
    ]),
  );
  const ordered = [...all].sort((a, b) => (weight.get(a) ?? 0) - (weight.get(b) ?? 0));
  let count = 0;
  ordered.forEach((group, index) => {
    group.lane = ordered.slice(0, index).reduce((lane, other) => (touches(group.spans, other.spans) ? Math.max(lane, other.lane + 1) : lane), 0);
    count = Math.max(count, group.lane + 1);
  });
  return { lanes: crossings.map((crossing) => groups.get(crossing.group)?.lane ?? -1), count };
}

function range(spans: Crossing[]): [number, number] {
  return [Math.min(...spans.flatMap((span) => [span.from, span.to])), Math.max(...spans.flatMap((span) => [span.from, span.to]))];
}

function touches(a: Crossing[], b: Crossing[]): boolean {
  const [aLow, aHigh] = range(a);
  const [bLow, bHigh] = range(b);
  return aLow <= bHigh && bLow <= aHigh;
}

/** What crosses when `above` lies over `below`: its way down against their horizontal, and their way up against its own. Lines on one x are worst. */
function crossingsIfAbove(above: Crossing[], below: Crossing[]): number {
  const [aLow, aHigh] = range(above);
  const [bLow, bHigh] = range(below);
  let sum = 0;
  for (const x of new Set(above.map((span) => span.to))) {
    if (x > bLow && x < bHigh) sum += 1;
    if (below.some((span) => span.from === x)) sum += 3;
  }
  for (const x of new Set(below.map((span) => span.from))) if (x > aLow && x < aHigh) sum += 1;
  return sum;
}
