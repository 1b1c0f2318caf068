import type { CatalogueDocument } from '../events/catalogue.js';
import { typesOf } from '../events/seen.js';

/** What buying is most likely called here, and where its amount stands. */
export interface OrderEvent {
  event: string;
  property: string;
}

/** Segment's ecommerce spec first, then what names say. */
const usual = ['Order Completed', 'Order Placed', 'Checkout Completed', 'Purchase', 'Purchase Completed', 'Payment Succeeded'];
const likely = /order|purchase|bought|checkout|payment|paid|kauf|bestell|订单|购买/i;
const amounts = ['total', 'revenue', 'value', 'amount', 'price', 'grand_total', 'order_total', 'subtotal'];

/** Undefined: nothing with a number in it looks like buying. */
export function suggestOrderEvent(events: readonly CatalogueDocument[], properties: readonly CatalogueDocument[]): OrderEvent | undefined {
  const numeric = new Map<string, string[]>();
  for (const { event = '', name, types = 0 } of properties) {
    if (typesOf(types).includes('number')) numeric.set(event, [...(numeric.get(event) ?? []), name]);
  }
  const rank = (name: string) => (usual.includes(name) ? usual.indexOf(name) : usual.length);
  const candidates = events
    .filter(({ name }) => numeric.has(name) && (usual.includes(name) || likely.test(name)))
    .sort((a, b) => rank(a.name) - rank(b.name) || b.count - a.count || (a.name < b.name ? -1 : 1));
  const [best] = candidates;
  const names = best && numeric.get(best.name);
  if (best === undefined || names === undefined) return undefined;
  return { event: best.name, property: amounts.find((amount) => names.includes(amount)) ?? (names.sort()[0] as string) };
}
