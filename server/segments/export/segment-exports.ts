import type { Readable } from 'node:stream';

import type { Catalogue } from '../../events/catalogue.js';
import { type AuditStore, auditDocument } from '../../platform/audit.js';
import type { Clock } from '../../profiles/core.js';
import type { SensitiveTraits } from '../../profiles/sensitive-traits.js';
import { segmentErrors } from '../segments.errors.js';
import type { SegmentsStore } from '../segments.store.js';
import { toCsv } from './csv.js';
import { fixedColumns, type MemberRow, toMemberRow, traitColumn } from './member-rows.js';
import { toParquet } from './parquet.js';

interface Dependencies {
  store: SegmentsStore;
  catalogue: Pick<Catalogue, 'readAll'>;
  sensitive: SensitiveTraits;
  audit: Pick<AuditStore, 'record'>;
  clock: Clock;
}

/** Members of a segment as a file, however many: a few hundred are in memory at a time. */
export class SegmentExports {
  constructor(private readonly deps: Dependencies) {}

  /** Who took the people with them is written down before the first of them is read. */
  async export(workspace: string, key: string, { format, by }: { format: 'csv' | 'parquet'; by: string }): Promise<Readable> {
    const { store, audit, clock } = this.deps;
    if ((await store.read(workspace, key)) === null) throw segmentErrors.unknown(key);
    const traits = await this.shownTraits(workspace);
    const columns = [...fixedColumns, ...traits.map(traitColumn)];
    const at = new Date(clock.now());
    await audit.record(auditDocument({ workspace, at, by, action: 'segment.export', about: { kind: 'segment', id: key }, detail: { format } }));
    const rows = this.rows(workspace, key, new Set(traits));
    return format === 'csv' ? toCsv(rows, columns) : toParquet(rows, columns);
  }

  private async *rows(workspace: string, key: string, traits: ReadonlySet<string>): AsyncGenerator<MemberRow> {
    for await (const profile of this.deps.store.eachMember(workspace, key)) yield toMemberRow(profile, key, traits);
  }

  /** Every trait that the catalogue knows and does not call sensitive, by name. */
  private async shownTraits(workspace: string): Promise<string[]> {
    const { catalogue, sensitive } = this.deps;
    const [known, hidden] = await Promise.all([catalogue.readAll(workspace, 'trait'), sensitive.of(workspace)]);
    return known
      .map(({ name }) => name)
      .filter((name) => !hidden.has(name))
      .sort();
  }
}
