import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

/** As Temporal's own UI and CLI export it, so that one from production can be dropped beside the recorded ones. */
export function historyToJson(history: Parameters<typeof historyToJSON>[0]): string {
  return `${JSON.stringify(historyToJSON(history), null, 2)}\n`;
}
