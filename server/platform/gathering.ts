interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export interface GatheringOptions {
  /** Items in one go. Default 500. */
  most?: number;
  /** May one item be to blame for this failure of several? Then each is tried alone. Default: always. */
  isOfOne?(error: unknown): boolean;
}

/**
 * Calls that come while one is under way become the next one together: under load they share its cost, alone a call waits for nobody. A call
 * begins after everything that it stands for was asked, so that a read is as fresh as one of its own.
 */
export class Gathering<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private isRunning = false;
  private readonly perform: (items: Item[]) => Promise<Result[]>;
  private readonly options: GatheringOptions;

  /** @param perform answers one result for each item, in order. */
  constructor(perform: (items: Item[]) => Promise<Result[]>, options: GatheringOptions = {}) {
    this.perform = perform;
    this.options = options;
  }

  async add(item: Item): Promise<Result> {
    return await new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.isRunning) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.waiting.length > 0) await this.settle(this.waiting.splice(0, this.options.most ?? 500));
    this.isRunning = false;
  }

  private async settle(group: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.perform(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
    } catch (error) {
      // One that cannot be done must not take its neighbours with it.
      if (group.length > 1 && (this.options.isOfOne?.(error) ?? true)) await Promise.all(group.map(async (one) => await this.settle([one])));
      else for (const { reject } of group) reject(error);
    }
  }
}

/** A read that many ask for at once, most of them for the same: those who ask while it is under way share the next one. */
export function gathered<Key extends string[], Result>(read: (...key: Key) => Promise<Result>): (...key: Key) => Promise<Result> {
  const gathering = new Gathering(async (keys: Key[]) => {
    const reads = new Map<string, Promise<Result>>();
    const readOnce = (key: Key): Promise<Result> => {
      const name = JSON.stringify(key);
      const known = reads.get(name) ?? read(...key);
      reads.set(name, known);
      return known;
    };
    return await Promise.all(keys.map(readOnce));
  });
  return async (...key) => await gathering.add(key);
}
