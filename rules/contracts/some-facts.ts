import type { Facts } from './facts.js';

/** Facts of which only some are known: the rest is as of somebody nobody knows anything about. */
export function someFacts(known: Partial<Facts> & Pick<Facts, 'now'>): Facts {
  return { ...nothing, ...known };
}

const nothing: Omit<Facts, 'now'> = {
  zone: 'UTC',
  profileId: '',
  trait: () => undefined,
  computed: () => undefined,
  aggregate: () => undefined,
  segment: () => false,
  segmentSince: () => undefined,
  tag: () => false,
  tagSince: () => undefined,
  consent: () => true,
  accounts: () => [],
};
