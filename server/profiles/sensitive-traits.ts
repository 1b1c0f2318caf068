import type { Catalogue } from '../events/catalogue.js';
import type { PersonalClass } from '../traits/personal-class.js';
import { guessClass } from '../traits/personal-data.js';
import type { Clock } from './core.js';

/** Shown on pages only when somebody asks for the value, which is audited. What marketers work with (names, addresses, emails) is not among them. */
const onDemand: ReadonlySet<PersonalClass> = new Set(['national-id', 'payment-card', 'bank-account', 'secret']);
const keptMs = 5_000;

/** Names of the traits whose values pages mask, by the trait catalogue: as somebody said, else as guessed. */
export class SensitiveTraits {
  private readonly kept = new Map<string, { at: number; names: Promise<ReadonlySet<string>> }>();

  constructor(
    private readonly catalogue: Pick<Catalogue, 'readAll'>,
    private readonly clock: Clock,
  ) {}

  async of(workspace: string): Promise<ReadonlySet<string>> {
    const now = this.clock.now();
    const kept = this.kept.get(workspace);
    if (kept && now - kept.at < keptMs) return await kept.names;
    const names = this.read(workspace);
    this.kept.set(workspace, { at: now, names });
    // A failed look is not remembered: nothing would be masked, or everything fail, until the next.
    names.catch(() => this.kept.delete(workspace));
    return await names;
  }

  private async read(workspace: string): Promise<ReadonlySet<string>> {
    const documents = await this.catalogue.readAll(workspace, 'trait');
    const classOf = ({ name, note, sampled = 0, hits = {} }: (typeof documents)[number]) =>
      note?.personalClass ?? guessClass({ kind: 'trait', name }, { sampled, hits }).value;
    return new SensitiveNames(
      documents.filter((document) => onDemand.has(classOf(document))).map(({ name }) => name),
      new Set(documents.map(({ name }) => name)),
    );
  }
}

/** A name that the catalogue does not know, yet or beyond what it keeps, counts by what it is called. */
class SensitiveNames extends Set<string> {
  private readonly known: ReadonlySet<string>;

  constructor(names: readonly string[], known: ReadonlySet<string>) {
    super(names);
    this.known = known;
  }

  override has(name: string): boolean {
    if (super.has(name)) return true;
    return !this.known.has(name) && onDemand.has(guessClass({ kind: 'trait', name }, { sampled: 0, hits: {} }).value);
  }
}

/** Values of these names left out; which they were. */
export function maskTraits<T>(traits: { [name: string]: T }, sensitive: ReadonlySet<string>): { shown: { [name: string]: T }; masked: string[] } {
  const masked = Object.keys(traits).filter((name) => sensitive.has(name));
  if (masked.length === 0) return { shown: traits, masked };
  return { shown: Object.fromEntries(Object.entries(traits).filter(([name]) => !sensitive.has(name))), masked };
}
