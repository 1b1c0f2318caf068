import type { Clause, ConditionReference } from '@cairn/rules/contracts/condition.js';

import { AccountFields } from '../fields/AccountFields.js';
import { EventFields } from '../fields/EventFields.js';
import { FunnelFields } from '../fields/FunnelFields.js';
import type { NameOf } from '../fields/names.js';
import { BelongingFields, ConsentFields, ContextFields, NamedFields, NowFields, RandomFields, TriggerFields } from '../fields/OtherFields.js';
import { ComputedFields, TraitFields } from '../fields/TraitFields.js';
import type { ConditionContext } from '../model/clauses.js';

interface ClauseFieldsProps {
  clause: Clause | ConditionReference;
  onChange: (clause: Clause | ConditionReference) => void;
  nameOf: NameOf;
  context: ConditionContext;
}

/** The fields of whatever is asked. */
export function ClauseFields({ clause, ...rest }: ClauseFieldsProps) {
  if (!('fact' in clause)) return <NamedFields clause={clause} {...rest} />;
  switch (clause.fact) {
    case 'trait':
      return <TraitFields clause={clause} {...rest} />;
    case 'computed':
    case 'score':
      return <ComputedFields clause={clause} {...rest} />;
    case 'event':
      return <EventFields clause={clause} {...rest} />;
    case 'funnel':
      return <FunnelFields clause={clause} {...rest} />;
    case 'segment':
    case 'tag':
      return <BelongingFields clause={clause} {...rest} />;
    case 'consent':
      return <ConsentFields clause={clause} {...rest} />;
    case 'account':
      return <AccountFields clause={clause} {...rest} />;
    case 'now':
      return <NowFields clause={clause} {...rest} />;
    case 'random':
      return <RandomFields clause={clause} {...rest} />;
    case 'trigger':
      return <TriggerFields clause={clause} {...rest} />;
    case 'context':
      return <ContextFields clause={clause} {...rest} />;
  }
}
