import { Controller, Get, Inject, Module } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Db } from 'mongodb';

import { Workspace } from '../access/workspace.decorator.js';
import { CLOCK } from '../platform/clock.js';
import { DB } from '../platform/mongo.module.js';
import type { Clock } from '../profiles/core.js';
import { HomeReader } from './home.reader.js';
import { type HomeAnswer, homeSchema } from './home.schemas.js';

@ApiTags('home')
@Controller('api/home')
export class HomeController {
  constructor(
    @Inject(HomeReader) private readonly reader: HomeReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What the first page shows.' })
  @ApiOkResponse({ standardSchema: homeSchema })
  async read(@Workspace() workspace: string): Promise<HomeAnswer> {
    const [steps, numbers, needsYou, liveJourneys] = await Promise.all([
      this.reader.steps(workspace),
      this.reader.numbers(workspace, this.clock.now()),
      this.reader.needsYou(workspace),
      this.reader.liveJourneys(workspace),
    ]);
    return { steps, numbers, needsYou, liveJourneys };
  }
}

@Module({
  controllers: [HomeController],
  providers: [{ provide: HomeReader, useFactory: (db: Db) => new HomeReader(db), inject: [DB] }],
})
export class HomeModule {}
