import type { PersonalClass, TraitKind } from '../api/traits.js';

/** In the order of the menus. */
export const traitKinds: readonly TraitKind[] = ['trait', 'computed', 'segment', 'tag', 'accountTrait', 'property'];
export const personalClasses: readonly PersonalClass[] = [
  'email',
  'phone',
  'name',
  'address',
  'location',
  'birth-date',
  'ip-address',
  'national-id',
  'payment-card',
  'bank-account',
  'secret',
  'free-text',
  'none',
];
