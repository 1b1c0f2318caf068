import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { actorOf, type Principal } from '../access/principal.js';
import { CurrentPrincipal, Workspace } from '../access/workspace.decorator.js';
import { type DemoAnswer, type DemoJobAnswer, type DemoRemovalAnswer, demoJobSchema, demoRemovalSchema, demoSchema } from './demo.schemas.js';
import { DemoService } from './demo.service.js';

@ApiTags('demo')
@Controller('api/demo')
export class DemoController {
  constructor(@Inject(DemoService) private readonly demo: DemoService) {}

  @Get()
  @ApiOperation({ summary: 'Whether the demo shop is in this workspace, and how far it is being filled or removed.' })
  @ApiOkResponse({ standardSchema: demoSchema })
  async read(@Workspace() workspace: string): Promise<DemoAnswer> {
    return await this.demo.read(workspace);
  }

  @Post('fill')
  @HttpCode(202)
  @ApiOperation({ summary: 'Fills this workspace with the demo shop, in the background: invented people, real purchases, segments, templates and journeys.' })
  @ApiAcceptedResponse({ standardSchema: demoJobSchema })
  async fill(@CurrentPrincipal() principal: Principal): Promise<DemoJobAnswer> {
    return await this.demo.fill(principal.workspace, actorOf(principal));
  }

  @Get('removal')
  @ApiOperation({ summary: 'What removing the demo shop would take away now, and what stays since it is not only the demo’s.' })
  @ApiOkResponse({ standardSchema: demoRemovalSchema })
  async removal(@Workspace() workspace: string): Promise<DemoRemovalAnswer> {
    return await this.demo.removal(workspace);
  }

  @Post('remove')
  @HttpCode(202)
  @ApiOperation({ summary: 'Removes the demo shop, in the background, and nothing that is not the demo’s.' })
  @ApiAcceptedResponse({ standardSchema: demoJobSchema })
  async remove(@CurrentPrincipal() principal: Principal): Promise<DemoJobAnswer> {
    return await this.demo.remove(principal.workspace, actorOf(principal));
  }
}
