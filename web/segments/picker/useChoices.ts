import { useTranslation } from 'react-i18next';

import type { Page } from '../../api/client.js';
import { conditionsPath, type SharedConditionItem } from '../../api/conditions.js';
import { useGet } from '../../api/query.js';

import { useCatalogue, useSeenEvents } from '../fields/catalogue.js';
import type { ConditionContext } from '../model/clauses.js';
import { type Choice, catalogueChoices, choiceGroups, factOf, namedChoice, plainChoice, sharedChoice, unseenChoices } from './choices.js';

/** All that can be asked and matches what was typed, in the order of the groups; the catalogue is asked while the picker is open. */
export function useChoices(search: string, context: ConditionContext, isOpen: boolean): Choice[] {
  const { t } = useTranslation('segments');
  const text = search.trim();
  const events = useSeenEvents('').map((seen) => namedChoice('event', 'event', seen));
  // One question a kind: a shop with a thousand traits must not hide its segments.
  const kinds = [
    useCatalogue({ kind: 'trait', search: text }, isOpen),
    useCatalogue({ kind: 'computed', search: text }, isOpen),
    useCatalogue({ kind: 'segment', search: text }, isOpen),
    useCatalogue({ kind: 'tag', search: text }, isOpen),
  ];
  const shared = (useGet<Page<SharedConditionItem>>(conditionsPath, { enabled: isOpen }).data?.items ?? []).map(sharedChoice);
  const plain = ([...(context === 'trigger' ? (['trigger', 'context'] as const) : []), 'funnel', 'consent', 'account', 'now', 'random'] as const).map(
    plainChoice,
  );
  const wordOf = (choice: Choice): string => choice.label ?? t(`builder.fact.${factOf(choice)}`);
  const matches = (choice: Choice): boolean => wordOf(choice).toLowerCase().includes(text.toLowerCase());
  const known = [...[...events, ...shared, ...plain].filter(matches), ...catalogueChoices(kinds.flat())];
  const all = [...known, ...unseenChoices(text, known)];
  return choiceGroups.flatMap((group) => all.filter((choice) => choice.group === group));
}
