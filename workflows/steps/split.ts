import type { SplitStep } from '../contracts/journey.js';
import { valuesRead } from '../interpreter/run-facts.js';
import type { StepHandler } from './handler.js';

/** The first branch whose condition holds, in authored order; else everyone else. */
export const splitHandler: StepHandler<SplitStep> = {
  arrive({ journey, step, facts }) {
    const compiled = journey.branches.get(step.id);
    const read = Object.fromEntries(
      step.branches.flatMap(({ id }) => {
        const condition = compiled?.get(id)?.condition;
        return condition ? [[id, valuesRead(condition, facts)]] : [];
      }),
    );
    const taken = step.branches.find(({ id }) => compiled?.get(id)?.condition?.evaluate(facts) === true);
    const outcome = taken?.id ?? 'otherwise';
    return { kind: 'go', to: taken ? taken.next : step.otherwise.next, outcome, decision: { kind: 'split', outcome, detail: { read } } };
  },
};
