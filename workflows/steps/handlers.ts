import type { Step, StepType } from '../contracts/journey.js';
import { delayHandler } from './delay.js';
import { exitHandler } from './exit.js';
import type { StepHandler } from './handler.js';
import { messageHandler } from './message.js';
import { splitHandler } from './split.js';
import { tagHandler } from './tag.js';
import { waitUntilHandler } from './wait-until.js';

const handlers: { [T in StepType]: StepHandler<Extract<Step, { type: T }>> } = {
  delay: delayHandler,
  waitUntil: waitUntilHandler,
  split: splitHandler,
  message: messageHandler,
  tag: tagHandler,
  exit: exitHandler,
};

/** The handler of a step, widened: it is only ever given the step it was looked up for. */
export function handlerOf(step: Step): StepHandler<Step> {
  return handlers[step.type] as StepHandler<Step>;
}
