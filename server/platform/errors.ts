/** What failed, which one, why and how to mend it; every error that leaves a module is one of these. */
export class AppError extends Error {
  readonly code: string;
  /** How to mend it. */
  readonly action: string;
  readonly details: ErrorDetail[];

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.action = options.action ?? '';
    this.details = options.details ?? [];
  }
}

export interface ErrorOptions {
  action?: string;
  details?: ErrorDetail[];
  cause?: unknown;
}

export interface ErrorDetail {
  /** Into what was sent, `steps.2.branches.0.condition`. */
  path: string;
  message: string;
  code?: string;
  /** The journey step that it concerns. */
  stepId?: string;
}

/** The caller can mend it. Never retried. `status` is the HTTP status. */
export class UserError extends AppError {
  readonly status: 400 | 401 | 403 | 404 | 408 | 409 | 410 | 413 | 414 | 415 | 422 | 429 | 431;

  constructor(status: UserError['status'], code: string, message: string, options: ErrorOptions = {}) {
    super(code, message, options);
    this.status = status;
  }
}

/** The world around us; trying again may help. */
export class OperationalError extends AppError {
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** A bug of ours. */
export class UnexpectedError extends AppError {}
