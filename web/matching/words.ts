import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../app/i18n/format.js';

/** How weights, chances, fields and levels are called. */
export interface MatchWords {
  /** "+4.2" */
  signed(weight: number): string;
  weight(weight: number): string;
  /** "93 %"; beyond 99.9 "over 99.9 %". */
  chance(probability: number): string;
  field(key: string): string;
  level(level: string | null): string;
  /** A type of identity: "User id", "External id crm". */
  identity(type: string): string;
}

const nearlySure = 0.999;

export function useMatchWords(): MatchWords {
  const { t } = useTranslation('matching');
  const format = useFormat();
  return useMemo(() => {
    const signed = new Intl.NumberFormat(format.tag, { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'always' });
    const plain = new Intl.NumberFormat(format.tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    return {
      signed: (weight) => signed.format(weight),
      weight: (weight) => plain.format(weight),
      chance: (probability) => (probability > nearlySure ? t('chanceOver', { share: format.percent(nearlySure) }) : format.percent(probability)),
      field: (key) => t(`field.${key}`, { defaultValue: key }),
      level: (level) => t(`level.${level ?? 'missing'}`),
      identity: (type) =>
        type.startsWith('external:') ? t('rules.external', { name: type.slice('external:'.length) }) : t(`identity.${type}`, { defaultValue: type }),
    };
  }, [t, format]);
}

/** log2 of the odds, as a probability. */
export function probabilityOf(weight: number): number {
  return 1 / (1 + 2 ** -weight);
}
