import { Module } from '@nestjs/common';

import { ComputedTraitsModule } from '../computed-traits/computed-traits.module.js';
import { SampledPeople } from '../computed-traits/sampled-people.js';
import { Catalogue } from '../events/catalogue.js';
import { EventsModule } from '../events/events.module.js';
import { CLOCK } from '../platform/clock.js';
import type { Clock } from '../profiles/core.js';
import { SensitiveTraits } from '../profiles/sensitive-traits.js';
import { ClustersController } from './clusters.controller.js';
import { ClustersService } from './clusters.service.js';

@Module({
  imports: [ComputedTraitsModule, EventsModule],
  controllers: [ClustersController],
  providers: [
    {
      provide: ClustersService,
      useFactory: (people: SampledPeople, catalogue: Catalogue, clock: Clock) =>
        new ClustersService({ people, sensitive: new SensitiveTraits(catalogue, clock), clock }),
      inject: [SampledPeople, Catalogue, CLOCK],
    },
  ],
})
export class ClustersModule {}
