import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Client, Connection } from '@temporalio/client';

import { CONFIG, type ServerConfig } from './config.js';

/** Nest token of Temporal's {@link Client}. Lazily connected: the server starts, and takes events, while Temporal is down. Bound each call by `withDeadline`. */
export const TEMPORAL = Symbol('TEMPORAL');

@Injectable()
class TemporalShutdown implements OnApplicationShutdown {
  constructor(@Inject(TEMPORAL) private readonly client: Client) {}

  async onApplicationShutdown(): Promise<void> {
    await this.client.connection.close();
  }
}

@Global()
@Module({
  providers: [
    {
      provide: TEMPORAL,
      useFactory: (config: ServerConfig) =>
        new Client({ connection: Connection.lazy({ address: config.temporalAddress }), namespace: config.temporalNamespace }),
      inject: [CONFIG],
    },
    TemporalShutdown,
  ],
  exports: [TEMPORAL],
})
export class TemporalModule {}
