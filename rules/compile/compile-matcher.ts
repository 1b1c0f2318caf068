import type { EventMatcher } from '../contracts/condition.js';
import type { FactEvent } from '../contracts/facts.js';
import { compileWhere } from './compile-where.js';

/** Does an event match, by name and properties? Pure; never throws, whatever the event holds. */
export function compileMatcher(matcher: EventMatcher): (event: FactEvent) => boolean {
  const { name } = matcher;
  const where = matcher.where && compileWhere(matcher.where);
  if (name.endsWith('*')) {
    const prefix = name.slice(0, -1);
    return where ? (event) => event.name.startsWith(prefix) && where(event.properties) : (event) => event.name.startsWith(prefix);
  }
  return where ? (event) => event.name === name && where(event.properties) : (event) => event.name === name;
}
