import { unescapeKey, unescapeKeys } from '../platform/keys.js';
import { applyEvents } from '../profiles/apply-events.js';
import { displayNameOf } from '../profiles/display-name.js';
import type { MergePlan, UndoPlan } from '../profiles/hand-merges.js';
import type { ProfileDocument, TraitState } from '../profiles/profile.js';
import type { KnownNames } from '../profiles/profile-answer.js';
import type { MergeAnswer, MergePreview, MergeSide, UndoPreview } from './merges.schemas.js';

export interface PreviewContext {
  names: KnownNames;
  /** Traits whose values are masked. */
  sensitive: ReadonlySet<string>;
}

export function sideOf(profile: Pick<ProfileDocument, 'profileId' | 'identities' | 'traits' | 'createdAt'>): MergeSide {
  return {
    id: profile.profileId,
    displayName: displayNameOf(profile),
    identities: profile.identities.map(({ type, value }) => ({ type, value })),
    createdAt: profile.createdAt.toISOString(),
  };
}

/** Every conflict of a merge, and how it would end. Pure: the same functions that would do it. */
export function previewMerge({ survivor, loser, merged, definitions, accounts, exceeds, now }: MergePlan, context: PreviewContext): MergePreview {
  const { profile: after } = applyEvents({ profile: merged, events: [], definitions, accounts, now });
  const names = [...new Set([...Object.keys(survivor.traits), ...Object.keys(loser.traits)])];
  const both = names.filter((name) => traitOf(survivor, name) && traitOf(loser, name));
  const known = new Set([...Object.keys(survivor.runs), ...Object.keys(loser.runs)]);
  const started = Object.values(after.runs).filter(({ runId }) => !known.has(runId));
  return {
    survivor: sideOf(survivor),
    loser: sideOf(loser),
    conflicts: both
      .filter((name) => !sameValue(traitOf(survivor, name), traitOf(loser, name)))
      .map((name) => {
        const isLosers = merged.traits[name] === loser.traits[name];
        const isTie = traitOf(survivor, name)?.at.getTime() === traitOf(loser, name)?.at.getTime();
        return {
          ...valuesOf(name, context, { survivor, loser }),
          wins: isLosers ? ('loser' as const) : ('survivor' as const),
          why: isTie ? ('same-time' as const) : ('newer' as const),
        };
      }),
    onlyOne: names.length - both.length,
    exceeds: exceeds ?? null,
    consent: consentOf({ survivor, loser, after: merged }),
    runs: runsOf(survivor, loser, merged, context),
    segments: segmentsOf([survivor, loser], [after], context),
    starts: started.map(({ journey }) => ({ journey, journeyName: context.names.journey(journey) })),
    notRepeated: Object.values(merged.runs).flatMap(({ journey, absorbed = [] }) =>
      absorbed.map(({ visits }) => ({ journey, journeyName: context.names.journey(journey), steps: Object.keys(visits) })),
    ),
  };
}

/** Who would be whom, and what each would have. */
export function previewUndo({ holder, staying, leaving, split }: UndoPlan, merge: MergeAnswer, events: [number, number], context: PreviewContext): UndoPreview {
  const names = [...new Set([holder, staying, leaving].flatMap(({ traits }) => Object.keys(traits)))];
  const isChanged = (name: string) => [staying, leaving].some((side) => !sameValue(traitOf(side, name), traitOf(holder, name)));
  return {
    merge,
    stays: sideOf(staying),
    leaves: sideOf(leaving),
    events,
    traits: names.filter(isChanged).map((name) => valuesOf(name, context, { now: holder, stays: staying, leaves: leaving })),
    consent: consentOf({ now: holder, stays: staying, leaves: leaving }),
    runs: Object.values(holder.runs)
      .filter(({ ended }) => !ended)
      .map(({ runId, journey }) => ({
        runId,
        journey,
        journeyName: context.names.journey(journey),
        to: Object.hasOwn(leaving.runs, runId) ? ('leaves' as const) : ('stays' as const),
      })),
    segments: segmentsOf([holder], [staying, leaving], context),
    apart: [...split.apart].flatMap(([one, others]) =>
      split.side.get(one) === 'stay' ? [...others].map((other) => ({ stays: shown(holder, one), leaves: shown(holder, other) })) : [],
    ),
    redirected: split.redirect,
  };
}

function shown({ workspace }: ProfileDocument, id: string): string {
  return id.slice(workspace.length + 1);
}

/** Its own: somebody may have a trait called `constructor`. */
function traitOf({ traits }: Pick<ProfileDocument, 'traits'>, name: string): TraitState | undefined {
  return Object.hasOwn(traits, name) ? traits[name] : undefined;
}

function sameValue(a: TraitState | undefined, b: TraitState | undefined): boolean {
  return JSON.stringify(a?.value ?? null) === JSON.stringify(b?.value ?? null);
}

type Valued = { value: unknown; at: string; source: string } | null;

function valuesOf<Side extends string>(
  name: string,
  { sensitive }: PreviewContext,
  profiles: Record<Side, ProfileDocument>,
): { name: string; masked: boolean } & Record<Side, Valued> {
  const masked = sensitive.has(unescapeKey(name));
  const sides = Object.entries<ProfileDocument>(profiles).map(([side, { traits }]): [string, Valued] => {
    const state = Object.hasOwn(traits, name) ? traits[name] : undefined;
    if (!state || state.value === null) return [side, null];
    return [side, { value: masked ? null : unescapeKeys({ value: state.value }).value, at: state.at.toISOString(), source: state.source }];
  });
  return { name: unescapeKey(name), masked, ...(Object.fromEntries(sides) as Record<Side, Valued>) };
}

function consentOf<Side extends string>(profiles: Record<Side, ProfileDocument>): ({ channel: string } & Record<Side, string | null>)[] {
  const sides = Object.entries<ProfileDocument>(profiles);
  const channels = [...new Set(sides.flatMap(([, { consent }]) => Object.keys(consent.unsubscribed)))];
  return channels.map((channel) => ({
    channel,
    ...(Object.fromEntries(sides.map(([side, { consent }]) => [side, consent.unsubscribed[channel]?.toISOString() ?? null])) as Record<Side, string | null>),
  }));
}

function runsOf(survivor: ProfileDocument, loser: ProfileDocument, merged: ProfileDocument, { names }: PreviewContext): MergePreview['runs'] {
  const sides = [['survivor', survivor] as const, ['loser', loser] as const];
  return sides.flatMap(([of, { runs }]) =>
    Object.values(runs)
      .filter(({ ended }) => !ended)
      .map(({ runId, journey }) => {
        const end = merged.runs[runId]?.ended;
        return { runId, journey, journeyName: names.journey(journey), of, kept: end === undefined, reason: end?.reason ?? null };
      }),
  );
}

/** Those in which one of the two, or two of the one, is or is not where the other is. */
function segmentsOf(before: ProfileDocument[], after: ProfileDocument[], { names }: PreviewContext): MergePreview['segments'] {
  const keys = [...new Set([...before, ...after].flatMap(({ memberships }) => Object.keys(memberships)))];
  const inside = (profiles: ProfileDocument[], key: string) => profiles.map(({ memberships }) => Object.hasOwn(memberships, key));
  return keys
    .map((key) => ({ key, name: names.segment(key), before: inside(before, key), after: inside(after, key) }))
    .filter((segment) => new Set([...segment.before, ...segment.after]).size > 1)
    .sort((a, b) => a.name.localeCompare(b.name));
}
