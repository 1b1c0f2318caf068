/** What every failed call answers, and what a page shows: what failed, how to mend it, an id to look up in the log. */
export interface ErrorDetail {
  path: string;
  message: string;
  code?: string;
  values?: ErrorValues;
  /** Which step of a journey is meant, where one is. */
  stepId?: string;
}

/** What a message names, for who says it in another language: `{segment: 'lapsed'}`. */
export type ErrorValues = { readonly [name: string]: string | number | readonly string[] };

export class ApiError extends Error {
  /** The HTTP status; 0 when no answer came at all. */
  readonly status: number;
  readonly id: string;
  readonly code: string;
  readonly action: string;
  readonly details: ErrorDetail[];
  readonly values: ErrorValues;
  /** The whole body, for answers that carry more (a 409 with the newer draft). */
  readonly body: unknown;

  constructor(status: number, body: Partial<Omit<ApiError, 'status' | 'body'>> & { message: string }) {
    super(body.message);
    this.name = 'ApiError';
    this.status = status;
    this.id = body.id ?? '';
    this.code = body.code ?? 'unknown';
    this.action = body.action ?? '';
    this.details = body.details ?? [];
    this.values = body.values ?? {};
    this.body = body;
  }
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  total?: number;
}

export type QueryValue = string | number | boolean | null | undefined;

export interface CallOptions {
  query?: { [name: string]: QueryValue };
  body?: unknown;
  signal?: AbortSignal;
  headers?: { [name: string]: string };
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';

const signedOut = new Set<() => void>();

/** Called whenever any call answers 401: the session has ended. Returns how to stop listening. */
export function onSignedOut(listener: () => void): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

/**
 * Calls our own server. `path` is complete (`/api/…` or `/v1/…`) with its parts encoded: use {@link path}.
 * @throws ApiError for every answer but 2xx, and with status 0 when the server cannot be reached.
 */
export async function call<T>(method: Method, address: string, options: CallOptions = {}): Promise<T> {
  const { query = {}, body, signal, headers = {} } = options;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  const url = search.size === 0 ? address : `${address}?${search}`;
  const init: RequestInit = { method, headers: { accept: 'application/json', ...headers }, credentials: 'same-origin' };
  if (signal !== undefined) init.signal = signal;
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { ...init.headers, 'content-type': 'application/json' };
  }
  const response = await reach(url, init);
  const text = await response.text();
  const answer = text === '' ? undefined : parse(text);
  if (response.ok) return answer as T;
  if (response.status === 401) for (const listener of signedOut) listener();
  throw new ApiError(
    response.status,
    isErrorBody(answer) ? answer : { message: `${method} ${address}: ${response.status} ${response.statusText}`, code: 'unreadable-answer' },
  );
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, { code: 'unreachable', message: 'The server cannot be reached.' });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isErrorBody(answer: unknown): answer is { message: string } {
  return typeof answer === 'object' && answer !== null && typeof (answer as { message?: unknown }).message === 'string';
}

/** A path with its values encoded: path`/api/segments/${key}`. */
export function path(parts: TemplateStringsArray, ...values: string[]): string {
  return parts.reduce((whole, part, index) => `${whole}${part}${index < values.length ? encodeURIComponent(values[index] ?? '') : ''}`, '');
}
