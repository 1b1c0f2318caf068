import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { doubleOf } from './doubles.js';
import { inventPerson, type Person } from './people.js';

const dayMs = 86_400_000;

/** A call as `/v1/batch` takes it. */
export interface BatchCall {
  type: 'identify' | 'track';
  messageId: string;
  userId: string;
  /** ISO 8601. */
  timestamp: string;
  event?: string;
  traits?: Record<string, unknown>;
  properties?: Record<string, unknown>;
}

export interface Purchase {
  customer: string;
  /** Days since the epoch, in the data. */
  day: number;
  quantity: number;
  dollars: number;
}

/** Compiled code stands in `dist/demo/shop`, the data beside the source. */
function dataFile(): string {
  const candidates = [import.meta.dirname, join(import.meta.dirname, '..', '..', '..', 'demo', 'shop')].map((folder) => join(folder, 'cdnow-sample.txt.gz'));
  const found = candidates.find((path) => existsSync(path));
  if (!found) throw new Error('server/demo/shop/cdnow-sample.txt.gz is missing from this installation.');
  return found;
}

export async function readPurchases(): Promise<Purchase[]> {
  const text = (await promisify(gunzip)(await readFile(dataFile()))).toString();
  return text
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => {
      const [customer = '', , date = '', quantity, dollars] = line.trim().split(/\s+/);
      const day = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6, 8))) / dayMs;
      return { customer, day, quantity: Number(quantity), dollars: Number(dollars) };
    });
}

/** Days to add so that the last purchase of the data was the day before `now`. */
export function dateShift(purchases: Purchase[], now: number): number {
  const last = purchases.reduce((latest, purchase) => Math.max(latest, purchase.day), 0);
  return Math.floor(now / dayMs) - 1 - last;
}

/** The data knows no carts. Each order of the last months got one shortly before, so that journeys about carts have something to look at. */
const cartDays = 120;
const cartLeadMs = 25 * 60_000;

/**
 * Every customer as an identify (at the first purchase), every purchase as `Order Completed`, oldest first. Pure: the same data and shift give the
 * same calls with the same messageIds, so that sending them again changes nothing.
 */
export function shopHistory(purchases: Purchase[], shiftDays: number): BatchCall[] {
  const calls: BatchCall[] = [];
  const seen = new Set<string>();
  const lastDay = purchases.reduce((latest, purchase) => Math.max(latest, purchase.day), 0);
  const sorted = purchases.map((purchase, line) => ({ ...purchase, line })).sort((a, b) => a.day - b.day || a.line - b.line);
  for (const purchase of sorted) {
    const userId = `customer-${purchase.customer}`;
    const instant = (purchase.day + shiftDays) * dayMs + secondOfDay(purchase.customer, purchase.line) * 1_000;
    if (!seen.has(purchase.customer)) {
      seen.add(purchase.customer);
      calls.push({
        type: 'identify',
        messageId: `demo-identify-${purchase.customer}`,
        userId,
        timestamp: iso(instant - 60_000),
        traits: traitsOf(inventPerson(purchase.customer)),
      });
      calls.push(...secondAccount(purchase.customer, instant));
    }
    if (purchase.day > lastDay - cartDays) calls.push(cartBefore(purchase, userId, instant));
    calls.push({
      type: 'track',
      messageId: `demo-order-${purchase.line}`,
      userId,
      timestamp: iso(instant),
      event: 'Order Completed',
      properties: orderOf(purchase),
    });
  }
  return calls;
}

/** Some people sign up again years later, with another address and a slip of the hand: something to find under Matching. */
function secondAccount(customer: string, firstOrderAt: number): BatchCall[] {
  const person = doubleOf(customer);
  if (!person) return [];
  const [userId, timestamp] = [`guest-${customer}`, iso(firstOrderAt + person.afterDays * dayMs)];
  return [
    { type: 'identify', messageId: `demo-again-${customer}`, userId, timestamp, traits: traitsOf(person) },
    { type: 'track', messageId: `demo-signup-${customer}`, userId, timestamp, event: 'Signed Up', properties: { method: 'guest checkout' } },
  ];
}

function cartBefore(purchase: Purchase & { line: number }, userId: string, orderedAt: number): BatchCall {
  const { line, quantity, dollars } = purchase;
  const properties = { cart_id: `cart-${line + 1}`, items: quantity === 1 ? '1 CD' : `${quantity} CDs`, total: dollars, currency: 'USD' };
  return { type: 'track', messageId: `demo-cart-${line}`, userId, timestamp: iso(orderedAt - cartLeadMs), event: 'Cart Updated', properties };
}

/** As the shop's program would send them. */
export function traitsOf(person: Person): Record<string, unknown> {
  const name = person.language === 'zh' ? `${person.lastName}${person.firstName}` : `${person.firstName} ${person.lastName}`;
  const { firstName, lastName, email, city, country, timezone, language, birthday, street, postalCode } = person;
  const address = { street, postalCode, city, country };
  return { name, first_name: firstName, last_name: lastName, email, birthday, address, city, country, timezone, language };
}

function orderOf(purchase: Purchase & { line: number }): Record<string, unknown> {
  const { line, quantity, dollars } = purchase;
  const products = [{ product_id: 'cd', name: 'CD', quantity, price: Math.round((dollars / Math.max(quantity, 1)) * 100) / 100 }];
  return { order_id: `order-${line + 1}`, quantity, total: dollars, currency: 'USD', products };
}

/** Between 09:00 and 21:00 UTC; the data knows days only. */
function secondOfDay(customer: string, line: number): number {
  const dice = createHash('sha256').update(`demo-time:${customer}:${line}`).digest();
  return 9 * 3_600 + (dice.readUInt32BE(0) % (12 * 3_600));
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
