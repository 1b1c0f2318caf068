import { dirname, join } from 'node:path';

import type { WorkspaceDescription } from '../simulator/simulated-workspace.js';
import { spanMs } from './moments.js';
import type { Settings } from './test-file.js';
import { definitionProblems } from './validate.js';
import { FileFaults, readJourney, surroundingsOf } from './workspace-folder.js';

/** The workspace that these journey files make, with what stands around the first of them. @throws FileFaults for what publishing would refuse */
export async function simulatedFolder(
  journeyPaths: readonly [string, ...string[]],
  { timezone, caps }: Settings,
  tags: readonly string[] = [],
): Promise<WorkspaceDescription> {
  const journeys = await Promise.all(journeyPaths.map(readJourney));
  const { segments = [], conditions } = await surroundingsOf(journeyPaths[0]);
  const faulty = journeys.flatMap((journey) => {
    const problems = definitionProblems(journey, { conditions }).filter(({ severity }) => severity === 'error');
    return problems.length > 0 ? [{ path: journey.path, problems }] : [];
  });
  if (faulty.length > 0) throw new FileFaults(faulty);
  return {
    ...{ segments, conditions, tags },
    journeys: journeys.map(({ key, definition }) => ({ key, definition })),
    caps: caps.map(({ channel, limit, within }) => ({ channel, limit, windowMs: spanMs(within) as number })),
    ...(timezone !== undefined && { timezone }),
  };
}

/** The journey that a file beside this one holds, by the key that is its name. */
export function besides(path: string, key: string): string {
  return join(dirname(path), `${key}.yaml`);
}
