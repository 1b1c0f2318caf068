import { searchAttributes } from '@cairn/workflows/contracts/names.js';
import { type Connection, ServiceError } from '@temporalio/client';

/** `IndexedValueType.Keyword` of Temporal's API. */
const keyword = 2;

/**
 * Registers our search attributes where they are missing: a workflow that uses one unknown to its namespace does not start. A cluster that forbids it
 * says so here, and its operator adds them by hand.
 */
export async function ensureSearchAttributes(connection: Connection, namespace: string, timeoutMs = 5_000): Promise<void> {
  await connection.withDeadline(Date.now() + timeoutMs, async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.values(searchAttributes).filter((name) => !Object.hasOwn(customAttributes ?? {}, name));
    if (missing.length === 0) return;
    await connection.operatorService
      .addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])) })
      .catch((error: unknown) => {
        throw new ServiceError(`Add the search attributes ${missing.join(', ')} (Keyword) to Temporal's namespace ${namespace}: ${String(error)}`, {
          cause: error as Error,
        });
      });
  });
}
