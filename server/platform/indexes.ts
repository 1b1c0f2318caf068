import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Logger } from 'pino';

import { LOGGER } from './logger.js';

interface IndexedStore {
  ensureIndexes(): Promise<void>;
}

/** Creates the indexes of every store among the providers, again and again until the database is there. */
@Injectable()
export class IndexesBootstrap implements OnApplicationBootstrap, OnApplicationShutdown {
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;
  private wake: (() => void) | undefined;

  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Waits for the first try, so that a server that answers has its unique indexes; further ones run in the background. */
  async onApplicationBootstrap(): Promise<void> {
    if (await this.tryAll()) return;
    void this.retry();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.wake?.();
  }

  private async retry(): Promise<void> {
    while (!this.stopped) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        this.timer = setTimeout(resolve, 2_000);
      });
      if (this.stopped || (await this.tryAll())) return;
    }
  }

  private async tryAll(): Promise<boolean> {
    const stores = [...this.modules.values()]
      .flatMap((module) => [...module.providers.values()].map((provider) => provider.instance as unknown))
      .filter(isIndexedStore);
    const results = await Promise.allSettled([...new Set(stores)].map(async (store) => await store.ensureIndexes()));
    const failed = results.filter((result) => result.status === 'rejected');
    for (const failure of failed) if (!this.stopped) this.logger.warn({ err: failure.reason as unknown }, 'an index could not be created yet');
    return failed.length === 0;
  }
}

function isIndexedStore(provider: unknown): provider is IndexedStore {
  return typeof (provider as IndexedStore | null)?.ensureIndexes === 'function';
}
