import type { JourneyDefinition, Step } from '@cairn/workflows/contracts/journey.js';

const chainLengths = [3, 3, 3, 2];
const blockSize = 1 + chainLengths.reduce((sum, length) => sum + length, 0);

/** A journey with about so many steps: splits of four ways that join again, one after the other, as a year of letters would be drawn. */
export function largeJourney(steps: number, template: string): JourneyDefinition {
  const blocks = Math.max(1, Math.floor((steps - 1) / blockSize));
  const list = Array.from({ length: blocks }, (_, block) => blockSteps(block, block + 1 < blocks ? `split-${block + 1}` : 'end', template)).flat();
  return {
    schemaVersion: 1,
    name: `${steps} steps`,
    trigger: { type: 'event', event: { name: 'Cart Updated' } },
    reentry: { type: 'never' },
    exits: [],
    start: 'split-0',
    steps: [...list, { id: 'end', type: 'exit' }],
  };
}

function blockSteps(block: number, next: string, template: string): Step[] {
  const idOf = (chain: number, at: number): string => `step-${block}-${chain}-${at}`;
  const branches = [0, 1, 2].map((chain) => ({
    id: `branch-${chain + 1}`,
    condition: { fact: 'event' as const, params: { name: 'Order Completed' }, operator: 'greaterThanInclusive' as const, value: chain + 1 },
    next: idOf(chain, 0),
  }));
  const chains = chainLengths.flatMap((length, chain) =>
    Array.from({ length }, (_, at): Step => {
      const step = { id: idOf(chain, at), next: at + 1 < length ? idOf(chain, at + 1) : next };
      return at % 2 === 0 ? { ...step, type: 'message', channel: 'email', template } : { ...step, type: 'delay', duration: { amount: at + 1, unit: 'day' } };
    }),
  );
  return [{ id: `split-${block}`, type: 'split', branches, otherwise: { next: idOf(3, 0) } }, ...chains];
}
