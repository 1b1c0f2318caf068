import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

import type { Command, TaskQueue } from './run.js';

/** The Temporal names that server, worker and workflows share. */
export const journeyRunWorkflow = 'journeyRun';
export const pokeSignal = 'poke';
export const stepActivity = 'step';
export const searchAttributes = { workspace: 'CairnWorkspace', journey: 'CairnJourney', profile: 'CairnProfile' } as const;

/** Input of {@link journeyRunWorkflow}. References only: no personal data enters a history. */
export interface JourneyRunInput {
  workspace: string;
  profileId: string;
  /** The journey's key. */
  journey: string;
  runId: string;
  /** Computed by whoever decided the entry, so that the first task needs no activity. */
  command: Command;
  /** A poke that came too late for the run before (continue-as-new) and must not be lost. */
  poked?: boolean;
}

/** Input of {@link stepActivity}. Answers the next {@link Command}. */
export interface StepInput {
  workspace: string;
  profileId: string;
  journey: string;
  runId: string;
  transition: number;
  /** The `until` of the timer that fired: the wait is over whatever the activity's own clock says. ms UTC. */
  firedFor?: number;
  /** Ends the run: the step before failed for good (its error's code), or an operator cancelled the workflow. */
  giveUp?: { reason: 'failed' | 'terminated'; detail: string };
}

/** The first 32 hex characters of SHA-256 over the parts, each length-prefixed so that no two lists collide. */
export function hashId(...parts: string[]): string {
  return bytesToHex(sha256(utf8ToBytes(parts.map((part) => `${part.length}:${part}`).join('|')))).slice(0, 32);
}

/** @param cause the causing event's messageId, or a tick's `segment:KEY:instant`. */
export function runIdFor(workspace: string, journey: string, cause: string, key: string): string {
  return hashId('run', workspace, journey, cause, key);
}

/** Events whose name begins so are Cairn's own: nobody may send one. */
export const reservedEventPrefix = 'cairn:';

/** The event that stands for an entry over the API (trigger `api`). */
export function entryEventName(journey: string): string {
  return `${reservedEventPrefix}enter ${journey}`;
}

export function workflowIdFor(runId: string): string {
  return `run:${runId}`;
}

/** Idempotency key of one message: one delivery document, one message at the provider. */
export function deliveryKeyFor(workspace: string, runId: string, stepId: string, visit: number, channel: string): string {
  return hashId('delivery', workspace, runId, stepId, String(visit), channel);
}

export type { TaskQueue };
