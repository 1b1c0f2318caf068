import { AppError, OperationalError, UserError } from '@cairn/server/platform/errors.js';
import { ApplicationFailure } from '@temporalio/activity';

/** Translated once. Only the code travels: a history holds no personal data, and messages may. The log has the whole error. */
export function failureOf(error: unknown): ApplicationFailure {
  const type = error instanceof AppError ? error.code : 'unexpected';
  const message = `${type}: the worker's log has the whole error`;
  if (error instanceof UserError) return ApplicationFailure.nonRetryable(message, type);
  const nextRetryDelay = error instanceof OperationalError ? error.retryAfterMs : undefined;
  return ApplicationFailure.create({ message, type, nonRetryable: false, ...(nextRetryDelay !== undefined && { nextRetryDelay }) });
}
