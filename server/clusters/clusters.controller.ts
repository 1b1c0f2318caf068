import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

import { Workspace } from '../access/workspace.decorator.js';
import { type ClusterRequest, type ClustersAnswer, clusterRequestSchema, clustersSchema } from './clusters.schemas.js';
import { ClustersService } from './clusters.service.js';

@ApiTags('clusters')
@Controller('api/clusters')
export class ClustersController {
  constructor(@Inject(ClustersService) private readonly clusters: ClustersService) {}

  @Post('find')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Groups that there are among people by some of their numbers (k-means), over a sample. Save one as a computed trait of type cluster, and segments of its values.',
  })
  @ApiOkResponse({ standardSchema: clustersSchema })
  async find(
    @Workspace() workspace: string,
    @Body({ schema: clusterRequestSchema }) request: ClusterRequest,
    @Req() { raw }: FastifyRequest,
  ): Promise<ClustersAnswer> {
    return await this.clusters.find(workspace, request, () => raw.socket.destroyed);
  }
}
