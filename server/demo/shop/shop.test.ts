import { describe, expect, it } from 'vitest';

import { inventPerson } from './people.js';
import { dateShift, readPurchases, shopHistory } from './purchases.js';

const now = Date.UTC(2026, 10, 24, 3);

describe('the demo shop', () => {
  it('has every purchase of the sample once, and every customer', async () => {
    const purchases = await readPurchases();
    const calls = shopHistory(purchases, dateShift(purchases, now));
    const orders = calls.filter((call) => call.event === 'Order Completed');
    expect(orders).toHaveLength(6_919);
    expect(calls.filter((call) => call.type === 'identify' && call.userId.startsWith('customer-'))).toHaveLength(2_357);
    expect(new Set(calls.map((call) => call.messageId)).size).toBe(calls.length);
    expect(Math.round(orders.reduce((sum, call) => sum + Number(call.properties?.total ?? 0), 0))).toBe(
      Math.round(purchases.reduce((sum, one) => sum + one.dollars, 0)),
    );
  });

  it('made its last purchase yesterday, and none later', async () => {
    const purchases = await readPurchases();
    const times = shopHistory(purchases, dateShift(purchases, now)).map((call) => call.timestamp);
    expect(times.reduce((a, b) => (a > b ? a : b)).slice(0, 10)).toBe('2026-11-23');
  });

  it('has a cart before every order of the last months, and none without an order', async () => {
    const calls = shopHistory(await readPurchases(), 0);
    const carts = calls.filter((call) => call.event === 'Cart Updated');
    expect(carts.length).toBeGreaterThan(300);
    for (const cart of carts) {
      const order = calls.find((call) => call.messageId === cart.messageId.replace('cart', 'order'));
      expect(Date.parse(order?.timestamp ?? '') - Date.parse(cart.timestamp)).toBe(25 * 60_000);
    }
  });

  it('gives the same calls when seeded again with the same shift', async () => {
    const purchases = await readPurchases();
    expect(shopHistory(purchases, 10)).toEqual(shopHistory(purchases, 10));
  });

  it('has some people twice, of whom each second account differs from the first, by its address at least, and owns no purchase', async () => {
    const calls = shopHistory(await readPurchases(), 0);
    const traitsOf = (userId: string) => calls.find((call) => call.type === 'identify' && call.userId === userId)?.traits ?? {};
    const guests = calls.filter((call) => call.type === 'identify' && call.userId.startsWith('guest-'));
    expect(guests.length).toBeGreaterThan(30);
    expect(new Set(guests.map((call) => call.traits?.email)).size).toBe(guests.length);
    for (const { userId, traits } of guests) {
      const first = traitsOf(userId.replace('guest', 'customer'));
      const same = Object.keys(first).filter((name) => JSON.stringify(first[name]) === JSON.stringify(traits?.[name]));
      expect(same).not.toContain('email');
      expect(same.length).toBeGreaterThanOrEqual(5);
      expect(Number.isNaN(Date.parse(String(traits?.birthday)))).toBe(false);
    }
    expect(calls.filter((call) => call.userId.startsWith('guest-') && call.event === 'Order Completed')).toEqual([]);
  });

  it('invents people at example.com, no two with one address', async () => {
    const ids = [...new Set((await readPurchases()).map((purchase) => purchase.customer))];
    const emails = ids.map((id) => inventPerson(id).email);
    expect(new Set(emails).size).toBe(ids.length);
    expect(emails.filter((email) => !/^[a-z0-9.]+@example\.com$/.test(email))).toEqual([]);
  });
});
