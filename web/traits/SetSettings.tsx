import type { EventMatcher } from '@cairn/rules/contracts/condition.js';
import { Autocomplete, NativeSelect, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { ReadySet } from '../api/traits.js';
import classes from './Computed.module.css';
import { WhereRows, WindowFields } from './EventParts.js';
import type { CountedPart, SetFields } from './ready-set-fields.js';
import { useSeenEvents } from './useSeenEvents.js';

interface SetSettingsProps {
  set: ReadySet['set'];
  fields: SetFields;
  onChange: (fields: SetFields) => void;
}

/** Which events and amounts a set is made of, and its lengths of time. */
export function SetSettings({ set, fields, onChange }: SetSettingsProps) {
  if (set === 'rfm') return <RfmSettings fields={fields} onChange={onChange} />;
  return <OneEvent set={set} fields={fields} onChange={onChange} />;
}

function OneEvent({ set, fields, onChange }: SetSettingsProps) {
  const { t } = useTranslation('traits');
  const days = (name: 'newDays' | 'activeDays' | 'atRiskDays') => (
    <NumberInput
      key={name}
      label={t(`set.${name}`)}
      description={t(`set.${name}Hint`)}
      min={1}
      max={3_650}
      allowDecimal={false}
      value={fields[name]}
      onChange={(next) => typeof next === 'number' && onChange({ ...fields, [name]: next })}
    />
  );
  return (
    <>
      <div className={classes.fields}>
        <EventName event={fields.event} onChange={(event) => onChange({ ...fields, event })} />
        {set === 'orderValue' && <Property event={fields.event} value={fields.property} onChange={(property) => onChange({ ...fields, property })} />}
        {set === 'lifecycle' && [days('newDays'), days('activeDays'), days('atRiskDays')]}
      </div>
      <WhereRows event={fields.event} onChange={(event) => onChange({ ...fields, event })} />
    </>
  );
}

function RfmSettings({ fields, onChange }: Omit<SetSettingsProps, 'set'>) {
  const { t } = useTranslation('traits');
  const { recency, frequency, monetary } = fields;
  const setMonetary = (change: Partial<SetFields['monetary']>): void => onChange({ ...fields, monetary: { ...monetary, ...change } });
  return (
    <>
      <fieldset className={classes.part}>
        <legend>{t('rfm.recency')}</legend>
        <div className={classes.fields}>
          <EventName event={recency.event} onChange={(event) => onChange({ ...fields, recency: { event } })} />
        </div>
        <WhereRows event={recency.event} onChange={(event) => onChange({ ...fields, recency: { event } })} />
      </fieldset>
      <fieldset className={classes.part}>
        <legend>{t('rfm.frequency')}</legend>
        <Counted part={frequency} onChange={(part) => onChange({ ...fields, frequency: part })} />
      </fieldset>
      <fieldset className={classes.part}>
        <legend>{t('rfm.monetary')}</legend>
        <div className={classes.fields}>
          <NativeSelect
            label={t('make')}
            value={monetary.measure}
            data={(['sum', 'average'] as const).map((value) => ({ value, label: t(`made.${value}`) }))}
            onChange={(event) => setMonetary({ measure: event.currentTarget.value as 'sum' | 'average' })}
          />
          <Property event={monetary.event} value={monetary.property} onChange={(property) => setMonetary({ property })} />
        </div>
        <Counted part={monetary} onChange={setMonetary} />
      </fieldset>
    </>
  );
}

function Counted({ part, onChange }: { part: CountedPart; onChange: (part: CountedPart) => void }) {
  const { event, within } = part;
  return (
    <>
      <div className={classes.row}>
        <EventName event={event} onChange={(next) => onChange({ event: next, within })} />
        <WindowFields within={within} onChange={(next) => onChange({ event, within: next })} />
      </div>
      <WhereRows event={event} onChange={(next) => onChange({ event: next, within })} />
    </>
  );
}

function EventName({ event, onChange }: { event: EventMatcher; onChange: (event: EventMatcher) => void }) {
  const { t } = useTranslation('traits');
  const { names } = useSeenEvents();
  return <Autocomplete label={t('set.event')} value={event.name} data={names} maxDropdownHeight={280} onChange={(name) => onChange({ ...event, name })} />;
}

function Property({ event, value, onChange }: { event: EventMatcher; value: string; onChange: (property: string) => void }) {
  const { t } = useTranslation('traits');
  const { propertiesOf } = useSeenEvents();
  return <Autocomplete label={t('set.property')} value={value} data={propertiesOf(event.name)} maxDropdownHeight={280} onChange={onChange} />;
}
