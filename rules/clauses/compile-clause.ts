import type { Clause } from '../contracts/condition.js';
import { compileAccount, compileConsent, compileSegment, compileTag } from './belonging.js';
import type { CompiledClause } from './compiled-clause.js';
import { compileEvent } from './events.js';
import { compileFunnel } from './funnel.js';
import { compileNow } from './now.js';
import { compileTrait } from './trait.js';
import { compileComputed, compileContext, compileRandom, compileTrigger } from './values.js';

export function compileClause(clause: Clause): CompiledClause {
  switch (clause.fact) {
    case 'trait':
      return compileTrait(clause);
    case 'computed':
    case 'score':
      return compileComputed(clause);
    case 'event':
      return compileEvent(clause);
    case 'funnel':
      return compileFunnel(clause);
    case 'segment':
      return compileSegment(clause);
    case 'tag':
      return compileTag(clause);
    case 'consent':
      return compileConsent(clause);
    case 'account':
      return compileAccount(clause);
    case 'now':
      return compileNow(clause);
    case 'random':
      return compileRandom(clause);
    case 'trigger':
      return compileTrigger(clause);
    case 'context':
      return compileContext(clause);
    default:
      throw new TypeError(`Unknown fact ${String((clause as { fact: unknown }).fact)}: validation refuses it.`);
  }
}
