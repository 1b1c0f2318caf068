import { resolveNamed } from '@cairn/rules/compile/resolve-named.js';
import { canonicalJson } from '@cairn/workflows/contracts/canonical.js';
import type { Db } from 'mongodb';

import { SharedConditionsStore } from '../conditions/shared-conditions.store.js';
import { collections, type JourneyDocument, type RunDocument } from '../platform/collections.js';
import type { VersionsStore } from '../platform/versions.store.js';
import { displayNameOf } from '../profiles/display-name.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { journeyErrors } from './journeys.errors.js';
import type { InsideAnswer, JourneyAnswer, RunAnswer } from './journeys.schemas.js';
import { type TemporalPages, toRunAnswer } from './run-answer.js';
import type { InsideNow } from './run-counts.js';
import type { RunsStore } from './runs.store.js';

/** Documents as the API answers them, with what stands in other collections. */
export class JourneyAnswers {
  constructor(
    private readonly db: Db,
    private readonly versions: VersionsStore,
    private readonly runStore: RunsStore,
    private readonly temporal: TemporalPages,
  ) {}

  async journey(workspace: string, journey: JourneyDocument): Promise<JourneyAnswer> {
    const [answer] = await this.journeys(workspace, [journey]);
    return answer as JourneyAnswer;
  }

  async journeys(workspace: string, journeys: readonly JourneyDocument[]): Promise<JourneyAnswer[]> {
    const [live, totals, named] = await Promise.all([
      this.versions.readVersions(
        workspace,
        journeys.flatMap(({ liveVersion }) => liveVersion ?? []),
      ),
      this.runStore.totals(
        workspace,
        journeys.map(({ key }) => key),
      ),
      new SharedConditionsStore(this.db).named(workspace),
    ]);
    const byHash = new Map(live.map((version) => [version.hash, version]));
    return journeys.map(({ _id, createdAt, updatedAt, draftSaves: _draftSaves, ...journey }) => {
      const version = journey.liveVersion === null ? undefined : byHash.get(journey.liveVersion);
      return {
        ...journey,
        liveNumber: version?.number ?? null,
        changed: !version || canonicalJson(version.definition) !== canonicalJson(resolveNamed(journey.draft, named)),
        numbers: totals.get(journey.key) ?? { entered: 0, active: 0, ended: 0 },
        createdAt: createdAt.toISOString(),
        updatedAt: updatedAt.toISOString(),
      };
    });
  }

  /** With the versions' numbers, newest first. */
  async inside(workspace: string, { versions, ...numbers }: InsideNow): Promise<InsideAnswer> {
    const known = await this.versions.readVersions(
      workspace,
      versions.map(({ version }) => version),
    );
    const numberOf = new Map(known.map(({ hash, number }) => [hash, number]));
    const numbered = versions.map((each) => ({ ...each, number: numberOf.get(each.version) ?? null }));
    return { ...numbers, versions: numbered.sort((a, b) => (b.number ?? 0) - (a.number ?? 0)) };
  }

  async run(workspace: string, journey: string, runId: string): Promise<RunAnswer> {
    const run = await this.runStore.read(workspace, runId);
    if (!run || run.journey !== journey) throw journeyErrors.unknownRun(runId);
    const [answer] = await this.runs(workspace, [run]);
    return answer as RunAnswer;
  }

  /** With the people's names, read together. */
  async runs(workspace: string, runs: readonly RunDocument[]): Promise<RunAnswer[]> {
    const ids = [...new Set(runs.map(({ profileId }) => `${workspace}:${profileId}`))];
    const profiles = await this.db
      .collection<ProfileDocument>(collections.profiles)
      .find({ _id: { $in: ids } }, { projection: { profileId: 1, traits: 1, identities: 1 } })
      .toArray();
    const names = new Map(profiles.map((profile) => [profile.profileId, displayNameOf(profile)]));
    return runs.map((run) => toRunAnswer(run, this.temporal, names.get(run.profileId)));
  }
}
