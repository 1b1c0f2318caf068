import { UserError } from './errors.js';

/** How an author's definition is put under its key; HTTP's conditional requests. */
export interface PutConditions {
  /** `If-None-Match: *`: only if nothing has this key yet, so that what is made new overwrites nothing. */
  onlyNew: boolean;
  /** `If-Match: "hash"`: only over this version, so that two who edit at once do not undo each other. */
  over: string | undefined;
}

export function putConditions(ifNoneMatch: string | undefined, ifMatch: string | undefined): PutConditions {
  return { onlyNew: ifNoneMatch?.trim() === '*', over: ifMatch?.trim().replace(/^"(.*)"$/, '$1') };
}

/** @throws UserError `key-taken` or `changed-meanwhile`. `liveVersion` of what is there; undefined: nothing is. */
export function checkConditions(key: string, { onlyNew, over }: PutConditions, liveVersion: string | null | undefined): void {
  if (onlyNew && liveVersion !== undefined) throw new UserError(409, 'key-taken', `The key ${key} is taken.`, { action: 'Choose another.', values: { key } });
  if (over !== undefined && over !== '*' && over !== liveVersion)
    throw new UserError(409, 'changed-meanwhile', `${key} was changed since version ${over.slice(0, 100)} was read.`, {
      action: 'Read it again, and repeat your change on what it is now.',
      values: { key },
    });
}
