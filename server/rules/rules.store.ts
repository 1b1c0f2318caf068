import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { ClientSession, Collection, Db } from 'mongodb';

import { collections, type NoticeDocument, type RuleAction, type RuleDefinition, type RuleDocument } from '../platform/collections.js';
import type { ProfileDocument } from '../profiles/profile.js';
import type { RuleInGraph } from '../segments/segment-references.js';
import { ruleAnswerKey } from './rule-answer-key.js';

interface RuleSave {
  definition: RuleDefinition;
  resolved: Condition | undefined;
  version: string;
  epoch: number;
  by: string;
  now: Date;
}

const noticesKeptS = 90 * 24 * 3600;

/** Rules, for whom they hold, and what they told. Index for people: wildcard on `profiles.ruleAnswers`. */
export class RulesStore {
  private readonly rules: Collection<RuleDocument>;
  private readonly notices: Collection<NoticeDocument>;
  private readonly profiles: Collection<ProfileDocument>;

  constructor(db: Db) {
    this.rules = db.collection<RuleDocument>(collections.rules);
    this.notices = db.collection<NoticeDocument>(collections.notices);
    this.profiles = db.collection<ProfileDocument>(collections.profiles);
  }

  async ensureIndexes(): Promise<void> {
    await this.rules.createIndex({ workspace: 1, key: 1 });
    await this.notices.createIndex({ workspace: 1, createdAt: -1, _id: -1 });
    await this.notices.createIndex({ createdAt: 1 }, { expireAfterSeconds: noticesKeptS });
    await this.profiles.createIndex({ 'ruleAnswers.$**': 1 } as never, { name: 'by_rule_answer' });
  }

  async read(workspace: string, key: string, session?: ClientSession): Promise<RuleDocument | null> {
    return await this.rules.findOne({ _id: `${workspace}:${key}` }, { session });
  }

  /** In the order in which they act. */
  async all(workspace: string, session?: ClientSession): Promise<RuleDocument[]> {
    return await this.rules.find({ workspace }, { session }).sort({ 'definition.priority': -1, key: 1 }).toArray();
  }

  async put(session: ClientSession, workspace: string, key: string, save: RuleSave): Promise<void> {
    const { definition, resolved, version, epoch, by, now } = save;
    await this.rules.updateOne(
      { _id: `${workspace}:${key}` },
      {
        $set: { workspace, key, definition, liveVersion: version, epoch, updatedAt: now, updatedBy: by, ...(resolved && { resolved }) },
        $setOnInsert: { createdAt: now },
        ...(!resolved && { $unset: { resolved: '' } }),
      },
      { session, upsert: true },
    );
  }

  async remove(session: ClientSession, workspace: string, key: string): Promise<void> {
    await this.rules.deleteOne({ _id: `${workspace}:${key}` }, { session });
  }

  /** For how many people it holds now. */
  async countPeople(workspace: string, key: string, definition: RuleDefinition): Promise<number> {
    return await this.profiles.countDocuments({
      workspace,
      [`ruleAnswers.${ruleAnswerKey(key, definition)}.since`]: { $exists: true },
      mergedInto: { $exists: false },
    });
  }

  /** Newest first. `after`: where the page before ended. */
  async noticesPage(workspace: string, limit: number, after?: { createdAt: Date; id: string }): Promise<NoticeDocument[]> {
    const beyond = after && {
      $or: [{ createdAt: { $lt: after.createdAt } }, { createdAt: after.createdAt, _id: { $lt: `${workspace}:${after.id}` } }],
    };
    return await this.notices
      .find({ workspace, ...beyond })
      .sort({ createdAt: -1, _id: -1 })
      .limit(limit)
      .toArray();
  }
}

/** What it asks, with shared conditions written out. */
export function askedByRule({ definition, resolved }: Pick<RuleDocument, 'definition' | 'resolved'>): Condition {
  return resolved ?? definition.condition;
}

/** Rules as far as they may turn each other. */
export function rulesInGraph(rules: readonly RuleDocument[]): RuleInGraph[] {
  return rules.map((rule) => ({ key: rule.key, condition: askedByRule(rule), actions: actionsOf(rule.definition) }));
}

export function actionsOf({ whenTrue, whenFalse }: Pick<RuleDefinition, 'whenTrue' | 'whenFalse'>): RuleAction[] {
  return [...whenTrue, ...whenFalse];
}
