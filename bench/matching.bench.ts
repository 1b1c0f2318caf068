import { defaultThresholds } from '@cairn/server/matching/model/default-settings.js';

import { febrlSettings, readFebrl } from './febrl.js';
import { type Benchmark, median, report } from './harness.js';
import { bestQuality, type LabelledData, type Quality, qualityAt, type ScoredPair, scorePairs } from './match-quality.js';
import { measureWholeRun } from './matching-run.js';
import { installSplink, type SplinkTraining, scoreBySplink } from './splink.js';

/** Each seed draws other random pairs, on both sides. */
const seeds = [1, 2, 3, 4, 5, 6, 7];
const files = [1, 2, 3] as const;

const aim = { better: 'higher', aim: 1, unit: 'F1' } as const;

/** F1 for finding the same people in FEBRL's files, ours and Splink's, on the same values, blocking rules and comparison levels. */
export const matching: Benchmark = {
  name: 'matching',
  async run() {
    const splink = await installSplink();
    const trials: Trial[] = [];
    for (const file of files) {
      const ofFile: Trial[] = [];
      for (const withNumber of [true, false]) ofFile.push(await measure(file, withNumber, splink));
      const harder = ofFile.at(-1) as Trial;
      report({ ...aim, name: `matching.febrl${file}` }, f1(harder.ours, 'best'), f1(harder.peer, 'best'));
      trials.push(...ofFile);
    }
    printTable(trials);
    await measureWholeRun();
    // The worst of everything measured: each file, with the number and without it, at the best and at the chosen threshold.
    const sides = trials.flatMap((trial) => (['best', 'chosen'] as const).map((at) => ({ ours: f1(trial.ours, at), peer: f1(trial.peer, at) })));
    const worst = seeds.map((_, seed) => sides.reduce((least, side) => (ratio(side, seed) <= ratio(least, seed) ? side : least)));
    report(
      { ...aim, name: 'matching' },
      worst.map(({ ours }, seed) => ours[seed] as number),
      splink ? worst.map(({ peer }, seed) => peer[seed] as number) : [],
    );
  },
};

interface Outcome {
  best: Quality;
  chosen: Quality;
}

interface Trial {
  file: number;
  withNumber: boolean;
  candidates: number;
  ours: Outcome[];
  /** Empty where Splink cannot be had. */
  peer: Outcome[];
}

async function measure(file: (typeof files)[number], withNumber: boolean, splink: string | null): Promise<Trial> {
  const settings = febrlSettings(withNumber);
  const data = await readFebrl(file, settings);
  const ours = seeds.map((seed) => scorePairs(settings, data.columns, seed));
  const peer = splink ? await scoreBySplink(splink, settings, data.columns, trainingOf(withNumber), seeds) : [];
  return {
    file,
    withNumber,
    candidates: ours[0]?.length ?? 0,
    ours: ours.map((pairs) => outcome(pairs, data)),
    peer: peer.map(({ pairs }) => outcome(pairs, data)),
  };
}

function trainingOf(withNumber: boolean): SplinkTraining {
  const sure = withNumber
    ? [['soc_sec_id'], ['given_name', 'surname', 'date_of_birth']]
    : [
        ['given_name', 'surname', 'date_of_birth'],
        ['surname', 'postcode', 'date_of_birth'],
      ];
  return { deterministic: sure, recall: 0.7, training: [['date_of_birth'], ['surname'], ['postcode']] };
}

function outcome(pairs: readonly ScoredPair[], data: LabelledData): Outcome {
  return { best: bestQuality(pairs, data), chosen: qualityAt(defaultThresholds.review, pairs, data) };
}

function f1(outcomes: readonly Outcome[], at: keyof Outcome): number[] {
  return outcomes.map((one) => one[at].f1);
}

function ratio({ ours, peer }: { ours: number[]; peer: number[] }, seed: number): number {
  return (ours[seed] as number) / (peer[seed] ?? 1);
}

function printTable(trials: readonly Trial[]): void {
  const rows = trials.flatMap((trial) =>
    (['ours', 'peer'] as const).flatMap((who) =>
      (['best', 'chosen'] as const).flatMap((at) => {
        const all = trial[who].map((one) => one[at]);
        if (all.length === 0) return [];
        const middle = (of: keyof Quality) => median(all.map((one) => one[of]));
        return [
          [
            `FEBRL ${trial.file}`,
            trial.withNumber ? 'with' : 'without',
            who === 'ours' ? 'Cairn' : 'Splink',
            at,
            middle('threshold').toFixed(1),
            ...(['precision', 'recall', 'f1'] as const).map((of) => middle(of).toFixed(4)),
          ],
        ];
      }),
    ),
  );
  const table = [['file', 'soc_sec_id', 'by', 'threshold', 'at weight', 'precision', 'recall', 'F1'], ...rows];
  const widths = (table[0] as string[]).map((_, column) => Math.max(...table.map((row) => (row[column] as string).length)));
  console.log();
  for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column] as number)).join('  '));
  console.log(`\nMedians of ${seeds.length} seeds. Candidates: ${trials.map((trial) => trial.candidates).join(', ')}.`);
}
