import { useTranslation } from 'react-i18next';

import type { ReadySet } from '../api/traits.js';

const keys: { readonly [set in ReadySet['set']]: readonly string[] } = {
  rfm: [
    ...['rfm_recency', 'rfm_frequency', 'rfm_monetary', 'rfm_segment', 'rfm-champions', 'rfm-loyal', 'rfm-potential-loyalists', 'rfm-new', 'rfm-promising'],
    ...['rfm-need-attention', 'rfm-about-to-sleep', 'rfm-at-risk', 'rfm-cant-lose', 'rfm-hibernating', 'rfm-lost'],
  ],
  lifecycle: ['lifecycle_stage', 'stage-new', 'stage-active', 'stage-at-risk', 'stage-lapsed'],
  orderValue: ['order_count', 'order_total', 'order_average', 'order_last'],
};

/** What the traits and segments of a set are called in the language of whoever installs it. */
export function useSetNames(set: ReadySet['set']): { [key: string]: string } {
  const { t } = useTranslation('traits');
  return Object.fromEntries(keys[set].map((key) => [key, t(`setNames.${key}`)]));
}
