import { contentHash } from '@cairn/workflows/contracts/canonical.js';
import type { ClientSession, Db } from 'mongodb';
import type { TemplatesStore } from '../messages/templates.store.js';
import { collections, type JourneyDocument, type RuleDocument, type SegmentDocument, type TemplateDocument } from '../platform/collections.js';
import type { VersionsStore } from '../platform/versions.store.js';
import type { SegmentsService } from '../segments/segments.service.js';
import type { StayReason } from './demo.schemas.js';
import type { DefinitionKind, MadeDefinition } from './demo-job.js';
import { shopDefinitions } from './shop/shop.js';

export interface NamedDefinition {
  kind: DefinitionKind;
  key: string;
  name: string;
}

export interface DefinitionsPlan {
  going: NamedDefinition[];
  staying: (NamedDefinition & { why: StayReason })[];
}

type Stored = JourneyDocument | TemplateDocument | SegmentDocument;

const places = { journey: collections.journeys, template: collections.templates, segment: collections.segments } as const;

/** Journeys, templates and segments of the demo: which of them nobody has touched or uses. */
export class DemoDefinitions {
  constructor(
    private readonly db: Db,
    private readonly templates: Pick<TemplatesStore, 'uses'>,
    private readonly segments: Pick<SegmentsService, 'read'>,
  ) {}

  /** Those of the shop that a fill would make: their keys are free, or what is there was made by a fill before. */
  async toMake(workspace: string, made: readonly MadeDefinition[]): Promise<MadeDefinition[]> {
    const shop = shopDefinitions();
    const there = await Promise.all(shop.map(async (one) => await this.read(workspace, one)));
    return shop.filter((one, at) => {
      const found = there[at];
      if (!found) return true;
      return isArchived(found) ? isSame(one, found) : made.some((before) => isNamed(before, one));
    });
  }

  /** What a fill made before there was a record of it: the shop's own definitions, word for word. */
  async recognised(workspace: string): Promise<MadeDefinition[]> {
    const found: MadeDefinition[] = [];
    for (const one of shopDefinitions()) {
      const there = await this.read(workspace, one);
      if (there && isSame(one, there)) found.push(one);
    }
    return found;
  }

  /** @param isDemos whether a person is one of those who go */
  async plan(workspace: string, made: readonly MadeDefinition[], isDemos: (profileId: string) => boolean): Promise<DefinitionsPlan> {
    const going: NamedDefinition[] = [];
    const staying: DefinitionsPlan['staying'] = [];
    for (const one of made) {
      const there = await this.read(workspace, one);
      if (!there) continue;
      const { kind, key } = one;
      const named = { kind, key, name: there.draft.name };
      // Somebody's, and out of sight.
      if (isArchived(there) && !isSame(one, there)) continue;
      const why = await this.touched(workspace, one, there, isDemos);
      if (why) staying.push({ ...named, why });
      else going.push(named);
    }
    // What stays needs what it uses, and that may use more.
    for (let more = true; more; ) {
      more = false;
      for (const one of [...going]) {
        if (!(await this.isUsedByOthers(workspace, one, going))) continue;
        going.splice(going.indexOf(one), 1);
        staying.push({ ...one, why: 'used' });
        more = true;
      }
    }
    return { going, staying };
  }

  /** An archived journey of the demo goes for good; its versions stay, as all versions do. */
  async removeArchived(workspace: string, made: readonly MadeDefinition[], versions: VersionsStore): Promise<void> {
    for (const one of made.filter(({ kind }) => kind === 'journey')) {
      const there = await this.read(workspace, one);
      if (!there || !isArchived(there) || !isSame(one, there)) continue;
      await this.db.client.withSession(
        async (session: ClientSession) =>
          await session.withTransaction(async () => {
            await versions.raise(session, workspace, false);
            await this.db
              .collection<JourneyDocument>(collections.journeys)
              .deleteOne({ _id: there._id, state: 'archived', draftRevision: there.draftRevision }, { session });
          }),
      );
    }
  }

  private async read(workspace: string, { kind, key }: Pick<MadeDefinition, 'kind' | 'key'>): Promise<Stored | null> {
    return await this.db.collection<Stored>(places[kind]).findOne({ _id: `${workspace}:${key}` });
  }

  private async touched(workspace: string, one: MadeDefinition, there: Stored, isDemos: (profileId: string) => boolean): Promise<StayReason | undefined> {
    if (!isSame(one, there)) return 'edited';
    if (one.kind !== 'journey') return undefined;
    const about = { workspace, journey: one.key };
    if ((await this.db.collection(collections.comments).findOne(about)) !== null) return 'edited';
    const entered = (await this.db.collection(collections.runs).distinct('profileId', about)) as string[];
    return entered.every(isDemos) ? undefined : 'others-inside';
  }

  private async isUsedByOthers(workspace: string, { kind, key }: NamedDefinition, going: readonly NamedDefinition[]): Promise<boolean> {
    const goes = (user: { kind: string; key: string }) => going.some((one) => one.kind === user.kind && one.key === user.key);
    if (kind === 'template') {
      const users = (await this.templates.uses(workspace)).get(key) ?? new Set();
      return [...users].some((journey) => !goes({ kind: 'journey', key: journey }));
    }
    if (kind === 'segment') return (await this.segments.read(workspace, key)).usedBy.some((use) => !goes(use));
    // Rules bring people in; the demo has none of its own.
    const naming = { $elemMatch: { type: 'journey' as const, journey: key } };
    const entering = { workspace, $or: [{ 'definition.whenTrue': naming }, { 'definition.whenFalse': naming }] };
    return (await this.db.collection<RuleDocument>(collections.rules).findOne(entering, { projection: { _id: 1 } })) !== null;
  }
}

function isArchived(there: Stored): there is JourneyDocument {
  return 'state' in there && there.state === 'archived';
}

function isNamed(a: Pick<MadeDefinition, 'kind' | 'key'>, b: Pick<MadeDefinition, 'kind' | 'key'>): boolean {
  return a.kind === b.kind && a.key === b.key;
}

/** As the fill made it, draft, version and arrangement: nobody has edited it. */
function isSame({ kind, key, hash }: MadeDefinition, { draft, liveVersion, ...more }: Stored): boolean {
  const isArranged = 'layout' in more && Object.keys(more.layout.positions).length > 0;
  return !isArranged && contentHash(kind, key, draft) === hash && (liveVersion === null || liveVersion === hash);
}
