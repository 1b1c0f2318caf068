import { createHash } from 'node:crypto';

import { inventPerson, type Person } from './people.js';

/** One customer in so many signed up twice. */
const oneIn = 64;

/** The second account of a customer, as invented as the first: another address, and one or two slips of the hand. Null: most have but one. */
export function doubleOf(customer: string): (Person & { afterDays: number }) | null {
  const dice = createHash('sha256').update(`demo-double:${customer}`).digest();
  const at = (byte: number): number => dice[byte] ?? 0;
  if (at(0) % oneIn !== 0) return null;
  const person = inventPerson(customer);
  const slips: ((one: Person) => Person)[] = [
    (one) => ({ ...one, lastName: slip(one.lastName, at(2)) }),
    (one) => ({ ...one, firstName: slip(one.firstName, at(2)) }),
    (one) => ({ ...one, street: slip(one.street, at(3)) }),
    (one) => ({ ...one, postalCode: swapped(one.postalCode, 1 + (at(4) % 3)) }),
    (one) => ({ ...one, birthday: isDate(swapped(one.birthday, 8)) ? swapped(one.birthday, 8) : one.birthday }),
    (one) => ({ ...one, firstName: one.firstName.slice(0, 1) }),
  ];
  const [first, second] = [at(5) % slips.length, at(6) % slips.length];
  const slipped = [first, ...(second === first ? [] : [second])].reduce((one, which) => (slips[which] as (one: Person) => Person)(one), person);
  return { ...slipped, email: `order.${Number(customer) + 70_000}@example.com`, afterDays: 20 + at(7) };
}

/** A letter that was missed; names of two characters are written right. */
function slip(text: string, dice: number): string {
  const place = 1 + (dice % Math.max(1, text.length - 2));
  return text.length < 3 ? text : `${text.slice(0, place)}${text.slice(place + 1)}`;
}

/** Two neighbours that changed places. */
function swapped(text: string, place: number): string {
  return `${text.slice(0, place)}${text[place + 1] ?? ''}${text[place] ?? ''}${text.slice(place + 2)}`;
}

/** Of the calendar: no shop takes another. */
function isDate(text: string): boolean {
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}
