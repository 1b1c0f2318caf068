import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

/** As Temporal's own UI and CLI export it, so that one from production can be dropped beside the recorded ones. Machine names are left out. */
export function historyToJson(history: Parameters<typeof historyToJSON>[0]): string {
  return `${historyToJSON(history)
    .replace(/"identity": "[^"]*"/g, '"identity": "worker"')
    .replace(/"name": "\d+@[^"]*"/g, '"name": "sticky"')}\n`;
}
