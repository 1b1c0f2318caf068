import type { ConsentDocument } from '../consent/consents.store.js';
import type { DeliveryDocument } from '../messages/delivery.js';
import type { DecisionDocument, RunDocument } from '../platform/collections.js';
import type { MergeDocument } from './core-store.js';
import { displayNameOf } from './display-name.js';
import type { KnownNames } from './profile-answer.js';
import type { DecisionAnswer, ProfileDeliveryAnswer, ProfileRunAnswer, TimelineItem } from './profiles.schemas.js';

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

/** That two became one; and, when it was undone, that too. On either page it names the other person. */
export function toMergeItem(document: MergeDocument, profileId: string): TimelineItem[] {
  const { survivor, loser, cause, profilesBefore, at, undoneAt, undoneBy } = document;
  const id = ownId(document);
  const other = profileId === loser ? profilesBefore.survivor : profilesBefore.loser;
  const both = { id, survivor, loser, name: displayNameOf(other), canUndo: undoneAt === undefined };
  const merged: TimelineItem = {
    kind: 'merge',
    id,
    at: at.toISOString(),
    merge: { ...both, what: 'merged', by: cause.by ?? null, messageId: cause.messageId ?? null },
  };
  if (!undoneAt) return [merged];
  const undone = { ...both, what: 'undone', by: undoneBy ?? null, messageId: null } as const;
  return [merged, { kind: 'merge', id: `${id}/undone`, at: undoneAt.toISOString(), merge: undone }];
}

export function toConsentItem(document: ConsentDocument): TimelineItem {
  const { channel, action, via, at } = document;
  return { kind: 'consent', id: ownId(document), at: at.toISOString(), consent: { channel, action, via } };
}
