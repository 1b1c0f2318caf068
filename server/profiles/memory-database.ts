/** A step that cannot be done yet. */
export const notYet = Symbol('not yet');

/** Who runs the steps of a program: one at once after the other, or a simulation that interleaves, loses and repeats them. */
export interface Steps {
  /** Runs `attempt` as one indivisible step, again until it is not {@link notYet}. */
  step<T>(name: string, attempt: () => T | typeof notYet): Promise<T>;
}

/** A causally consistent session: what it has seen, it goes on seeing. */
export interface MemorySession {
  index: number;
}

type View = Map<string, Map<string, Stored>>;
type Stored = { readonly _id: string };

/**
 * A replica set in memory, as far as the core can tell one from another: what is written, what a majority has, and what a fail-over rolls back.
 * Documents are never changed in place.
 */
export class MemoryDatabase {
  private readonly local: View = new Map();
  private majority: View = new Map();
  private log: { index: number; collection: string; id: string; document: Stored | undefined }[] = [];
  private history: { index: number; view: View }[] = [];
  private rolledBack: { after: number; upTo: number }[] = [];
  private index = 0;
  majorityIndex = 0;
  /** While it holds, a reader may be given an older majority snapshot, if its session has seen nothing newer. */
  lagging: () => boolean = () => false;
  pick: <T>(items: T[]) => T = <T>(items: T[]) => items[items.length - 1] as T;

  constructor(private readonly options: { commitAtOnce: boolean } = { commitAtOnce: true }) {}

  /** What the primary has: conditions of writes are checked against it. */
  get<T extends Stored>(collection: string, id: string): T | undefined {
    return this.local.get(collection)?.get(id) as T | undefined;
  }

  all<T extends Stored>(collection: string): T[] {
    return [...(this.local.get(collection)?.values() ?? [])] as T[];
  }

  /** One write, or one transaction; answers its place in the log. */
  put(changes: { collection: string; id: string; document: Stored | undefined }[]): number {
    this.index++;
    for (const change of changes) {
      set(this.local, change.collection, change.id, change.document);
      this.log.push({ ...change, index: this.index });
    }
    if (this.options.commitAtOnce) this.commit();
    return this.index;
  }

  /** A view to read: a majority's, not older than what the session has seen; undefined: not there yet. */
  view(
    session: MemorySession,
    options: { majority: boolean; causal: boolean } = { majority: true, causal: true },
  ): { read<T extends Stored>(collection: string): Map<string, T> } | undefined {
    if (!options.majority) {
      session.index = Math.max(session.index, this.index);
      return reader(this.local);
    }
    if (options.causal && this.majorityIndex < session.index) return undefined;
    const candidates = [{ index: this.majorityIndex, view: this.majority }];
    if (this.lagging()) candidates.unshift(...this.history.filter(({ index }) => !options.causal || index >= session.index));
    const chosen = this.pick(candidates);
    if (options.causal) session.index = Math.max(session.index, chosen.index);
    return reader(chosen.view);
  }

  /** Does a majority have it? Undefined: not yet; false: it was rolled back. */
  acknowledged(index: number): boolean | undefined {
    if (this.rolledBack.some(({ after, upTo }) => index > after && index <= upTo)) return false;
    return this.majorityIndex >= index ? true : undefined;
  }

  get uncommitted(): number {
    return this.log.length;
  }

  /** A majority takes over the oldest `count` changes, transactions whole; all of them by default. */
  commit(count = this.log.length): void {
    if (this.log.length === 0) return;
    let end = Math.min(count, this.log.length);
    while (end < this.log.length && this.log[end]?.index === this.log[end - 1]?.index) end++;
    if (!this.options.commitAtOnce) {
      this.history.push({ index: this.majorityIndex, view: this.majority });
      if (this.history.length > 6) this.history.shift();
      this.majority = new Map(this.majority);
    }
    const copied = new Set<string>();
    for (const { index, collection, id, document } of this.log.slice(0, end)) {
      if (!this.options.commitAtOnce && !copied.has(collection)) {
        this.majority.set(collection, new Map(this.majority.get(collection)));
        copied.add(collection);
      }
      set(this.majority, collection, id, document);
      this.majorityIndex = index;
    }
    this.log = this.log.slice(end);
  }

  /** A new primary, without what no majority had. */
  failover(): void {
    if (this.log.length > 0) this.rolledBack.push({ after: this.majorityIndex, upTo: this.index });
    this.log = [];
    this.local.clear();
    for (const [collection, documents] of this.majority) this.local.set(collection, new Map(documents));
    this.put([{ collection: 'noop', id: 'noop', document: { _id: 'noop' } }]);
  }
}

function set(view: View, collection: string, id: string, document: Stored | undefined): void {
  let documents = view.get(collection);
  if (!documents) {
    documents = new Map();
    view.set(collection, documents);
  }
  if (document) documents.set(id, document);
  else documents.delete(id);
}

function reader(view: View): { read<T extends Stored>(collection: string): Map<string, T> } {
  return { read: <T extends Stored>(collection: string) => (view.get(collection) ?? new Map()) as Map<string, T> };
}

/** For ordinary tests: every step at once. */
export const atOnce: Steps = {
  step: async <T>(name: string, attempt: () => T | typeof notYet): Promise<T> => {
    const result = attempt();
    if (result === notYet) throw new Error(`The step ${name} waits for something that nobody does.`);
    return result;
  },
};
