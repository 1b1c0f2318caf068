import type { Explanation } from '@cairn/rules/contracts/facts.js';
import type { JourneyDefinition, JourneyLayout } from '@cairn/workflows/contracts/journey.js';
import type { PublishChoice } from '@cairn/workflows/contracts/publish-plan.js';
import type { PathEntry, RunEndReason, RunState } from '@cairn/workflows/contracts/run.js';

import { ApiError, call, type Page } from '../api/client.js';
import { useGet } from '../api/query.js';
import type { TagItem } from '../api/tags.js';
import { eventNamesRead, journeyAddress, journeysRead, segmentsRead, tagsRead, templatesRead } from './canvas-reads.js';
import type { DraftSave, NewerDraft, SaveAnswer, ServerDraft } from './saving/editor.js';

export type JourneyLifeState = 'draft' | 'live' | 'paused' | 'archived';

/** A journey as the server answers it. Instants are ISO 8601. */
export interface Journey {
  key: string;
  draft: JourneyDefinition;
  layout: JourneyLayout;
  draftRevision: number;
  liveVersion: string | null;
  /** 1, 2, 3 …; absent before the first publish. */
  liveNumber?: number | null;
  state: JourneyLifeState;
  /** The draft differs from the live version. */
  changed: boolean;
  createdAt: string;
  updatedAt: string;
  numbers?: { entered: number; active: number; ended: number };
}

export interface JourneyVersion {
  hash: string;
  number: number;
  definition: JourneyDefinition;
  createdAt: string;
  createdBy: string;
}

export interface StepCounts {
  waiting: number;
  passed: number;
  failed: number;
}

/** One answer for all steps of a journey. `edges` by port id, `step/outlet`. */
export interface Counts {
  steps: { [stepId: string]: StepCounts };
  edges: { [port: string]: number };
  entered: number;
  active: number;
  ended: number;
}

/** What became of those who came to one step. `outcomes`: of those who left; `ended`: their run ended there. */
export interface StepResults extends StepCounts {
  outcomes: { outcome: string; reason: string | null; count: number }[];
}

/** Who is inside at this moment. `due`: their wait is over, so they go on as soon as the journey is resumed. */
export interface Inside {
  people: number;
  due: number;
  /** Everybody who ever entered. */
  entered: number;
  /** Newest version first. */
  versions: { version: string; number: number | null; people: number }[];
  /** Where they stand, most people first. */
  steps: { version: string; stepId: string; people: number }[];
}

/** One person's passage. */
export interface Run {
  runId: string;
  profileId: string;
  /** When the server knows a name for the person. */
  displayName?: string;
  journey: string;
  version: string;
  state: 'active' | 'ended';
  run: RunState;
  path: PathEntry[];
  enteredAt: string;
  endedAt: string | null;
  endReason: RunEndReason | null;
  temporalWorkflowId: string;
  /** The same run in Temporal's own pages; null when they are not configured. */
  temporalUrl: string | null;
}

export type WhyValue = string | number | boolean | null;

export interface WhyReason {
  code: string;
  values: { [name: string]: WhyValue };
  at: string | null;
  explanation?: Explanation;
  detail?: { [key: string]: unknown };
}

export interface WhyStep {
  stepId: string;
  at: string;
  kind: string;
  outcome: string;
  cause?: string;
  detail?: { [key: string]: unknown };
}

/** Why somebody came in, or did not. */
export interface Why {
  entered: boolean;
  runs: Run[];
  reasons: WhyReason[];
  steps: WhyStep[];
}

export interface PublishAnswer {
  version: string;
  number: number;
  inside: number;
}

export interface TemplateSummary {
  key: string;
  draft: { name: string };
  liveVersion: string | null;
}

export interface SegmentSummary {
  key: string;
  name: string;
  members: number;
  /** People asked since its condition changed, of all: below that nobody in it means nothing yet. */
  backfill: { done: number; total: number };
}

export interface SeenName {
  name: string;
  count?: number;
  lastSeenAt?: string;
}

export const journeysAddress = '/api/journeys';

export { journeyAddress };

/** @param plan what becomes of the people inside; absent: they finish the version they entered. */
export async function publishJourney(key: string, draftRevision: number, plan?: PublishChoice): Promise<PublishAnswer> {
  return await call<PublishAnswer>('POST', `${journeyAddress(key)}/publish`, { body: { draftRevision, ...(plan && { plan }) } });
}

export async function pauseJourney(key: string): Promise<void> {
  await call('POST', `${journeyAddress(key)}/pause`, { body: {} });
}

export async function resumeJourney(key: string): Promise<void> {
  await call('POST', `${journeyAddress(key)}/resume`, { body: {} });
}

/** Creates the draft of a new journey. */
export async function createJourney(key: string, definition: JourneyDefinition): Promise<Journey> {
  return await call<Journey>('PUT', journeyAddress(key), { body: definition });
}

/** Never throws: an editor always gets an answer that it can show. */
export async function saveDraft(key: string, draft: ServerDraft): Promise<SaveAnswer> {
  try {
    const saved = await call<Journey>('PUT', `${journeyAddress(key)}/draft`, { body: draft });
    return { kind: 'saved', draftRevision: saved.draftRevision };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500 || error.status === 429 || error.status === 401) return { kind: 'offline' };
    if (error.status !== 409) return { kind: 'refused', message: error.message };
    return await readConflict(key, draft.draftRevision);
  }
}

async function readConflict(key: string, since: number): Promise<SaveAnswer> {
  try {
    return { kind: 'conflict', newer: await readNewerDraft(key, since) };
  } catch {
    return { kind: 'offline' };
  }
}

/** The draft as it is by now, with who made it since that revision. */
export async function readNewerDraft(key: string, since: number): Promise<NewerDraft> {
  const { draft, layout, draftRevision } = await call<Journey>('GET', journeyAddress(key));
  const { items } = await call<{ items: DraftSave[] }>('GET', `${journeyAddress(key)}/draft/saves`, { query: { after: since } });
  return { draft: { definition: draft, layout, draftRevision }, saves: items.filter(({ revision }) => revision <= draftRevision) };
}

export function useTemplates() {
  return useGet<Page<TemplateSummary>>(templatesRead.address, templatesRead);
}

export function useSegments() {
  return useGet<Page<SegmentSummary>>(segmentsRead.address, segmentsRead);
}

export function useTags() {
  return useGet<Page<TagItem>>(tagsRead.address, tagsRead);
}

export function useJourneys(enabled = true) {
  return useGet<Page<Journey>>(journeysRead.address, { ...journeysRead, enabled });
}

export function useEventNames() {
  return useGet<Page<SeenName>>(eventNamesRead.address, eventNamesRead);
}

/** A version never changes: asked once. */
export function useVersion(key: string, hash: string | null) {
  return useGet<JourneyVersion>(`${journeyAddress(key)}/versions/${encodeURIComponent(hash ?? '')}`, { enabled: hash !== null, isFixed: true });
}

/** The head-count before a decision; always asked anew. */
export function useInside(key: string, enabled = true) {
  return useGet<Inside>(`${journeyAddress(key)}/inside`, { enabled, every: 5_000 });
}
