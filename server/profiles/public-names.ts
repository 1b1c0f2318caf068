import type { Catalogue } from '../events/catalogue.js';
import type { Clock } from './core.js';

/** What browsers may read of a person, by name. */
export interface PublicParts {
  traits: ReadonlySet<string>;
  computed: ReadonlySet<string>;
  segments: ReadonlySet<string>;
  tags: ReadonlySet<string>;
}

const freshMs = 5_000;
const workspacesKept = 10_000;

/** The catalogue's marks, remembered for a few seconds: what is no longer public is shown so long. */
export class PublicNames {
  private readonly known = new Map<string, { at: number; names: Promise<PublicParts> }>();

  constructor(
    private readonly catalogue: Catalogue,
    private readonly clock: Clock,
  ) {}

  async of(workspace: string): Promise<PublicParts> {
    const now = this.clock.now();
    const cached = this.known.get(workspace);
    if (cached !== undefined && now - cached.at < freshMs) return await cached.names;
    const names = this.read(workspace);
    this.known.delete(workspace);
    this.known.set(workspace, { at: now, names });
    if (this.known.size > workspacesKept) this.known.delete(this.known.keys().next().value as string);
    names.catch(() => this.known.delete(workspace));
    return await names;
  }

  private async read(workspace: string): Promise<PublicParts> {
    const [traits, computed, segments, tags] = await Promise.all(
      (['trait', 'computed', 'segment', 'tag'] as const).map(async (kind) => {
        const noted = await this.catalogue.readNotes(workspace, kind);
        return new Set(noted.flatMap(({ name, note }) => (note?.public === true ? [name] : [])));
      }),
    );
    return { traits, computed, segments, tags } as PublicParts;
  }
}
