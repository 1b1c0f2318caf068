import type { DeliveryDocument } from '../messages/delivery.js';
import type { DecisionDocument, RunDocument } from '../platform/collections.js';
import type { KnownNames } from './profile-answer.js';
import type { DecisionAnswer, ProfileDeliveryAnswer, ProfileRunAnswer } from './profiles.schemas.js';

/** `_id` without the workspace. */
export function ownId(document: { _id: string; workspace: string }): string {
  return document._id.slice(document.workspace.length + 1);
}

export function toDecisionAnswer(document: DecisionDocument): DecisionAnswer {
  const { decision } = document;
  return { id: ownId(document), ...decision, at: document.at.toISOString() };
}

export function toProfileRun(document: RunDocument, names: KnownNames): ProfileRunAnswer {
  const { runId, journey, version, state, run } = document;
  return {
    runId,
    journey,
    journeyName: names.journey(journey),
    version,
    state,
    stepId: run.position.stepId,
    enteredAt: document.enteredAt.toISOString(),
    endedAt: document.endedAt?.toISOString() ?? null,
    endReason: run.ended?.reason ?? null,
    trigger: { name: run.trigger.name, messageId: run.trigger.messageId },
  };
}

export function toProfileDelivery(document: DeliveryDocument, names: KnownNames): ProfileDeliveryAnswer {
  const { key, journey, runId, stepId, channel, template, state } = document;
  return {
    key,
    journey,
    journeyName: names.journey(journey),
    runId,
    stepId,
    channel,
    template,
    subject: document.subject ?? null,
    state,
    reason: document.reason ?? null,
    createdAt: document.createdAt.toISOString(),
    sentAt: document.sentAt?.toISOString() ?? null,
  };
}
