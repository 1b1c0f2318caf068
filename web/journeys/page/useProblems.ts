import type { JourneyDefinition, ScheduleTrigger } from '@cairn/workflows/contracts/journey.js';
import type { KnownNames } from '@cairn/workflows/contracts/validate-journey.js';
import { useEffect, useMemo, useState } from 'react';

import type { Page } from '../../api/client.js';
import { namedAmong, type SharedConditionItem } from '../../api/conditions.js';
import type { TagItem } from '../../api/tags.js';
import type { Journey, SeenName, SegmentSummary, TemplateSummary } from '../api.js';
import type { JourneyProblem } from './problems.js';

interface Known {
  templates: TemplateSummary[] | undefined;
  segments: SegmentSummary[] | undefined;
  tags: TagItem[] | undefined;
  journeys: Page<Journey> | undefined;
  conditions: SharedConditionItem[] | undefined;
  events: SeenName[] | undefined;
}

type Validate = (definition: unknown, known: KnownNames) => JourneyProblem[];

/** Problems as people type, by the validator that the server asks before publishing; it is loaded once the page has come to rest. */
export function useProblems(definition: JourneyDefinition, { templates, segments, tags, journeys, conditions, events }: Known): JourneyProblem[] {
  const [validate, setValidate] = useState<Validate | null>(null);
  useEffect(() => {
    let isOpen = true;
    const load = (): void =>
      void import('@cairn/workflows/contracts/validate-journey.js').then((module) => isOpen && setValidate(() => module.validateJourney as Validate));
    // Some browsers do not tell when they are idle.
    const cancel = typeof requestIdleCallback === 'function' ? cancelIdleCallback : window.clearTimeout;
    const waiting = typeof requestIdleCallback === 'function' ? requestIdleCallback(load, { timeout: 1_000 }) : window.setTimeout(load, 200);
    return () => {
      isOpen = false;
      cancel(waiting);
    };
  }, []);
  return useMemo(() => {
    if (!validate) return [];
    const problems = validate(definition, {
      conditions: namedAmong(conditions),
      ...(templates ? { templates: new Set(templates.map((template) => template.key)) } : {}),
      ...(segments ? { segments: new Set(segments.map((segment) => segment.key)) } : {}),
      // Of a list that goes on, what is not on it may still exist.
      ...(journeys && journeys.nextCursor === null ? { journeys: keysOf(journeys.items.filter(({ state }) => state !== 'archived')) } : {}),
      ...(tags ? { tags: keysOf(tags), freeTags: keysOf(tags.filter(({ condition }) => condition === undefined)) } : {}),
    });
    return [...problems, ...worthALook(definition, segments, events)];
  }, [validate, definition, templates, segments, tags, journeys, conditions, events]);
}

function keysOf(items: readonly { key: string }[]): Set<string> {
  return new Set(items.map(({ key }) => key));
}

/** What may be meant, but is seldom: an empty segment, an event nobody ever sent, a day that is over. */
function worthALook({ trigger }: JourneyDefinition, segments: SegmentSummary[] | undefined, events: SeenName[] | undefined): JourneyProblem[] {
  switch (trigger.type) {
    case 'segment':
      return emptySegment(trigger.segment, segments);
    case 'schedule':
      return [...emptySegment(trigger.segment, segments), ...dayOver(trigger)];
    case 'event':
      return neverSeen(trigger.event.name, events);
    default:
      return [];
  }
}

function emptySegment(key: string, segments: SegmentSummary[] | undefined): JourneyProblem[] {
  const segment = segments?.find((each) => each.key === key);
  if (segment?.members !== 0 || segment.backfill.done < segment.backfill.total) return [];
  return [{ path: 'trigger.segment', code: 'segment-empty', message: `Segment ${segment.name} holds nobody.`, severity: 'warning' }];
}

/** The last place on earth reaches a time 12 hours after UTC does. */
const westernmostMs = 12 * 3_600_000;

function dayOver({ when }: ScheduleTrigger): JourneyProblem[] {
  if (when.type !== 'once' || Date.parse(`${when.date}T${when.at}:00Z`) + westernmostMs > Date.now()) return [];
  return [{ path: 'trigger.when.date', code: 'schedule-over', message: `${when.date} is over.`, severity: 'warning' }];
}

function neverSeen(name: string, events: SeenName[] | undefined): JourneyProblem[] {
  if (!events || events.length >= 200 || name === '' || name.endsWith('*') || events.some((seen) => seen.name === name)) return [];
  return [{ path: 'trigger.event.name', code: 'event-never-seen', message: `Event ${name} was never received.`, severity: 'warning' }];
}
