import { journeys, segments, templates } from './definitions.js';
import { type BatchCall, dateShift, readPurchases, shopHistory } from './purchases.js';

export interface SeedOptions {
  url: string;
  apiKey: string;
  writeKey: string;
  /** ms UTC. */
  now: number;
  /** Days that an earlier, interrupted seeding moved the dates by: going on must give the same calls. */
  shiftDays?: number;
  /** Told the shift before the first event is sent. */
  onShift?(days: number): Promise<void>;
  progress(line: string): void;
}

/** A batch takes 2,500 calls and 500 KB; a few hundred keep the progress moving. */
const batchSize = 250;

/**
 * Fills the demo workspace through the public API, as a customer's developer would. Safe to repeat: every PUT is idempotent and every event has its own
 * messageId. Definitions come first, so that the history is folded into the segments as it arrives.
 */
export async function seedDemo(options: SeedOptions): Promise<void> {
  const call = (method: string, path: string, body?: unknown): Promise<unknown> => callApi(options, method, path, body);
  for (const [key, definition] of Object.entries(segments)) await call('PUT', `/api/segments/${key}`, definition);
  for (const [key, definition] of Object.entries(templates)) await call('PUT', `/api/templates/${key}`, definition);
  for (const { key, publish, definition } of journeys) {
    await call('PUT', `/api/journeys/${key}`, definition);
    if (publish) await call('POST', `/api/journeys/${key}/publish`, {});
  }
  const purchases = await readPurchases();
  const shift = options.shiftDays ?? dateShift(purchases, options.now);
  await options.onShift?.(shift);
  const calls = shopHistory(purchases, shift);
  for (let from = 0; from < calls.length; from += batchSize) {
    await sendBatch(options, calls.slice(from, from + batchSize));
    options.progress(`${Math.min(from + batchSize, calls.length).toLocaleString('en')} of ${calls.length.toLocaleString('en')} events`);
  }
}

async function sendBatch(options: SeedOptions, batch: BatchCall[]): Promise<void> {
  const response = await fetch(`${options.url}/v1/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${options.writeKey}:`).toString('base64')}` },
    body: JSON.stringify({ batch }),
  });
  const answer = (await response.json().catch(() => ({}))) as { rejected?: { index: number; code: string; message: string }[]; message?: string };
  if (!response.ok) throw new Error(`The demo shop's events were refused (${response.status}): ${answer.message ?? ''}`);
  const first = answer.rejected?.[0];
  if (first) throw new Error(`A demo event was refused: ${batch[first.index]?.messageId} ${first.code} ${first.message}`);
}

async function callApi(options: SeedOptions, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${options.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${options.apiKey}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 1_000)}`);
  return text ? JSON.parse(text) : null;
}
