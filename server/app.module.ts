import 'reflect-metadata';
import { type DynamicModule, Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';

import { AccessModule } from './access/access.module.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { BackfillsModule } from './backfills/backfills.module.js';
import { ClustersModule } from './clusters/clusters.module.js';
import { ComputedTraitsModule } from './computed-traits/computed-traits.module.js';
import { ConditionsModule } from './conditions/conditions.module.js';
import { ConsentModule } from './consent/consent.module.js';
import { DemoModule } from './demo/demo.module.js';
import { EventsModule } from './events/events.module.js';
import { Ingestion } from './events/ingestion.js';
import { registerIngestion } from './events/ingestion.routes.js';
import { HomeModule } from './home/home.module.js';
import { IdentitiesModule } from './identities/identities.module.js';
import { JourneysModule } from './journeys/journeys.module.js';
import { MatchingModule } from './matching/matching.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { refuseBrokenText } from './platform/broken-text.js';
import type { ServerConfig } from './platform/config.js';
import { describeError, ErrorFilter } from './platform/error.filter.js';
import { UserError } from './platform/errors.js';
import { observeRequests } from './platform/http-log.js';
import { createLogger, NestPinoLogger } from './platform/logger.js';
import { METRICS, type ServerMetrics } from './platform/metrics.js';
import { createOpenApi } from './platform/openapi.js';
import { platformModule } from './platform/platform.module.js';
import { answerUnreadable, answerUnroutable } from './platform/unroutable.js';
import { serveWeb } from './platform/web-files.js';
import { ProfileApi } from './profiles/profile-api.js';
import { ProfileApiModule } from './profiles/profile-api.module.js';
import { registerProfileApi } from './profiles/profile-api.routes.js';
import { ProfilesModule } from './profiles/profiles.module.js';
import { RulesModule } from './rules/rules.module.js';
import { SegmentsModule } from './segments/segments.module.js';
import { SourcesModule } from './sources/sources.module.js';
import { TagsModule } from './tags/tags.module.js';
import { TraitsModule } from './traits/traits.module.js';

@Module({
  imports: [
    AccessModule,
    AccountsModule,
    EventsModule,
    ProfilesModule,
    SegmentsModule,
    ConditionsModule,
    RulesModule,
    BackfillsModule,
    JourneysModule,
    MessagesModule,
    ConsentModule,
    SourcesModule,
    TagsModule,
    HomeModule,
    TraitsModule,
    ComputedTraitsModule,
    ClustersModule,
    ProfileApiModule,
    IdentitiesModule,
    MatchingModule,
    DemoModule,
  ],
})
class NounsModule {}

function appModule(config: ServerConfig, logger: Logger): DynamicModule {
  return { module: NounsModule, imports: [platformModule(config, logger)] };
}

export interface AppOptions {
  /** Default: JSON lines on standard output at `config.logLevel`. */
  logger?: Logger;
}

/** The whole server, wired and not yet listening. Connects to nothing until it is initialised. */
export async function createApp(config: ServerConfig, options: AppOptions = {}): Promise<NestFastifyApplication> {
  const logger = options.logger ?? createLogger(config.logLevel, 'server');
  const adapter = new FastifyAdapter({
    trustProxy: config.trustProxy,
    bodyLimit: 4 * 1024 * 1024,
    routerOptions: { maxParamLength: 600 },
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerUnreadable,
  });
  const app = await NestFactory.create<NestFastifyApplication>(appModule(config, logger), adapter, {
    logger: new NestPinoLogger(logger),
    abortOnError: false,
  });
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: refuseInvalid }));
  app.useGlobalFilters(new ErrorFilter(logger));
  app.enableShutdownHooks();
  const instance = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  instance.addHook('preValidation', refuseBrokenText);
  observeRequests(instance, logger, app.get<ServerMetrics>(METRICS));
  registerIngestion(instance, app.get(Ingestion), { logger });
  registerProfileApi(instance, app.get(ProfileApi), { logger });
  serveOpenApi(app);
  if (config.webDir !== null) await serveWeb(instance, config.webDir, answerNotFound);
  return app;
}

function serveOpenApi(app: NestFastifyApplication): void {
  const document = createOpenApi(app);
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/openapi.json', customSiteTitle: 'Cairn API' });
}

function answerNotFound(reply: FastifyReply): void {
  const { status, body } = describeError(
    new UserError(404, 'not-found', `There is nothing at ${reply.request.url.split('?', 1)[0]?.slice(0, 200)}.`, { action: '/api/docs lists every call.' }),
  );
  void reply.status(status).send(body);
}

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

function refuseInvalid(issues: readonly Issue[]): UserError {
  const details = issues.slice(0, 100).map(({ path, message }) => ({
    path: (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
    message,
  }));
  const first = details[0];
  const place = first === undefined || first.path === '' ? '' : ` at ${first.path}`;
  return new UserError(400, 'invalid-request', `The request is not valid${place}: ${first?.message ?? 'unknown reason'}.`, {
    action: 'Mend what `details` names.',
    details,
  });
}
