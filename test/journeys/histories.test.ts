import { readdir, readFile } from 'node:fs/promises';
import { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, it } from 'vitest';

import { workflowBundle } from './world.js';

const folder = new URL('../histories/', import.meta.url);
const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
let bundle: { code: string };

beforeAll(async () => {
  bundle = await workflowBundle();
});

async function replay(history: unknown): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle: bundle, replayName: 'recorded' }, history);
}

/** A run that is asleep must survive every release: its loop is replayed, event by event. Record new shapes with `CAIRN_RECORD=1`. */
describe('the run workflow replays every recorded history', () => {
  it('of which there is one for each shape', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        'backfill-cancelled.json',
        'backfill.json',
        'cancelled.json',
        'continued.json',
        'delay-mail.json',
        'exit-event.json',
        'hand-off.json',
        'mail.json',
        'matching-cancelled.json',
        'matching-failed.json',
        'matching.json',
        'paused-resumed.json',
        'tag.json',
        'until-date.json',
        'update-profile.json',
        'wait-event.json',
        'wait-timeout.json',
      ]),
    );
  });

  it.each(names)('%s', async (name) => {
    await replay(JSON.parse(await readFile(new URL(name, folder), 'utf8')));
  });

  it('and notices one that it would not have made', async () => {
    const text = await readFile(new URL('mail.json', folder), 'utf8');
    const other = JSON.parse(text.replaceAll('"activityId": "1"', '"activityId": "2"').replace('"name": "step"', '"name": "leap"'));
    await expect(replay(other)).rejects.toThrow(DeterminismViolationError);
  });
});
