import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

/** Nest token of the process's pino logger. */
export const LOGGER = Symbol('LOGGER');

/**
 * JSON lines. Nothing at `info` or above holds personal data: log ids, counts and route patterns, never URLs, bodies or addresses.
 * ERROR means that somebody must act now.
 *
 * @param destination default: standard output.
 */
export function createLogger(level: string, name: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    name,
    base: { name },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeForLog },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

interface LoggedError {
  type: string;
  message: string;
  code?: string | number;
  stack?: string;
  cause?: LoggedError;
}

/** An error without what hangs on it: drivers attach the documents that they could not write. */
function describeForLog(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'thrown value that is no Error' };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: withoutValues(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: withoutValues(error.stack) }),
    ...(error.cause === undefined || depth >= 5 ? {} : { cause: describeForLog(error.cause, depth + 1) }),
  };
}

/** MongoDB quotes the values of a duplicate key or of a failed document. */
function withoutValues(text: string): string {
  return text.replace(/dup key: \{.*?\}/gs, 'dup key: {…}').slice(0, 8_000);
}

/** Nest's own messages through pino, so that a process writes one format. */
export class NestPinoLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error(
      { err: message instanceof Error ? message : undefined, context: rest.at(-1) },
      message instanceof Error ? message.message : String(message),
    );
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }

  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
}
