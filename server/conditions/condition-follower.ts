import type { NamedConditions } from '@cairn/rules/contracts/condition.js';
import type { ClientSession } from 'mongodb';

import { UserError } from '../platform/errors.js';
import type { Use } from './askers.js';
import { sharedConditionErrors } from './shared-conditions.errors.js';

/** Publishes anew, in the caller's transaction, what of its kind refers to a condition that changed. Throws where that would be refused. */
export interface ConditionFollower {
  follow(session: ClientSession, request: FollowRequest): Promise<void>;
}

export interface FollowRequest {
  workspace: string;
  /** The condition that changes. */
  key: string;
  named: NamedConditions;
  by: string;
  now: Date;
}

/** Runs what saves a user of condition `key`; says of whom it is, should they be refused. */
export async function following(key: string, use: Use, save: () => Promise<void>): Promise<void> {
  try {
    await save();
  } catch (error) {
    if (error instanceof UserError && error.status === 422) throw sharedConditionErrors.breaks(key, use, error.message);
    throw error;
  }
}
