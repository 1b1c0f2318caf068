import type { Duration, EventMatcher, Window } from '@cairn/rules/contracts/condition.js';
import { NativeSelect, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useInnerNames } from '../segments/fields/useInnerNames.js';
import { WhereTree } from '../segments/fields/WhereTree.js';
import { lengthOf } from './source-sentence.js';

const units = ['minute', 'hour', 'day', 'week'] as const;

interface WindowFieldsProps {
  within: Window | undefined;
  onChange: (within: Duration | undefined) => void;
}

/** For ever, or within the last so long. */
export function WindowFields({ within: window, onChange }: WindowFieldsProps) {
  const { t } = useTranslation('traits');
  const within = lengthOf(window);
  return (
    <>
      <NativeSelect
        label={t('when')}
        value={window === undefined ? 'ever' : 'within'}
        data={['ever', 'within'].map((name) => ({ value: name, label: t(`window.${name}`) }))}
        onChange={(event) => onChange(event.currentTarget.value === 'ever' ? undefined : { amount: 30, unit: 'day' })}
      />
      {within !== undefined && (
        <>
          <NumberInput
            label={t('amount')}
            w={90}
            min={1}
            max={3_650}
            allowDecimal={false}
            value={within.amount}
            onChange={(next) => typeof next === 'number' && next >= 1 && onChange({ ...within, amount: next })}
          />
          <NativeSelect
            label={t('unit')}
            value={within.unit}
            data={units.map((unit) => ({ value: unit, label: t(`units.${unit}`) }))}
            onChange={(event) => onChange({ ...within, unit: event.currentTarget.value as Duration['unit'] })}
          />
        </>
      )}
    </>
  );
}

/** Only where what holds on the same event. */
export function WhereRows({ event, onChange }: { event: EventMatcher; onChange: (event: EventMatcher) => void }) {
  const nameOf = useInnerNames();
  return (
    <WhereTree
      value={event.where}
      event={event.name}
      nameOf={nameOf}
      onChange={(where) => onChange(where === undefined ? { name: event.name } : { name: event.name, where })}
    />
  );
}
