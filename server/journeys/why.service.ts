import { compileMatcher } from '@cairn/rules/compile/compile-matcher.js';
import type { Condition, WhereCondition } from '@cairn/rules/contracts/condition.js';
import type { Facts } from '@cairn/rules/contracts/facts.js';
import { explainCondition } from '@cairn/rules/engine/explain.js';
import { dateOn } from '@cairn/rules/time/local-instant.js';
import type { Decision } from '@cairn/workflows/contracts/interpreter.js';
import type { DateTrigger, EventTrigger, JourneyDefinition, ScheduleTrigger, Trigger } from '@cairn/workflows/contracts/journey.js';
import { compileDue } from '@cairn/workflows/interpreter/due-trigger.js';
import type { Db } from 'mongodb';

import type { EventDocument } from '../events/event.js';
import { collections, type DecisionDocument, type JourneyDocument, type VersionDocument } from '../platform/collections.js';
import type { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import { factEventOf, factsFor } from '../profiles/facts.js';
import type { ProfileDocument } from '../profiles/profile.js';
import type { ProfilesReader } from '../profiles/profiles.reader.js';
import { journeyErrors } from './journeys.errors.js';
import type { WhyAnswer } from './journeys.schemas.js';
import type { JourneysStore } from './journeys.store.js';
import { type TemporalPages, toRunAnswer } from './run-answer.js';
import type { RunsStore } from './runs.store.js';

type Reason = WhyAnswer['reasons'][number];
type Values = Reason['values'];

const mostRuns = 20;
const mostDecisions = 200;
const mostRefusals = 10;

/**
 * Why somebody is, or is not, in a journey (semantics §10.1): what was decided and stored, and, for people who were never considered, how
 * the trigger stands now. Answers codes and values; the sentences are the web's.
 */
export class WhyService {
  constructor(
    private readonly db: Db,
    private readonly profiles: ProfilesReader,
    private readonly journeys: JourneysStore,
    private readonly versions: VersionsStore,
    private readonly runs: RunsStore,
    private readonly temporal: TemporalPages,
    private readonly clock: Clock,
  ) {}

  async explain(workspace: string, profileId: string, key: string): Promise<WhyAnswer> {
    const [profile, journey] = await Promise.all([this.profiles.read(workspace, profileId), this.journeys.read(workspace, key)]);
    if (!profile) throw journeyErrors.unknownProfile(profileId);
    if (!journey) throw journeyErrors.unknown(key);
    // What was decided before two became one stays under the id of then.
    const profileIds = await this.profiles.idsOf(workspace, profile.profileId);
    const [found, decisions] = await Promise.all([
      this.runs.list(workspace, { journey: key, profileIds, limit: mostRuns }),
      this.decisions(workspace, profileIds, key),
    ]);
    // A merge ends all but one: who asks wants to know about the one that goes on.
    const runs = [...found.filter(({ state }) => state === 'active'), ...found.filter(({ state }) => state !== 'active')];
    const shown = runs[0]?.runId;
    const reasons = decisions
      .filter(({ kind }) => kind === 'entry' || kind === 'refusal')
      .slice(0, mostRefusals)
      .map(decidedReason);
    return {
      entered: runs.length > 0 || decisions.some(({ kind }) => kind === 'entry'),
      runs: runs.map((run) => toRunAnswer(run, this.temporal)),
      reasons: reasons.length > 0 ? reasons : await this.neverConsidered(profile, journey),
      steps: decisions
        .filter(({ runId, stepId }) => stepId !== undefined && runId === shown)
        .reverse()
        .map(stepOf),
    };
  }

  /** Newest first. */
  private async decisions(workspace: string, profileIds: readonly string[], journey: string): Promise<Decision[]> {
    const found = await this.db
      .collection<DecisionDocument>(collections.decisions)
      .find({ workspace, profileId: { $in: [...profileIds] }, 'decision.journey': journey })
      .sort({ at: -1, _id: -1 })
      .limit(mostDecisions)
      .toArray();
    return found.flatMap(({ decision }) => (decision.kind === 'identity' ? [] : [decision]));
  }

  /** Name or filter never matched, so nothing was stored: asked now, of the version that is live (else of the draft). */
  private async neverConsidered(profile: ProfileDocument, journey: JourneyDocument): Promise<Reason[]> {
    const live = journey.liveVersion === null ? null : await this.versions.readVersion<JourneyDefinition>(journey.workspace, journey.liveVersion);
    const { trigger } = live?.definition ?? journey.draft;
    const now = this.clock.now();
    const reasons: Reason[] = journey.state === 'live' ? [] : [reason(`journey-${journey.state}`, {})];
    if (trigger.type === 'event') return [...reasons, ...(await this.eventReasons(profile, trigger, live))];
    const facts = factsFor(profile, now);
    return [...reasons, triggerReason(trigger, facts), ...(await conditionReason(trigger.condition, facts))];
  }

  private async eventReasons(profile: ProfileDocument, trigger: EventTrigger, live: VersionDocument<JourneyDefinition> | null): Promise<Reason[]> {
    const last = await this.lastEvent(profile, trigger.event.name);
    if (!last) return [reason('trigger-never-seen', { event: trigger.event.name })];
    const fact = factEventOf(last);
    const values: Values = { event: last.name, at: last.timestamp.toISOString(), messageId: last.messageId };
    const facts = factsFor(profile, this.clock.now(), { trigger: fact });
    const { where } = trigger.event;
    if (where && !compileMatcher(trigger.event)(fact)) {
      return [{ ...reason('trigger-filter-false', values), explanation: { ...(await explainCondition(asTrigger(where), facts)) } }];
    }
    if (last.historic) return [reason('trigger-too-old', values)];
    if (live && last.receivedAt < live.createdAt) return [reason('trigger-before-publish', { ...values, publishedAt: live.createdAt.toISOString() })];
    if (last.pending !== undefined) return [reason('trigger-pending', values)];
    return [...(await conditionReason(trigger.condition, facts)), reason('trigger-seen', values)];
  }

  /** The newest event of a name, exact or by prefix, of any of the person's identities. */
  private async lastEvent(profile: ProfileDocument, name: string): Promise<EventDocument | null> {
    const names = name.endsWith('*') ? { $gte: name.slice(0, -1), $lt: `${name.slice(0, -1)}\uffff` } : name;
    const [event] = await this.db
      .collection<EventDocument>(collections.events)
      .find({ who: { $in: profile.identities.map(({ id }) => id) }, name: names })
      .sort({ receivedAt: -1 })
      .limit(1)
      .toArray();
    return event ?? null;
  }
}

/** Why a trigger that is no event has not brought the person in. */
function triggerReason(trigger: Exclude<Trigger, EventTrigger>, facts: Facts): Reason {
  switch (trigger.type) {
    case 'segment':
      return reason(`segment-never-${trigger.on}`, { segment: trigger.segment, inside: facts.segment(trigger.segment) });
    case 'date':
      if (dateOn(facts.trait(trigger.trait), facts.zone) === undefined) return reason('date-missing', { trait: trigger.trait });
      return dueReason(trigger, facts, { trait: trigger.trait });
    case 'schedule':
      if (!facts.segment(trigger.segment)) return reason('schedule-not-member', { segment: trigger.segment });
      return dueReason(trigger, facts, { segment: trigger.segment });
    case 'api':
      return reason('entry-never-asked', {});
    case 'handOff':
      return reason('never-handed-on', {});
  }
}

function dueReason(trigger: DateTrigger | ScheduleTrigger, facts: Facts, values: Values): Reason {
  const next = compileDue(trigger).nextDue?.(facts);
  return next === undefined ? reason(`${trigger.type}-over`, values) : reason(`${trigger.type}-not-yet`, { ...values, at: new Date(next).toISOString() });
}

function reason(code: string, values: Values, at: Date | null = null): Reason {
  return { code, sentenceKey: `why.${code}`, values, at: at?.toISOString() ?? null };
}

function decidedReason({ outcome, at, cause, detail }: Decision): Reason {
  const values = Object.fromEntries(
    Object.entries(detail ?? {}).filter((entry): entry is [string, string | number | boolean] => ['string', 'number', 'boolean'].includes(typeof entry[1])),
  );
  return { ...reason(outcome, { ...values, ...(cause !== undefined && { messageId: cause }) }, new Date(at)), ...(detail && { detail }) };
}

function stepOf({ stepId, at, kind, outcome, cause, detail }: Decision): WhyAnswer['steps'][number] {
  return { stepId: stepId ?? '', at: new Date(at).toISOString(), kind, outcome, ...(cause !== undefined && { cause }), ...(detail && { detail }) };
}

async function conditionReason(condition: Condition | undefined, facts: Facts): Promise<Reason[]> {
  if (!condition) return [];
  const explanation = await explainCondition(condition, facts);
  return [{ ...reason(explanation.result ? 'condition-true-now' : 'condition-false-now', {}), explanation: { ...explanation } }];
}

/** A filter on the event's properties, as a condition that can be explained. */
function asTrigger(where: WhereCondition): Condition {
  if ('all' in where) return { all: where.all.map(asTrigger) };
  if ('any' in where) return { any: where.any.map(asTrigger) };
  if ('not' in where) return { not: asTrigger(where.not) };
  return { ...where, fact: 'trigger', path: `properties.${where.path}` };
}
