import type { ActorNames } from '../access/actor-names.js';
import { decodeCursor, type Page, pageOf } from '../platform/lists.js';
import type { MergeDocument } from '../profiles/core-store.js';
import type { HandMerges, UndoPlan } from '../profiles/hand-merges.js';
import { mergeErrors } from '../profiles/merges.errors.js';
import { profileErrors } from '../profiles/profiles.errors.js';
import type { ProfilesReader } from '../profiles/profiles.reader.js';
import type { SensitiveTraits } from '../profiles/sensitive-traits.js';
import { type PreviewContext, previewMerge, previewUndo, sideOf } from './merge-preview.js';
import type { MergeAnswer, MergeResult, MergesQuery, UndoResult } from './merges.schemas.js';
import type { MergesStore } from './merges.store.js';

interface Dependencies {
  hands: HandMerges;
  store: MergesStore;
  reader: ProfilesReader;
  sensitive: SensitiveTraits;
  actors: ActorNames;
}

/** Who was merged with whom and why; merging and undoing by hand, with everything that it would do shown before. */
export class MergesService {
  constructor(private readonly deps: Dependencies) {}

  async list(workspace: string, { profile, state, cursor, limit }: MergesQuery): Promise<Page<MergeAnswer>> {
    const [at, id] = cursor === undefined ? [] : decodeCursor(cursor, ['number', 'string']);
    const found = await this.deps.store.list(workspace, {
      profiles: profile === undefined ? undefined : [...new Set([profile, ...(await this.deps.reader.idsOf(workspace, profile))])],
      undone: state && state === 'undone',
      before: at === undefined || id === undefined ? undefined : { at: new Date(at), id: `${workspace}:${id}` },
      limit: limit + 1,
    });
    const page = pageOf(
      found,
      limit,
      (merge) => merge,
      (merge) => [merge.at.getTime(), ownId(merge)],
    );
    return { ...page, items: await this.answers(workspace, page.items) };
  }

  async read(workspace: string, id: string): Promise<MergeAnswer> {
    const merge = await this.deps.store.read(workspace, id);
    if (!merge) throw mergeErrors.unknown(id);
    return await this.answer(workspace, merge);
  }

  /** @throws UserError `same-profile`, `unknown-profile`, `too-many-identities`, `merge-too-large`. */
  async merge(workspace: string, profileId: string, request: { with: string; dryRun: boolean; note?: string | undefined }, by: string): Promise<MergeResult> {
    if (profileId === request.with) throw mergeErrors.oneProfile(profileId);
    const profiles: [string, string] = [profileId, request.with];
    if (request.dryRun) {
      const planned = await this.deps.hands.planMerge({ workspace, profiles });
      if (!planned) throw profileErrors.unknownProfile(await this.missing(workspace, profiles));
      if ('already' in planned) return await this.already(workspace, profiles);
      return { merge: null, preview: previewMerge(planned.plan, await this.context(workspace)), already: false };
    }
    const done = await this.deps.hands.merge({ workspace, profiles, by, note: request.note });
    if (!done) throw profileErrors.unknownProfile(await this.missing(workspace, profiles));
    if (!done.merge) return await this.already(workspace, profiles);
    return { merge: await this.answer(workspace, done.merge), preview: null, already: false };
  }

  /** @throws UserError `unknown-merge`, `nothing-to-undo`. */
  async undo(workspace: string, mergeId: string, { dryRun }: { dryRun: boolean }, by: string): Promise<UndoResult> {
    if (dryRun) {
      const planned = await this.deps.hands.planUndo({ workspace, mergeId });
      if (!planned) throw mergeErrors.unknown(mergeId);
      if ('already' in planned) return { merge: await this.answer(workspace, planned.already), preview: null, already: true };
      const merge = await this.answer(workspace, planned.plan.merge);
      return { merge, preview: previewUndo(planned.plan, merge, eventsOf(planned.plan), await this.context(workspace)), already: false };
    }
    const done = await this.deps.hands.undo({ workspace, mergeId, by });
    if (!done) throw mergeErrors.unknown(mergeId);
    return { merge: await this.answer(workspace, done.merge), preview: null, already: done.already };
  }

  private async already(workspace: string, profiles: readonly string[]): Promise<MergeResult> {
    const found = (await Promise.all(profiles.map(async (loser) => await this.deps.store.lastOf(workspace, loser)))).find((merge) => merge !== null);
    return { merge: found ? await this.answer(workspace, found) : null, preview: null, already: true };
  }

  private async missing(workspace: string, profiles: readonly string[]): Promise<string> {
    for (const id of profiles) if (!(await this.deps.reader.read(workspace, id))) return id;
    return profiles.join(', ');
  }

  private async context(workspace: string): Promise<PreviewContext> {
    const [names, sensitive] = await Promise.all([this.deps.reader.names(workspace), this.deps.sensitive.of(workspace)]);
    return { names, sensitive };
  }

  private async answer(workspace: string, merge: MergeDocument): Promise<MergeAnswer> {
    return (await this.answers(workspace, [merge]))[0] as MergeAnswer;
  }

  private async answers(workspace: string, merges: MergeDocument[]): Promise<MergeAnswer[]> {
    const actors = await this.deps.actors.of(
      workspace,
      merges.flatMap(({ cause, undoneBy }) => [cause.by ?? [], undoneBy ?? []].flat()),
    );
    const called = (actor: string | undefined) => (actor === undefined ? null : (actors.get(actor) ?? actor));
    return merges.map((merge) => ({
      id: ownId(merge),
      at: merge.at.toISOString(),
      survivor: sideOf(merge.profilesBefore.survivor),
      loser: sideOf(merge.profilesBefore.loser),
      kind: kindOf(merge),
      messageId: merge.cause.messageId ?? null,
      names: merge.cause.names.map((name) => name.slice(workspace.length + 1)),
      by: called(merge.cause.by),
      note: merge.cause.note ?? null,
      undone: merge.undoneAt ? { at: merge.undoneAt.toISOString(), by: called(merge.undoneBy) } : null,
    }));
  }
}

function ownId({ _id, workspace }: MergeDocument): string {
  return _id.slice(workspace.length + 1);
}

function kindOf({ cause }: MergeDocument): MergeAnswer['kind'] {
  if (cause.messageId !== undefined) return 'event';
  return cause.by === 'matching' ? 'matching' : 'hand';
}

function eventsOf({ split, folded }: UndoPlan): [number, number] {
  const leaving = folded.filter((who) => split.side.get(who) === 'leave').length;
  return [folded.length - leaving, leaving];
}
