/**
 * What a value says about a person. Guessed by name and value, confirmed or corrected by somebody. `location` is coarse (city, country, postcode);
 * `none` is nothing personal by itself.
 */
export const personalClasses = [
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
] as const;
export type PersonalClass = (typeof personalClasses)[number];

/** Examples of these are shown masked. */
export function isSensitive(personalClass: PersonalClass): boolean {
  return personalClass !== 'none' && personalClass !== 'location';
}
