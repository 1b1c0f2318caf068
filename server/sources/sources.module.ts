import { Module } from '@nestjs/common';

import { EventsModule } from '../events/events.module.js';
import { SourcesController } from './sources.controller.js';

@Module({ imports: [EventsModule], controllers: [SourcesController] })
export class SourcesModule {}
