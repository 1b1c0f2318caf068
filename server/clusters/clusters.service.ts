import type { SampledPeople } from '../computed-traits/sampled-people.js';
import { clusterNumber } from '../profiles/cluster.js';
import type { Clock } from '../profiles/core.js';
import { toProfileSummary } from '../profiles/profile-answer.js';
import type { SensitiveTraits } from '../profiles/sensitive-traits.js';
import { segmentErrors } from '../segments/segments.errors.js';
import { type Clustering, clusterings, standardise, standardOf } from './cluster-people.js';
import { clusterErrors } from './clusters.errors.js';
import type { ClusterRequest, ClustersAnswer } from './clusters.schemas.js';

interface Dependencies {
  people: SampledPeople;
  sensitive: SensitiveTraits;
  clock: Clock;
}

type Sampled = Awaited<ReturnType<SampledPeople['sample']>>[number];

const mostPeople = 4_000;
const readMs = 3_000;
const fewest = 10;
const tried = [2, 3, 4, 5, 6, 7, 8];
const shownPoints = 400;
const shownPeople = 5;
/** Numbers that are nearer to everybody's than this set nobody apart. */
const apartFrom = 0.3;
const decimals = 1e6;

/** Groups that there are among people by some of their numbers; saving one is saving a computed trait, and a segment for each of its values. */
export class ClustersService {
  constructor(private readonly deps: Dependencies) {}

  /** @throws UserError `too-few-people`, `all-alike`, `sensitive-trait`. */
  async find(workspace: string, { dimensions, missing, k }: ClusterRequest, isStopped: () => boolean): Promise<ClustersAnswer> {
    const { people, sensitive, clock } = this.deps;
    const startedAt = clock.now();
    const refused = await sensitive.of(workspace);
    for (const { kind, name } of dimensions) if (kind === 'trait' && refused.has(name)) throw segmentErrors.sensitiveTrait(name);
    const [total, sampled] = await Promise.all([people.count(workspace), people.sample(workspace, [], { budgetMs: readMs, most: mostPeople, isStopped })]);
    const known = sampled.flatMap((one) => {
      const row = rowOf(one, dimensions, missing);
      return row ? [{ one, row }] : [];
    });
    if (known.length < fewest) throw clusterErrors.tooFew(known.length, fewest);
    const rows = known.map(({ row }) => row);
    const scales = dimensions.map((dimension, at) => ({ dimension, standard: standardOf(rows.map((row) => row[at] as number)) }));
    const alike = scales.filter(({ standard }) => !standard).map(({ dimension }) => dimension.name);
    if (alike.length > 0) throw clusterErrors.allAlike(alike);
    const standards = scales.flatMap(({ standard }) => standard ?? []);
    const points = standardise(rows, standards);
    const different = new Set(points.map((point) => JSON.stringify(point))).size;
    const ks = [...new Set([...tried, ...(k === undefined ? [] : [k])])].filter((each) => each <= different);
    if (ks.length === 0 || (k !== undefined && !ks.includes(k))) throw clusterErrors.tooFew(different, k ?? 2);
    const found = await clusterings(
      points,
      ks.sort((a, b) => a - b),
      isStopped,
    );
    const chosen = found.find((each) => each.k === k) ?? found.reduce((best, each) => (each.silhouette > best.silhouette ? each : best));
    const share = total / Math.max(sampled.length, 1);
    const order = inOrder(chosen);
    return {
      ...{ total, asked: sampled.length, leftOut: sampled.length - known.length, k: chosen.k },
      dimensions: dimensions.map((dimension, at) => ({
        ...dimension,
        ...(standards[at] as NonNullable<(typeof standards)[0]>),
        median: medianOf(rows.map((row) => row[at] as number)),
      })),
      candidates: found.map((each) => ({ k: each.k, silhouette: rounded(each.silhouette) })),
      clusters: order.map((cluster, place) => clusterAnswer(cluster, place, { chosen, known, share })),
      points: known.slice(0, shownPoints).map(({ row }, at) => ({ cluster: order.indexOf(chosen.of[at] as number), at: row })),
      tookMs: Math.round(clock.now() - startedAt),
    };
  }
}

function rowOf({ facts }: Sampled, dimensions: ClusterRequest['dimensions'], missing: ClusterRequest['missing']): number[] | undefined {
  const row: number[] = [];
  for (const { kind, name } of dimensions) {
    const number = clusterNumber(kind === 'trait' ? facts.trait(name) : facts.computed(name), missing);
    if (number === undefined) return undefined;
    row.push(number);
  }
  return row;
}

/** The largest first. */
function inOrder({ k, of }: Clustering): number[] {
  const sizes = Array.from({ length: k }, () => 0);
  for (const cluster of of) sizes[cluster] = (sizes[cluster] as number) + 1;
  return sizes.map((_, cluster) => cluster).sort((a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b);
}

interface Found {
  chosen: Clustering;
  known: readonly { one: Sampled; row: number[] }[];
  /** Of everybody, for each who was looked at. */
  share: number;
}

function clusterAnswer(cluster: number, place: number, { chosen, known, share }: Found): ClustersAnswer['clusters'][number] {
  const inside = known.filter((_, at) => chosen.of[at] === cluster);
  const center = (chosen.centers[cluster] as number[]).map(rounded);
  const apart = center
    .map((by, dimension) => ({ dimension, by }))
    .filter(({ by }) => Math.abs(by) >= apartFrom)
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by))
    .slice(0, 3);
  return {
    ...{ value: `group-${place + 1}`, center, people: Math.round(inside.length * share), apart },
    typical: center.map((_, at) => medianOf(inside.map(({ row }) => row[at] as number))),
    sample: inside.slice(0, shownPeople).map(({ one }) => toProfileSummary(one.person)),
  };
}

function medianOf(column: readonly number[]): number {
  const sorted = [...column].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

function rounded(value: number): number {
  return Math.round(value * decimals) / decimals;
}
