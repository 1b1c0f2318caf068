import { parseArgs } from 'node:util';

import { killedAnywhere } from './killed-anywhere.js';
import { temporalDown, workerDownDuringPurchase } from './outages.js';

/** `npm run chaos -- --seeds 20 [--from 1] [--runs 300] [--outage-seconds 60]` */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '2' },
      from: { type: 'string', default: '1' },
      runs: { type: 'string', default: '300' },
      'outage-seconds': { type: 'string' },
    },
  });
  let failed = 0;
  const from = Number(values.from);
  for (let seed = from; seed < from + Number(values.seeds); seed += 1) {
    try {
      const result = await killedAnywhere({ seed, runs: Number(values.runs), log: console.log });
      const kills = result.kills.map((kill) => kill.part).join(' ');
      console.log(
        `seed ${seed}: ${result.problems.length === 0 ? 'ok' : 'FAILED'}, ${result.events} events, ${result.sent} sent, ${result.unknown} unknown of ${result.inHandOver} in hand-over, ${result.kills.length} kills (${kills}), ${result.seconds.toFixed(0)} s`,
      );
      for (const problem of result.problems.slice(0, 20)) console.log(`  ${problem}`);
      if (result.problems.length > 0) failed += 1;
    } catch (error) {
      failed += 1;
      console.log(error instanceof Error ? error.message : String(error));
    }
  }
  let outagesFailed = false;
  const outage = values['outage-seconds'];
  if (outage) {
    const temporal = await temporalDown(Number(outage) * 10, Number(outage) * 1_000);
    console.log(
      `Temporal down ${outage} s: ${temporal.problems.length === 0 ? 'ok' : 'FAILED'}, ${temporal.sent} sent, ${temporal.membersMeanwhile} members meanwhile`,
    );
    const purchase = await workerDownDuringPurchase(Number(outage) * 1_000);
    console.log(`Worker down ${outage} s: buyer got ${purchase.buyerMails} mails (${purchase.buyerRun}), the other ${purchase.otherMails}`);
    for (const problem of temporal.problems.slice(0, 20)) console.log(`  ${problem}`);
    if (temporal.problems.length > 0 || purchase.buyerMails !== 0 || purchase.otherMails !== 1) outagesFailed = true;
  }
  console.log(
    `${Number(values.seeds) - failed} of ${values.seeds} seeds ok${outage === undefined ? '' : outagesFailed ? '; an outage FAILED' : '; both outages ok'}`,
  );
  return failed === 0 && !outagesFailed ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
