import type { ErrorCode, ErrorValue, ErrorValueName } from './error-codes.js';

/** What failed, which one, why and how to mend it; every error that leaves a module is one of these. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** How to mend it. */
  readonly action: string;
  readonly details: ErrorDetail[];
  /** Named as `errorCodes` says, for who says it in another language. */
  readonly values: { readonly [name: string]: ErrorValue };

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.action = options.action ?? '';
    this.details = options.details ?? [];
    this.values = options.values ?? {};
  }
}

export interface ErrorOptions {
  action?: string;
  details?: ErrorDetail[];
  values?: { readonly [name: string]: ErrorValue };
  cause?: unknown;
}

/** A code that comes with values comes with all of them; of one that is not known here (made elsewhere, passed on) nothing is asked. */
type UserErrorOptions<Code extends ErrorCode> = [ErrorValueName<Code>] extends [never]
  ? [options?: ErrorOptions]
  : ErrorCode extends Code
    ? [options?: ErrorOptions]
    : [options: ErrorOptions & { values: { readonly [Name in ErrorValueName<Code>]: ErrorValue } }];

export interface ErrorDetail {
  /** Into what was sent, `steps.2.branches.0.condition`. */
  path: string;
  message: string;
  code?: string;
  /** Named as `detailCodes` says; `line` where there is one. */
  values?: { readonly [name: string]: ErrorValue };
  /** The journey step that it concerns. */
  stepId?: string;
}

/** The caller can mend it. Never retried. `status` is the HTTP status. */
export class UserError<Code extends ErrorCode = ErrorCode> extends AppError {
  readonly status: 400 | 401 | 403 | 404 | 408 | 409 | 410 | 413 | 414 | 415 | 422 | 429 | 431;

  constructor(status: UserError['status'], code: Code, message: string, ...[options]: UserErrorOptions<Code>) {
    super(code, message, options);
    this.status = status;
  }
}

/** The world around us; trying again may help. */
export class OperationalError extends AppError {
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** A bug of ours. */
export class UnexpectedError extends AppError {}
