import { setImmediate } from 'node:timers/promises';

/** Points looked at before others get a turn. */
const atOnce = 100;

/**
 * Mean silhouette of a clustering (P. J. Rousseeuw, "Silhouettes", J. Comput. Appl. Math. 20, 1987): of each point (b − a) / max(a, b), where a is its
 * mean distance to its own cluster and b the least mean distance to another; alone in its cluster: 0. Between −1 and 1, the more the clearer.
 * @param of the cluster of each point
 */
export async function silhouette(points: readonly (readonly number[])[], of: readonly number[]): Promise<number> {
  const clusters = [...new Set(of)];
  if (clusters.length < 2) return 0;
  const sizes = new Map(clusters.map((cluster) => [cluster, of.filter((each) => each === cluster).length]));
  let sum = 0;
  for (const [at, point] of points.entries()) {
    const totals = new Map<number, number>(clusters.map((cluster) => [cluster, 0]));
    for (const [other, place] of points.entries()) totals.set(of[other] as number, (totals.get(of[other] as number) as number) + distance(point, place));
    sum += widthOf(of[at] as number, totals, sizes);
    if (at % atOnce === atOnce - 1) await setImmediate();
  }
  return sum / points.length;
}

function widthOf(own: number, totals: ReadonlyMap<number, number>, sizes: ReadonlyMap<number, number>): number {
  const size = sizes.get(own) as number;
  if (size < 2) return 0;
  const a = (totals.get(own) as number) / (size - 1);
  const b = Math.min(...[...totals].flatMap(([cluster, total]) => (cluster === own ? [] : [total / (sizes.get(cluster) as number)])));
  return a === 0 && b === 0 ? 0 : (b - a) / Math.max(a, b);
}

function distance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += ((a[at] as number) - (b[at] as number)) ** 2;
  return Math.sqrt(sum);
}
