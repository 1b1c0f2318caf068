import type { Step, StepType } from '../contracts/journey.js';
import { delayHandler } from './delay.js';
import { enterJourneyHandler } from './enter-journey.js';
import { exitHandler } from './exit.js';
import { goalHandler } from './goal.js';
import type { StepHandler } from './handler.js';
import { messageHandler } from './message.js';
import { randomSplitHandler } from './random-split.js';
import { splitHandler } from './split.js';
import { tagHandler } from './tag.js';
import { updateProfileHandler } from './update-profile.js';
import { waitUntilHandler } from './wait-until.js';
import { windowHandler } from './window.js';

const handlers: { [T in StepType]: StepHandler<Extract<Step, { type: T }>> } = {
  delay: delayHandler,
  window: windowHandler,
  waitUntil: waitUntilHandler,
  split: splitHandler,
  randomSplit: randomSplitHandler,
  message: messageHandler,
  updateProfile: updateProfileHandler,
  tag: tagHandler,
  enterJourney: enterJourneyHandler,
  goal: goalHandler,
  exit: exitHandler,
};

/** The handler of a step, widened: it is only ever given the step it was looked up for. */
export function handlerOf(step: Step): StepHandler<Step> {
  return handlers[step.type] as StepHandler<Step>;
}
