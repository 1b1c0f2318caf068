/** One figure of a benchmark: ours against a floor measured in the same run. */
export interface Figure {
  /** `name` for a benchmark's first figure, `name.part` for others. */
  name: string;
  /** What one measurement counts, `events/s`, `ms`. */
  unit: string;
  /** Which way is good, of the ratio. */
  better: 'higher' | 'lower';
  /** The ratio to reach; without a floor, the value. */
  aim: number;
  /** One measurement. */
  ours: () => Promise<number>;
  /** Absent: the ratio is the value itself, in `unit`. */
  floor?: () => Promise<number>;
  /** At least 7, the default. */
  rounds?: number;
}

/** The JSON line that ends every figure: keys are stable. */
export interface FigureLine {
  name: string;
  ratio: number;
  low: number;
  high: number;
  aim: number;
  better: 'higher' | 'lower';
  rounds: number;
  ours: number;
  floor: number | null;
  unit: string;
}

export interface Benchmark {
  name: string;
  run(): Promise<void>;
}

const defaultRounds = 7;

/** Measures in ABBA order after one warm-up of each, and prints a table row and the JSON line. */
export async function measure(figure: Figure): Promise<FigureLine> {
  const { ours, floors } = await collect(figure);
  return report(figure, ours, floors);
}

/** What {@link measure} measures, for whoever reports it in more than one way. */
export async function collect(figure: Pick<Figure, 'ours' | 'floor' | 'rounds'>): Promise<{ ours: number[]; floors: number[] }> {
  const rounds = Math.max(figure.rounds ?? defaultRounds, defaultRounds);
  const ours: number[] = [];
  const floors: number[] = [];
  await figure.ours();
  await figure.floor?.();
  for (let round = 0; round < rounds; round++) {
    const oursFirst = round % 2 === 0;
    if (oursFirst) ours.push(await figure.ours());
    if (figure.floor) floors.push(await figure.floor());
    if (!oursFirst) ours.push(await figure.ours());
  }
  return { ours, floors };
}

/** Prints what was measured elsewhere (pairs, one per round). `floors` empty: a bare value. */
export function report(figure: Pick<Figure, 'name' | 'unit' | 'better' | 'aim'>, ours: number[], floors: number[]): FigureLine {
  const ratios = ours.map((value, at) => (floors.length > 0 ? value / (floors[at] as number) : value));
  const [low, high] = bootstrapInterval(ratios);
  const line: FigureLine = {
    name: figure.name,
    ratio: round4(median(ratios)),
    low: round4(low),
    high: round4(high),
    aim: figure.aim,
    better: figure.better,
    rounds: ours.length,
    ours: round4(median(ours)),
    floor: floors.length > 0 ? round4(median(floors)) : null,
    unit: figure.unit,
  };
  const reached = figure.better === 'higher' ? line.ratio >= line.aim : line.ratio <= line.aim;
  const table = [
    ['figure', 'ours', 'floor', 'unit', 'ratio', '95 % interval', 'aim', 'reached'],
    [
      line.name,
      String(line.ours),
      line.floor === null ? '–' : String(line.floor),
      line.unit,
      String(line.ratio),
      `${line.low}–${line.high}`,
      `${line.better === 'higher' ? '≥' : '≤'} ${line.aim}`,
      reached ? 'yes' : 'no',
    ],
  ];
  const widths = (table[0] as string[]).map((_, column) => Math.max(...table.map((row) => (row[column] as string).length)));
  for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column] as number)).join('  '));
  console.log(JSON.stringify(line));
  return line;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Percentile by the nearest rank, `share` in 0..1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] as number;
}

/** 95 % percentile bootstrap of the median (Efron 1979), 2,000 resamples, seeded. */
export function bootstrapInterval(values: readonly number[], seed = 1): [number, number] {
  const random = seededRandom(seed);
  const medians = Array.from({ length: 2000 }, () => median(values.map(() => values[Math.floor(random() * values.length)] as number)));
  return [percentile(medians, 0.025), percentile(medians, 0.975)];
}

/** mulberry32: small, fast, good enough to resample and to make test data. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function round4(value: number): number {
  return Number(value.toPrecision(5));
}
