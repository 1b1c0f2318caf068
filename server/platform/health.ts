import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Client } from '@temporalio/client';
import type { FastifyReply } from 'fastify';
import type { Db } from 'mongodb';
import { z } from 'zod';

import { Public } from '../access/workspace.decorator.js';
import { DB } from './mongo.module.js';
import { TEMPORAL } from './temporal.module.js';

const checkSchema = z.object({ status: z.enum(['up', 'down']), tookMs: z.number() });
const healthSchema = z
  .object({
    /** `ok`: all is well. `degraded`: events are taken, journeys wait. `down`: nothing can be stored; answered with 503. */
    status: z.enum(['ok', 'degraded', 'down']),
    checks: z.object({ mongo: checkSchema, temporal: checkSchema, worker: checkSchema }),
  })
  .meta({ id: 'Health' });
type Health = z.infer<typeof healthSchema>;

const patienceMs = 2_000;
/** A worker renews its registration far more often than this. */
const workerSilentMs = 15_000;

@ApiTags('operations')
@Controller('api/health')
export class HealthController {
  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(TEMPORAL) private readonly temporal: Client,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Is the server well, and what it leans on.' })
  @Public()
  @ApiOkResponse({ standardSchema: healthSchema })
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const [mongo, temporal, worker] = await Promise.all([
      check(async () => await this.db.command({ ping: 1 })),
      check(
        async () => await this.temporal.connection.withDeadline(Date.now() + patienceMs, async () => await this.temporal.workflowService.getSystemInfo({})),
      ),
      check(async () => {
        const recent = await this.db.collection('workers').findOne({ seenAt: { $gt: new Date(Date.now() - workerSilentMs) } });
        if (recent === null) throw new Error('No worker is registered.');
      }),
    ]);
    const status = mongo.status === 'down' ? 'down' : temporal.status === 'down' || worker.status === 'down' ? 'degraded' : 'ok';
    void reply.status(status === 'down' ? 503 : 200).header('cache-control', 'no-store');
    return { status, checks: { mongo, temporal, worker } };
  }
}

async function check(probe: () => Promise<unknown>): Promise<{ status: 'up' | 'down'; tookMs: number }> {
  const startedAt = performance.now();
  const status = await new Promise<'up' | 'down'>((resolve) => {
    const timer = setTimeout(() => resolve('down'), patienceMs);
    probe()
      .then(
        () => resolve('up'),
        () => resolve('down'),
      )
      .finally(() => clearTimeout(timer));
  });
  return { status, tookMs: Math.round(performance.now() - startedAt) };
}
