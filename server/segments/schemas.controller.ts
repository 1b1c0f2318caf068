import { conditionJsonSchema, conditionSchemaVersion } from '@cairn/rules/contracts/condition.schema.js';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

import { Public } from '../access/workspace.decorator.js';

const conditionPath = `condition/v${conditionSchemaVersion}.json`;
const schema = conditionJsonSchema();

/** JSON Schemas of definitions, for editors and other programs. A path keeps its meaning for ever: what would break it gets a new version. */
@ApiTags('schemas')
@Controller('api/schemas')
export class SchemasController {
  @Get(conditionPath)
  @Public()
  @ApiOperation({ summary: 'The JSON Schema (2020-12) of conditions.' })
  @ApiOkResponse({ standardSchema: z.record(z.string(), z.unknown()) })
  condition(@Res({ passthrough: true }) reply: FastifyReply): { [keyword: string]: unknown } {
    void reply.header('content-type', 'application/schema+json; charset=utf-8').header('cache-control', 'public, max-age=3600');
    return schema;
  }
}
